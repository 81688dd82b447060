import type { Subscription } from '../books.ts'
import { type BillingError, refuse } from '../errors.ts'
import { itemsOf } from '../items.ts'
import type { InvoiceLine } from '../operation.ts'
import { unusedLine } from '../proration.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { collect, finalizeInvoice } from './collection.ts'
import { draftWithItems } from './invoiceItems.ts'
import { holdBack, pauseOf } from './pauses.ts'
import { follow, note, put, type Work } from './work.ts'

/**
 * Bills the current period in advance, with what waited for it; a decline leaves the subscription past due. While
 * collection is paused the invoice is held back instead.
 */
export function billPeriod(work: Work, subscription: Subscription): void {
  const { ordinal, customer } = subscription
  const lines = recurringLines(work, subscription)
  const draft = draftWithItems(work, { customer, subscription: ordinal }, lines)
  const pause = pauseOf(work, ordinal)
  if (pause !== null) {
    holdBack(work, draft, pause)
    return
  }
  const invoice = finalizeInvoice(work, draft)
  collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open' })
  if (work.books.invoices[invoice.ordinal]!.status === 'paid') return
  const status = follow(subscriptionLifecycle, subscription.status, 'subscription.payment_failed')
  put(work, 'subscriptions', { ...subscription, status })
  note(work, 'subscription.payment_failed', { entity: 'subscription', ordinal })
}

/** The lines of a whole period, one for each item. */
export function recurringLines({ books }: Work, subscription: Subscription): readonly InvoiceLine[] {
  const { currentPeriodStartMs: periodStartMs, currentPeriodEndMs: periodEndMs } = subscription
  return itemsOf(books, subscription.ordinal).map(({ item, plan, quantity }) =>
    Object.freeze({
      kind: 'recurring',
      plan: plan.ordinal,
      quantity,
      amountCents: plan.unitCents * quantity,
      periodStartMs,
      periodEndMs,
      description: `${quantity} × ${plan.name} (per ${plan.interval})`,
      ...(item === null ? {} : { item }),
    }),
  )
}

/** The lines that give the unused time of the current period back. */
export function unusedLines({ books, nowMs }: Work, subscription: Subscription): readonly InvoiceLine[] {
  const { ordinal, currentPeriodStartMs: startMs, currentPeriodEndMs: endMs } = subscription
  return itemsOf(books, ordinal).map(item => unusedLine(item, { startMs, endMs, atMs: nowMs }))
}

/** The period is not over. */
export function notDue(): BillingError {
  return refuse('not_due', 'The current period has not ended yet.', 'subscription')
}
