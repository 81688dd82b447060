import { z } from 'zod'
import { cents, mulDiv } from '../../../core/money.ts'
import type { Books } from '../../books.ts'
import { noteLines, noteTotals } from '../../noteLines.ts'
import type { NoteLine, OperationOf } from '../../operation.ts'
import { allTaxCents } from '../../totals.ts'
import {
  type Call,
  create,
  foreseen,
  named,
  namedIfGiven,
  perform,
  refusalOf,
  target,
  write,
} from '../call.ts'
import type { JsonObject } from '../json.ts'
import { creditNotes, linesOfNote } from '../objects/creditNotes.ts'
import { placeOf } from '../objects/lines.ts'
import { listed, listedAmong } from '../paging.ts'
import {
  choice,
  integer,
  isWithin,
  list,
  metadata,
  name,
  type Page,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { seconds } from '../view.ts'

const linesPage = { limit: page.limit, starting_after: page.starting_after }

const taxAmount = z.strictObject({ amount: integer, tax_rate: name, taxable_amount: integer })

const line = z.strictObject({
  amount: integer.optional(),
  description: text().optional(),
  invoice_line_item: name.optional(),
  quantity: integer.optional(),
  tax_amounts: list(taxAmount).optional(),
  tax_rates: list(name).optional(),
  type: choice(['custom_line_item', 'invoice_line_item']),
  unit_amount: integer.optional(),
})

const parts = {
  amount: integer.optional(),
  credit_amount: integer.optional(),
  invoice: name,
  lines: list(line).optional(),
  memo: text().optional(),
  out_of_band_amount: integer.optional(),
  reason: choice(['duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory']).optional(),
  refund_amount: integer.optional(),
}

export const PreviewCreditNote = z.strictObject(parts)
export const PreviewLines = z.strictObject({ ...parts, ...linesPage })
export const CreateCreditNote = z.strictObject({
  ...parts,
  email_type: choice(['credit_note', 'none']).optional(),
  metadata: metadata.optional(),
})

export const UpdateCreditNote = z.strictObject({ memo: text().optional(), metadata: metadata.optional() })

/** What is written on a note; what it takes back does not change. */
export function updateCreditNote(call: Call, given: z.output<typeof UpdateCreditNote>): JsonObject {
  const ordinal = target(call, 'credit_note')
  write(call, 'credit_note', { ordinal, writing: { metadata: given.metadata, texts: { memo: given.memo } } })
  return show(call, 'credit_note', ordinal)
}

/** Takes an amount or lines of an invoice back: off what is owed or, of a paid one, as refund, credit or by another way. */
export function createCreditNote(call: Call, given: z.output<typeof CreateCreditNote>): JsonObject {
  const ordinal = create(call, 'credit_note', {
    operations: [operationOf(call, given)],
    writing: { metadata: given.metadata, texts: { reason: given.reason } },
  })
  return show(call, 'credit_note', ordinal)
}

/** The note as it would be; nothing is done. */
export function previewCreditNote(call: Call, given: z.output<typeof PreviewCreditNote>): JsonObject {
  const state = foreseen(call, [previewed(call, given)])
  return {
    ...creditNotes.render(state, state.books.creditNotes.length - 1),
    customer_balance_transaction: null,
  }
}

/** The lines of the note as it would be. */
export function previewLines(call: Call, given: z.output<typeof PreviewLines>): JsonObject {
  const state = foreseen(call, [previewed(call, given)])
  return pageOfLines({ ...call, state }, state.books.creditNotes.length - 1, given)
}

/** What a preview foresees: all of it is credit on a paid invoice, where nothing is said of how it is given. */
function previewed(call: Call, given: z.output<typeof PreviewCreditNote>): OperationOf<'credit_note.create'> {
  const operation = operationOf(call, given)
  const { amountCents, refundCents, creditCents, outOfBandCents, invoice } = operation
  const isOpen = call.state.books.invoices[invoice]!.status !== 'paid'
  if (isOpen || refundCents + creditCents + outOfBandCents > 0) return operation
  return { ...operation, creditCents: amountCents }
}

function operationOf(
  call: Call,
  given: z.output<typeof PreviewCreditNote>,
): OperationOf<'credit_note.create'> {
  const { books } = call.state
  const invoice = named(call, 'invoice', { id: given.invoice })
  if ((given.amount === undefined) === (given.lines === undefined)) {
    throw invalid('amount', 'Give amount or lines, and not both.', 'parameter_missing')
  }
  const lines = given.lines?.map((each, at) => lineOf(call, invoice, { line: each, at: `lines[${at}]` }))
  return {
    type: 'credit_note.create',
    invoice,
    ...(lines === undefined
      ? shareOf(books, invoice, given.amount!)
      : { lines, ...totalsOf(call, invoice, lines) }),
    refundCents: given.refund_amount ?? 0,
    creditCents: given.credit_amount ?? 0,
    outOfBandCents: given.out_of_band_amount ?? 0,
    reason: given.reason ?? 'order_change',
    memo: given.memo ?? '',
  }
}

/** The tax in an amount is in proportion to that in the invoice, rounded half up. */
function shareOf(
  books: Books,
  invoice: number,
  amountCents: number,
): { readonly amountCents: number; readonly taxCents: number } {
  const { totalCents } = books.invoices[invoice]!
  const taxCents = allTaxCents(books, books.invoices[invoice]!)
  const isTaxed = taxCents > 0 && amountCents > 0 && amountCents <= totalCents
  return { amountCents, taxCents: isTaxed ? mulDiv(cents(amountCents), taxCents, totalCents) : 0 }
}

function totalsOf(
  call: Call,
  invoice: number,
  asked: readonly NoteLine[],
): { readonly amountCents: number; readonly taxCents: number } {
  const { books } = call.state
  const lines = noteLines(books, books.invoices[invoice]!, asked)
  if ('status' in lines) throw refusalOf(call.state, lines)
  const { amountCents, taxCents } = noteTotals(books, lines)
  return { amountCents, taxCents }
}

/** A line of the invoice, by a number of its units or an amount, or one of its own. */
function lineOf(
  call: Call,
  invoice: number,
  { line: given, at }: { readonly line: z.output<typeof line>; readonly at: string },
): NoteLine {
  const { type, invoice_line_item: id, quantity = null, description } = given
  if (given.tax_amounts !== undefined && given.tax_rates !== undefined) {
    throw invalid(`${at}[tax_amounts]`, 'Give tax_amounts or tax_rates, and not both.')
  }
  const taxes = given.tax_amounts?.map((tax, place) => ({
    taxRate: named(call, 'tax_rate', { id: tax.tax_rate, param: `${at}[tax_amounts][${place}][tax_rate]` }),
    taxableCents: tax.taxable_amount,
    amountCents: tax.amount,
  }))
  if (type === 'custom_line_item') {
    const { unit_amount: unit } = given
    if (id !== undefined || given.amount !== undefined || unit === undefined) {
      throw invalid(`${at}[unit_amount]`, 'A custom line item has unit_amount and quantity.')
    }
    const taxRates = (given.tax_rates ?? []).map((rate, place) =>
      named(call, 'tax_rate', { id: rate, param: `${at}[tax_rates][${place}]` }),
    )
    const count = quantity ?? 1
    return {
      line: null,
      quantity: count,
      amountCents: unit * count,
      description: description ?? '',
      taxRates,
      ...(taxes === undefined ? {} : { taxes }),
    }
  }
  if (id === undefined || given.unit_amount !== undefined || given.tax_rates !== undefined) {
    throw invalid(
      `${at}[invoice_line_item]`,
      'An invoice line item is named by invoice_line_item, and has its own price and taxes.',
    )
  }
  if ((quantity === null) === (given.amount === undefined)) {
    throw invalid(`${at}[amount]`, 'Give amount or quantity, and not both.', 'parameter_missing')
  }
  const { invoice: owner, place } = placeOf(
    call.state.books,
    named(call, 'line_item', { id, param: `${at}[invoice_line_item]` }),
  )
  if (owner !== invoice) throw noSuch('line_item', id, `${at}[invoice_line_item]`)
  const whole = call.state.books.invoices[invoice]!.lines[place]!
  const units = given.amount ?? mulDiv(cents(whole.amountCents), quantity!, whole.quantity)
  return {
    line: place,
    quantity,
    amountCents: units,
    description: '',
    taxRates: [],
    ...(taxes === undefined ? {} : { taxes }),
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

/** The lines of a note. */
export const ListLines = z.strictObject(linesPage)

export function listCreditNoteLines(call: Call, given: z.output<typeof ListLines>): JsonObject {
  return pageOfLines(call, target(call, 'credit_note'), given)
}

function pageOfLines(call: Call, creditNote: number, given: Page): JsonObject {
  const among = linesOfNote(call.state.books, creditNote)
  return listedAmong(call, 'credit_note_line_item', { page: given, among })
}
