import { allocate, cents } from '../../../core/money.ts'
import type { Books } from '../../books.ts'
import { type NewNoteLine, noteTotals } from '../../noteLines.ts'
import type { Tax } from '../../rows.ts'
import { isIncluded, taxesOn } from '../../totals.ts'
import { ofFirst, ofSecond, rowOf } from '../ids.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  happenedAt,
  idOf,
  idOrNull,
  noteOf,
  type StripeObject,
  seconds,
  wholeList,
} from '../view.ts'
import { lineOrdinal } from './lines.ts'
import type { Resource } from './resource.ts'
import { renderTax } from './taxes.ts'

export const creditNotes: Resource = {
  count: ({ books }) => books.creditNotes.length,
  render: renderCreditNote,
  expands: {
    customer: { kind: 'customer' },
    customer_balance_transaction: { kind: 'customer_balance_transaction' },
    invoice: { kind: 'invoice' },
    'discount_amounts.discount': { kind: 'discount' },
    lines: { kind: 'credit_note_line_item', isList: true },
    'refunds.refund': { kind: 'refund' },
  },
}

/** First the one line of each note that was given as an amount, then those of notes that were given by lines. */
export const creditNoteLines: Resource = {
  count: ({ books }) => 2 * Math.max(books.creditNotes.length, books.creditNoteLines.length),
  has({ books }, ordinal) {
    const { isSecond, row } = rowOf(ordinal)
    if (isSecond) return books.creditNoteLines[row] !== undefined
    return books.creditNotes[row] !== undefined && linesOfNote(books, row).includes(ordinal)
  },
  render: renderLine,
  expands: {},
}

/** The lines of a note. */
export function linesOfNote({ creditNoteLines: rows }: Books, note: number): readonly number[] {
  const own = rows.filter(({ creditNote }) => creditNote === note)
  return own.length === 0 ? [ofFirst(note)] : own.map(({ ordinal }) => ofSecond(ordinal))
}

function renderCreditNote(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const note = books.creditNotes[ordinal]!
  const { amountCents, taxCents, refund, refundedCents, credit, memo, status } = note
  const { customer } = books.invoices[note.invoice]!
  const id = idOf(state, 'credit_note', ordinal)
  const { metadata, texts } = noteOf(state, 'credit_note', ordinal)
  const ordinals = linesOfNote(books, ordinal)
  const lines = ordinals.map(each => lineOf(books, each))
  const subtotal = lines.reduce((sum, line) => sum + line.amountCents, 0)
  const discounts = byDiscount(ordinals.flatMap(each => discountsOf(state, each)))
  return {
    id,
    object: 'credit_note',
    amount: amountCents,
    amount_shipping: 0,
    created: seconds(note.createdAtMs),
    currency: currencyOf(books),
    customer: idOf(state, 'customer', customer),
    customer_account: null,
    customer_balance_transaction: idOrNull(state, 'customer_balance_transaction', credit),
    discount_amount: lines.reduce((sum, line) => sum + line.discountCents, 0),
    discount_amounts: discounts,
    effective_at: seconds(note.createdAtMs),
    invoice: idOf(state, 'invoice', note.invoice),
    lines: wholeList(
      `/v1/credit_notes/${id}/lines`,
      ordinals.map(each => renderLine(state, each)),
    ),
    livemode: false,
    memo: Object.hasOwn(texts, 'memo') ? texts.memo! : memo === '' ? null : memo,
    metadata,
    number: `CN-${String(ordinal + 1).padStart(6, '0')}`,
    out_of_band_amount: note.outOfBandCents === 0 ? null : note.outOfBandCents,
    pdf: `https://pay.stripe.com/credit_notes/test_${id.slice('cn_'.length)}/pdf`,
    post_payment_amount: amountCents - note.reducedCents,
    pre_payment_amount: note.reducedCents,
    pretax_credit_amounts: [],
    reason: texts.reason ?? null,
    refunds:
      refund === null
        ? []
        : [
            {
              amount_refunded: refundedCents,
              payment_record_refund: null,
              refund: idOf(state, 'refund', refund),
              type: 'refund',
            },
          ],
    shipping_cost: null,
    status,
    subtotal,
    subtotal_excluding_tax: subtotal - noteTotals(books, lines).includedTaxCents,
    total: amountCents,
    total_excluding_tax: amountCents - taxCents,
    total_taxes: byRate(lines.flatMap(line => line.taxes)).map(tax => renderTax(state, tax)),
    type: note.reducedCents > 0 ? 'pre_payment' : 'post_payment',
    voided_at: happenedAt(state, 'credit_note.voided', ordinal),
  }
}

