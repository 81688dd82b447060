import { NEVER_MS } from '../../core/clock.ts'
import { cents } from '../../core/money.ts'
import type { Plan, Subscription } from '../books.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import type { InvoiceLine, OperationOf } from '../operation.ts'
import { periodEndMs, prorationLines } from '../proration.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { AMOUNT_CENTS_MAX, quantityError } from './amounts.ts'
import { collect, draftInvoice, draftOf, finalizeInvoice } from './collection.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** A plan that subscriptions can be on; its code is unique. */
export function createPlan(work: Work, operation: OperationOf<'plan.create'>): Outcome {
  const { code, name, unitCents, interval } = operation
  if (!Number.isSafeInteger(unitCents) || unitCents < 0 || unitCents > AMOUNT_CENTS_MAX) {
    return refuse('invalid_integer', 'Invalid non-negative integer', 'unit_amount')
  }
  if (work.books.plans.some(plan => plan.code === code)) {
    return refuse('resource_already_exists', `A plan with the code ${code} exists already.`, 'code')
  }
  const ordinal = work.books.plans.length
  put(work, 'plans', { ordinal, code, name, unitCents: cents(unitCents), interval })
  note(work, 'plan.created', { entity: 'plan', ordinal })
  return ordinal
}

/**
 * Starts a subscription now: its first period is invoiced in advance and paid by the default method, or
 * refused.
 */
export function createSubscription(work: Work, operation: OperationOf<'subscription.create'>): Outcome {
  const { customer, quantity } = operation
  const plan = work.books.plans[operation.plan]
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (plan === undefined) return missing('plan', operation.plan)
  const wrong = quantityError(quantity)
  if (wrong !== null) return wrong
  const endMs = periodEndMs(work.nowMs, plan.interval)
  const started = put(work, 'subscriptions', {
    ordinal: work.books.subscriptions.length,
    customer,
    plan: plan.ordinal,
    quantity,
    status: subscriptionLifecycle.initial,
    currentPeriodStartMs: work.nowMs,
    currentPeriodEndMs: endMs,
    cancelAtPeriodEnd: false,
    canceledAtMs: NEVER_MS,
    createdAtMs: work.nowMs,
  })
  const { ordinal } = started
  note(work, 'subscription.created', { entity: 'subscription', ordinal, dueAtMs: endMs })
  const draft = draftInvoice(work, { customer, subscription: ordinal }, [recurringLine(plan, started)])
  const invoice = finalizeInvoice(work, draft)
  const refused = collect(work, invoice, { paymentMethod: null, onDecline: 'refuse' })
  if (refused !== null) return refused
  const status = follow(subscriptionLifecycle, started.status, 'subscription.activated')
  put(work, 'subscriptions', { ...started, status })
  note(work, 'subscription.activated', { entity: 'subscription', ordinal })
  return ordinal
}

/**
 * The period is over: the next one is invoiced, prorations that waited included. A decline leaves it past
 * due.
 */
export function renewSubscription(work: Work, operation: OperationOf<'subscription.renew'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal, customer, currentPeriodEndMs: startMs } = subscription
  const kept = subscriptionLifecycle.next(subscription.status, 'subscription.renewed')
  if (kept === null || subscription.cancelAtPeriodEnd) {
    return unexpectedState('subscription', 'renewed', standing(subscription))
  }
  if (work.nowMs < startMs) return notDue()
  const plan = work.books.plans[subscription.plan]!
  const endMs = periodEndMs(startMs, plan.interval)
  const renewed = put(work, 'subscriptions', {
    ...subscription,
    status: kept,
    currentPeriodStartMs: startMs,
    currentPeriodEndMs: endMs,
  })
  note(work, 'subscription.renewed', { entity: 'subscription', ordinal, dueAtMs: endMs })
  const draft = draftInvoice(work, { customer, subscription: ordinal }, [recurringLine(plan, renewed)])
  const invoice = finalizeInvoice(work, draft)
  collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open' })
  if (work.books.invoices[invoice.ordinal]!.status === 'paid') return ordinal
  const status = follow(subscriptionLifecycle, renewed.status, 'subscription.payment_failed')
  put(work, 'subscriptions', { ...renewed, status })
  note(work, 'subscription.payment_failed', { entity: 'subscription', ordinal })
  return ordinal
}

