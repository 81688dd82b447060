import { HOUR_MS, NEVER_MS } from '../../core/clock.ts'
import type { Books } from '../books.ts'
import type { AutoAdvance } from '../courseRows.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { collect, finalizeInvoice, recoverSubscription } from './collection.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** An invoice is finalized by itself this long after its creation, as at Stripe. */
const WAIT_MS = HOUR_MS

/** Lets an invoice take its next steps by itself, an hour after its creation at the earliest, or no more. */
export function setAutoAdvance(work: Work, operation: OperationOf<'invoice.set_auto_advance'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const { ordinal, status, createdAtMs } = invoice
  if (status !== 'draft' && status !== 'open') return unexpectedState('invoice', 'advanced', status)
  const { isOn, collects } = operation
  const dueAtMs = Math.max(work.nowMs, createdAtMs + WAIT_MS)
  const row = { ordinal: work.books.autoAdvances.length, invoice: ordinal, isOn, collects, dueAtMs }
  put(work, 'autoAdvances', row)
  note(work, 'invoice.auto_advance_set', { entity: 'invoice', ordinal, ...(isOn ? { dueAtMs } : {}) })
  return ordinal
}

/** An invoice that takes its next steps by itself takes none any more. */
export function stopAdvance(work: Work, invoice: number): void {
  const course = autoAdvanceOf(work.books, invoice)
  if (course?.isOn !== true) return
  const { collects } = course
  setAutoAdvance(work, { type: 'invoice.set_auto_advance', invoice, isOn: false, collects })
}

/** The hour is over: a draft is finalized, and what is owed is charged or sent; a decline leaves it owed. */
export function advanceInvoice(work: Work, operation: OperationOf<'invoice.advance'>): Outcome {
  const draft = work.books.invoices[operation.invoice]
  if (draft === undefined) return missing('invoice', operation.invoice)
  const { ordinal, status, subscription } = draft
  const course = autoAdvanceOf(work.books, ordinal)
  if (course?.isOn !== true || (status !== 'draft' && status !== 'open')) {
    return unexpectedState('invoice', 'advanced', status)
  }
  if (work.nowMs < course.dueAtMs) return refuse('not_due', 'The invoice advances later.', 'invoice')
  put(work, 'autoAdvances', { ...course, ordinal: work.books.autoAdvances.length, dueAtMs: NEVER_MS })
  const invoice = status === 'draft' ? finalizeInvoice(work, draft) : draft
  if (!course.collects) {
    note(work, 'invoice.sent', { entity: 'invoice', ordinal })
  } else if (invoice.status === 'open') {
    collect(work, invoice, { paymentMethod: null, onDecline: 'leave_open' })
    if (work.books.invoices[ordinal]!.status === 'paid') recoverSubscription(work, subscription)
  }
  return ordinal
}

/** What was last said of the course of an invoice; undefined when nothing was. */
export function autoAdvanceOf({ autoAdvances }: Books, invoice: number): AutoAdvance | undefined {
  return autoAdvances.findLast(each => each.invoice === invoice)
}
