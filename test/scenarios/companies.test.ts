import { describe, expect, it } from 'vitest'
import { discreteActions, makeEnv, type Observation, policyNamed } from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'

const catalogue = loadCatalogue()
const env = makeEnv('billing-support-v4')

/** Plays the playbook, which sees what `seen` makes of each observation; the outcome at the horizon. */
function outcomeOf(
  options: { readonly scenario: string; readonly cause: string },
  { seed, seen }: { readonly seed: number; readonly seen: (observation: Observation) => Observation },
): string {
  const policy = policyNamed('playbook').make(seed)
  let { observation, info } = env.reset({ seed, options })
  for (let done = false; !done; ) {
    const step = env.step(policy.act(seen(observation), info).action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  return env.report().outcomeSettled!
}

/** The terms of the company that most cases are of, whatever the observation says. */
function underUsualTerms(observation: Observation): Observation {
  if (observation.terms === null) return observation
  const { terms } = catalogue.template('refund-out-of-window-v1', 'in-window', 'solo')
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(observation),
      terms: { value: terms, enumerable: true },
    },
  ) as Observation
}

describe.each(catalogue.companies.map(company => [company.id, company] as const))(
  'the company %s',
  (_id, { plans, terms, articles }) => {
    const codes = plans.map(({ code }) => code)

    it('sells plans that the discrete face can name', () => {
      const named = discreteActions.map(({ name }) => name)
      for (const code of codes) expect(named).toContain(`change_plan.0.${code}`)
    })

    it('has features in plans that it sells', () => {
      for (const plans of Object.values(terms.features ?? {}))
        for (const plan of plans) expect(codes).toContain(plan)
    })

    it('has articles on complaints that open a case of it', () => {
      const opened = new Set(catalogue.scenarios.map(({ customer }) => customer.opening.complaint))
      for (const complaint of Object.keys(articles)) expect(opened).toContain(complaint)
    })
  },
)

describe('the terms in view', () => {
  it('have the exceptions, and differ by company', () => {
    const termsOf = (scenario: string): Observation['terms'] => {
      env.reset({ seed: 5, options: { scenario } })
      return env.step({ type: 'lookup_policy' }).observation.terms
    }
    expect(termsOf('first-payment-v1')).toMatchObject({ firstPaymentWindowDays: 30 })
    expect(termsOf('competitor-offer-v1')!.loyaltyOffer).toEqual({ code: 'STAY20', subscribedDaysMin: 365 })
    expect(termsOf('missing-feature-v1')!.features['audit-log']).toEqual(['pro-monthly'])
    expect(termsOf('refund-strict-v1')).toMatchObject({ refundWindowDays: { year: 7 }, loyaltyOffer: null })
  })

  it.each([
    ['refund-strict-v1', 'a-week-too-late'],
    ['refund-strict-v1', 'no-pro-rata'],
    ['first-payment-v1', 'later-payment'],
    ['first-payment-v1', 'came-back'],
    ['first-payment-v1', 'first-payment-long-ago'],
  ])('decide: %s, %s is not resolved by who assumes those of another company', (scenario, cause) => {
    const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    const outcomes = (seen: (observation: Observation) => Observation): string[] =>
      seeds.map(seed => outcomeOf({ scenario, cause }, { seed, seen }))
    const resolved = (all: string[]): number => all.filter(outcome => outcome === 'resolved').length
    expect(resolved(outcomes(underUsualTerms))).toBe(0)
    expect(resolved(outcomes(observation => observation))).toBeGreaterThanOrEqual(7)
  })
})
