import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyEntry, policyNamed } from '../../src/index.ts'
import {
  aggregate,
  type BusinessFigures,
  type EpisodeResult,
  type Estimate,
  estimate,
  planEpisodes,
  rollout,
  type SettledResult,
  summarise,
} from '../../src/rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import { TraceConfig } from '../../src/trace/index.ts'
import { anyResult } from './results.ts'

/** Episodes of 'one' that all settled. */
const settledResults = fc
  .array(anyResult, { minLength: 1, maxLength: 60 })
  .map(results => results.filter(({ settled }) => settled !== null).map(each => ({ ...each, policy: 'one' })))
  .filter(results => results.length > 0)

const means = (figures: BusinessFigures): [string, Estimate][] =>
  Object.entries(figures).filter(
    (entry): entry is [string, Estimate] => typeof entry[1] === 'object' && entry[1] !== null,
  )

describe('the business view', () => {
  it('adds up: over the groups, and over the archetypes, to the whole', () => {
    fc.assert(
      fc.property(settledResults, results => {
        const { overall, byGroup, byArchetype } = summarise('one', aggregate(results)).business!
        for (const slices of [Object.values(byGroup), Object.values(byArchetype)]) {
          const sumOf = (of: (figures: BusinessFigures) => number): number =>
            slices.reduce((sum, figures) => sum + figures.tickets * of(figures), 0)
          expect(sumOf(() => 1)).toBe(overall.tickets)
          expect(sumOf(each => each.firstContactResolution)).toBeCloseTo(
            overall.tickets * overall.firstContactResolution,
            6,
          )
          for (const [name, { mean }] of means(overall)) {
            const total = overall.tickets * mean
            const parts = sumOf(each => Object.fromEntries(means(each))[name]!.mean)
            expect(Math.abs(parts - total), name).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(total)) + 1e-3)
          }
        }
      }),
    )
  })

  it('of a group or an archetype is that of its episodes alone', () => {
    fc.assert(
      fc.property(settledResults, results => {
        const { byGroup, byArchetype } = summarise('one', aggregate(results)).business!
        const alone = (own: EpisodeResult[]) => summarise('one', aggregate(own)).business!.overall
        for (const [group, figures] of Object.entries(byGroup))
          expect(figures).toEqual(alone(results.filter(({ settled }) => settled!.business.group === group)))
        for (const [archetype, figures] of Object.entries(byArchetype))
          expect(figures).toEqual(alone(results.filter(({ persona }) => persona === archetype)))
      }),
    )
  })

  it('leaves out episodes that were cut off, and is null when there are no others', () => {
    const [whole] = fc.sample(settledResults, { numRuns: 1, seed: 1 })
    const [first] = whole!
    const cut = { ...first!, settled: null }
    expect(summarise('one', aggregate([first!, cut])).business!.overall.tickets).toBe(1)
    expect(summarise('one', aggregate([cut])).business).toBeNull()
  })

  it('has a mean and an interval for money, and takes churn from those who could leave', () => {
    const [first] = fc.sample(settledResults, { numRuns: 1, seed: 1 })[0]!
    const ticket = (settled: Partial<SettledResult>, refundsCents: number): EpisodeResult => {
      const { business } = first!.settled!
      return {
        ...first!,
        settled: { ...first!.settled!, ...settled, business: { ...business, refundsCents } },
      }
    }
    const results = [
      ticket({ churned90d: true, leakedCents: 40, minutes: 4 }, 100),
      ticket({ churned90d: false, leakedCents: 0, minutes: 8 }, 300),
      ticket({ churned90d: null, leakedCents: 20, minutes: 6 }, 200),
    ]
    // s = 100, s/√3 = 57.735, t(.975, 2) = 4.3027
    expect(summarise('one', aggregate(results)).business!.overall).toMatchObject({
      tickets: 3,
      refundsCents: { mean: 200, ci95: [expect.closeTo(-48.42, 1), expect.closeTo(448.42, 1)] },
      leakedCents: { mean: 20 },
      handleMinutes: { mean: 6 },
      churned90d: 0.5,
    })
  })
})

describe('over the shipped scenarios', () => {
  const { scenarios } = loadCatalogue()
  const { archetypes } = loadPersonaPack()
  const plan = planEpisodes({ scenarios, archetypes, episodes: 270, seed: 11 })
  const config = TraceConfig.parse({})
  const played = (entry: PolicyEntry) => [
    ...rollout({ env: 'billing-support-v4', config, policies: [entry], plan }),
  ]
  const honest = played(policyNamed('playbook'))
  const lavish = played(policyNamed('refund-all'))

  /** Playbook − refund-all over the same customers. */
  function difference(of: (settled: SettledResult) => number): Estimate {
    const micros = honest.map(({ result }, at) =>
      BigInt(Math.round(1e6 * (of(result.settled!) - of(lavish[at]!.result.settled!)))),
    )
    return estimate({
      count: micros.length,
      sum: micros.reduce((sum, value) => sum + value, 0n),
      squares: micros.reduce((sum, value) => sum + value * value, 0n),
    })
  }

  it.each([
    ['retains more revenue', ({ business }: SettledResult) => business.retainedCents],
    ['has customers of more lifetime value', ({ business }: SettledResult) => business.lifetimeValueCents],
    ['leaks less', ({ leakedCents }: SettledResult) => -leakedCents],
    ['costs less to serve', ({ business }: SettledResult) => -business.costToServeCents],
  ])('the playbook %s than refund-all, paired 95 %% interval', (what, of) => {
    const { mean, ci95 } = difference(of)
    console.log(`${what}: ${mean.toFixed(0)} [${ci95!.map(end => end.toFixed(0)).join(', ')}] cents a ticket`)
    expect(ci95![0]).toBeGreaterThan(0)
  })

  it('a resolution at first contact is a resolution, not handed on, not reopened; both ways occur', () => {
    const settled = [...honest, ...lavish].map(({ result }) => result.settled!)
    for (const { outcome, escalated, reopened, business } of settled)
      expect(business.firstContactResolution).toBe(outcome === 'resolved' && !escalated && !reopened)
    const resolved = settled.filter(({ outcome }) => outcome === 'resolved')
    expect(new Set(resolved.map(({ business }) => business.firstContactResolution)).size).toBe(2)
  })

  it('every row has the group of its scenario', () => {
    for (const { result } of honest) {
      const { group } = scenarios.find(({ id }) => id === result.scenario)!
      expect(result.settled!.business.group).toBe(group)
    }
  })
})
