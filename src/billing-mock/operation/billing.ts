import { z } from 'zod'
import { amount, ordinal } from './fields.ts'

/** The course of subscriptions and invoices beyond their usual one. */
export const billingOperations = [
  z.object({ type: z.literal('payment_method.detach'), paymentMethod: ordinal }),
  z.object({ type: z.literal('payment_method.set_default'), customer: ordinal, paymentMethod: ordinal }),
  z.object({ type: z.literal('credit.revoke'), customer: ordinal, amountCents: amount, reason: z.string() }),
  z.object({ type: z.literal('subscription.expire'), subscription: ordinal }),
  z.object({ type: z.literal('subscription.remind_trial'), subscription: ordinal }),
  z.object({ type: z.literal('subscription.end_trial'), subscription: ordinal }),
  z.object({ type: z.literal('subscription.resume'), subscription: ordinal }),
  z.object({
    type: z.literal('subscription.move_trial'),
    subscription: ordinal,
    /** Null for now. */
    endsAtMs: z.number().nullable(),
  }),
  z.object({
    type: z.literal('subscription.pause'),
    subscription: ordinal,
    unusedTime: z.enum(['credited', 'forfeited']),
    /** When what is credited is billed: with the next invoice, or now. */
    invoicing: z.enum(['next', 'now']),
  }),
  z.object({
    type: z.literal('subscription.pause_collection'),
    subscription: ordinal,
    behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
    /** Null for when it is asked for. */
    resumesAtMs: z.number().nullable(),
  }),
  z.object({ type: z.literal('subscription.resume_collection'), subscription: ordinal }),
  z.object({ type: z.literal('subscription.keep'), subscription: ordinal }),
  z.object({
    type: z.literal('invoice_item.create'),
    customer: ordinal,
    subscription: ordinal.nullable(),
    amountCents: amount,
    description: z.string(),
    /** The draft that it is for; the next invoice unless given. */
    invoice: ordinal.optional(),
  }),
  /** Puts an item that waits on a draft. */
  z.object({ type: z.literal('invoice_item.assign'), invoiceItem: ordinal, invoice: ordinal }),
  z.object({
    type: z.literal('invoice.update_line'),
    invoice: ordinal,
    line: ordinal,
    amountCents: amount.nullable(),
    description: z.string().nullable(),
  }),
  z.object({
    type: z.literal('invoice.remove_line'),
    invoice: ordinal,
    line: ordinal,
    /** What becomes of the item that it is of: it is gone, or waits for another invoice. */
    behavior: z.enum(['delete', 'unassign']),
  }),
  z.object({ type: z.literal('invoice_item.delete'), invoiceItem: ordinal }),
  z.object({
    type: z.literal('invoice.draft'),
    customer: ordinal,
    subscription: ordinal.nullable(),
    /** Whether it takes the items that wait; it does unless told otherwise. */
    takesItems: z.boolean().optional(),
  }),
  z.object({ type: z.literal('invoice.finalize'), invoice: ordinal }),
  z.object({ type: z.literal('invoice.delete'), invoice: ordinal }),
  z.object({ type: z.literal('invoice.send'), invoice: ordinal }),
  z.object({
    type: z.literal('invoice.set_auto_advance'),
    invoice: ordinal,
    isOn: z.boolean(),
    /** Whether it is charged to the default method once it is finalized; it is sent to the customer otherwise. */
    collects: z.boolean(),
  }),
  z.object({ type: z.literal('invoice.advance'), invoice: ordinal }),
  z.object({ type: z.literal('dunning.start'), invoice: ordinal }),
  z.object({ type: z.literal('dunning.try'), dunning: ordinal }),
] as const
