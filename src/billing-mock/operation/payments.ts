import { z } from 'zod'
import { entities } from '../events.ts'
import { amount, ordinal } from './fields.ts'

/** Why a charge is disputed, in the words of the card networks' reasons as Stripe groups them. */
export const DisputeReason = z.enum([
  'duplicate',
  'fraudulent',
  'subscription_canceled',
  'product_unacceptable',
  'product_not_received',
  'credit_not_processed',
  'unrecognized',
  'general',
])
export type DisputeReason = z.infer<typeof DisputeReason>

/** Why a part of an invoice is taken back, in Stripe's words. */
export const CreditNoteReason = z.enum(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory'])
export type CreditNoteReason = z.infer<typeof CreditNoteReason>

/** A line of a credit note: of the invoice's line in this place or, for null, one of its own. */
export const NoteLine = z.object({
  line: ordinal.nullable(),
  /** Null where an amount is taken back, of no number of units. */
  quantity: z.number().nullable(),
  /** Before discounts and taxes on top. */
  amountCents: amount,
  description: z.string(),
  /** The rates on a line of its own; one of the invoice's bears what that bears. */
  taxRates: z.array(ordinal),
  /** The taxes taken back, where they are not to follow from the amount; with them it can be zero: tax alone. */
  taxes: z
    .array(z.object({ taxRate: ordinal, taxableCents: amount, amountCents: amount }))
    .min(1)
    .optional(),
})
export type NoteLine = z.infer<typeof NoteLine>

/** Payments by intent, what is taken back, and what banks ask. */
export const paymentOperations = [
  z.object({
    type: z.literal('payment_intent.create'),
    customer: ordinal,
    paymentMethod: ordinal.nullable(),
    amountCents: amount,
    capture: z.enum(['automatic', 'manual']),
    confirm: z.boolean(),
  }),
  z.object({
    type: z.literal('payment_intent.confirm'),
    paymentIntent: ordinal,
    paymentMethod: ordinal.nullable(),
  }),
  z.object({
    type: z.literal('payment_intent.authenticate'),
    paymentIntent: ordinal,
    succeeded: z.boolean(),
  }),
  z.object({ type: z.literal('payment_intent.decide'), paymentIntent: ordinal }),
  z.object({
    type: z.literal('payment_intent.capture'),
    paymentIntent: ordinal,
    amountCents: amount.nullable(),
  }),
  z.object({ type: z.literal('payment_intent.cancel'), paymentIntent: ordinal }),
  z.object({ type: z.literal('payment_intent.plan_decline'), paymentIntent: ordinal }),
  z.object({ type: z.literal('refund.cancel'), refund: ordinal }),
  z.object({ type: z.literal('refund.take_action'), refund: ordinal }),
  z.object({ type: z.literal('refund.plan_return'), refund: ordinal, days: z.number() }),
  z.object({
    type: z.literal('credit_note.create'),
    invoice: ordinal,
    /** With its tax. */
    amountCents: amount,
    taxCents: amount,
    refundCents: amount,
    creditCents: amount,
    outOfBandCents: amount,
    /** What it is made of; the amount and the tax are their sums, see `noteTotals`. An amount alone unless given. */
    lines: z.array(NoteLine).min(1).optional(),
    reason: CreditNoteReason,
    memo: z.string(),
  }),
  z.object({ type: z.literal('credit_note.void'), creditNote: ordinal }),
  z.object({
    type: z.literal('dispute.file'),
    charge: ordinal,
    amountCents: amount.nullable(),
    reason: DisputeReason,
  }),
  z.object({
    type: z.literal('inquiry.open'),
    charge: ordinal,
    amountCents: amount.nullable(),
    reason: DisputeReason,
  }),
  z.object({ type: z.literal('inquiry.respond'), inquiry: ordinal }),
  z.object({ type: z.literal('inquiry.close'), inquiry: ordinal }),
  z.object({ type: z.literal('inquiry.escalate'), inquiry: ordinal }),
  z.object({
    type: z.literal('metadata.update'),
    entity: z.enum(entities),
    about: ordinal,
    values: z.record(z.string(), z.string()),
  }),
] as const
