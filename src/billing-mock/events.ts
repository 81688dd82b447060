import type { ChargeTransition } from './charge.machine.ts'
import type { DisputeTransition } from './dispute.machine.ts'
import type { InvoiceTransition } from './invoice.machine.ts'
import type { RefundTransition } from './refund.machine.ts'
import type { SubscriptionTransition } from './subscription.machine.ts'

/** What a billing record can be; the name also opens the tokens of error messages, `{charge:3}`. */
export type Entity =
  | 'customer'
  | 'payment_method'
  | 'plan'
  | 'subscription'
  | 'invoice'
  | 'charge'
  | 'refund'
  | 'credit'
  | 'dispute'
  | 'activity'

/** Every past fact that billing reports: the transitions of the machines, and what changes no status. */
export type BillingEventType =
  | ChargeTransition
  | DisputeTransition
  | InvoiceTransition
  | RefundTransition
  | SubscriptionTransition
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

/**
 * One past fact about one record. `dueAtMs` is when the record asks for attention again, null for never: ask
 * `dueOperation` then. It is set on `refund.created`, `charge.authorized`, `subscription.created` and
 * `subscription.renewed`.
 */
export interface BillingEvent {
  readonly type: BillingEventType
  readonly entity: Entity
  readonly ordinal: number
  readonly dueAtMs: number | null
}
