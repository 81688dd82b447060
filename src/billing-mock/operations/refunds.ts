import { DAY_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Charge, Refund, RefundFailure } from '../books.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { refundLifecycle } from '../refund.machine.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** How many uniforms `refund.create` takes: the delay of the settlement, and whether the bank will refuse. */
export const REFUND_DRAWS = 2

/**
 * Sends a part or, for null, the rest of a captured charge back. It is pending until it settles, and whether
 * it will fail is decided now.
 */
export function createRefund(work: Work, operation: OperationOf<'refund.create'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  const refused = refundError(work, charge, operation.amountCents)
  if (refused !== null) return refused
  const { behaviour } = work.books.paymentMethods[charge.paymentMethod]!
  const [delay, failure] = work.draws as [number, number]
  const ordinal = work.books.refunds.length
  const amountCents = operation.amountCents ?? charge.capturedCents - charge.refundedCents
  const settlesAtMs = work.nowMs + settlementDays(work, delay) * DAY_MS
  put(work, 'refunds', {
    ordinal,
    charge: charge.ordinal,
    amountCents,
    reason: operation.reason,
    status: refundLifecycle.initial,
    createdAtMs: work.nowMs,
    settlesAtMs,
    fails: behaviour === 'refunds_fail' || failure < work.terms.refundFailureRate,
    failureReason: null,
  })
  put(work, 'charges', { ...charge, refundedCents: charge.refundedCents + amountCents })
  const lines = transfer('Revenue', 'RefundClearing', amountCents)
  note(work, 'refund.created', { entity: 'refund', ordinal, lines, dueAtMs: settlesAtMs })
  return ordinal
}

/** The refund is due: the customer has the money or, where that was decided, the bank has sent it back. */
export function settleRefund(work: Work, operation: OperationOf<'refund.settle'>): Outcome {
  const refund = work.books.refunds[operation.refund]
  if (refund === undefined) return missing('refund', operation.refund)
  const status = refundLifecycle.next(refund.status, 'refund.settled')
  if (status === null) return unexpectedState('refund', 'settled', refund.status)
  if (work.nowMs < refund.settlesAtMs) return refuse('not_due', 'The refund is not due yet.', 'refund')
  if (refund.fails) return failRefund(work, refund, 'declined')
  put(work, 'refunds', { ...refund, status })
  const lines = transfer('RefundClearing', 'Cash', refund.amountCents)
  note(work, 'refund.settled', { entity: 'refund', ordinal: refund.ordinal, lines })
  return refund.ordinal
}

/**
 * A bank sends a refund back, one that had succeeded too: the merchant has the money and the customer has
 * not.
 */
export function failRefundLate(work: Work, operation: OperationOf<'refund.fail_late'>): Outcome {
  const refund = work.books.refunds[operation.refund]
  if (refund === undefined) return missing('refund', operation.refund)
  return failRefund(work, refund, 'expired_or_canceled_card')
}

function failRefund(work: Work, refund: Refund, failureReason: RefundFailure): Outcome {
  const status = refundLifecycle.next(refund.status, 'refund.failed')
  if (status === null) return unexpectedState('refund', 'returned', refund.status)
  const charge = work.books.charges[refund.charge]!
  put(work, 'refunds', { ...refund, status, failureReason })
  put(work, 'charges', { ...charge, refundedCents: charge.refundedCents - refund.amountCents })
  const holder = refund.status === 'succeeded' ? 'Cash' : 'RefundClearing'
  const lines = transfer(holder, 'Revenue', refund.amountCents)
  note(work, 'refund.failed', { entity: 'refund', ordinal: refund.ordinal, lines })
  return refund.ordinal
}

/** Why this much of the charge cannot be refunded, or null when it can. */
function refundError(work: Work, charge: Charge, amountCents: number | null): BillingError | null {
  if (amountCents !== null && (!Number.isSafeInteger(amountCents) || amountCents < 1)) {
    return refuse('invalid_integer', 'Invalid positive integer')
  }
  if (charge.capturedCents === 0) return unexpectedState('charge', 'refunded', charge.status)
  const id = token('charge', charge.ordinal)
  if (charge.disputed) {
    return refuse('charge_disputed', `Charge ${id} has been charged back; cannot issue a refund.`)
  }
  const leftCents = charge.capturedCents - charge.refundedCents
  if (leftCents === 0) return refuse('charge_already_refunded', `Charge ${id} has already been refunded.`)
  if (amountCents === null || amountCents <= leftCents) return null
  const { currency } = work.books.customers[charge.customer]!
  const asked = formatMoney(amountCents, currency)
  const left = formatMoney(leftCents, currency)
  return refuse(
    'refund_above_remaining',
    `Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`,
  )
}

/** Whole days, as banks post once a day; each number of days is as likely as another. */
function settlementDays(work: Work, draw: number): number {
  const [fewest, most] = work.terms.refundSettlementDays
  return fewest + Math.floor(draw * (most - fewest + 1))
}
