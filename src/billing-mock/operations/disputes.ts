import { formatMoney } from '../../core/money.ts'
import type { Charge } from '../books.ts'
import { disputeLifecycle } from '../dispute.machine.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/**
 * The bank takes a part or, for null, all of what was not refunded back from the merchant, and the processor
 * its fee.
 */
export function openDispute(work: Work, operation: OperationOf<'dispute.open'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  const leftCents = charge.capturedCents - charge.refundedCents
  const amountCents = operation.amountCents ?? leftCents
  return disputeError(work, charge, amountCents) ?? takeBack(work, charge, { amountCents })
}

/** Takes the money and the fee; answers the dispute's ordinal. */
export function takeBack(
  work: Work,
  charge: Charge,
  { amountCents, dueAtMs }: { readonly amountCents: number; readonly dueAtMs?: number },
): number {
  const ordinal = work.books.disputes.length
  const feeCents = work.terms.disputeFeeCents
  put(work, 'disputes', {
    ordinal,
    charge: charge.ordinal,
    amountCents,
    feeCents,
    status: disputeLifecycle.initial,
    openedAtMs: work.nowMs,
  })
  put(work, 'charges', { ...charge, disputed: true })
  const lines = [...transfer('DisputeHold', 'Cash', amountCents), ...transfer('Fees', 'Cash', feeCents)]
  const due = dueAtMs === undefined ? {} : { dueAtMs }
  note(work, 'dispute.opened', { entity: 'dispute', ordinal, lines, ...due })
  return ordinal
}

/** Counters a dispute with evidence, once, for another fee. */
export function respondToDispute(work: Work, operation: OperationOf<'dispute.respond'>): Outcome {
  const dispute = work.books.disputes[operation.dispute]
  if (dispute === undefined) return missing('dispute', operation.dispute)
  const status = disputeLifecycle.next(dispute.status, 'dispute.evidence_submitted')
  if (status === null) return unexpectedState('dispute', 'countered', dispute.status)
  const course = work.books.disputeCases.find(each => each.dispute === dispute.ordinal)
  if (course !== undefined && work.nowMs > course.evidenceDueAtMs) {
    return refuse('evidence_late', 'The deadline to submit evidence for this dispute has passed.')
  }
  const feeCents = work.terms.disputeCounterFeeCents
  put(work, 'disputes', { ...dispute, status, feeCents: dispute.feeCents + feeCents })
  note(work, 'dispute.evidence_submitted', {
    entity: 'dispute',
    ordinal: dispute.ordinal,
    lines: transfer('Fees', 'Cash', feeCents),
    ...(course === undefined ? {} : { dueAtMs: course.decidesAtMs }),
  })
  return dispute.ordinal
}

/**
 * The decision. Won, the amount and the counter fee come back and the charge can be refunded again; lost, or
 * accepted without evidence, the sale is undone. The fee for the dispute itself is gone either way.
 */
export function closeDispute(work: Work, operation: OperationOf<'dispute.close'>): Outcome {
  const dispute = work.books.disputes[operation.dispute]
  if (dispute === undefined) return missing('dispute', operation.dispute)
  const { ordinal, amountCents } = dispute
  const event = operation.won ? 'dispute.won' : 'dispute.lost'
  const status = disputeLifecycle.next(dispute.status, event)
  if (status === null) return unexpectedState('dispute', operation.won ? 'won' : 'lost', dispute.status)
  if (!operation.won) {
    put(work, 'disputes', { ...dispute, status })
    note(work, event, { entity: 'dispute', ordinal, lines: transfer('Revenue', 'DisputeHold', amountCents) })
    return ordinal
  }
  const givenBackCents = Math.min(work.terms.disputeCounterFeeCents, dispute.feeCents)
  put(work, 'disputes', { ...dispute, status, feeCents: dispute.feeCents - givenBackCents })
  put(work, 'charges', { ...work.books.charges[dispute.charge]!, disputed: false })
  const lines = [...transfer('Cash', 'DisputeHold', amountCents), ...transfer('Cash', 'Fees', givenBackCents)]
  note(work, event, { entity: 'dispute', ordinal, lines })
  return ordinal
}

/** Why this much of the charge cannot be disputed, or null when it can. */
export function disputeError(work: Work, charge: Charge, amountCents: number): BillingError | null {
  const id = token('charge', charge.ordinal)
  if (charge.capturedCents === 0) return unexpectedState('charge', 'disputed', charge.status)
  if (charge.disputed) return refuse('charge_disputed', `Charge ${id} has already been charged back.`)
  const leftCents = charge.capturedCents - charge.refundedCents
  if (leftCents === 0) return refuse('charge_already_refunded', `Charge ${id} has already been refunded.`)
  if (!Number.isSafeInteger(amountCents) || amountCents < 1) {
    return refuse('invalid_integer', 'Invalid positive integer')
  }
  if (amountCents <= leftCents) return null
  const left = formatMoney(leftCents, work.books.customers[charge.customer]!.currency)
  return refuse('amount_too_large', `Only ${left} of charge ${id} are left to dispute.`)
}
