import type { Invoice, Subscription } from '../books.ts'
import { periodEndIn } from '../calendar.ts'
import { type BillingError, refuse } from '../errors.ts'
import { itemsOf } from '../items.ts'
import type { InvoiceLine } from '../operation.ts'
import { unusedLine } from '../proration.ts'
import { type SubscriptionTransition, subscriptionLifecycle } from '../subscription.machine.ts'
import { collect } from './collection.ts'
import { draftWithItems } from './invoiceItems.ts'
import { issueInvoice } from './pauses.ts'
import { follow, note, put, type Work } from './work.ts'

/** How a period begins: the event that tells of it, when, and from when periods are counted, from then on unless given. */
interface PeriodStart {
  readonly event: Extract<
    SubscriptionTransition,
    `subscription.${'renewed' | 'trial_ended' | 'resumed' | 'period_restarted'}`
  >
  readonly startMs: number
  readonly anchorMs?: number
}

/** Begins a period, whatever became of the last one. */
export function startPeriod(
  work: Work,
  subscription: Subscription,
  { event, startMs, anchorMs = startMs }: PeriodStart,
): Subscription {
  const { ordinal, status, plan } = subscription
  const { interval } = work.books.plans[plan]!
  const endMs = periodEndIn(work.books, startMs, { interval, anchorMs })
  const started = put(work, 'subscriptions', {
    ...subscription,
    status: follow(subscriptionLifecycle, status, event),
    currentPeriodStartMs: startMs,
    currentPeriodEndMs: endMs,
  })
  note(work, event, { entity: 'subscription', ordinal, dueAtMs: endMs })
  return started
}

/** Bills the current period as of `invoicePeriod`; a decline leaves the subscription past due. */
export function billPeriod(work: Work, subscription: Subscription): void {
  const { ordinal } = subscription
  const invoice = invoicePeriod(work, subscription)
  if (invoice === null) return
  collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open' })
  if (work.books.invoices[invoice.ordinal]!.status === 'paid') return
  const status = follow(subscriptionLifecycle, subscription.status, 'subscription.payment_failed')
  put(work, 'subscriptions', { ...subscription, status })
  note(work, 'subscription.payment_failed', { entity: 'subscription', ordinal })
}

/**
 * Invoices the current period in advance, with these credits and with what waited for it; null while collection is
 * paused, which holds the invoice back instead.
 */
export function invoicePeriod(
  work: Work,
  subscription: Subscription,
  credits: readonly InvoiceLine[] = [],
): Invoice | null {
  const { ordinal, customer } = subscription
  const lines = [...credits, ...recurringLines(work, subscription)]
  return issueInvoice(work, ordinal, draftWithItems(work, { customer, subscription: ordinal }, lines))
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