function renderLine(state: StripeState, ordinal: number): StripeObject {
  const { line, quantity, amountCents, discountCents, taxes, description } = lineOf(state.books, ordinal)
  const unit = line === null && quantity !== null ? amountCents / quantity : null
  return {
    id: idOf(state, 'credit_note_line_item', ordinal),
    object: 'credit_note_line_item',
    amount: amountCents,
    description,
    discount_amount: discountCents,
    discount_amounts: discountsOf(state, ordinal),
    ...(line === null
      ? {}
      : {
          invoice_line_item: idOf(
            state,
            'line_item',
            lineOrdinal(state.books, invoiceOf(state.books, ordinal), line),
          ),
        }),
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: taxes.map(tax => renderTax(state, tax)),
    type: line === null ? 'custom_line_item' : 'invoice_line_item',
    unit_amount: unit,
    unit_amount_decimal: unit === null ? null : String(unit),
  }
}

/** A line of a note; an amount without lines is one, with its share of what each rate comes to on the invoice. */
function lineOf(books: Books, ordinal: number): NewNoteLine {
  const { isSecond, row } = rowOf(ordinal)
  if (isSecond) return books.creditNoteLines[row]!
  const { amountCents, taxCents, memo, invoice } = books.creditNotes[row]!
  const borne = taxesOn(books, books.invoices[invoice]!).filter(tax => tax.amountCents > 0)
  const weights = borne.map(tax => tax.amountCents)
  const parts = taxCents === 0 ? [] : allocate(cents(taxCents), weights)
  const taxes = parts.map((part, at) => ({
    taxRate: borne[at]!.taxRate,
    taxableCents: amountCents - taxCents,
    amountCents: part,
  }))
  const onTop = taxes.filter(tax => !isIncluded(books, tax))
  return {
    line: null,
    quantity: 1,
    amountCents: onTop.reduce((left, tax) => left - tax.amountCents, amountCents),
    discountCents: 0,
    taxes,
    description: memo === '' ? 'Credit' : memo,
  }
}

function invoiceOf({ creditNotes: notes, creditNoteLines: rows }: Books, ordinal: number): number {
  const { isSecond, row } = rowOf(ordinal)
  return notes[isSecond ? rows[row]!.creditNote : row]!.invoice
}

type DiscountAmount = { readonly amount: number; readonly discount: string }

/** What of each discount of the invoice's line is in a line of a note. */
function discountsOf(state: StripeState, ordinal: number): readonly DiscountAmount[] {
  const { books } = state
  const { line, discountCents } = lineOf(books, ordinal)
  if (discountCents === 0) return []
  const invoice = invoiceOf(books, ordinal)
  const given = books.discountAmounts.filter(each => each.invoice === invoice && each.line === line)
  const weights = given.map(each => each.amountCents)
  const parts = allocate(cents(discountCents), weights)
  return parts.map((amount, at) => ({ amount, discount: idOf(state, 'discount', given[at]!.discount) }))
}

function byDiscount(amounts: readonly DiscountAmount[]): readonly DiscountAmount[] {
  const sums = new Map<string, number>()
  for (const { amount, discount } of amounts) sums.set(discount, (sums.get(discount) ?? 0) + amount)
  return [...sums].map(([discount, amount]) => ({ amount, discount }))
}

function byRate(taxes: readonly Tax[]): readonly Tax[] {
  const sums = new Map<number, Tax>()
  for (const { taxRate, taxableCents, amountCents } of taxes) {
    const before = sums.get(taxRate) ?? { taxRate, taxableCents: 0, amountCents: 0 }
    sums.set(taxRate, {
      taxRate,
      taxableCents: before.taxableCents + taxableCents,
      amountCents: before.amountCents + amountCents,
    })
  }
  return [...sums.values()]
}
