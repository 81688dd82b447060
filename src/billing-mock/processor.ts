import { z } from 'zod'

const days = z
  .tuple([z.number().int().min(0), z.number().int().min(0)])
  .refine(([fewest, most]) => fewest <= most, 'the fewest days must not exceed the most')
const rate = z.number().min(0).max(1)

/** What the processor does by itself: deadlines, delays, retries. The merchant has no say in it. */
export const Processor = z.strictObject({
  /** Hours until a subscription whose first invoice is not paid expires. */
  incompleteHours: z.number().positive(),
  /** Days before its end at which a trial is announced to end. */
  trialReminderDays: z.number().min(0),
  /** Fewest and most days in which a bank debit is decided. */
  processingDays: days,
  /** Days after its settlement within which a bank may still send a refund back. */
  refundReturnDays: z.number().min(0),
  /** Days after a charge within which it can be disputed. */
  disputeFilingDays: z.number().min(0),
  /** Fewest and most days to submit evidence. */
  disputeEvidenceDays: days,
  /** Fewest and most days, from the filing, to the decision of a dispute that was countered. */
  disputeDecisionDays: days,
  /** The share of countered disputes that are won. */
  disputeWinRate: rate,
  dunning: z.strictObject({
    tries: z.number().int().min(1),
    /** Days over which the tries are spread evenly. */
    days: z.number().positive(),
    /** The share of cards without funds that have some again at one of the tries. */
    recoveryRate: rate,
    /** What becomes of the subscription when the last try fails. */
    ends: z.enum(['cancel', 'unpaid', 'past_due']),
  }),
})
export type Processor = z.infer<typeof Processor>

/**
 * Stripe's published rules: 23 hours, 3 days, 7 to 21 days of evidence, 60 to 75 days to a decision, 120 days to
 * file, 30 days to return a refund, 8 tries in 2 weeks. Win rate (30 %, gross) and recovery rate (48 %) are
 * published medians; the days of a bank debit are an assumption.
 */
export const defaultProcessor: Processor = {
  incompleteHours: 23,
  trialReminderDays: 3,
  processingDays: [2, 5],
  refundReturnDays: 30,
  disputeFilingDays: 120,
  disputeEvidenceDays: [7, 21],
  disputeDecisionDays: [60, 75],
  disputeWinRate: 0.3,
  dunning: { tries: 8, days: 14, recoveryRate: 0.48, ends: 'cancel' },
}
