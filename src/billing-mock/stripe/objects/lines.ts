import type { Books } from '../../books.ts'
import { lineNumbers } from '../../operations/lines.ts'
import { lineTaxes, placesOf } from '../../taxes.ts'
import { journalEntry } from '../journal.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  idOf,
  idOrNull,
  intentOrdinal,
  itemOrdinal,
  noteOf,
  productOrdinal,
  type StripeObject,
  seconds,
  secondsOrNull,
} from '../view.ts'
import type { Resource } from './resource.ts'
import { renderTax } from './taxes.ts'

/** An invoice has fewer lines than this; the ordinal of a line is its invoice's times this, and its number. */
const LINES_MAX = 1000

export const lineItems: Resource = {
  count: ({ books }) => books.invoices.length * LINES_MAX,
  has: ({ books }, ordinal) => linesOf(books, Math.floor(ordinal / LINES_MAX)).includes(ordinal),
  render: renderLine,
  expands: {
    'discount_amounts.discount': { kind: 'discount' },
    discounts: { kind: 'discount' },
    'pricing.price_details.price': { kind: 'price' },
    subscription: { kind: 'subscription' },
  },
}

/** A charge that pays, or was to pay, an invoice; it has the charge's ordinal. */
export const invoicePayments: Resource = {
  count: ({ books }) => books.charges.length,
  has: ({ books }, ordinal) => books.charges[ordinal]!.invoice !== null,
  render: renderPayment,
  expands: {
    invoice: { kind: 'invoice' },
    'payment.charge': { kind: 'charge' },
    'payment.payment_intent': { kind: 'payment_intent' },
  },
}

/** The lines of an invoice, as they are listed: discounts and taxes are totals, and not among them. */
export function linesOf(books: Books, ordinal: number): readonly number[] {
  const numbers = lineNumbers(books, ordinal)
  return placesOf(books.invoices[ordinal]!).map(place => ordinal * LINES_MAX + numbers[place]!)
}

/** The invoice and the place in it of a line. */
export function placeOf(books: Books, ordinal: number): { readonly invoice: number; readonly place: number } {
  const { invoice, line } = lineAt(ordinal)
  return { invoice, place: lineNumbers(books, invoice).indexOf(line) }
}

/** The line in a place of an invoice. */
export function lineOrdinal(books: Books, invoice: number, place: number): number {
  return invoice * LINES_MAX + lineNumbers(books, invoice)[place]!
}

/** The invoice that a line is on, and its number there. */
export function lineAt(ordinal: number): { readonly invoice: number; readonly line: number } {
  return { invoice: Math.floor(ordinal / LINES_MAX), line: ordinal % LINES_MAX }
}

export function renderLine(state: StripeState, ordinal: number): StripeObject {
  const { invoice: owner, place } = placeOf(state.books, ordinal)
  const invoice = state.books.invoices[owner]!
  const line = invoice.lines[place]!
  const isProration = line.kind === 'proration'
  const details = { invoice_item: null, proration: isProration, proration_details: null }
  const discounts = state.books.discountAmounts
    .filter(each => each.invoice === invoice.ordinal && each.line === place)
    .map(each => ({ amount: each.amountCents, discount: idOf(state, 'discount', each.discount) }))
  const taxes = lineTaxes(state.books, invoice).filter(each => each.line === place)
  return {
    id: idOf(state, 'line_item', ordinal),
    object: 'line_item',
    amount: line.amountCents,
    currency: currencyOf(state.books),
    description: line.description,
    discount_amounts: discounts,
    discountable: !isProration,
    discounts: discounts.map(({ discount }) => discount),
    invoice: idOf(state, 'invoice', invoice.ordinal),
    livemode: false,
    metadata: noteOf(state, 'line_item', ordinal).metadata,
    parent:
      invoice.subscription === null
        ? { type: 'invoice_item_details', invoice_item_details: details, subscription_item_details: null }
        : {
            type: 'subscription_item_details',
            invoice_item_details: null,
            subscription_item_details: {
              ...details,
              subscription: idOf(state, 'subscription', invoice.subscription),
              subscription_item: idOf(
                state,
                'subscription_item',
                itemOrdinal(invoice.subscription, line.item),
              ),
            },
          },
    period: { end: seconds(line.periodEndMs), start: seconds(line.periodStartMs) },
    pretax_credit_amounts: [],
    pricing:
      line.plan === null
        ? null
        : {
            price_details: {
              price: idOf(state, 'price', line.plan),
              product: idOf(state, 'product', productOrdinal(state, line.plan)),
            },
            type: 'price_details',
            unit_amount_decimal: String(state.books.plans[line.plan]!.unitCents),
          },
    quantity: line.quantity,
    quantity_decimal: line.quantity === null ? null : String(line.quantity),
    subscription: idOrNull(state, 'subscription', invoice.subscription),
    subtotal: line.amountCents,
    taxes: taxes.map(tax => renderTax(state, tax)),
  }
}

function renderPayment(state: StripeState, ordinal: number): StripeObject {
  const charge = state.books.charges[ordinal]!
  const isPaid = charge.status === 'succeeded'
  return {
    id: idOf(state, 'invoice_payment', ordinal),
    object: 'invoice_payment',
    amount_paid: isPaid ? charge.capturedCents : null,
    amount_requested: charge.amountCents,
    created: seconds(charge.createdAtMs),
    currency: currencyOf(state.books),
    invoice: idOf(state, 'invoice', charge.invoice!),
    is_default: isPaid,
    livemode: false,
    payment: {
      charge: idOf(state, 'charge', ordinal),
      payment_intent: idOf(state, 'payment_intent', intentOrdinal(state, ordinal)),
      type: 'payment_intent',
    },
    status: isPaid ? 'paid' : 'open',
    status_transitions: {
      canceled_at: null,
      paid_at: isPaid ? secondsOrNull(journalEntry(state.books, 'charge.captured', ordinal)?.atMs) : null,
    },
  }
}
