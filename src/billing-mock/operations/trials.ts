import { DAY_MS, HOUR_MS, NEVER_MS } from '../../core/clock.ts'
import type { Subscription } from '../books.ts'
import type { Trial } from '../courseRows.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { TRIAL_DAYS_MAX } from './amounts.ts'
import { collect, draftInvoice, finalizeInvoice } from './collection.ts'
import { voidInvoice } from './invoices.ts'
import { defaultMethod } from './methods.ts'
import { billPeriod, notDue, startPeriod, unusedLines } from './periods.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** Begins the trial that the current period of a new subscription is. */
export function startTrial(work: Work, subscription: Subscription, without: Trial['without']): number {
  const { ordinal, currentPeriodEndMs: endsAtMs } = subscription
  const event = 'subscription.trial_started'
  const status = follow(subscriptionLifecycle, subscription.status, event)
  put(work, 'subscriptions', { ...subscription, status })
  const trial = { ordinal: work.books.trials.length, subscription: ordinal, endsAtMs, without }
  put(work, 'trials', { ...trial, remindedAtMs: NEVER_MS })
  note(work, event, { entity: 'subscription', ordinal, dueAtMs: endsAtMs })
  return ordinal
}

/** Tells the customer that the trial will end. */
export function remindOfTrial(work: Work, operation: OperationOf<'subscription.remind_trial'>): Outcome {
  const { subscription: ordinal } = operation
  const subscription = work.books.subscriptions[ordinal]
  if (subscription === undefined) return missing('subscription', ordinal)
  if (subscription.status !== 'trialing') {
    return unexpectedState('subscription', 'reminded', subscription.status)
  }
  const trial = work.books.trials.find(each => each.subscription === ordinal)!
  if (trial.remindedAtMs !== NEVER_MS) {
    return refuse('unexpected_state', 'The customer was reminded already.', 'subscription')
  }
  put(work, 'trials', { ...trial, remindedAtMs: work.nowMs })
  note(work, 'subscription.trial_will_end', { entity: 'subscription', ordinal })
  return ordinal
}

/**
 * The trial is over: the first period is billed; without a way to pay it is paused or cancelled instead, where
 * that was chosen.
 */
export function endTrial(work: Work, operation: OperationOf<'subscription.end_trial'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { cancelAtPeriodEnd } = subscription
  if (subscription.status !== 'trialing' || cancelAtPeriodEnd) {
    return unexpectedState('subscription', 'started', subscription.status)
  }
  if (work.nowMs < subscription.currentPeriodEndMs) return notDue()
  return conclude(work, subscription, subscription.currentPeriodEndMs)
}

/** Ends a trial now, or then instead of when it was to end; the customer is told anew. */
export function moveTrial(work: Work, operation: OperationOf<'subscription.move_trial'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal, status, currentPeriodStartMs } = subscription
  if (status !== 'trialing') return unexpectedState('subscription', 'given another end of its trial', status)
  const { nowMs, processor } = work
  const row = { ordinal: work.books.trialMoves.length, subscription: ordinal }
  if (operation.endsAtMs === null) {
    put(work, 'trialMoves', { ...row, endsAtMs: nowMs, remindsAtMs: NEVER_MS })
    return conclude(work, subscription, nowMs)
  }
  const endsAtMs = operation.endsAtMs + 0 // makes 0 of -0, which plain JSON would not keep apart
  const latestMs = currentPeriodStartMs + TRIAL_DAYS_MAX * DAY_MS
  if (!(Number.isSafeInteger(endsAtMs) && endsAtMs > nowMs && endsAtMs <= latestMs)) {
    const message = 'A trial ends in the future, and at most two years after its beginning.'
    return refuse('invalid_integer', message, 'trial_end')
  }
  const remindsAtMs = Math.max(nowMs, endsAtMs - processor.trialReminderDays * DAY_MS)
  put(work, 'trialMoves', { ...row, endsAtMs, remindsAtMs })
  const trial = work.books.trials.find(each => each.subscription === ordinal)!
  put(work, 'trials', { ...trial, remindedAtMs: NEVER_MS })
  put(work, 'subscriptions', { ...subscription, currentPeriodEndMs: endsAtMs })
  note(work, 'subscription.trial_moved', { entity: 'subscription', ordinal, dueAtMs: endsAtMs })
  note(work, 'subscription.reminder_planned', { entity: 'subscription', ordinal, dueAtMs: remindsAtMs })
  return ordinal
}

/** Begins what comes after a trial, from then on. */
function conclude(work: Work, subscription: Subscription, startMs: number): number {
  const { ordinal, customer } = subscription
  const { without } = work.books.trials.find(trial => trial.subscription === ordinal)!
  if (without === 'create_invoice' || defaultMethod(work.books, customer) !== undefined) {
    return begin(work, subscription, { event: 'subscription.trial_ended', startMs })
  }
  const event = without === 'pause' ? 'subscription.paused' : 'subscription.canceled'
  const status = follow(subscriptionLifecycle, subscription.status, event)
  const canceledAtMs = without === 'cancel' ? work.nowMs : subscription.canceledAtMs
  put(work, 'subscriptions', { ...subscription, status, canceledAtMs })
  note(work, event, { entity: 'subscription', ordinal })
  return ordinal
}

/** A paused subscription goes on: its next period starts now, and is billed. */
export function resumeSubscription(work: Work, operation: OperationOf<'subscription.resume'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  if (subscription.status !== 'paused') {
    return unexpectedState('subscription', 'resumed', subscription.status)
  }
  return begin(work, subscription, { event: 'subscription.resumed', startMs: work.nowMs })
}

/** An active subscription stops for a while: nothing is billed, and unused time is credited where that is wanted. */
export function pauseSubscription(work: Work, operation: OperationOf<'subscription.pause'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal, customer, status, currentPeriodStartMs } = subscription
  if (status !== 'active') return unexpectedState('subscription', 'paused', status)
  if (work.nowMs <= currentPeriodStartMs) {
    return refuse('unexpected_state', 'A period that has only just begun cannot be paused.', 'subscription')
  }
  const event = 'subscription.paused'
  put(work, 'subscriptions', { ...subscription, status: follow(subscriptionLifecycle, status, event) })
  note(work, event, { entity: 'subscription', ordinal })
  if (operation.unusedTime === 'forfeited') return ordinal
  const draft = draftInvoice(work, { customer, subscription: ordinal }, unusedLines(work, subscription))
  if (operation.invoicing === 'next') return ordinal
  collect(work, finalizeInvoice(work, draft), { paymentMethod: null, onDecline: 'leave_open' })
  return ordinal
}

/** The first payment did not come in time: the subscription never was, and nothing is owed for it. */
export function expireSubscription(work: Work, operation: OperationOf<'subscription.expire'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const { ordinal, status, createdAtMs } = subscription
  if (status !== 'incomplete') return unexpectedState('subscription', 'expired', status)
  if (work.nowMs < createdAtMs + work.processor.incompleteHours * HOUR_MS) return notDue()
  for (const invoice of work.books.invoices) {
    if (invoice.subscription !== ordinal || invoice.status !== 'open') continue
    voidInvoice(work, { type: 'invoice.void', invoice: invoice.ordinal }) // and with it the subscription
  }
  return ordinal
}

/** Begins the first period that is paid for, and bills it. */
function begin(
  work: Work,
  subscription: Subscription,
  start: {
    readonly event: 'subscription.trial_ended' | 'subscription.resumed'
    readonly startMs: number
  },
): number {
  billPeriod(work, startPeriod(work, subscription, start))
  return subscription.ordinal
}
