import { beforeEach, expect, test, vi } from 'vitest'
import type * as Random from '../../src/core/random.ts'
import { policies } from '../../src/index.ts'
import { purposes } from '../../src/world/noise.ts'
import { envWith, seedsFrom } from '../evaluation/play.ts'

/** Every uniform drawn since the last clearing: by key and ordinal. */
const { drawn } = vi.hoisted(() => ({ drawn: new Map<string, number>() }))

vi.mock('../../src/core/random.ts', async importActual => {
  const actual = await importActual<typeof Random>()
  return {
    ...actual,
    uniform(seed: number, key: number, ordinal: number): number {
      const value = actual.uniform(seed, key, ordinal)
      drawn.set(`${key}/${ordinal}`, value)
      return value
    },
  }
})

beforeEach(() => drawn.clear())

/** What is drawn in an episode whose agent says one thing more at one step. */
function drawsWith(seed: number, extraAtStep: number | null): Map<string, number> {
  const env = envWith()
  drawn.clear()
  const policy = policies[0]!.make(seed)
  let { observation, info } = env.reset({ seed })
  for (let step = 0, done = false; !done; step++) {
    const extra = step === extraAtStep && observation.available.includes('reply')
    const result = env.step(
      extra ? { type: 'reply', acts: [{ act: 'empathize' }] } : policy.act(observation, info).action,
    )
    ;({ observation, info } = result)
    done = result.terminated
  }
  return new Map(drawn)
}

test('two runs that differ in one action draw equal uniforms for every key they share', () => {
  let shared = 0
  for (const seed of seedsFrom(920_000, 25)) {
    const plain = drawsWith(seed, null)
    const other = drawsWith(seed, 1 + (seed % 8))
    for (const [key, value] of plain) {
      if (!other.has(key)) continue
      shared += 1
      expect(other.get(key), `seed ${seed}, key ${key}`).toBe(value)
    }
  }
  expect(shared).toBeGreaterThan(500)
})

test('outcomes that arrive later are drawn under the same keys whatever was said before', () => {
  const later = ['surveyAnswered', 'churn'] as const
  for (const seed of seedsFrom(930_000, 25)) {
    const plain = [...drawsWith(seed, null).keys()]
    const other = [...drawsWith(seed, 2).keys()]
    for (const purpose of later) {
      const keys = (of: string[]): string[] =>
        of.filter(key => Number(key.split('/')[0]) % 256 === purposes[purpose])
      if (keys(plain).length > 0 && keys(other).length > 0) expect(keys(other)).toEqual(keys(plain))
    }
  }
})
