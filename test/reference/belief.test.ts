import { describe, expect, it } from 'vitest'
import {
  beliefPolicy,
  type Env,
  evidenceIn,
  type Hypothesis,
  hypothesesOn,
  type Observation,
  planner,
  policyNamed,
  posterior,
} from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import type { Complaint } from '../../src/world/acts.ts'
import { checks, type Fix } from '../../src/world/tools.ts'
import { envWith, isFull, meanWithInterval, playEpisode, seedsFrom } from '../evaluation/play.ts'

const catalogue = loadCatalogue()

/** Complaints whose causes are found by checks and questions. */
const diagnosed = catalogue.scenarios.filter(({ causes }) =>
  Object.values(causes).some(cause => Object.keys(cause.checks).length > 0),
)

function hypothesis(given: Partial<Hypothesis> & { readonly fix?: Fix }): Hypothesis {
  const { fix } = given
  return {
    prior: 0.5,
    verifies: true,
    requester: 'payer',
    explains: ['plan-limit'],
    escalation: null,
    isExplained: fix === undefined,
    positive: () => 0.05,
    answer: () => null,
    comes: each => (each === fix ? 'worked' : 'failed'),
    ...given,
  }
}

const nothingKnown = {
  checked: {},
  tried: {},
  answers: {},
  verified: true,
  verificationFailed: false,
  requester: 'payer',
} as const

describe('the posterior', () => {
  it('is Bayes’ rule over the prior, the sensitivity of checks, and answers', () => {
    const hypotheses = [
      hypothesis({ prior: 0.25, positive: check => (check === 'api_log' ? 0.8 : 0.05), answer: () => 0.9 }),
      hypothesis({ prior: 0.75, positive: check => (check === 'api_log' ? 0.2 : 0.05), answer: () => 0.1 }),
    ]
    const evidence = {
      ...nothingKnown,
      checked: { api_log: 'positive' },
      answers: { symptom: 'slow' },
    } as const
    const [one, other] = posterior(hypotheses, evidence)
    expect(one).toBeCloseTo((0.25 * 0.8 * 0.9) / (0.25 * 0.8 * 0.9 + 0.75 * 0.2 * 0.1), 12)
    expect(one! + other!).toBeCloseTo(1, 12)
  })

  it('drops what a fix, the proof of identity or the requester rules out', () => {
    const hypotheses = [
      hypothesis({ fix: 'reinstall' }),
      hypothesis({ requester: 'member' }),
      hypothesis({ verifies: false }),
    ]
    expect(posterior(hypotheses, { ...nothingKnown, tried: {} })).toEqual([1, 0, 0])
    expect(posterior(hypotheses, { ...nothingKnown, requester: 'member' })).toEqual([0, 1, 0])
    const failed = { ...nothingKnown, verified: false, verificationFailed: true, requester: null }
    expect(posterior(hypotheses, failed)).toEqual([0, 0, 1])
    const two = [hypothesis({ fix: 'reinstall' }), hypothesis({ fix: 'roll_back' })]
    expect(posterior(two, { ...nothingKnown, tried: { reinstall: 'failed' } })).toEqual([0, 1])
  })

  it('learns nothing from a customer who is unsure', () => {
    const hypotheses = [hypothesis({ answer: () => 0.9 }), hypothesis({ answer: () => 0.1 })]
    expect(posterior(hypotheses, { ...nothingKnown, answers: { onset: 'unsure' } })).toEqual([0.5, 0.5])
  })
})

/** Seeds that nothing here or in the scenarios was tuned on. */
const SEEDS = seedsFrom(700_000, isFull ? 3_000 : 300)

describe.each(diagnosed.map(({ id, customer }) => [id, customer.opening.complaint] as const))(
  'the posterior on %s',
  (scenario, complaint) => {
    it('is calibrated: causes come as often as it says, whatever was found', () => {
      const env = envWith()
      const only = { ...catalogue, scenarios: catalogue.scenarios.filter(({ id }) => id === scenario) }
      const hypotheses = hypothesesOn(only, complaint)
      const causes = Object.keys(catalogue.scenario(scenario).causes)
      const excess: number[] = []
      let variance = 0
      for (const seed of SEEDS) {
        const { observation, cause } = investigated(env, { seed, scenario, complaint })
        const belief = posterior(hypotheses, evidenceIn(observation))
        const surest = belief.indexOf(Math.max(...belief))
        excess.push((causes[surest] === cause ? 1 : 0) - belief[surest]!)
        variance += belief[surest]! * (1 - belief[surest]!)
      }
      const z = excess.reduce((sum, each) => sum + each, 0) / Math.sqrt(Math.max(variance, 1))
      console.log(`${scenario}: said the surest cause right; z of hits over belief ${z.toFixed(2)}`)
      expect(Math.abs(z)).toBeLessThan(4)
    })
  },
)