/**
 * Another plan or quantity from now on. `create_prorations` leaves the difference for the next invoice,
 * `always_invoice` bills it now (below zero it becomes credit), `none` charges nothing before the next
 * period.
 */
export function changeSubscription(work: Work, operation: OperationOf<'subscription.change'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const status = subscriptionLifecycle.next(subscription.status, 'subscription.updated')
  if (status === null) return unexpectedState('subscription', 'changed', subscription.status)
  const { ordinal, customer } = subscription
  const quantity = operation.quantity ?? subscription.quantity
  const wrong = quantityError(quantity)
  if (wrong !== null) return wrong
  const from = work.books.plans[subscription.plan]!
  const wanted = operation.plan ?? subscription.plan
  const to = work.books.plans[wanted]
  if (to === undefined) return missing('plan', wanted)
  if (to.interval !== from.interval) {
    return refuse('interval_mismatch', 'Another billing interval needs a new subscription.')
  }
  put(work, 'subscriptions', { ...subscription, status, plan: to.ordinal, quantity })
  note(work, 'subscription.updated', { entity: 'subscription', ordinal })
  const unchanged = to === from && quantity === subscription.quantity
  if (unchanged || operation.proration === 'none') return ordinal
  const lines = prorationLines(
    { plan: from, quantity: subscription.quantity },
    { plan: to, quantity },
    {
      startMs: subscription.currentPeriodStartMs,
      endMs: subscription.currentPeriodEndMs,
      atMs: work.nowMs,
    },
  )
  const draft = draftInvoice(work, { customer, subscription: ordinal }, lines)
  if (operation.proration === 'create_prorations') return ordinal
  const invoice = finalizeInvoice(work, draft)
  return collect(work, invoice, { paymentMethod: null, onDecline: 'refuse' }) ?? ordinal
}

/**
 * Cancels, now or with the period. Now prorates nothing, refunds nothing, and drops the prorations that no
 * invoice will collect any more; with the period it stays active until `subscription.end`.
 */
export function cancelSubscription(work: Work, operation: OperationOf<'subscription.cancel'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal } = subscription
  const atPeriodEnd = operation.when === 'period_end'
  const event = atPeriodEnd ? 'subscription.cancellation_scheduled' : 'subscription.canceled'
  const status = subscriptionLifecycle.next(subscription.status, event)
  if (status === null || (atPeriodEnd && subscription.cancelAtPeriodEnd)) {
    return unexpectedState('subscription', 'canceled', standing(subscription))
  }
  const cancelAtPeriodEnd = atPeriodEnd || subscription.cancelAtPeriodEnd
  put(work, 'subscriptions', { ...subscription, status, cancelAtPeriodEnd, canceledAtMs: work.nowMs })
  note(work, event, { entity: 'subscription', ordinal })
  if (atPeriodEnd) return ordinal
  const draft = draftOf(work, ordinal)
  if (draft !== undefined) {
    const deleted = follow(invoiceLifecycle, draft.status, 'invoice.deleted')
    put(work, 'invoices', { ...draft, status: deleted })
    note(work, 'invoice.deleted', { entity: 'invoice', ordinal: draft.ordinal })
  }
  return ordinal
}

/**
 * The last period of a subscription that was cancelled with it is over; prorations that waited are billed.
 */
export function endSubscription(work: Work, operation: OperationOf<'subscription.end'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal } = subscription
  const status = subscriptionLifecycle.next(subscription.status, 'subscription.canceled')
  if (status === null || !subscription.cancelAtPeriodEnd) {
    return unexpectedState('subscription', 'ended', subscription.status)
  }
  if (work.nowMs < subscription.currentPeriodEndMs) return notDue()
  put(work, 'subscriptions', { ...subscription, status })
  note(work, 'subscription.canceled', { entity: 'subscription', ordinal })
  const draft = draftOf(work, ordinal)
  if (draft !== undefined) {
    collect(work, finalizeInvoice(work, draft), { paymentMethod: null, onDecline: 'leave_open' })
  }
  return ordinal
}

function recurringLine(plan: Plan, subscription: Subscription): InvoiceLine {
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

/** The status as a person would say it. */
function standing(subscription: Subscription): string {
  if (subscription.status === 'canceled' || !subscription.cancelAtPeriodEnd) return subscription.status
  return `${subscription.status}, to be canceled at the period's end`
}

function notDue(): BillingError {
  return refuse('not_due', 'The current period has not ended yet.', 'subscription')
}
