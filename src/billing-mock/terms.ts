import { z } from 'zod'

/**
 * The merchant's terms. The ledger acts on fees, failure rates and delays; refund windows, the offer and
 * the features are what is promised to customers and bind no operation: whoever grants a refund decides.
 */
export const Terms = z.strictObject({
  refundWindowDays: z
    .strictObject({ month: z.number().min(0), year: z.number().min(0) })
    .describe("Days after a charge within which it is refunded on request, by the plan's interval."),
  proRataYearly: z
    .strictObject({ withinDays: z.number().min(0) })
    .describe('Days into a yearly period within which a cancellation is refunded for the unused time.'),
  firstPaymentWindowDays: z
    .number()
    .min(0)
    .describe(
      "Days within which a customer's very first payment is refunded, whatever the plan; 0 for none.",
    ),
  loyaltyOffer: z
    .strictObject({ code: z.string(), subscribedDaysMin: z.number().min(0) })
    .nullable()
    .describe('The promotion that keeps customers, and how long a subscription has to run for it.'),
  features: z
    .record(z.string(), z.array(z.string()).min(1))
    .describe('The plans that have a feature, the smallest first; what is not here is not planned either.'),
  disputeFeeCents: z
    .number()
    .int()
    .min(0)
    .describe('What the processor takes for each dispute, won or lost.'),
  disputeCounterFeeCents: z
    .number()
    .int()
    .min(0)
    .describe('What it takes on top when the dispute is countered; given back when it is won.'),
  refundFailureRate: z
    .number()
    .min(0)
    .max(1)
    .describe('The share of refunds that come back from the bank, for methods that act normally.'),
  refundSettlementDays: z
    .tuple([z.number().int().min(0), z.number().int().min(0)])
    .refine(([fewest, most]) => fewest <= most, 'the fewest days must not exceed the most')
    .describe("Fewest and most days until the customer has a refund's money."),
  holdExpiryDays: z.number().min(0).describe('Days after which a hold that was not captured is let go.'),
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
  firstPaymentWindowDays: 0,
  loyaltyOffer: null,
  features: {},
  disputeFeeCents: 1500,
  disputeCounterFeeCents: 1500,
  refundFailureRate: 0.01,
  refundSettlementDays: [5, 10],
  holdExpiryDays: 7,
}
