import { z } from 'zod'
import { billingOperations } from './operation/billing.ts'
import { catalogueOperations } from './operation/catalogue.ts'
import { amount, ordinal } from './operation/fields.ts'
import { paymentOperations } from './operation/payments.ts'

export { CreditNoteReason, DisputeReason, NoteLine } from './operation/payments.ts'

/**
 * Everything that can be asked of the books. References are ordinals, absent is null, amounts are minor
 * units. Amounts are any number here: a wrong one is answered with a billing error, as a payment processor
 * would.
 */

/** The length of a billing period. */
export const Interval = z.enum(['month', 'year'])
export type Interval = z.infer<typeof Interval>

/**
 * How a method acts: `declines`, `insufficient_funds`, `stolen` and `expired` refuse every charge (dunning may
 * find funds again), `requires_action` charges only with the customer there, `bank_debit` and
 * `late_decline` take days to pay or to refuse, `refunds_fail` takes charges and sends refunds back,
 * `refunds_require_action` asks the customer where a refund should go.
 */
export const PaymentBehaviour = z.enum([
  'normal',
  'refunds_fail',
  'declines',
  'insufficient_funds',
  'stolen',
  'expired',
  'requires_action',
  'bank_debit',
  'late_decline',
  'refunds_require_action',
])
export type PaymentBehaviour = z.infer<typeof PaymentBehaviour>

/** Why money is sent back, in the words a processor takes. */
export const RefundReason = z.enum(['duplicate', 'fraudulent', 'requested_by_customer'])
export type RefundReason = z.infer<typeof RefundReason>

/** What leaves a trace on a customer's account. */
export const ActivityKind = z.enum([
  'login',
  'cancel_requested',
  'cancel_failed',
  'refund_promised',
  'downtime',
  'usage',
  'seats_added',
  'seats_removed',
  'plan_changed',
  'card_expired',
  'card_stolen',
  'invoice_bounced',
  'trial_started',
  'trial_reminder',
])
export type ActivityKind = z.infer<typeof ActivityKind>

/** A line of an invoice; a negative amount is in the customer's favour. */
export const InvoiceLine = z.object({
  kind: z.enum(['recurring', 'proration', 'item', 'discount', 'tax']),
  plan: ordinal.nullable(),
  quantity: z.number(),
  amountCents: amount,
  periodStartMs: z.number(),
  periodEndMs: z.number(),
  description: z.string(),
  /** The further item of the subscription that it is for; left out for the first, and for what is no item's. */
  item: ordinal.optional(),
})
export type InvoiceLine = Readonly<z.infer<typeof InvoiceLine>>

const customerOperations = [
  z.object({ type: z.literal('customer.create'), currency: z.string().length(3), country: z.string() }),
  z.object({ type: z.literal('customer.create_guest'), currency: z.string().length(3), country: z.string() }),
  z.object({
    type: z.literal('payment_method.attach'),
    customer: ordinal,
    brand: z.string(),
    last4: z.string().regex(/^\d{4}$/),
    behaviour: PaymentBehaviour,
  }),
  z.object({
    type: z.literal('activity.add'),
    customer: ordinal,
    kind: ActivityKind,
    subscription: ordinal.nullable(),
    amountCents: amount.nullable(),
    note: z.string(),
  }),
  z.object({ type: z.literal('credit.apply'), customer: ordinal, amountCents: amount, reason: z.string() }),
] as const

/**
 * How a change is billed: with the next invoice, at once, or not; one to another interval at once in any case, with
 * unused time credited or not.
 */
const Proration = z.enum(['create_prorations', 'always_invoice', 'none'])

/** A change of one item of a subscription; `item` is its row among the further items, null for the first item. */
export const ItemChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add'), plan: ordinal, quantity: z.number() }),
  z.object({
    type: z.literal('change'),
    item: ordinal.nullable(),
    plan: ordinal.nullable(),
    quantity: z.number().nullable(),
  }),
  z.object({ type: z.literal('delete'), item: ordinal.nullable() }),
])
export type ItemChange = z.infer<typeof ItemChange>

