import { describe, expect, test } from 'vitest'
import { policies } from '../../src/index.ts'
import { envWith, isFull, playEpisode, scenarioIds, seedsFrom } from './play.ts'

/** Held out: tuning used seeds below 1,000. The exploits' floor takes fewer seeds unless the full size is asked for. */
const seeds = seedsFrom(100_000, 200)
const exploitSeeds = isFull ? seeds : seeds.slice(0, 20)

describe.each(scenarioIds)('%s', scenario => {
  const env = envWith()

  function resolvedShare(policy: (typeof policies)[number], over: readonly number[]): number {
    const resolved = over.filter(
      seed => playEpisode(env, policy, { seed, options: { scenario } }).report.outcomeSettled === 'resolved',
    ).length
    console.log(`${scenario} ${policy.id}: resolved ${resolved} of ${over.length} held-out seeds`)
    return resolved / over.length
  }

  test('is resolved by the playbook on at least 70 % of held-out seeds', () => {
    expect(resolvedShare(policies.find(policy => policy.id === 'playbook')!, seeds)).toBeGreaterThanOrEqual(
      0.7,
    )
  })

  test.each(policies.filter(policy => policy.isExploit))('is resolved by $id on at most 5 %', policy => {
    expect(resolvedShare(policy, exploitSeeds)).toBeLessThanOrEqual(0.05)
  })
})
