import { z } from 'zod'

const cents = z.int().min(0)

/** What a settled case came to in business terms. Money in integer cents; a month is 30 days. */
export const Business = z.strictObject({
  group: z.string().describe('Group of the scenario.'),
  revenueCents: cents.describe(
    'Revenue: what the plans that the customer wants to keep bring in a month, at first contact.',
  ),
  retainedCents: cents.describe(
    'Revenue retained: what the wanted plans that are live at the horizon bring in a month; 0 when the customer ' +
      'left within 90 days of the contact.',
  ),
  refundsCents: cents.describe('Refunds: money sent back since the contact, where it did not come back.'),
  creditsCents: cents.describe(
    'Credits: account credit given, owed amounts reduced by credit notes, and invoices taken back since the contact.',
  ),
  disputeFeesCents: cents.describe(
    'Dispute fees: $15 for each dispute of the customer, and $15 more where it was countered and not won.',
  ),
  disputeLossCents: cents.describe(
    'Dispute losses: what the bank took back in disputes not won, less what the agent conceded.',
  ),
  costToServeCents: cents.describe(
    'Cost to serve: the handle time of the agent, a human contact for a reopened case and for one handed on, and a ' +
      'self-service contact for each payment link or invoice sent, at the rates below.',
  ),
  lifetimeValueCents: cents.describe(
    'Lifetime value: monthly revenue of the live wanted plans at the horizon × (1 − e^(−60 h)) / h, the months ' +
      'expected within five years under the monthly churn hazard h at the close; no margin, no discounting.',
  ),
  firstContactResolution: z
    .boolean()
    .describe('First-contact resolution: truly resolved at the horizon, not handed on, not reopened.'),
})
export type Business = z.infer<typeof Business>

/** The true value of a settled case: in business terms, and in one figure. No agent and no reward reads it. */
export interface Valuation {
  readonly utilityCents: number
  readonly business: Business
}