const subscriptionOperations = [
  z.object({
    type: z.literal('plan.create'),
    code: z.string(),
    name: z.string(),
    unitCents: amount,
    interval: Interval,
  }),
  z.object({
    type: z.literal('subscription.create'),
    customer: ordinal,
    plan: ordinal,
    quantity: z.number(),
    /** What it is billed for besides. */
    furtherItems: z.array(z.object({ plan: ordinal, quantity: z.number() })).optional(),
    /** Free days before the first period; none unless given. */
    trialDays: z.number().optional(),
    /** What the end of the trial comes to where there is no way to pay; `create_invoice` unless given. */
    withoutMethod: z.enum(['create_invoice', 'pause', 'cancel']).optional(),
    /** What a first payment that fails comes to; `error_if_incomplete` unless given. */
    payment: z.enum(['error_if_incomplete', 'allow_incomplete', 'default_incomplete']).optional(),
    coupon: ordinal.optional(),
    promotionCode: ordinal.optional(),
  }),
  z.object({ type: z.literal('subscription.renew'), subscription: ordinal }),
  z.object({
    type: z.literal('subscription.change'),
    subscription: ordinal,
    plan: ordinal.nullable(),
    quantity: z.number().nullable(),
    proration: Proration,
    /** The moment within the period at which the change counts; now unless given. */
    prorationAtMs: z.number().optional(),
  }),
  z.object({
    type: z.literal('subscription.update_items'),
    subscription: ordinal,
    changes: z.array(ItemChange).min(1),
    proration: Proration,
    prorationAtMs: z.number().optional(),
  }),
  z.object({
    type: z.literal('subscription.cancel'),
    subscription: ordinal,
    when: z.enum(['now', 'period_end']),
    /** Whether to credit the unused time of a cancellation now; not unless given. */
    prorate: z.boolean().optional(),
  }),
  z.object({ type: z.literal('subscription.end'), subscription: ordinal }),
] as const

const invoiceOperations = [
  z.object({
    type: z.literal('invoice.create'),
    customer: ordinal,
    subscription: ordinal.nullable(),
    lines: z.array(InvoiceLine.omit({ item: true }).extend({ kind: z.enum(['proration', 'item']) })).min(1),
  }),
  z.object({
    type: z.literal('invoice.pay'),
    invoice: ordinal,
    paymentMethod: ordinal.nullable(),
    /** Whether the money came by another way. */
    outOfBand: z.boolean().optional(),
  }),
  z.object({ type: z.literal('invoice.void'), invoice: ordinal }),
  z.object({ type: z.literal('invoice.mark_uncollectible'), invoice: ordinal }),
] as const

const newCharge = { customer: ordinal, paymentMethod: ordinal.nullable(), amountCents: amount }

const chargeOperations = [
  z.object({ type: z.literal('charge.create'), ...newCharge }),
  z.object({ type: z.literal('charge.authorize'), ...newCharge }),
  z.object({ type: z.literal('charge.capture'), charge: ordinal, amountCents: amount.nullable() }),
  z.object({ type: z.literal('charge.release'), charge: ordinal }),
  z.object({ type: z.literal('charge.duplicate'), charge: ordinal }),
  z.object({
    type: z.literal('refund.create'),
    charge: ordinal,
    amountCents: amount.nullable(),
    reason: RefundReason,
  }),
  z.object({ type: z.literal('refund.settle'), refund: ordinal }),
  z.object({ type: z.literal('refund.fail_late'), refund: ordinal }),
  z.object({ type: z.literal('dispute.open'), charge: ordinal, amountCents: amount.nullable() }),
  z.object({ type: z.literal('dispute.respond'), dispute: ordinal }),
  z.object({ type: z.literal('dispute.close'), dispute: ordinal, won: z.boolean() }),
] as const

/** One request to the books. */
export const Operation = z.discriminatedUnion('type', [
  ...customerOperations,
  ...subscriptionOperations,
  ...invoiceOperations,
  ...chargeOperations,
  ...billingOperations,
  ...catalogueOperations,
  ...paymentOperations,
])
export type Operation = z.infer<typeof Operation>

/** The names of the operations. */
export type OperationType = Operation['type']
export const operationTypes = Operation.options.map(({ shape }) => shape.type.value)

/** The operation with this `type`. */
export type OperationOf<Type extends OperationType> = Extract<Operation, { type: Type }>
