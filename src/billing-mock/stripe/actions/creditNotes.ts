import { z } from 'zod'
import { cents, mulDiv } from '../../../core/money.ts'
import type { OperationOf } from '../../operation.ts'
import { invoiceTotals } from '../../totals.ts'
import { type Call, create, foreseen, named, namedIfGiven, perform, target } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { creditNoteLines, creditNotes } from '../objects/creditNotes.ts'
import { listed } from '../paging.ts'
import { choice, integer, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { show } from '../route.ts'
import { seconds, wholeList } from '../view.ts'

const parts = {
  amount: integer,
  credit_amount: integer.optional(),
  invoice: name,
  memo: text().optional(),
  out_of_band_amount: integer.optional(),
  reason: choice(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']).optional(),
  refund_amount: integer.optional(),
}

export const PreviewCreditNote = z.strictObject(parts)
export const CreateCreditNote = z.strictObject({ ...parts, metadata: metadata.optional() })

/** Takes an amount of an invoice back: off what is owed or, of a paid one, as refund, credit or by another way. */
export function createCreditNote(call: Call, given: z.output<typeof CreateCreditNote>): JsonObject {
  const ordinal = create(call, 'credit_note', {
    operations: [operationOf(call, given)],
    writing: { metadata: given.metadata, texts: { reason: given.reason } },
  })
  return show(call, 'credit_note', ordinal)
}

/** The note as it would be; nothing is done. */
export function previewCreditNote(call: Call, given: z.output<typeof PreviewCreditNote>): JsonObject {
  const state = foreseen(call, [operationOf(call, given)])
  return creditNotes.render(state, state.books.creditNotes.length - 1)
}

/** The lines of the note as it would be. */
export function previewLines(call: Call, given: z.output<typeof PreviewCreditNote>): JsonObject {
  const state = foreseen(call, [operationOf(call, given)])
  return wholeList(call.path, [creditNoteLines.render(state, state.books.creditNotes.length - 1)])
}

/** The tax in the amount is in proportion to that in the invoice, rounded half up. */
function operationOf(
  call: Call,
  given: z.output<typeof PreviewCreditNote>,
): OperationOf<'credit_note.create'> {
  const { books } = call.state
  const invoice = named(call, 'invoice', { id: given.invoice })
  const { taxCents, totalCents } = invoiceTotals(books, books.invoices[invoice]!)
  const isTaxed = taxCents > 0 && given.amount > 0 && given.amount <= totalCents
  return {
    type: 'credit_note.create',
    invoice,
    amountCents: given.amount,
    taxCents: isTaxed ? mulDiv(cents(given.amount), taxCents, totalCents) : 0,
    refundCents: given.refund_amount ?? 0,
    creditCents: given.credit_amount ?? 0,
    outOfBandCents: given.out_of_band_amount ?? 0,
    reason: given.reason ?? 'order_change',
    memo: given.memo ?? '',
  }
}

/** Takes a note of an open invoice back. */
export function voidCreditNote(call: Call): JsonObject {
  const creditNote = target(call, 'credit_note')
  return show(call, 'credit_note', perform(call, { type: 'credit_note.void', creditNote }))
}

export const ListCreditNotes = z.strictObject({
  ...page,
  created: range.optional(),
  customer: name.optional(),
  invoice: name.optional(),
})

export function listCreditNotes(call: Call, given: z.output<typeof ListCreditNotes>): JsonObject {
  const { created, customer: customerId, invoice: invoiceId, ...rest } = given
  const customer = namedIfGiven(call, 'customer', customerId)
  const invoice = namedIfGiven(call, 'invoice', invoiceId)
  const { creditNotes: notes, invoices } = call.state.books
  return listed(call, 'credit_note', {
    page: rest,
    keep(ordinal) {
      const note = notes[ordinal]!
      return (
        (customer === undefined || invoices[note.invoice]!.customer === customer) &&
        (invoice === undefined || note.invoice === invoice) &&
        isWithin(seconds(note.createdAtMs), created)
      )
    },
  })
}

/** The one line of a note. */
export function listCreditNoteLines(call: Call): JsonObject {
  return wholeList(call.path, [creditNoteLines.render(call.state, target(call, 'credit_note'))])
}
