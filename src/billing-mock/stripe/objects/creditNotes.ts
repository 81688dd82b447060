import type { CreditNote } from '../../rows.ts'
import type { JsonObject } from '../json.ts'
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
import type { Resource } from './resource.ts'

export const creditNotes: Resource = {
  count: ({ books }) => books.creditNotes.length,
  render: renderCreditNote,
  expands: {
    customer: { kind: 'customer' },
    customer_balance_transaction: { kind: 'customer_balance_transaction' },
    invoice: { kind: 'invoice' },
    lines: { kind: 'credit_note_line_item', isList: true },
  },
}

/** A note has one line, with its ordinal: the ledger takes back an amount, and not lines of an invoice. */
export const creditNoteLines: Resource = {
  count: ({ books }) => books.creditNotes.length,
  render: renderLine,
  expands: {},
}

function renderCreditNote(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const note = books.creditNotes[ordinal]!
  const { amountCents, taxCents, refund, refundedCents, credit, memo, status } = note
  const { customer } = books.invoices[note.invoice]!
  const id = idOf(state, 'credit_note', ordinal)
  return {
    id,
    object: 'credit_note',
    amount: amountCents,
    amount_shipping: 0,
    created: seconds(note.createdAtMs),
    currency: currencyOf(books),
    customer: idOf(state, 'customer', customer),
    customer_balance_transaction: idOrNull(state, 'customer_balance_transaction', credit),
    discount_amount: 0,
    discount_amounts: [],
    effective_at: seconds(note.createdAtMs),
    invoice: idOf(state, 'invoice', note.invoice),
    lines: wholeList(`/v1/credit_notes/${id}/lines`, [renderLine(state, ordinal)]),
    livemode: false,
    memo: memo === '' ? null : memo,
    metadata: noteOf(state, 'credit_note', ordinal).metadata,
    number: `CN-${String(ordinal + 1).padStart(6, '0')}`,
    out_of_band_amount: note.outOfBandCents === 0 ? null : note.outOfBandCents,
    pdf: null,
    post_payment_amount: amountCents - note.reducedCents,
    pre_payment_amount: note.reducedCents,
    pretax_credit_amounts: [],
    reason: noteOf(state, 'credit_note', ordinal).texts.reason ?? null,
    refunds:
      refund === null ? [] : [{ amount_refunded: refundedCents, refund: idOf(state, 'refund', refund) }],
    shipping_cost: null,
    status,
    subtotal: amountCents - taxCents,
    subtotal_excluding_tax: amountCents - taxCents,
    total: amountCents,
    total_excluding_tax: amountCents - taxCents,
    total_taxes: taxes(note),
    type: note.reducedCents > 0 ? 'pre_payment' : 'post_payment',
    voided_at: happenedAt(state, 'credit_note.voided', ordinal),
  }
}

function renderLine(state: StripeState, ordinal: number): StripeObject {
  const note = state.books.creditNotes[ordinal]!
  const amount = note.amountCents - note.taxCents
  return {
    id: idOf(state, 'credit_note_line_item', ordinal),
    object: 'credit_note_line_item',
    amount,
    description: note.memo === '' ? 'Credit' : note.memo,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: taxes(note),
    type: 'custom_line_item',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  }
}

function taxes({ amountCents, taxCents }: CreditNote): readonly JsonObject[] {
  if (taxCents === 0) return []
  const taxable_amount = amountCents - taxCents
  return [{ amount: taxCents, tax_behavior: 'exclusive', taxability_reason: 'not_available', taxable_amount }]
}
