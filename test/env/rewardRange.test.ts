import { expect, test } from 'vitest'
import { type Action, type PolicyEntry, policies } from '../../src/index.ts'
import { envWith, isFull, playEpisode, scenarioIds, seedsFrom } from '../evaluation/play.ts'

/** Does harm on purpose: gives money away, promises what it does not keep, and leaves. */
const worst: PolicyEntry = {
  id: 'worst',
  about: 'Refunds what it can, promises three things, claims what is not so.',
  isExploit: true,
  make: seed => {
    const refunding = policies.find(({ id }) => id === 'refund-all')!.make(seed)
    return {
      act(observation, info) {
        const choice = refunding.act(observation, info)
        if ((choice.action as Action).type !== 'close') return choice
        const promise = { act: 'promise', what: 'follow_up', byWhenMinutes: 600 } as const
        const isSaid = (observation.said['promise.follow_up'] ?? 0) > 0
        const action: Action = isSaid
          ? { type: 'escalate', team: 'technical' }
          : { type: 'reply', acts: [promise, promise, promise] }
        return { action, propensity: 1 }
      },
    }
  },
}

test.each(['business', 'shaped', 'sparse', 'naive'] as const)(
  'under %s every reward lies in the declared range, which is at most twice as wide as what is attained',
  reward => {
    const env = envWith({ reward })
    const [low, high] = env.rewardRange
    let lowest = 0
    let highest = 0
    for (const entry of [...policies, worst]) {
      for (const seed of seedsFrom(940_000, (isFull ? 4 : 2) * scenarioIds.length)) {
        const scenario = scenarioIds[seed % scenarioIds.length]!
        for (const step of playEpisode(env, entry, { seed, options: { scenario } }).steps) {
          lowest = Math.min(lowest, step.reward)
          highest = Math.max(highest, step.reward)
        }
      }
    }
    console.log(
      `${reward}: declared [${low}, ${high}], attained [${lowest.toFixed(2)}, ${highest.toFixed(2)}]`,
    )
    expect(lowest).toBeGreaterThanOrEqual(low)
    expect(highest).toBeLessThanOrEqual(high)
    expect(high - low).toBeLessThanOrEqual(2 * (highest - lowest))
  },
)
