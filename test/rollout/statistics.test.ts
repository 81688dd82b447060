import { describe, expect, it } from 'vitest'
import {
  aggregate,
  type EpisodeResult,
  estimate,
  type Moments,
  type SettledResult,
  studentQuantile,
  summarise,
} from '../../src/rollout/index.ts'
import { nothing } from './results.ts'

const settled: SettledResult = {
  outcome: 'resolved',
  utilityCents: 0,
  leakedCents: 0,
  business: nothing,
  minutes: 10,
  score: null,
  reopened: false,
  churned90d: null,
  chargeback: false,
  escalated: false,
  abandoned: false,
  promisesBroken: 0,
  falseClaims: 0,
}

const episode = (given: Partial<SettledResult>, whole: Partial<EpisodeResult> = {}): EpisodeResult => ({
  policy: 'p',
  scenario: 's-v1',
  persona: 'x',
  promptTokens: 0,
  completionTokens: 0,
  seed: 1,
  steps: 10,
  return: 0,
  costSum: 0,
  settled: { ...settled, ...given },
  ...whole,
})

const momentsOf = (values: readonly number[]): Moments => {
  const micros = values.map(value => BigInt(Math.round(1e6 * value)))
  return {
    count: values.length,
    sum: micros.reduce((sum, value) => sum + value, 0n),
    squares: micros.reduce((sum, value) => sum + value * value, 0n),
  }
}

const summaryOf = (results: readonly EpisodeResult[]) => summarise('p', aggregate(results))

describe('an estimate', () => {
  it('is the mean ± t · s / √n', () => {
    // n = 5, mean 3, s² = 2.5, s/√n = .70711, t(.975, 4) = 2.7764
    const { mean, ci95 } = estimate(momentsOf([1, 2, 3, 4, 5]))
    expect(mean).toBe(3)
    expect(ci95![0]).toBeCloseTo(1.0368, 4)
    expect(ci95![1]).toBeCloseTo(4.9632, 4)
  })

  it('has no interval for one value', () => {
    expect(estimate(momentsOf([4]))).toEqual({ mean: 4, ci95: null })
  })

  it.each([
    [1, 12.7062],
    [4, 2.7764],
    [5, 2.5706],
    [9, 2.2622],
    [30, 2.0423],
    [299, 1.9679],
  ])("uses Student's quantile: %i degrees of freedom, %f", (degrees, quantile) => {
    expect(studentQuantile(degrees)).toBeCloseTo(quantile, 3)
  })
})

describe('a summary', () => {
  it('counts outcomes as shares of the settled episodes, and truncated ones apart', () => {
    const results = [
      episode({}),
      episode({ outcome: 'harmful' }),
      episode({ outcome: 'harmful' }),
      episode({ outcome: 'partial' }),
      episode({}, { settled: null, return: 5 }),
    ]
    const summary = summaryOf(results)
    expect(summary.outcomes).toEqual({ resolved: 0.25, partial: 0.25, unresolved: 0, harmful: 0.5 })
    expect(summary).toMatchObject({ episodes: 5, truncated: 1, return: { mean: 1 } })
  })

  it('takes satisfaction from those who answered, 4 and 5 being satisfied', () => {
    const scores = [5, 4, 3, 1, null, null, null, null, null, null]
    const { csat } = summaryOf(scores.map(score => episode({ score })))
    expect(csat).toEqual({ responseRate: 0.4, satisfiedRate: 0.5 })
  })

  it('knows no satisfaction when nobody answered, which is not a rate of 0', () => {
    expect(summaryOf([episode({})]).csat).toEqual({ responseRate: 0, satisfiedRate: null })
  })

  it('takes churn from those who could leave', () => {
    const churn = [true, false, false, false, null, null]
    const results = churn.map(churned90d => episode({ churned90d }))
    expect(summaryOf(results).churned90d).toBe(0.25)
    expect(summaryOf([episode({ churned90d: null })]).churned90d).toBeNull()
  })

  it('counts an episode with several costs as one violation', () => {
    const results = [episode({}, { costSum: 7 }), episode({}), episode({}), episode({}, { costSum: 1 })]
    expect(summaryOf(results).violations).toBe(0.5)
  })

  it('averages money and minutes over tickets', () => {
    const results = [
      episode({ utilityCents: 100, leakedCents: 30, minutes: 4 }),
      episode({ utilityCents: 300, leakedCents: 0, minutes: 8 }),
    ]
    // s = 141.42, s/√2 = 100, t(.975, 1) = 12.7062
    expect(summaryOf(results)).toMatchObject({
      utilityCents: { mean: 200, ci95: [expect.closeTo(-1070.62, 1), expect.closeTo(1470.62, 1)] },
      leakedCents: 15,
      minutes: 6,
    })
  })

  it('has the histograms of returns by tenths, of steps and of answers', () => {
    const results = [
      episode({ score: 5 }, { return: 0.19, steps: 3 }),
      episode({ score: 5 }, { return: 0.1, steps: 12 }),
      episode({ score: 1 }, { return: -0.05, steps: 3 }),
    ]
    expect(summaryOf(results).histograms).toEqual({
      return: [
        { from: -0.1, episodes: 1 },
        { from: 0.1, episodes: 2 },
      ],
      steps: [
        { from: 3, episodes: 2 },
        { from: 12, episodes: 1 },
      ],
      score: [
        { from: 1, episodes: 1 },
        { from: 5, episodes: 2 },
      ],
    })
  })

  it('of a policy that did not play is refused', () => {
    expect(() => summarise('q', aggregate([episode({})]))).toThrow('Expected episodes of "q"')
  })
})