/** Verifies, runs every check of the scenario and asks every question, while the customer stays. */
function investigated(
  env: Env<Observation>,
  { seed, scenario, complaint }: { seed: number; scenario: string; complaint: Complaint },
): { observation: Observation; cause: string } {
  const used = checks.filter(check =>
    catalogue.scenarios
      .filter(({ customer }) => customer.opening.complaint === complaint)
      .some(({ causes }) => Object.values(causes).some(cause => cause.checks[check] !== undefined)),
  )
  let { observation } = env.reset({ seed, options: { scenario } })
  const { cause } = env.snapshot().world.tickets[0]!.hidden
  const actions = [
    { type: 'verify_identity' },
    { type: 'reply', acts: [{ act: 'ask', slot: 'symptom' }] },
    { type: 'reply', acts: [{ act: 'ask', slot: 'onset' }] },
    ...used.map(check => ({ type: 'run_diagnostic', check }) as const),
  ] as const
  for (const action of actions) {
    if (!observation.available.includes(action.type)) break
    const timestep = env.step(action as Parameters<typeof env.step>[0])
    observation = timestep.observation
    if (timestep.terminated) break
  }
  return { observation, cause }
}

describe('the plan', () => {
  it('pays for a check where it decides between fixes that harm one another', () => {
    const harm = (fix: Fix, other: Fix) => (each: Fix) =>
      each === fix ? ('worked' as const) : each === other ? ('worsened' as const) : ('failed' as const)
    const hypotheses = [
      hypothesis({
        isExplained: false,
        positive: check => (check === 'api_log' ? 0.95 : 0.05),
        comes: harm('reinstall', 'roll_back'),
      }),
      hypothesis({ isExplained: false, comes: harm('roll_back', 'reinstall') }),
    ]
    const next = planner(hypotheses)
    expect(next(nothingKnown)).toEqual({ move: 'check', check: 'api_log' })
    expect(next({ ...nothingKnown, checked: { api_log: 'positive' } })).toEqual({
      move: 'fix',
      fix: 'reinstall',
    })
    expect(next({ ...nothingKnown, checked: { api_log: 'negative' } })).toEqual({
      move: 'fix',
      fix: 'roll_back',
    })
  })

  it('looks into nothing where one cause is left, and does what is in reach before a hand-over', () => {
    const certain = [hypothesis({ prior: 1 })]
    expect(planner(certain)(nothingKnown)).toEqual({ move: 'conclude', topic: 'plan-limit' })
    const handed = [
      hypothesis({
        prior: 0.9,
        isExplained: false,
        escalation: { team: 'technical', after: ['api_log'] },
        positive: check => (check === 'api_log' ? 0.9 : 0.05),
      }),
      hypothesis({ prior: 0.1, fix: 'reinstall', explains: ['setup-error'] }),
    ]
    const next = planner(handed)
    expect(next(nothingKnown)).toEqual({ move: 'check', check: 'api_log' })
    expect(next({ ...nothingKnown, checked: { api_log: 'positive' } })).toEqual({
      move: 'handOn',
      team: 'technical',
      topic: 'plan-limit',
    })
  })
})

describe('the belief policy', () => {
  it('beats the playbook on cases that have to be diagnosed, seed by seed', () => {
    const env = envWith()
    const belief = beliefPolicy(catalogue)
    const playbook = policyNamed('playbook')
    const perScenario = seedsFrom(800_000, isFull ? 200 : 40)
    const differences = diagnosed.flatMap(({ id: scenario }) =>
      perScenario.map(seed => {
        const [one, other] = [belief, playbook].map(policy =>
          playEpisode(env, policy, { seed, options: { scenario } }).report.outcomeSettled === 'resolved'
            ? 1
            : 0,
        )
        return one! - other!
      }),
    )
    const { mean, low, high } = meanWithInterval(differences)
    console.log(
      `belief − playbook, resolved: ${(100 * mean).toFixed(1)} points [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`,
    )
    expect(low).toBeGreaterThan(0)
  })

  it('is found by its name, and is no policy that ships among the agents', () => {
    expect(policyNamed('belief').id).toBe('belief')
    expect(() => policyNamed('beleif')).toThrow(/Did you mean "belief"/)
  })
})
