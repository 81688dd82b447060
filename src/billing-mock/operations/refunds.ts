import { DAY_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Charge, Refund, RefundFailure } from '../books.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { type RefundTransition, refundLifecycle } from '../refund.machine.ts'
import { creditableCents } from '../totals.ts'
import { delayMs } from './delays.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** How many uniforms `refund.create` takes: the delay of the settlement, and whether the bank will refuse. */
export const REFUND_DRAWS = 2

/**
 * Sends a part or, for null, the rest of a captured charge back. It is pending until it settles, and whether
 * it will fail is decided now.
 */
export function createRefund(work: Work, operation: OperationOf<'refund.create'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  const refused =
    refundError(work, charge, operation.amountCents) ?? notesError(work, charge, operation.amountCents)
  return refused ?? refundCharge(work, charge, operation)
}

/** Sends money of a charge back where nothing speaks against it; takes `REFUND_DRAWS` uniforms. */
export function refundCharge(
  work: Work,
  charge: Charge,
  operation: Pick<Refund, 'reason'> & { readonly amountCents: number | null },
): number {
  const { behaviour } = work.books.paymentMethods[charge.paymentMethod]!
  const [delay, failure] = work.draws as [number, number]
  const ordinal = work.books.refunds.length
  const amountCents = operation.amountCents ?? charge.capturedCents - charge.refundedCents
  const settlesAtMs = work.nowMs + delayMs(work.terms.refundSettlementDays, delay)
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
  if (behaviour === 'refunds_require_action') {
    const event: RefundTransition = 'refund.action_required'
    put(work, 'refunds', {
      ...work.books.refunds[ordinal]!,
      status: follow(refundLifecycle, 'pending', event),
    })
    note(work, event, { entity: 'refund', ordinal })
  }
  return ordinal
}

/** The customer has said where the money should go: the refund is under way. */
export function takeRefundAction(work: Work, operation: OperationOf<'refund.take_action'>): Outcome {
  const refund = work.books.refunds[operation.refund]
  if (refund === undefined) return missing('refund', operation.refund)
  const { ordinal, settlesAtMs } = refund
  const status = refundLifecycle.next(refund.status, 'refund.action_taken')
  if (status === null) return unexpectedState('refund', 'acted on', refund.status)
  put(work, 'refunds', { ...refund, status })
  const dueAtMs = Math.max(settlesAtMs, work.nowMs)
  note(work, 'refund.action_taken', { entity: 'refund', ordinal, dueAtMs })
  return ordinal
}

/** Takes a refund back for which the customer was to do something. */
export function cancelRefund(work: Work, operation: OperationOf<'refund.cancel'>): Outcome {
  const refund = work.books.refunds[operation.refund]
  if (refund === undefined) return missing('refund', operation.refund)
  const status = refundLifecycle.next(refund.status, 'refund.canceled')
  if (status === null) return unexpectedState('refund', 'canceled', refund.status)
  const charge = work.books.charges[refund.charge]!
  put(work, 'refunds', { ...refund, status })
  put(work, 'charges', { ...charge, refundedCents: charge.refundedCents - refund.amountCents })
  const lines = transfer('RefundClearing', 'Revenue', refund.amountCents)
  note(work, 'refund.canceled', { entity: 'refund', ordinal: refund.ordinal, lines })
  return refund.ordinal
}

/** Decides, unseen, that the bank sends the refund back these days after its settlement. */
export function planRefundReturn(work: Work, operation: OperationOf<'refund.plan_return'>): Outcome {
  const refund = work.books.refunds[operation.refund]
  if (refund === undefined) return missing('refund', operation.refund)
  const { refundReturnDays } = work.processor
  if (!(operation.days >= 0 && operation.days <= refundReturnDays)) {
    return refuse('invalid_integer', `A bank returns a refund within ${refundReturnDays} days.`, 'days')
  }
  if (refundLifecycle.next(refund.status, 'refund.failed') === null || refund.fails) {
    return unexpectedState('refund', 'returned', refund.status)
  }
  const returnsAtMs = refund.settlesAtMs + Math.round(operation.days * DAY_MS)
  put(work, 'refundReturns', {
    ordinal: work.books.refundReturns.length,
    refund: refund.ordinal,
    returnsAtMs,
  })
  note(work, 'refund.return_planned', { entity: 'refund', ordinal: refund.ordinal, dueAtMs: returnsAtMs })
  return refund.ordinal
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
  const lastMs = refund.settlesAtMs + work.processor.refundReturnDays * DAY_MS
  if (refund.status === 'succeeded' && work.nowMs > lastMs) {
    return refuse('unexpected_state', 'The refund can no longer be returned by the bank.', 'refund')
  }
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

/** Credit notes took a part of the invoice back already: what they leave is all that can be refunded. */
function notesError(work: Work, charge: Charge, amountCents: number | null): BillingError | null {
  const { books } = work
  if (charge.invoice === null || !books.creditNotes.some(note => note.invoice === charge.invoice)) return null
  const leftCents = creditableCents(books, books.invoices[charge.invoice]!)
  if ((amountCents ?? charge.capturedCents - charge.refundedCents) <= leftCents) return null
  const { currency } = books.customers[charge.customer]!
  const left = formatMoney(leftCents, currency)
  return refuse(
    'refund_above_remaining',
    `Only ${left} of the invoice are left to refund after credit notes.`,
  )
}
