import { DAY_MS, HOUR_MS, NEVER_MS } from '../../core/clock.ts'
import { cents } from '../../core/money.ts'
import type { Subscription } from '../books.ts'
import { anchorOf, periodEndIn } from '../calendar.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { AMOUNT_CENTS_MAX, quantityError, trialError } from './amounts.ts'
import { collect, deleteDraft, draftInvoice, draftOf, finalizeInvoice } from './collection.ts'
import { attachDiscount } from './discounts.ts'
import { stopCollection } from './dunning.ts'
import { draftWithItems } from './invoiceItems.ts'
import { addFirstItems } from './items.ts'
import { issueInvoice } from './pauses.ts'
import { billPeriod, notDue, recurringLines, startPeriod, unusedLines } from './periods.ts'
import { startTrial } from './trials.ts'
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
 * Starts a subscription now: its first period is invoiced in advance and paid by the default method. When that
 * fails it is refused or, if so asked, incomplete until it is paid or expires. A trial is free and comes first.
 */
export function createSubscription(work: Work, operation: OperationOf<'subscription.create'>): Outcome {
  const { customer, quantity, payment = 'error_if_incomplete', trialDays = 0 } = operation
  const plan = work.books.plans[operation.plan]
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (plan === undefined) return missing('plan', operation.plan)
  const wrong = quantityError(quantity) ?? trialError(trialDays)
  if (wrong !== null) return wrong
  const startMs = work.nowMs
  const isTrial = trialDays > 0
  const endMs = isTrial
    ? startMs + trialDays * DAY_MS
    : periodEndIn(work.books, startMs, { interval: plan.interval, anchorMs: startMs })
  const started = put(work, 'subscriptions', {
    ordinal: work.books.subscriptions.length,
    customer,
    plan: plan.ordinal,
    quantity,
    status: subscriptionLifecycle.initial,
    currentPeriodStartMs: startMs,
    currentPeriodEndMs: endMs,
    cancelAtPeriodEnd: false,
    canceledAtMs: NEVER_MS,
    createdAtMs: startMs,
  })
  const { ordinal } = started
  const unfit = addFirstItems(work, ordinal, operation.furtherItems ?? [])
  if (unfit !== null) return unfit
  const isSure = payment === 'error_if_incomplete'
  const expiresAtMs = startMs + work.processor.incompleteHours * HOUR_MS
  const remindAtMs = Math.max(startMs, endMs - work.processor.trialReminderDays * DAY_MS)
  const dueAtMs = isTrial ? remindAtMs : isSure ? endMs : expiresAtMs
  note(work, 'subscription.created', { entity: 'subscription', ordinal, dueAtMs })
  const { coupon = null, promotionCode = null } = operation
  if (coupon !== null || promotionCode !== null) {
    const attached = attachDiscount(work, { customer, subscription: ordinal, coupon, promotionCode })
    if (typeof attached !== 'number') return attached
  }
  if (isTrial) return startTrial(work, started, operation.withoutMethod ?? 'create_invoice')
  const draft = draftWithItems(work, { customer, subscription: ordinal }, recurringLines(work, started))
  const invoice = finalizeInvoice(work, draft)
  if (payment === 'default_incomplete' && invoice.status === 'open') return ordinal
  const onDecline = isSure ? 'refuse' : 'leave_open'
  const refused = collect(work, invoice, { paymentMethod: null, onDecline })
  if (refused !== null) return refused
  if (work.books.invoices[invoice.ordinal]!.status !== 'paid') return ordinal
  const status = follow(subscriptionLifecycle, started.status, 'subscription.activated')
  put(work, 'subscriptions', { ...started, status })
  const due = isSure ? {} : { dueAtMs: endMs }
  note(work, 'subscription.activated', { entity: 'subscription', ordinal, ...due })
  return ordinal
}

/**
 * The period is over: the next one is invoiced, prorations that waited included. A decline leaves it past
 * due.
 */
export function renewSubscription(work: Work, operation: OperationOf<'subscription.renew'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal, currentPeriodEndMs: startMs } = subscription
  const canRenew = subscriptionLifecycle.next(subscription.status, 'subscription.renewed') !== null
  if (!canRenew || subscription.cancelAtPeriodEnd) {
    return unexpectedState('subscription', 'renewed', standing(subscription))
  }
  if (work.nowMs < startMs) return notDue()
  const anchorMs = anchorOf(work.books, subscription)
  billPeriod(work, startPeriod(work, subscription, { event: 'subscription.renewed', startMs, anchorMs }))
  return ordinal
}

/**
 * Cancels, now or with the period. Now prorates nothing unless asked to (then unused time becomes credit),
 * refunds nothing, drops the prorations that no invoice will collect any more and tries open invoices no more;
 * with the period it stays active until `subscription.end`.
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
  stopCollection(work, ordinal)
  if (operation.prorate === true && subscription.status === 'active') {
    finalizeInvoice(
      work,
      draftInvoice(
        work,
        { customer: subscription.customer, subscription: ordinal },
        unusedLines(work, subscription),
      ),
    )
    return ordinal
  }
  const draft = draftOf(work, ordinal)
  if (draft !== undefined) deleteDraft(work, draft)
  return ordinal
}

/**
 * The last period of a subscription that was cancelled with it is over; prorations and items that waited for its
 * next invoice are billed.
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
  const waits = work.books.invoiceItems.some(
    item => item.subscription === ordinal && item.status === 'pending',
  )
  const owner = { customer: subscription.customer, subscription: ordinal }
  const draft = waits ? draftWithItems(work, owner, []) : draftOf(work, ordinal)
  if (draft === undefined) return ordinal
  const invoice = issueInvoice(work, ordinal, draft)
  if (invoice !== null) collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open' })
  return ordinal
}

/** Withdraws a cancellation that has not taken effect. */
export function keepSubscription(work: Work, operation: OperationOf<'subscription.keep'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal } = subscription
  const status = subscriptionLifecycle.next(subscription.status, 'subscription.cancellation_withdrawn')
  if (status === null || !subscription.cancelAtPeriodEnd) {
    return unexpectedState('subscription', 'kept', subscription.status)
  }
  put(work, 'subscriptions', { ...subscription, status, cancelAtPeriodEnd: false, canceledAtMs: NEVER_MS })
  note(work, 'subscription.cancellation_withdrawn', { entity: 'subscription', ordinal })
  return ordinal
}

/** The status as a person would say it. */
function standing(subscription: Subscription): string {
  if (subscription.status === 'canceled' || !subscription.cancelAtPeriodEnd) return subscription.status
  return `${subscription.status}, to be canceled at the period's end`
}
