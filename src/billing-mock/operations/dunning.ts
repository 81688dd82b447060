import { DAY_MS, NEVER_MS } from '../../core/clock.ts'
import type { Dunning } from '../courseRows.ts'
import { dunningLifecycle } from '../dunning.machine.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { stopAdvance } from './autoAdvances.ts'
import { collect, deleteDraft, draftOf, recoverSubscription, stopDunning } from './collection.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** Uniforms of a dunning: whether a card without funds finds some, and at which try. */
export const DUNNING_DRAWS = 2

/** Tries the invoice of a subscription that is past due again, several times; when it helps is decided now. */
export function startDunning(work: Work, operation: OperationOf<'dunning.start'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const { subscription } = invoice
  const owes = subscription !== null && work.books.subscriptions[subscription]!.status === 'past_due'
  if (invoice.status !== 'open' || !owes) return unexpectedState('invoice', 'dunned', invoice.status)
  if (work.books.dunnings.some(each => each.invoice === invoice.ordinal)) {
    return refuse('resource_already_exists', 'The invoice was or is being dunned.', 'invoice')
  }
  const { tries, recoveryRate } = work.processor.dunning
  const [luck, speed] = work.draws as [number, number]
  const ordinal = work.books.dunnings.length
  const nextAtMs = tryAtMs(work, work.nowMs, 1)
  put(work, 'dunnings', {
    ordinal,
    invoice: invoice.ordinal,
    subscription,
    status: dunningLifecycle.initial,
    tries: 0,
    nextAtMs,
    // Most cards that recover do so early: the square of a uniform.
    recoversAtTry: luck < recoveryRate ? 1 + Math.floor(tries * speed * speed) : 0,
    createdAtMs: work.nowMs,
  })
  note(work, 'dunning.started', { entity: 'dunning', ordinal, dueAtMs: nextAtMs })
  return ordinal
}

/** One more try at the invoice; after the last one that fails, the subscription ends as was agreed. */
export function tryDunning(work: Work, operation: OperationOf<'dunning.try'>): Outcome {
  const dunning = work.books.dunnings[operation.dunning]
  if (dunning === undefined) return missing('dunning', operation.dunning)
  if (dunning.status !== 'running') return unexpectedState('dunning', 'tried', dunning.status)
  if (work.nowMs < dunning.nextAtMs) return refuse('not_due', 'The next try is not due yet.', 'dunning')
  const { ordinal, recoversAtTry, createdAtMs } = dunning
  const tries = dunning.tries + 1
  const isLast = tries >= work.processor.dunning.tries
  const nextAtMs = isLast ? NEVER_MS : tryAtMs(work, createdAtMs, tries + 1)
  const tried = put(work, 'dunnings', { ...dunning, tries, nextAtMs })
  const isFunded = recoversAtTry > 0 && tries >= recoversAtTry
  const invoice = work.books.invoices[dunning.invoice]!
  collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open', isFunded })
  if (work.books.invoices[invoice.ordinal]!.status === 'paid') {
    recoverSubscription(work, dunning.subscription)
  } else if (isLast) {
    exhaust(work, tried)
  } else {
    note(work, 'dunning.try_failed', { entity: 'dunning', ordinal, dueAtMs: nextAtMs })
  }
  return ordinal
}

/** No open invoice of the subscription is tried any more, nor charged by itself. */
export function stopCollection(work: Work, subscription: number): void {
  for (const { ordinal: invoice, status, ...owner } of work.books.invoices) {
    if (owner.subscription !== subscription || status !== 'open') continue
    stopAdvance(work, invoice)
  }
  for (const dunning of work.books.dunnings) {
    if (dunning.subscription === subscription) stopDunning(work, dunning.invoice, 'dunning.stopped')
  }
}

function exhaust(work: Work, dunning: Dunning): void {
  const status = follow(dunningLifecycle, dunning.status, 'dunning.exhausted')
  put(work, 'dunnings', { ...dunning, status })
  note(work, 'dunning.exhausted', { entity: 'dunning', ordinal: dunning.ordinal })
  const { ends } = work.processor.dunning
  const subscription = work.books.subscriptions[dunning.subscription]!
  if (ends === 'past_due' || subscription.status !== 'past_due') return
  const { ordinal } = subscription
  const event = ends === 'cancel' ? 'subscription.canceled' : 'subscription.marked_unpaid'
  const ended = follow(subscriptionLifecycle, subscription.status, event)
  const canceledAtMs = ends === 'cancel' ? work.nowMs : subscription.canceledAtMs
  put(work, 'subscriptions', { ...subscription, status: ended, canceledAtMs })
  note(work, event, { entity: 'subscription', ordinal })
  if (ends !== 'cancel') return
  stopCollection(work, ordinal)
  const draft = draftOf(work, ordinal)
  if (draft !== undefined) deleteDraft(work, draft)
}

/** When the n-th try is: they are spread evenly. */
function tryAtMs({ processor }: Work, startMs: number, n: number): number {
  return startMs + Math.round((processor.dunning.days * DAY_MS * n) / processor.dunning.tries)
}
