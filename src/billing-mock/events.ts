import type { ChargeTransition } from './charge.machine.ts'
import type { CreditNoteTransition } from './creditNote.machine.ts'
import type { DiscountTransition } from './discount.machine.ts'
import type { DisputeTransition } from './dispute.machine.ts'
import type { DunningTransition } from './dunning.machine.ts'
import type { InquiryTransition } from './inquiry.machine.ts'
import type { InvoiceTransition } from './invoice.machine.ts'
import type { InvoiceItemTransition } from './invoiceItem.machine.ts'
import type { PaymentIntentTransition } from './paymentIntent.machine.ts'
import type { RefundTransition } from './refund.machine.ts'
import type { SubscriptionTransition } from './subscription.machine.ts'
import type { TaxIdTransition } from './taxId.machine.ts'

/**
 * What a billing record can be, and the collection of the books where it is; the name also opens the tokens of
 * error messages, `{charge:3}`.
 */
export const collectionOf = {
  customer: 'customers',
  payment_method: 'paymentMethods',
  plan: 'plans',
  subscription: 'subscriptions',
  subscription_item: 'subscriptionItems',
  invoice: 'invoices',
  charge: 'charges',
  refund: 'refunds',
  credit: 'credits',
  dispute: 'disputes',
  activity: 'activities',
  calendar: 'calendars',
  product: 'products',
  dunning: 'dunnings',
  invoice_item: 'invoiceItems',
  coupon: 'coupons',
  promotion_code: 'promotionCodes',
  discount: 'discounts',
  tax_rate: 'taxRates',
  tax_assignment: 'taxAssignments',
  tax_id: 'taxIds',
  payment_intent: 'paymentIntents',
  credit_note: 'creditNotes',
  inquiry: 'inquiries',
} as const
export type Entity = keyof typeof collectionOf

/** The names of all entities. */
export const entities = Object.keys(collectionOf) as [Entity, ...Entity[]]

/** Every past fact that billing reports: the transitions of the machines, and what changes no status. */
export type BillingEventType =
  | ChargeTransition
  | DisputeTransition
  | InvoiceTransition
  | RefundTransition
  | SubscriptionTransition
  | CreditNoteTransition
  | DiscountTransition
  | DunningTransition
  | InquiryTransition
  | InvoiceItemTransition
  | PaymentIntentTransition
  | TaxIdTransition
  | 'customer.created'
  | 'payment_method.attached'
  | 'plan.created'
  | 'subscription.created'
  | 'invoice.created'
  | 'invoice.updated'
  | 'charge.authorized'
  | 'refund.created'
  | 'credit.applied'
  | 'dispute.opened'
  | 'activity.added'
  | 'calendar.set'
  | 'product.created'
  | 'product.updated'
  | 'product.plan_listed'
  | 'payment_method.detached'
  | 'payment_method.chosen'
  | 'subscription.trial_will_end'
  | 'dunning.started'
  | 'invoice_item.created'
  | 'invoice.sent'
  | 'coupon.created'
  | 'coupon.deleted'
  | 'promotion_code.created'
  | 'promotion_code.updated'
  | 'discount.created'
  | 'tax_rate.created'
  | 'tax_rate.updated'
  | 'tax_assignment.created'
  | 'tax_assignment.lifted'
  | 'tax_id.created'
  | 'payment_intent.created'
  | 'payment_intent.decline_planned'
  | 'credit_note.created'
  | 'refund.return_planned'
  | 'inquiry.opened'
  | 'invoice.auto_advance_set'
  | 'subscription.trial_moved'
  | 'subscription.reminder_planned'
  | 'subscription.collection_paused'
  | 'subscription.collection_resumed'
  | 'invoice.draft_held'
  | 'customer.guest_created'
  | 'payment_method.presented'
  | 'product.deleted'
  | 'invoice_item.updated'
  | 'metadata.updated'

/**
 * One past fact about one record. `dueAtMs` is when the record asks for attention again, null for never: ask
 * `dueOperation` then; `advanceTo` does so for all that falls due.
 */
export interface BillingEvent {
  readonly type: BillingEventType
  readonly entity: Entity
  readonly ordinal: number
  readonly dueAtMs: number | null
}
