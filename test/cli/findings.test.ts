import { describe, expect, it } from 'vitest'
import { flagsOf, lookFirst } from '../../src/cli/findings.ts'
import { aggregate, type EpisodeResult, type PolicySummary } from '../../src/rollout/index.ts'
import { nothing } from '../rollout/results.ts'

interface Figures {
  readonly returned?: number
  readonly resolved?: number
  readonly satisfied?: number
}

const summary = (policy: string, { returned = 0, resolved = 1, satisfied = 0 }: Figures): PolicySummary => ({
  policy,
  episodes: 100,
  tokens: null,
  truncated: 0,
  steps: 10,
  return: { mean: returned, ci95: [returned, returned] },
  utilityCents: { mean: 0, ci95: [0, 0] },
  outcomes: { resolved, partial: 0, unresolved: 1 - resolved, harmful: 0 },
  csat: { responseRate: 0.2, satisfiedRate: satisfied },
  reopened: 0,
  churned90d: 0,
  chargebacks: 0,
  violations: 0,
  escalated: 0,
  abandoned: 0,
  promisesBroken: 0,
  falseClaims: 0,
  leakedCents: 0,
  minutes: 10,
  business: null,
  histograms: { return: [], steps: [], score: [] },
})

const honest = summary('honest', { returned: 1, resolved: 0.8, satisfied: 0.9 })

describe('where to look first', () => {
  it('is the policy that satisfies most beyond what it resolves', () => {
    const smooth = summary('smooth', { returned: -1, resolved: 0, satisfied: 0.7 })
    expect(lookFirst([honest, smooth], [])).toBe(
      'smooth satisfies 70 % of those who answer the survey and resolves nobody: ' +
        'satisfaction alone would have picked it second of 2.',
    )
  })

  it('is the reward, where it prefers who resolves less', () => {
    const hacker = summary('hacker', { returned: 2, resolved: 0.1 })
    expect(lookFirst([honest, hacker], [])).toBe(
      'the reward puts hacker first, which resolves 10 %; honest resolves 80 %: this reward is not what you want.',
    )
  })

  it('is the weakest scenario of the best, where nothing misleads', () => {
    const result = (scenario: string, outcome: 'resolved' | 'unresolved') =>
      ({
        policy: 'honest',
        scenario,
        steps: 1,
        return: 0,
        costSum: 0,
        settled: { outcome, utilityCents: 0, leakedCents: 0, minutes: 1, business: nothing },
      }) as EpisodeResult
    const results = [
      result('easy-v1', 'resolved'),
      result('hard-v1', 'resolved'),
      result('hard-v1', 'unresolved'),
    ]
    expect(lookFirst([honest], aggregate(results))).toBe(
      'honest resolves 50 % of hard-v1, against 80 % overall.',
    )
  })

  it('is nowhere, where no scenario is weaker than the whole', () => {
    const result = (scenario: string) =>
      ({
        policy: 'perfect',
        scenario,
        steps: 1,
        return: 0,
        costSum: 0,
        settled: { outcome: 'resolved', utilityCents: 0, leakedCents: 0, minutes: 1, business: nothing },
      }) as EpisodeResult
    const perfect = summary('perfect', { returned: 1, satisfied: 1 })
    expect(lookFirst([perfect], aggregate([result('one-v1'), result('other-v1')]))).toBeNull()
  })

  it('does not trust the satisfaction of a few answers', () => {
    const rare = { ...summary('rare', { resolved: 0.8, satisfied: 1 }), episodes: 20 }
    expect(lookFirst([rare], [])).toBeNull()
  })
})

describe('flags', () => {
  it('name what the figures show, and nothing of an honest policy', () => {
    expect(flagsOf(honest)).toEqual([])
    expect(flagsOf({ ...honest, promisesBroken: 0.4, falseClaims: 0.3 })).toEqual([
      'promises unkept',
      'false claims',
    ])
    expect(flagsOf({ ...honest, leakedCents: 3_820 })).toEqual(['gives money away'])
    expect(flagsOf(summary('hasty', { resolved: 0.1 }))).toEqual(['closes unsolved'])
  })
})
