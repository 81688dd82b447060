import { describe, expect, it } from 'vitest'
import { renderBusiness } from '../../src/cli/businessTable.ts'
import { policies } from '../../src/index.ts'
import type { BusinessFigures, Estimate, PolicySummary } from '../../src/rollout/index.ts'

/** Refunds, leak and lifetime of this size; the rest as it may be of a ticket. */
function summaryOf(policy: string, cents: number): Pick<PolicySummary, 'policy' | 'business'> {
  const money: Estimate = { mean: cents, ci95: [-cents, 3 * cents] }
  const small: Estimate = { mean: 9_999, ci95: [-89_901, 99_900] }
  const overall: BusinessFigures = {
    tickets: 4_000,
    revenueCents: small,
    retainedCents: small,
    refundsCents: money,
    leakedCents: money,
    creditsCents: small,
    disputeFeesCents: small,
    disputeLossCents: small,
    costToServeCents: small,
    lifetimeValueCents: money,
    handleMinutes: { mean: 240, ci95: null },
    firstContactResolution: 1,
    churned90d: 1,
  }
  const name = 'somebody-whose-name-is-longer-than-any-policy'
  return { policy, business: { overall, byGroup: {}, byArchetype: { [name]: overall } } }
}

const linesWith = (cents: number): string[] =>
  renderBusiness(
    policies.map(({ id }) => summaryOf(id, cents)),
    'archetype',
  ).split('\n')

describe('the business table', () => {
  it.each([999, 99_999, 123_456, 999_949, 98_765_432])(
    'is no wider than 120 with %i cents refunded, leaked and to come',
    cents => {
      for (const line of linesWith(cents)) expect(line.length).toBeLessThanOrEqual(120)
    },
  )

  it.each([
    [12_345, / 123\.5 ± 246\.9 /],
    [123_456, / 1,235 ± 2,469 /],
    [1_234_567, / 12\.3k ± 24\.7k /],
    [98_765_432, / 988k ± 1975k /],
    [-123_456, / -1,235 /],
  ])('shows a leak of %i cents as it can be read', (cents, leak) => {
    expect(linesWith(cents)[2]).toMatch(leak)
  })
})
