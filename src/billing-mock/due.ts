import { NEVER_MS } from '../core/clock.ts'
import type { Books } from './books.ts'
import { chargeLifecycle } from './charge.machine.ts'
import type { BillingEvent, Entity } from './events.ts'
import type { Operation } from './operation.ts'
import { autoAdvanceOf } from './operations/autoAdvances.ts'
import { refundLifecycle } from './refund.machine.ts'
import { subscriptionLifecycle } from './subscription.machine.ts'

/**
 * The operation that falls due at `event.dueAtMs`, asked for at that time; null when meanwhile it has become
 * needless: the hold was captured, the subscription cancelled, the refund settled.
 */
export function dueOperation(books: Books, event: BillingEvent): Operation | null {
  const { dueAtMs, entity, ordinal } = event
  return dueAtMs === null ? null : (questions[entity]?.(books, ordinal, { ...event, dueAtMs }) ?? null)
}

type DueEvent = BillingEvent & { readonly dueAtMs: number }

/** What each entity asks for when it is due. */
const questions: Partial<
  Record<Entity, (books: Books, ordinal: number, event: DueEvent) => Operation | null>
> = {
  charge: dueOfCharge,
  dispute: dueOfDispute,
  dunning: dueOfDunning,
  inquiry: dueOfInquiry,
  invoice: dueOfInvoice,
  payment_intent: dueOfPayment,
  refund: dueOfRefund,
  subscription: dueOfSubscription,
}

function dueOfRefund(books: Books, ordinal: number, event: DueEvent): Operation | null {
  const refund = books.refunds[ordinal]
  if (refund === undefined) return null
  if (event.type === 'refund.return_planned') {
    const canFail = refundLifecycle.next(refund.status, 'refund.failed') !== null
    return canFail ? { type: 'refund.fail_late', refund: ordinal } : null
  }
  if (refundLifecycle.next(refund.status, 'refund.settled') === null) return null
  return { type: 'refund.settle', refund: ordinal }
}

function dueOfCharge(books: Books, ordinal: number): Operation | null {
  const charge = books.charges[ordinal]
  if (charge === undefined || chargeLifecycle.next(charge.status, 'charge.released') === null) return null
  const intent = books.paymentIntents.find(each => each.latestCharge === ordinal)
  return intent === undefined
    ? { type: 'charge.release', charge: ordinal }
    : { type: 'payment_intent.cancel', paymentIntent: intent.ordinal }
}

function dueOfSubscription(books: Books, ordinal: number, { type, dueAtMs }: DueEvent): Operation | null {
  const subscription = books.subscriptions[ordinal]
  if (subscription === undefined) return null
  if (type === 'subscription.collection_paused') return dueOfPause(books, ordinal, dueAtMs)
  const { status, cancelAtPeriodEnd, currentPeriodEndMs } = subscription
  if (status === 'incomplete') return { type: 'subscription.expire', subscription: ordinal }
  const isOver = currentPeriodEndMs === dueAtMs
  if (status === 'trialing') {
    if (!isOver) {
      const trial = books.trials.find(each => each.subscription === ordinal)
      const moved = books.trialMoves.findLast(each => each.subscription === ordinal)
      const isCurrent = moved === undefined || moved.remindsAtMs === dueAtMs
      return isCurrent && trial?.remindedAtMs === NEVER_MS
        ? { type: 'subscription.remind_trial', subscription: ordinal }
        : null
    }
    if (!cancelAtPeriodEnd) return { type: 'subscription.end_trial', subscription: ordinal }
  } else if (!isOver || subscriptionLifecycle.next(status, 'subscription.renewed') === null) {
    return null
  }
  return cancelAtPeriodEnd
    ? { type: 'subscription.end', subscription: ordinal }
    : { type: 'subscription.renew', subscription: ordinal }
}

function dueOfPause(books: Books, subscription: number, dueAtMs: number): Operation | null {
  const last = books.collectionPauses.findLast(each => each.subscription === subscription)
  const isPaused = last?.behavior != null && last.resumesAtMs === dueAtMs
  const { status } = books.subscriptions[subscription]!
  return isPaused && status !== 'canceled' ? { type: 'subscription.resume_collection', subscription } : null
}

/** One whose payment is being retried takes its steps with the retries. */
function dueOfInvoice(books: Books, ordinal: number, { dueAtMs }: DueEvent): Operation | null {
  const course = autoAdvanceOf(books, ordinal)
  const status = books.invoices[ordinal]?.status
  const isWaiting = status === 'draft' || (status === 'open' && course?.collects === true)
  if (!isWaiting || course?.isOn !== true || course.dueAtMs !== dueAtMs) return null
  if (books.dunnings.some(each => each.invoice === ordinal)) return null
  return { type: 'invoice.advance', invoice: ordinal }
}

function dueOfDunning(books: Books, ordinal: number, { dueAtMs }: DueEvent): Operation | null {
  const dunning = books.dunnings[ordinal]
  if (dunning?.status !== 'running' || dunning.nextAtMs !== dueAtMs) return null
  return { type: 'dunning.try', dunning: ordinal }
}

function dueOfPayment(books: Books, ordinal: number, { dueAtMs }: DueEvent): Operation | null {
  const intent = books.paymentIntents[ordinal]
  if (intent?.status !== 'processing' || intent.decidesAtMs !== dueAtMs) return null
  return { type: 'payment_intent.decide', paymentIntent: ordinal }
}

/** Without evidence in time a dispute is lost; with it, the decision comes. */
function dueOfDispute(books: Books, ordinal: number, { type }: DueEvent): Operation | null {
  const dispute = books.disputes[ordinal]
  const course = books.disputeCases.find(each => each.dispute === ordinal)
  if (dispute === undefined || course === undefined) return null
  const { status } = dispute
  if (status === 'needs_response' && type === 'dispute.opened') {
    return { type: 'dispute.close', dispute: ordinal, won: false }
  }
  if (status !== 'under_review' || type !== 'dispute.evidence_submitted') return null
  return { type: 'dispute.close', dispute: ordinal, won: course.wins }
}

/** A bank that gets no answer disputes what is left of the charge; one that got an answer lets it be. */
function dueOfInquiry(books: Books, ordinal: number, { type }: DueEvent): Operation | null {
  const inquiry = books.inquiries[ordinal]
  if (inquiry === undefined || inquiry.status === 'warning_closed') return null
  const charge = books.charges[inquiry.charge]!
  const isLeft = charge.capturedCents > charge.refundedCents && !charge.disputed
  if (inquiry.status === 'warning_needs_response') {
    return { type: isLeft ? 'inquiry.escalate' : 'inquiry.close', inquiry: ordinal }
  }
  return type === 'inquiry.evidence_submitted' ? { type: 'inquiry.close', inquiry: ordinal } : null
}
