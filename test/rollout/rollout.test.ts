import { describe, expect, it } from 'vitest'
import { policyNamed } from '../../src/index.ts'
import { type Played, planEpisodes, resultOf, rollout } from '../../src/rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import { TraceConfig } from '../../src/trace/index.ts'

const { scenarios } = loadCatalogue()
const { archetypes } = loadPersonaPack()
const plan = planEpisodes({ scenarios, archetypes, episodes: 12, seed: 5 })

function play(policies: readonly string[], config: Partial<TraceConfig> = {}): Played[] {
  const entries = policies.map(id => policyNamed(id))
  return [
    ...rollout({ env: 'billing-support-v4', config: TraceConfig.parse(config), policies: entries, plan }),
  ]
}

describe('a rollout', () => {
  const played = play(['playbook', 'close-early'])

  it('plays the plan: its scenarios, archetypes and seeds', () => {
    const own = played.filter(({ result }) => result.policy === 'playbook')
    expect(own.map(({ result: { seed, scenario, persona } }) => ({ seed, scenario, persona }))).toEqual(plan)
  })

  it('lets every policy meet the same cases: same hidden cause, same first observation', () => {
    for (let at = 0; at < played.length; at += 2) {
      const [one, other] = [played[at]!.trajectory.header, played[at + 1]!.trajectory.header]
      expect({ ...one, policy: '', episode: 0 }).toEqual({ ...other, policy: '', episode: 0 })
    }
  })

  it('plays an episode by every policy before the next, and numbers them through', () => {
    expect(played.slice(0, 4).map(({ result }) => result.policy)).toEqual([
      'playbook',
      'close-early',
      'playbook',
      'close-early',
    ])
    expect(played.map(({ trajectory }) => trajectory.header.episode)).toEqual(played.map((_, at) => at + 1))
  })

  it('gives a policy the same episodes whoever else plays', () => {
    const alone = play(['close-early']).map(({ result }) => result)
    expect(played.map(({ result }) => result).filter(({ policy }) => policy === 'close-early')).toEqual(alone)
  })

  it('reaches the same results whenever signals are reported', () => {
    const resultsUnder = (delivery: TraceConfig['delivery']) =>
      play(['playbook', 'refund-all'], { delivery }).map(({ result: { settled, costSum, scenario } }) => ({
        settled,
        costSum,
        scenario,
      }))
    expect(resultsUnder('deferred')).toEqual(resultsUnder('settle'))
    expect(resultsUnder('stream')).toEqual(resultsUnder('settle'))
  })
})

describe('the result of an episode', () => {
  const [{ trajectory }] = play(['playbook']) as [Played, ...Played[]]
  const signal = (kind: string, value: number | null, days: number) => ({
    ...trajectory.signals[0]!,
    signal: kind as 'churn',
    value,
    atMs: days * 86_400_000,
  })
  const settledWith = (...signals: ReturnType<typeof signal>[]) =>
    resultOf({ ...trajectory, signals }).settled

  it('is read off the signals', () => {
    expect(
      settledWith(signal('survey', 4, 2), signal('reopened', 1, 3), signal('chargeback', 900, 30)),
    ).toMatchObject({
      score: 4,
      reopened: true,
      chargeback: true,
    })
    expect(settledWith(signal('survey', null, 28))).toMatchObject({
      score: null,
      reopened: false,
      chargeback: false,
    })
  })

  it('counts churn within 90 days, and nothing for who had no plan to leave', () => {
    expect(settledWith(signal('churn', 1, 89))?.churned90d).toBe(true)
    expect(settledWith(signal('churn', 1, 91))?.churned90d).toBe(false)
    expect(settledWith(signal('renewal', 1, 120))?.churned90d).toBe(false)
    expect(settledWith()?.churned90d).toBeNull()
  })
})
