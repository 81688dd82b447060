import { DAY_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Books, Charge, PaymentMethod } from '../books.ts'
import { type ChargeTransition, chargeLifecycle } from '../charge.machine.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { type Account, transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { amountError } from './amounts.ts'
import { declineOf, methodOf } from './methods.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** A charge off invoice, captured at once; it is revenue. */
export function createCharge(work: Work, operation: OperationOf<'charge.create'>): Outcome {
  const method = payingMethod(work, operation)
  if (!('behaviour' in method)) return method
  const { amountCents } = operation
  return captureNow(work, { method, invoice: null, amountCents, against: 'Revenue' })
}

/** A hold: the bank sets the money aside and nobody has it yet. It falls due when the bank lets it go. */
export function authorizeCharge(work: Work, operation: OperationOf<'charge.authorize'>): Outcome {
  const method = payingMethod(work, operation)
  if (!('behaviour' in method)) return method
  return hold(work, { method, invoice: null, amountCents: operation.amountCents })
}

/** Sets money aside on the method; answers the charge's ordinal. */
export function hold(work: Work, request: ChargeRequest): number {
  const charge = putCharge(work, request)
  const dueAtMs = work.nowMs + work.terms.holdExpiryDays * DAY_MS
  note(work, 'charge.authorized', { entity: 'charge', ordinal: charge.ordinal, dueAtMs })
  return charge.ordinal
}

/** Takes a held amount or, what is left of it being let go, a part of it; null for all. */
export function captureCharge(work: Work, operation: OperationOf<'charge.capture'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  return intentError(work.books, charge) ?? captureHold(work, charge, operation.amountCents)
}

/** Takes a hold's money, all of it for null; or says why not. */
export function captureHold(work: Work, charge: Charge, wantedCents: number | null): Outcome {
  if (chargeLifecycle.next(charge.status, 'charge.captured') === null) {
    return unexpectedState('charge', 'captured', charge.status)
  }
  const amountCents = wantedCents ?? charge.amountCents
  const wrong = amountError(amountCents)
  if (wrong !== null) return wrong
  if (amountCents > charge.amountCents) {
    const { currency } = work.books.customers[charge.customer]!
    const asked = formatMoney(amountCents, currency)
    const held = formatMoney(charge.amountCents, currency)
    return refuse('amount_too_large', `Capture amount (${asked}) is greater than authorized amount (${held})`)
  }
  return captured(work, charge, { amountCents, against: 'Revenue' })
}

/** Lets a hold go; no money moves. */
export function releaseCharge(work: Work, operation: OperationOf<'charge.release'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  return intentError(work.books, charge) ?? releaseHold(work, charge)
}

/** Lets a hold go, or says why not. */
export function releaseHold(work: Work, charge: Charge): Outcome {
  const status = chargeLifecycle.next(charge.status, 'charge.released')
  if (status === null) return unexpectedState('charge', 'released', charge.status)
  put(work, 'charges', { ...charge, status })
  note(work, 'charge.released', { entity: 'charge', ordinal: charge.ordinal })
  return charge.ordinal
}

/**
 * The accident: the same money captured a second time, whatever the method's behaviour. The books carry it as
 * revenue and the invoice's paid amount stays, because nobody has noticed yet, and because a refund of either
 * twin then makes the same entry and leaves the same books; as a liability of the second alone, refunding the
 * first would leave both.
 */
export function duplicateCharge(work: Work, operation: OperationOf<'charge.duplicate'>): Outcome {
  const original = work.books.charges[operation.charge]
  if (original === undefined) return missing('charge', operation.charge)
  if (original.capturedCents === 0) return unexpectedState('charge', 'duplicated', original.status)
  return captureNow(work, {
    method: work.books.paymentMethods[original.paymentMethod]!,
    invoice: original.invoice,
    amountCents: original.capturedCents,
    against: 'Revenue',
  })
}

/** What is asked of a payment method. */
export interface ChargeRequest {
  readonly method: PaymentMethod
  readonly invoice: number | null
  readonly amountCents: number
}

/** Charges the method and captures at once, to the credit of `against`; answers the charge's ordinal. */
export function captureNow(work: Work, request: ChargeRequest & { readonly against: Account }): number {
  return captured(work, putCharge(work, request), request)
}

/** A charge that the bank refused, for the record. */
export function failCharge(work: Work, request: ChargeRequest): number {
  const charge = putCharge(work, request)
  const event: ChargeTransition = 'charge.failed'
  put(work, 'charges', { ...charge, status: follow(chargeLifecycle, charge.status, event) })
  note(work, event, { entity: 'charge', ordinal: charge.ordinal })
  return charge.ordinal
}

/** The method that will pay what is asked for, or why there is none. */
function payingMethod(
  work: Work,
  operation: OperationOf<'charge.create' | 'charge.authorize'>,
): PaymentMethod | BillingError {
  const { customer, paymentMethod, amountCents } = operation
  const wrong = amountError(amountCents)
  if (wrong !== null) return wrong
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  const method = methodOf(work.books, customer, paymentMethod)
  return 'behaviour' in method ? (declineOf(method) ?? method) : method
}

/** A payment intent's charge is captured and let go through the intent. */
function intentError(books: Books, charge: Charge): BillingError | null {
  const owner = books.paymentIntents.find(intent => intent.latestCharge === charge.ordinal)
  if (owner === undefined) return null
  const id = token('payment_intent', owner.ordinal)
  return refuse('unexpected_state', `This charge belongs to payment intent ${id}; use that.`, 'charge')
}

function putCharge(work: Work, { method, invoice, amountCents }: ChargeRequest): Charge {
  return put(work, 'charges', {
    ordinal: work.books.charges.length,
    customer: method.customer,
    invoice,
    paymentMethod: method.ordinal,
    status: chargeLifecycle.initial,
    amountCents,
    capturedCents: 0,
    refundedCents: 0,
    disputed: false,
    createdAtMs: work.nowMs,
  })
}

function captured(
  work: Work,
  charge: Charge,
  { amountCents, against }: { readonly amountCents: number; readonly against: Account },
): number {
  const event: ChargeTransition = 'charge.captured'
  const status = follow(chargeLifecycle, charge.status, event)
  put(work, 'charges', { ...charge, status, capturedCents: amountCents })
  const lines = transfer('Cash', against, amountCents)
  note(work, event, { entity: 'charge', ordinal: charge.ordinal, lines })
  return charge.ordinal
}
