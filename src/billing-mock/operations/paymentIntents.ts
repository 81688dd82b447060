import { NEVER_MS } from '../../core/clock.ts'
import type { PaymentMethod } from '../books.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { type PaymentIntentTransition, paymentIntentLifecycle } from '../paymentIntent.machine.ts'
import type { PaymentIntent } from '../rows.ts'
import { amountError } from './amounts.ts'
import { captureHold, captureNow, failCharge, hold, releaseHold } from './charges.ts'
import { delayMs } from './delays.ts'
import { declineOf, methodOf } from './methods.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** Uniforms of an attempt to pay: how long a bank debit takes. */
export const PAYMENT_DRAWS = 1

/** A payment that is wanted; with a method it can be confirmed, at once if so asked. */
export function createPaymentIntent(work: Work, operation: OperationOf<'payment_intent.create'>): Outcome {
  const { customer, amountCents, capture, paymentMethod, confirm } = operation
  const wrong = amountError(amountCents)
  if (wrong !== null) return wrong
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  const ordinal = work.books.paymentIntents.length
  const intent = put(work, 'paymentIntents', {
    ordinal,
    customer,
    amountCents,
    capture,
    status: paymentIntentLifecycle.initial,
    method: null,
    latestCharge: null,
    declineCode: null,
    decidesAtMs: NEVER_MS,
    createdAtMs: work.nowMs,
  })
  note(work, 'payment_intent.created', { entity: 'payment_intent', ordinal })
  if (confirm) return attach(work, intent, paymentMethod) ?? attempt(work, ordinal, 'absent')
  return paymentMethod === null ? ordinal : (attach(work, intent, paymentMethod) ?? ordinal)
}

/** Tries to pay, by the given method or the one it has; a decline asks for another. */
export function confirmPaymentIntent(work: Work, operation: OperationOf<'payment_intent.confirm'>): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  const { ordinal, status } = intent
  if (status !== 'requires_payment_method' && status !== 'requires_confirmation') {
    return unexpectedState('payment_intent', 'confirmed', status)
  }
  const needsMethod = operation.paymentMethod !== null || status === 'requires_payment_method'
  const refused = needsMethod ? attach(work, intent, operation.paymentMethod) : detached(work, intent)
  return refused ?? attempt(work, ordinal, 'absent')
}

/** The customer was asked to authenticate, and did or did not. */
export function authenticatePayment(
  work: Work,
  operation: OperationOf<'payment_intent.authenticate'>,
): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  if (intent.status !== 'requires_action') {
    return unexpectedState('payment_intent', 'authenticated', intent.status)
  }
  if (operation.succeeded) return detached(work, intent) ?? attempt(work, intent.ordinal, 'present')
  move(work, intent.ordinal, { event: 'payment_intent.payment_failed', declineCode: 'authentication_failed' })
  return intent.ordinal
}

/** The bank decides on a debit that was under way. */
export function decidePayment(work: Work, operation: OperationOf<'payment_intent.decide'>): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  const { ordinal, amountCents } = intent
  if (intent.status !== 'processing') return unexpectedState('payment_intent', 'decided', intent.status)
  if (work.nowMs < intent.decidesAtMs) return refuse('not_due', 'The bank has not decided yet.')
  const method = work.books.paymentMethods[intent.method!]!
  const isPlanned = work.books.plannedDeclines.some(each => each.paymentIntent === ordinal)
  if (isPlanned || method.behaviour === 'late_decline') {
    const latestCharge = failCharge(work, { method, invoice: null, amountCents })
    const declineCode = 'insufficient_funds'
    move(work, ordinal, {
      event: 'payment_intent.payment_failed',
      latestCharge,
      declineCode,
      decidesAtMs: NEVER_MS,
    })
    return ordinal
  }
  const latestCharge = captureNow(work, { method, invoice: null, amountCents, against: 'Revenue' })
  move(work, ordinal, { event: 'payment_intent.succeeded', latestCharge, decidesAtMs: NEVER_MS })
  return ordinal
}

/** Decides, unseen, that the bank will refuse a debit that is under way. */
export function planDecline(work: Work, operation: OperationOf<'payment_intent.plan_decline'>): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  const { ordinal, status } = intent
  if (status !== 'processing') return unexpectedState('payment_intent', 'declined', status)
  put(work, 'plannedDeclines', { ordinal: work.books.plannedDeclines.length, paymentIntent: ordinal })
  note(work, 'payment_intent.decline_planned', { entity: 'payment_intent', ordinal })
  return ordinal
}

