import { z } from 'zod'

/**
 * The merchant's terms. The ledger acts on fees, failure rates and delays; the refund windows are what is
 * promised to customers and bind no operation: whoever grants a refund decides.
 */
export const Terms = z.strictObject({
  /** Days after a charge within which it is refunded on request, by the plan's interval; first cycle only. */
  refundWindowDays: z.strictObject({ month: z.number().min(0), year: z.number().min(0) }),
  /** Days into a yearly period within which a cancellation is refunded for the unused time. */
  proRataYearly: z.strictObject({ withinDays: z.number().min(0) }),
  /** What the processor takes for each dispute, won or lost. */
  disputeFeeCents: z.number().int().min(0),
  /** What it takes on top when the dispute is countered; given back when it is won. */
  disputeCounterFeeCents: z.number().int().min(0),
  /** The share of refunds that come back from the bank, for methods that act normally. */
  refundFailureRate: z.number().min(0).max(1),
  /** Fewest and most days until the customer has a refund's money. */
  refundSettlementDays: z
    .tuple([z.number().int().min(0), z.number().int().min(0)])
    .refine(([fewest, most]) => fewest <= most, 'the fewest days must not exceed the most'),
  /** Days after which a hold that was not captured is let go. */
  holdExpiryDays: z.number().min(0),
})
export type Terms = z.infer<typeof Terms>

/**
 * Usual terms. Refund windows of 14 to 30 days are what subscription businesses publish; fee, counter fee,
 * settlement time (5 to 10 business days) and the life of a hold (7 days) are Stripe's published ones. The
 * pro-rata window and the failure rate are assumptions: no source states them.
 */
export const defaultTerms: Terms = {
  refundWindowDays: { month: 14, year: 30 },
  proRataYearly: { withinDays: 90 },
  disputeFeeCents: 1500,
  disputeCounterFeeCents: 1500,
  refundFailureRate: 0.01,
  refundSettlementDays: [5, 10],
  holdExpiryDays: 7,
}
