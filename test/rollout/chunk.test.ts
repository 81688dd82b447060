import { describe, expect, it } from 'vitest'
import { chunkCountOf, chunkLengthOf, chunksOf, shardOf } from '../../src/rollout/index.ts'

const planOf = (episodes: number) =>
  Array.from({ length: episodes }, (_, seed) => ({ seed, scenario: 'a-v1', persona: 'venter' }))

describe('the chunks of a plan', () => {
  it.each([1, 12, 300, 2_000, 10_001])('of %i episodes hold each episode once, in its place', episodes => {
    const plan = planOf(episodes)
    const length = chunkLengthOf(episodes)
    const chunks = [...chunksOf(plan, length)]
    expect(chunks.flatMap(chunk => chunk.plan)).toEqual(plan)
    expect(chunks).toHaveLength(chunkCountOf(episodes, length))
    for (const { index, first, plan: own } of chunks) {
      expect(first).toBe(index * length)
      expect(own[0]!.seed).toBe(first)
    }
  })

  it('are small enough for 16 shards of the main job to be about equally long', () => {
    const length = chunkLengthOf(300)
    const counts = Array.from({ length: 16 }, () => 0)
    for (const { index, plan } of chunksOf(planOf(300), length)) {
      counts[shardOf(index, 16) - 1]! += plan.length
    }
    expect(counts.reduce((sum, episodes) => sum + episodes, 0)).toBe(300)
    expect(Math.max(...counts)).toBeLessThanOrEqual(20)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(15)
  })
})
