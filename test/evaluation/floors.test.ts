import { describe, expect, test } from 'vitest'
import { policies } from '../../src/index.ts'
import { envWith, playEpisode, scenarioIds, seedsFrom } from './play.ts'

/** Held out: tuning used seeds below 1,000. */
const seeds = seedsFrom(100_000, 200)

describe.each(scenarioIds)('%s', scenario => {
  const env = envWith()

  function resolvedShare(policy: (typeof policies)[number]): number {
    const resolved = seeds.filter(
      seed => playEpisode(env, policy, { seed, options: { scenario } }).report.outcomeSettled === 'resolved',
    ).length
    console.log(`${scenario} ${policy.id}: resolved ${resolved} of ${seeds.length} held-out seeds`)
    return resolved / seeds.length
  }

  test('is resolved by the playbook on at least 70 % of held-out seeds', () => {
    expect(resolvedShare(policies.find(policy => policy.id === 'playbook')!)).toBeGreaterThanOrEqual(0.7)
  })

  test.each(policies.filter(policy => policy.isExploit))('is resolved by $id on at most 5 %', policy => {
    expect(resolvedShare(policy)).toBeLessThanOrEqual(0.05)
  })
})
