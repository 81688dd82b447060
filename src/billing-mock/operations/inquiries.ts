import { DAY_MS } from '../../core/clock.ts'
import type { Charge } from '../books.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { inquiryLifecycle } from '../inquiry.machine.ts'
import type { DisputeReason, OperationOf } from '../operation.ts'
import { delayMs } from './delays.ts'
import { disputeError, takeBack } from './disputes.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** Uniforms of filing a dispute: days of evidence, days to the decision, whether it is won. */
export const DISPUTE_DRAWS = 3

/** A dispute with its course: deadline and decision are set now; countered in time, it may be won. */
export function fileDispute(work: Work, operation: OperationOf<'dispute.file'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  const amountCents = operation.amountCents ?? charge.capturedCents - charge.refundedCents
  const refused = disputeError(work, charge, amountCents) ?? lateError(work, charge)
  return refused ?? file(work, charge, { amountCents, reason: operation.reason })
}

/** A bank's question: no money moves, and the charge can still be refunded. */
export function openInquiry(work: Work, operation: OperationOf<'inquiry.open'>): Outcome {
  const charge = work.books.charges[operation.charge]
  if (charge === undefined) return missing('charge', operation.charge)
  const amountCents = operation.amountCents ?? charge.capturedCents - charge.refundedCents
  const refused = disputeError(work, charge, amountCents) ?? lateError(work, charge)
  if (refused !== null) return refused
  const ordinal = work.books.inquiries.length
  const evidenceDueAtMs = work.nowMs + delayMs(work.processor.disputeEvidenceDays, work.draws[0]!)
  put(work, 'inquiries', {
    ordinal,
    charge: charge.ordinal,
    amountCents,
    reason: operation.reason,
    status: inquiryLifecycle.initial,
    openedAtMs: work.nowMs,
    evidenceDueAtMs,
  })
  note(work, 'inquiry.opened', { entity: 'inquiry', ordinal, dueAtMs: evidenceDueAtMs })
  return ordinal
}

/** Answers the bank, once and in time. */
export function respondToInquiry(work: Work, operation: OperationOf<'inquiry.respond'>): Outcome {
  const inquiry = work.books.inquiries[operation.inquiry]
  if (inquiry === undefined) return missing('inquiry', operation.inquiry)
  const status = inquiryLifecycle.next(inquiry.status, 'inquiry.evidence_submitted')
  if (status === null) return unexpectedState('inquiry', 'answered', inquiry.status)
  if (work.nowMs > inquiry.evidenceDueAtMs) {
    return refuse('evidence_late', 'The deadline to submit evidence for this inquiry has passed.')
  }
  put(work, 'inquiries', { ...inquiry, status })
  const dueAtMs = inquiry.openedAtMs + work.processor.disputeDecisionDays[1] * DAY_MS
  note(work, 'inquiry.evidence_submitted', { entity: 'inquiry', ordinal: inquiry.ordinal, dueAtMs })
  return inquiry.ordinal
}

/** The bank is content. */
export function closeInquiry(work: Work, operation: OperationOf<'inquiry.close'>): Outcome {
  const inquiry = work.books.inquiries[operation.inquiry]
  if (inquiry === undefined) return missing('inquiry', operation.inquiry)
  const status = inquiryLifecycle.next(inquiry.status, 'inquiry.closed')
  if (status === null) return unexpectedState('inquiry', 'closed', inquiry.status)
  put(work, 'inquiries', { ...inquiry, status })
  note(work, 'inquiry.closed', { entity: 'inquiry', ordinal: inquiry.ordinal })
  return inquiry.ordinal
}

/** The bank is not content, and disputes what is left of the amount; answers the dispute's ordinal. */
export function escalateInquiry(work: Work, operation: OperationOf<'inquiry.escalate'>): Outcome {
  const inquiry = work.books.inquiries[operation.inquiry]
  if (inquiry === undefined) return missing('inquiry', operation.inquiry)
  if (inquiryLifecycle.next(inquiry.status, 'inquiry.closed') === null) {
    return unexpectedState('inquiry', 'escalated', inquiry.status)
  }
  const charge = work.books.charges[inquiry.charge]!
  const amountCents = Math.min(inquiry.amountCents, charge.capturedCents - charge.refundedCents)
  const refused = disputeError(work, charge, amountCents)
  if (refused !== null) return refused
  const status = follow(inquiryLifecycle, inquiry.status, 'inquiry.closed')
  put(work, 'inquiries', { ...inquiry, status })
  note(work, 'inquiry.closed', { entity: 'inquiry', ordinal: inquiry.ordinal })
  return file(work, charge, { amountCents, reason: inquiry.reason })
}

function file(
  work: Work,
  charge: Charge,
  { amountCents, reason }: { readonly amountCents: number; readonly reason: DisputeReason },
): number {
  const { disputeEvidenceDays, disputeDecisionDays, disputeWinRate } = work.processor
  const [evidence, decision, win] = work.draws as [number, number, number]
  const evidenceDueAtMs = work.nowMs + delayMs(disputeEvidenceDays, evidence)
  const dispute = takeBack(work, charge, { amountCents, dueAtMs: evidenceDueAtMs })
  put(work, 'disputeCases', {
    ordinal: work.books.disputeCases.length,
    dispute,
    reason,
    evidenceDueAtMs,
    decidesAtMs: work.nowMs + delayMs(disputeDecisionDays, decision),
    wins: win < disputeWinRate,
  })
  return dispute
}

function lateError(work: Work, charge: Charge): BillingError | null {
  const { disputeFilingDays } = work.processor
  if (work.nowMs <= charge.createdAtMs + disputeFilingDays * DAY_MS) return null
  return refuse('unexpected_state', `A charge can be disputed for ${disputeFilingDays} days.`, 'charge')
}
