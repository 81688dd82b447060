import { formatMoney } from '../../core/money.ts'
import type { Books, Charge, Invoice } from '../books.ts'
import { creditNoteLifecycle } from '../creditNote.machine.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { transfer } from '../ledger.ts'
import { type NewNoteLine, noteLines, noteTotals } from '../noteLines.ts'
import type { OperationOf, RefundReason } from '../operation.ts'
import { allTaxCents, creditableCents } from '../totals.ts'
import { amountError } from './amounts.ts'
import { markPaid, recoverSubscription } from './collection.ts'
import { moveCredit } from './credits.ts'
import { refundCharge } from './refunds.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/**
 * Takes a part of an invoice back. Of an open one it lowers what remains; of a paid one the amount goes back as
 * refund, as credit for later invoices, or by another way, and the three must sum to it. The tax in it is owed
 * to nobody any more. Takes the uniforms of a refund.
 */
export function createCreditNote(work: Work, operation: OperationOf<'credit_note.create'>): Outcome {
  const { books } = work
  const invoice = books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const lines = operation.lines === undefined ? [] : noteLines(books, invoice, operation.lines)
  if ('status' in lines) return lines
  const refused = noteError(books, invoice, operation) ?? sumError(books, lines, operation)
  if (refused !== null) return refused
  const { amountCents, taxCents, refundCents, creditCents, outOfBandCents, reason, memo } = operation
  const isOpen = invoice.status === 'open'
  const charge = refundCents > 0 ? refundableCharge(books, invoice, refundCents) : undefined
  const refund =
    charge === undefined
      ? null
      : refundCharge(work, charge, { amountCents: refundCents, reason: refundReasons[reason] })
  const credit =
    creditCents > 0
      ? moveCredit(work, {
          customer: invoice.customer,
          invoice: null,
          amountCents: creditCents,
          reason: 'credit_note',
          against: 'Revenue',
        })
      : null
  const ordinal = books.creditNotes.length
  put(work, 'creditNotes', {
    ordinal,
    invoice: invoice.ordinal,
    status: creditNoteLifecycle.initial,
    amountCents,
    taxCents,
    reducedCents: isOpen ? amountCents : 0,
    refund,
    refundedCents: refundCents,
    credit,
    creditedCents: creditCents,
    outOfBandCents,
    reason,
    memo,
    createdAtMs: work.nowMs,
  })
  for (const line of lines) {
    put(work, 'creditNoteLines', { ordinal: books.creditNoteLines.length, creditNote: ordinal, ...line })
  }
  const moved = [
    ...transfer('Revenue', 'Receivable', isOpen ? amountCents : 0),
    ...transfer('Revenue', 'Cash', outOfBandCents),
    ...transfer('TaxPayable', 'Revenue', taxCents),
  ]
  note(work, 'credit_note.created', { entity: 'credit_note', ordinal, lines: moved })
  if (isOpen) reduce(work, invoice, amountCents)
  return ordinal
}

/** Takes a credit note back, while its invoice is open: what it took off is owed again. */
export function voidCreditNote(work: Work, operation: OperationOf<'credit_note.void'>): Outcome {
  const given = work.books.creditNotes[operation.creditNote]
  if (given === undefined) return missing('credit_note', operation.creditNote)
  const status = creditNoteLifecycle.next(given.status, 'credit_note.voided')
  if (status === null) return unexpectedState('credit_note', 'voided', given.status)
  const invoice = work.books.invoices[given.invoice]!
  if (invoice.status !== 'open') {
    return refuse('unexpected_state', 'You can only void a credit note of an open invoice.', 'credit_note')
  }
  put(work, 'creditNotes', { ...given, status })
  put(work, 'invoices', { ...invoice, remainingCents: invoice.remainingCents + given.reducedCents })
  const lines = [
    ...transfer('Receivable', 'Revenue', given.reducedCents),
    ...transfer('Revenue', 'TaxPayable', given.taxCents),
  ]
  note(work, 'credit_note.voided', { entity: 'credit_note', ordinal: given.ordinal, lines })
  return given.ordinal
}

