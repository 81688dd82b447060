import { cents } from '../../core/money.ts'
import type { Plan, Subscription } from '../books.ts'
import { type BillingError, refuse } from '../errors.ts'
import type { InvoiceLine } from '../operation.ts'
import { prorate } from '../proration.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { collect, finalizeInvoice } from './collection.ts'
import { draftWithItems } from './invoiceItems.ts'
import { follow, note, put, type Work } from './work.ts'

/** Bills the current period in advance, with what waited for it; a decline leaves the subscription past due. */
export function billPeriod(work: Work, subscription: Subscription): void {
  const { ordinal, customer } = subscription
  const plan = work.books.plans[subscription.plan]!
  const line = recurringLine(plan, subscription)
  const invoice = finalizeInvoice(work, draftWithItems(work, { customer, subscription: ordinal }, [line]))
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
  return books.trials.find(trial => trial.subscription === ordinal)?.endsAtMs ?? createdAtMs
}

/** The period is not over. */
export function notDue(): BillingError {
  return refuse('not_due', 'The current period has not ended yet.', 'subscription')
}
