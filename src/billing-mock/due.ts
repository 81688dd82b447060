import type { Books } from './books.ts'
import { chargeLifecycle } from './charge.machine.ts'
import type { BillingEvent } from './events.ts'
import type { Operation } from './operation.ts'
import { refundLifecycle } from './refund.machine.ts'
import { subscriptionLifecycle } from './subscription.machine.ts'

/**
 * The operation that falls due at `event.dueAtMs`, asked for at that time; null when meanwhile it has become
 * needless: the hold was captured, the subscription cancelled, the refund settled.
 */
export function dueOperation(books: Books, event: BillingEvent): Operation | null {
  const { ordinal } = event
  if (event.dueAtMs === null) return null
  if (event.entity === 'refund') {
    const refund = books.refunds[ordinal]
    if (refund === undefined || refundLifecycle.next(refund.status, 'refund.settled') === null) return null
    return { type: 'refund.settle', refund: ordinal }
  }
  if (event.entity === 'charge') {
    const charge = books.charges[ordinal]
    if (charge === undefined || chargeLifecycle.next(charge.status, 'charge.released') === null) return null
    return { type: 'charge.release', charge: ordinal }
  }
  const subscription = books.subscriptions[ordinal]
  if (event.entity !== 'subscription' || subscription === undefined) return null
  if (subscriptionLifecycle.next(subscription.status, 'subscription.renewed') === null) return null
  if (subscription.currentPeriodEndMs !== event.dueAtMs) return null
  return subscription.cancelAtPeriodEnd
    ? { type: 'subscription.end', subscription: ordinal }
    : { type: 'subscription.renew', subscription: ordinal }
}