function reduce(work: Work, invoice: Invoice, amountCents: number): void {
  const reduced = put(work, 'invoices', { ...invoice, remainingCents: invoice.remainingCents - amountCents })
  if (reduced.remainingCents > 0) return
  markPaid(work, reduced)
  recoverSubscription(work, invoice.subscription)
}

const refundReasons: Readonly<Record<OperationOf<'credit_note.create'>['reason'], RefundReason>> = {
  duplicate: 'duplicate',
  fraudulent: 'fraudulent',
  order_change: 'requested_by_customer',
  product_unsatisfactory: 'requested_by_customer',
}

/** Why this cannot be taken back, or null when it can. */
function noteError(
  books: Books,
  invoice: Invoice,
  operation: OperationOf<'credit_note.create'>,
): BillingError | null {
  const { amountCents, refundCents, creditCents, outOfBandCents } = operation
  if (invoice.status !== 'open' && invoice.status !== 'paid') {
    return unexpectedState('invoice', 'credited', invoice.status)
  }
  const wrong = amountError(amountCents) ?? taxError(books, invoice, operation)
  if (wrong !== null) return wrong
  const { currency } = books.customers[invoice.customer]!
  const leftCents = invoice.status === 'open' ? invoice.remainingCents : creditableCents(books, invoice)
  if (amountCents > leftCents) {
    const asked = formatMoney(amountCents, currency)
    const left = formatMoney(leftCents, currency)
    const message = `Credit note amount (${asked}) is greater than the amount left on the invoice (${left})`
    return refuse('refund_above_remaining', message)
  }
  const parts = [refundCents, creditCents, outOfBandCents]
  if (parts.some(part => !Number.isSafeInteger(part) || part < 0)) {
    return refuse('invalid_integer', 'Invalid non-negative integer')
  }
  const partsCents = refundCents + creditCents + outOfBandCents
  const neededCents = invoice.status === 'open' ? 0 : amountCents
  if (partsCents !== neededCents) {
    const [sum, needed] = [partsCents, neededCents].map(part => formatMoney(part, currency))
    const message =
      `The sum of refund amount, credit amount and out of band amount (${sum}) ` +
      `must equal the credit note amount (${needed}).`
    return refuse('refund_above_remaining', message)
  }
  if (refundCents === 0 || refundableCharge(books, invoice, refundCents) !== undefined) return null
  return refuse('refund_above_remaining', 'No charge of the invoice has that much left to refund.')
}

/** The tax taken back is a part of the amount and of the invoice's tax that no other note took. */
function taxError(
  books: Books,
  invoice: Invoice,
  { amountCents, taxCents }: OperationOf<'credit_note.create'>,
): BillingError | null {
  const notes = books.creditNotes.filter(each => each.invoice === invoice.ordinal && each.status === 'issued')
  const takenCents = notes.reduce((sum, each) => sum + each.taxCents, 0)
  const leftCents = Math.max(0, allTaxCents(books, invoice) - takenCents)
  const isFit =
    Number.isSafeInteger(taxCents) && taxCents >= 0 && taxCents <= Math.min(amountCents, leftCents)
  return isFit ? null : refuse('invalid_integer', 'The tax must be a part of the amount and of the tax left.')
}

/** The amount and the tax of a note that is given by lines are those of its lines. */
function sumError(
  books: Books,
  lines: readonly NewNoteLine[],
  { amountCents, taxCents }: OperationOf<'credit_note.create'>,
): BillingError | null {
  if (lines.length === 0) return null
  const sums = noteTotals(books, lines)
  if (sums.amountCents === amountCents && sums.taxCents === taxCents) return null
  const message = `The lines come to ${sums.amountCents} with ${sums.taxCents} of tax, not to ${amountCents} with ${taxCents}.`
  return refuse('invalid_integer', message)
}

function refundableCharge(books: Books, invoice: Invoice, amountCents: number): Charge | undefined {
  return books.charges.findLast(
    charge =>
      charge.invoice === invoice.ordinal &&
      !charge.disputed &&
      charge.capturedCents - charge.refundedCents >= amountCents,
  )
}
