import { describe, expect, it } from 'vitest'
import { makeEnv } from '../../src/index.ts'
import { type Conduct, type Ended, playCase } from './cases/desk.ts'
import type { BillingCase } from './cases/ends.ts'
import { billingCases } from './cases/table.ts'

/** Held out: nothing was tuned on them. */
const FIRST_SEED = 1_000_000
const SEEDS = process.env.SUPPORTGYM_FULL === '1' ? 200 : 20
const DRAWS = 200
/** One refund in a hundred comes back from the bank, a wrong one too: it never was, 150 days later. */
const RETURNED_MAX = 0.05

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => FIRST_SEED + index)
}

/** The conduct on every seed, but where the customer did not stay for all of it. */
function played({ scenario, cause }: BillingCase, conduct: Conduct): readonly Ended[] {
  const ends = seeds(SEEDS)
    .map(seed => playCase(conduct, { seed, scenario, cause }))
    .filter(({ isComplete }) => isComplete)
  expect(ends.length).toBeGreaterThan(SEEDS / 2)
  return ends
}

const share = (ends: readonly Ended[], holds: (end: Ended) => boolean): number =>
  ends.filter(holds).length / ends.length

it('the table has all thirty', () => {
  const numbers = new Set(billingCases.map(({ number }) => number))
  expect([...numbers]).toEqual(Array.from({ length: 30 }, (_, index) => 1 + index))
})

describe.each([...new Set(billingCases.map(({ scenario }) => scenario))])('%s', scenario => {
  const env = makeEnv('billing-support-v4')
  const causes = seeds(DRAWS).map(seed => {
    env.reset({ seed, options: { scenario } })
    return env.snapshot().world.tickets[0]!.hidden.cause
  })
  const cases = billingCases.filter(each => each.scenario === scenario)

  it.each(cases)('brings case $number by chance: $cause', ({ cause }) => {
    expect(causes.filter(each => each === cause).length / DRAWS).toBeGreaterThan(0.1)
  })
})

describe.each(billingCases)('case $number, $title', each => {
  it.each([each.right, ...(each.alsoRight === undefined ? [] : [each.alsoRight])])(
    'is resolved by the right end, unless the customer does not believe it',
    conduct => {
      const ends = played(each, conduct)
      expect(share(ends, ({ outcome }) => outcome === 'resolved')).toBeGreaterThanOrEqual(0.8)
      expect(share(ends, ({ settled }) => settled === 'resolved')).toBeGreaterThanOrEqual(0.8)
      expect(share(ends, ({ outcome }) => outcome === 'harmful')).toBe(0)
    },
  )

  it.each(each.wrong)('is $ends: $name', ({ ends: expected, refusal, ...conduct }) => {
    const ends = played(each, conduct)
    expect(share(ends, ({ outcome }) => outcome === 'resolved')).toBe(0)
    expect(share(ends, ({ settled }) => settled === 'resolved')).toBeLessThanOrEqual(RETURNED_MAX)
    if (expected === 'harmful') expect(share(ends, ({ outcome }) => outcome === 'harmful')).toBe(1)
    if (refusal !== undefined) expect(share(ends, ({ refusals }) => refusals.includes(refusal))).toBe(1)
  })
})
