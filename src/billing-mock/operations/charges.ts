import { DAY_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Books, Charge, PaymentMethod } from '../books.ts'
import { type ChargeTransition, chargeLifecycle } from '../charge.machine.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { type Account, transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { amountError } from './amounts.ts'
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
  const charge = putCharge(work, { method, invoice: null, amountCents: operation.amountCents })
  const dueAtMs = work.nowMs + work.terms.holdExpiryDays * DAY_MS
  note(work, 'charge.authorized', { entity: 'charge', ordinal: charge.ordinal, dueAtMs })
  return charge.ordinal
}

/** Takes a held amount or, what is left of it being let go, a part of it; null for all. */
export function captureCharge(work: Work, operation: OperationOf<'charge.capture'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  if (chargeLifecycle.next(charge.status, 'charge.captured') === null) {
    return unexpectedState('charge', 'captured', charge.status)
  }
  const amountCents = operation.amountCents ?? charge.amountCents
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
interface ChargeRequest {
  readonly method: PaymentMethod
  readonly invoice: number | null
  readonly amountCents: number
}

/** Charges the method and captures at once, to the credit of `against`; answers the charge's ordinal. */
export function captureNow(work: Work, request: ChargeRequest & { readonly against: Account }): number {
  return captured(work, putCharge(work, request), request)
}

/** A charge that the bank refused, for the record. */
export function failCharge(work: Work, request: ChargeRequest): void {
  const charge = putCharge(work, request)
  const event: ChargeTransition = 'charge.failed'
  put(work, 'charges', { ...charge, status: follow(chargeLifecycle, charge.status, event) })
  note(work, event, { entity: 'charge', ordinal: charge.ordinal })
}

/** The customer's method with this ordinal, or the default for null; an error when there is none. */
export function methodOf(
  books: Books,
  customer: number,
  paymentMethod: number | null,
): PaymentMethod | BillingError {
  if (paymentMethod === null) {
    return (
      books.paymentMethods.findLast(method => method.customer === customer) ??
      refuse('no_payment_method', `Customer ${token('customer', customer)} has no attached payment method.`)
    )
  }
  const method = books.paymentMethods[paymentMethod]
  if (method === undefined) return missing('payment_method', paymentMethod)
  if (method.customer === customer) return method
  const stranger = token('payment_method', paymentMethod)
  const message = `Payment method ${stranger} is not attached to customer ${token('customer', customer)}.`
  return refuse('not_of_customer', message, 'payment_method')
}

/** The error of a bank that refuses. */
export function declined(): BillingError {
  return refuse('card_declined', 'Your card was declined.')
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
  return 'behaviour' in method && method.behaviour === 'declines' ? declined() : method
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
