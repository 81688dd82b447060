import { cents } from '../../core/money.ts'
import type { Books, Plan, Subscription } from '../books.ts'
import { type BillingError, refuse } from '../errors.ts'
import type { InvoiceLine } from '../operation.ts'
import { prorate } from '../proration.ts'
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
  const plan = work.books.plans[subscription.plan]!
  const line = recurringLine(plan, subscription)
  const draft = draftWithItems(work, { customer, subscription: ordinal }, [line])
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

/** The line of a whole period. */
export function recurringLine(plan: Plan, subscription: Subscription): InvoiceLine {
  const { quantity } = subscription
  return Object.freeze({
    kind: 'recurring',
    plan: plan.ordinal,
    quantity,
    amountCents: plan.unitCents * quantity,
    periodStartMs: subscription.currentPeriodStartMs,
    periodEndMs: subscription.currentPeriodEndMs,
    description: `${quantity} × ${plan.name} (per ${plan.interval})`,
  })
}

/** The line that gives the unused time of the current period back. */
export function unusedLine(work: Work, subscription: Subscription): InvoiceLine {
  const plan = work.books.plans[subscription.plan]!
  const { quantity, currentPeriodStartMs: startMs, currentPeriodEndMs: endMs } = subscription
  const unusedCents = prorate(plan.unitCents * quantity, { startMs, endMs, atMs: work.nowMs })
  return Object.freeze({
    kind: 'proration',
    plan: plan.ordinal,
    quantity,
    amountCents: cents(-unusedCents),
    periodStartMs: Math.min(work.nowMs, endMs),
    periodEndMs: endMs,
    description: `Unused time on ${quantity} × ${plan.name}`,
  })
}

/** From when a subscription's periods are counted: the end of its trial, or its start. */
export function anchorOf({ books }: Work, { ordinal, createdAtMs }: Subscription): number {
  return trialEndMs(books, ordinal) ?? createdAtMs
}

/** When the trial of a subscription ends or ended; undefined when it has none. */
export function trialEndMs({ trials, trialMoves }: Books, subscription: number): number | undefined {
  const moved = trialMoves.findLast(each => each.subscription === subscription)
  return (moved ?? trials.find(each => each.subscription === subscription))?.endsAtMs
}

/** The period is not over. */
export function notDue(): BillingError {
  return refuse('not_due', 'The current period has not ended yet.', 'subscription')
}
