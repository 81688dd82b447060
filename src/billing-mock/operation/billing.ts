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
  z.object({ type: z.literal('dunning.start'), invoice: ordinal }),
  z.object({ type: z.literal('dunning.try'), dunning: ordinal }),
] as const
