import fc from 'fast-check'
import type { EpisodeResult } from '../../src/rollout/index.ts'
import type { Business } from '../../src/world/business.ts'
import { outcomes } from '../../src/world/world.ts'

/** The business row of a ticket that came to nothing. */
export const nothing: Business = {
  group: 'billing',
  revenueCents: 0,
  retainedCents: 0,
  refundsCents: 0,
  creditsCents: 0,
  disputeFeesCents: 0,
  disputeLossCents: 0,
  costToServeCents: 0,
  lifetimeValueCents: 0,
  firstContactResolution: false,
}

const money = fc.double({ min: -1e7, max: 1e7, noNaN: true })

const cents = fc.nat(1e7)

const business = fc.record({
  group: fc.constantFrom('billing', 'technical'),
  revenueCents: cents,
  retainedCents: cents,
  refundsCents: cents,
  creditsCents: cents,
  disputeFeesCents: cents,
  disputeLossCents: cents,
  costToServeCents: cents,
  lifetimeValueCents: cents,
  firstContactResolution: fc.boolean(),
})

const settled = fc.record({
  outcome: fc.constantFrom(...outcomes),
  utilityCents: money,
  leakedCents: money,
  business,
  minutes: fc.double({ min: 0, max: 500, noNaN: true }),
  score: fc.option(fc.integer({ min: 1, max: 5 })),
  reopened: fc.boolean(),
  churned90d: fc.option(fc.boolean()),
  chargeback: fc.boolean(),
  escalated: fc.boolean(),
  abandoned: fc.boolean(),
  promisesBroken: fc.nat(3),
  falseClaims: fc.nat(3),
})

/** Results of episodes of any kind, of two policies with two archetypes in three scenarios. */
export const anyResult: fc.Arbitrary<EpisodeResult> = fc.record({
  policy: fc.constantFrom('one', 'other'),
  scenario: fc.constantFrom('a-v1', 'b-v1', 'c-v1'),
  persona: fc.constantFrom('venter', 'easy-regular'),
  seed: fc.nat(),
  steps: fc.integer({ min: 1, max: 40 }),
  return: fc.double({ min: -10, max: 10, noNaN: true }),
  costSum: fc.nat(2),
  promptTokens: fc.nat(2_000),
  completionTokens: fc.nat(500),
  settled: fc.option(settled),
})