/** Takes the money that was held, or for an amount a part of it. */
export function capturePayment(work: Work, operation: OperationOf<'payment_intent.capture'>): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  if (intent.status !== 'requires_capture') {
    return unexpectedState('payment_intent', 'captured', intent.status)
  }
  const captured = captureHold(work, work.books.charges[intent.latestCharge!]!, operation.amountCents)
  if (typeof captured !== 'number') return captured
  move(work, intent.ordinal, { event: 'payment_intent.succeeded' })
  return intent.ordinal
}

/** Gives the payment up, and the hold with it. */
export function cancelPayment(work: Work, operation: OperationOf<'payment_intent.cancel'>): Outcome {
  const intent = work.books.paymentIntents[operation.paymentIntent]
  if (intent === undefined) return missing('payment_intent', operation.paymentIntent)
  if (paymentIntentLifecycle.next(intent.status, 'payment_intent.canceled') === null) {
    return unexpectedState('payment_intent', 'canceled', intent.status)
  }
  if (intent.status === 'requires_capture') releaseHold(work, work.books.charges[intent.latestCharge!]!)
  move(work, intent.ordinal, { event: 'payment_intent.canceled' })
  return intent.ordinal
}

/** Gives the intent the customer's method, null being the default; answers why it cannot. */
function attach(work: Work, intent: PaymentIntent, paymentMethod: number | null): BillingError | null {
  const method = methodOf(work.books, intent.customer, paymentMethod)
  if (!('behaviour' in method)) return method
  move(work, intent.ordinal, {
    event: 'payment_intent.method_attached',
    method: method.ordinal,
    declineCode: null,
  })
  return null
}

/** Why the method that the intent has can pay no more, or null when it can. */
function detached({ books }: Work, { customer, method }: PaymentIntent): BillingError | null {
  const found = methodOf(books, customer, method)
  return 'behaviour' in found ? null : found
}

/** One attempt to pay, with the customer there to authenticate or not. */
function attempt(work: Work, ordinal: number, customer: 'absent' | 'present'): Outcome {
  const { books, nowMs, processor, draws } = work
  const intent = books.paymentIntents[ordinal]!
  const method: PaymentMethod = books.paymentMethods[intent.method!]!
  const request = { method, invoice: null, amountCents: intent.amountCents }
  const { behaviour } = method
  if (behaviour === 'requires_action' && customer === 'absent') {
    move(work, ordinal, { event: 'payment_intent.requires_action' })
    return ordinal
  }
  const decline = declineOf(method, customer)
  if (decline !== null) {
    const { declineCode } = decline
    const latestCharge = failCharge(work, request)
    move(work, ordinal, { event: 'payment_intent.payment_failed', latestCharge, declineCode })
    return { about: ordinal, decline }
  }
  if (behaviour === 'bank_debit' || behaviour === 'late_decline') {
    const decidesAtMs = nowMs + delayMs(processor.processingDays, draws[0]!)
    move(work, ordinal, { event: 'payment_intent.processing', decidesAtMs, dueAtMs: decidesAtMs })
  } else if (intent.capture === 'manual') {
    move(work, ordinal, {
      event: 'payment_intent.amount_capturable_updated',
      latestCharge: hold(work, request),
    })
  } else {
    const latestCharge = captureNow(work, { ...request, against: 'Revenue' })
    move(work, ordinal, { event: 'payment_intent.succeeded', latestCharge })
  }
  return ordinal
}

/** Takes a transition, with what else it changes. */
function move(
  work: Work,
  ordinal: number,
  {
    event,
    dueAtMs,
    ...change
  }: Partial<PaymentIntent> & {
    readonly event: PaymentIntentTransition
    readonly dueAtMs?: number
  },
): void {
  const intent = work.books.paymentIntents[ordinal]!
  put(work, 'paymentIntents', {
    ...intent,
    ...change,
    status: follow(paymentIntentLifecycle, intent.status, event),
  })
  note(work, event, {
    entity: 'payment_intent',
    ordinal,
    ...(dueAtMs === undefined ? {} : { dueAtMs }),
  })
}
