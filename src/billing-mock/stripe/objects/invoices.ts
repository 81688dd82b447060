import type { Books, Invoice } from '../../books.ts'
import { journalEntry } from '../journal.ts'
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
  secondsOrNull,
  wholeList,
} from '../view.ts'
import { number, ordinalsWhere, type Resource, word } from './resource.ts'

/** `parent.subscription_details.subscription` leads through objects without an id, which count as the invoice. */
export const invoices: Resource = {
  count: books => books.invoices.length,
  has: (books, ordinal) => books.invoices[ordinal]!.status !== 'deleted',
  render: renderInvoice,
  expands: {
    customer: { kind: 'customer' },
    lines: { kind: 'line_item', isList: true },
    parent: { kind: 'invoice' },
    payments: { kind: 'invoice_payment', isList: true, ordinals: paymentsOf },
    subscription: { kind: 'subscription' },
    subscription_details: { kind: 'invoice' },
  },
  search: {
    created: number,
    currency: word,
    customer: word,
    number: word,
    status: word,
    subscription: { type: 'word', at: 'parent.subscription_details.subscription' },
    total: number,
  },
}

/** An invoice has fewer lines than this; the ordinal of a line is its invoice's times this, and its place. */
const LINES_MAX = 1000

export const lineItems: Resource = {
  count: books => books.invoices.length * LINES_MAX,
  has: (books, ordinal) =>
    books.invoices[Math.floor(ordinal / LINES_MAX)]!.lines[ordinal % LINES_MAX] !== undefined,
  render: renderLine,
  expands: { subscription: { kind: 'subscription' } },
}

/** A charge that pays, or was to pay, an invoice; it has the charge's ordinal. */
export const invoicePayments: Resource = {
  count: books => books.charges.length,
  has: (books, ordinal) => books.charges[ordinal]!.invoice !== null,
  render: renderPayment,
  expands: {
    charge: { kind: 'charge' },
    invoice: { kind: 'invoice' },
    payment: { kind: 'invoice_payment' }, // without an id: what is in it counts as the payment's own
    payment_intent: { kind: 'payment_intent' },
  },
}

/** The lines of an invoice, as they are listed. */
export function linesOf({ books }: StripeState, ordinal: number): readonly number[] {
  return books.invoices[ordinal]!.lines.map((_line, place) => ordinal * LINES_MAX + place)
}

function paymentsOf({ charges }: Books, ordinal: number): readonly number[] {
  return ordinalsWhere(charges, ({ invoice }) => invoice === ordinal)
}

function renderInvoice(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const invoice = books.invoices[ordinal]!
  const { customer, status, totalCents, creditCents, paidCents, remainingCents, createdAtMs } = invoice
  const id = idOf(state, 'invoice', ordinal)
  const { metadata, texts } = noteOf(state, 'invoice', ordinal)
  const owner = noteOf(state, 'customer', customer).texts
  const attempts = paymentsOf(books, ordinal).length
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: null,
    account_tax_ids: null,
    amount_due: paidCents + remainingCents,
    amount_overpaid: 0,
    amount_paid: paidCents,
    amount_remaining: remainingCents,
    amount_shipping: 0,
    application: null,
    attempt_count: attempts,
    attempted: attempts > 0,
    auto_advance: status === 'open',
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: billingReason(books, invoice),
    collection_method: 'charge_automatically',
    created: seconds(createdAtMs),
    currency: currencyOf(books),
    custom_fields: null,
    customer: idOf(state, 'customer', customer),
    customer_address: null,
    customer_email: owner.email ?? null,
    customer_name: owner.name ?? null,
    customer_phone: owner.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: texts.description ?? null,
    discounts: [],
    due_date: null,
    effective_at: happenedAt(state, 'invoice.finalized', ordinal),
    ending_balance: status === 'draft' ? null : 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(
      `/v1/invoices/${id}/lines`,
      linesOf(state, ordinal).map(line => renderLine(state, line)),
    ),
    livemode: false,
    metadata,
    next_payment_attempt: null,
    number: status === 'draft' ? null : `INV-${String(ordinal + 1).padStart(6, '0')}`,
    on_behalf_of: null,
    parent: parentOf(state, invoice),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: seconds(createdAtMs),
    period_start: seconds(createdAtMs),
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0 - creditCents,
    statement_descriptor: null,
    status,
    status_transitions: {
      finalized_at: happenedAt(state, 'invoice.finalized', ordinal),
      marked_uncollectible_at: happenedAt(state, 'invoice.marked_uncollectible', ordinal),
      paid_at: happenedAt(state, 'invoice.paid', ordinal),
      voided_at: happenedAt(state, 'invoice.voided', ordinal),
    },
    subtotal: totalCents,
    subtotal_excluding_tax: totalCents,
    test_clock: null,
    total: totalCents,
    total_discount_amounts: [],
    total_excluding_tax: totalCents,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  }
}

function billingReason(books: Books, { ordinal, subscription, lines }: Invoice): string {
  if (subscription === null) return 'manual'
  if (!lines.some(({ kind }) => kind === 'recurring')) return 'subscription_update'
  const first = books.invoices.find(each => each.subscription === subscription)
  return first?.ordinal === ordinal ? 'subscription_create' : 'subscription_cycle'
}

function parentOf(state: StripeState, { subscription }: Invoice): JsonObject | null {
  if (subscription === null) return null
  const id = idOf(state, 'subscription', subscription)
  return {
    quote_details: null,
    subscription_details: {
      metadata: noteOf(state, 'subscription', subscription).metadata,
      subscription: id,
    },
    type: 'subscription_details',
  }
}

function renderLine(state: StripeState, ordinal: number): StripeObject {
  const invoice = state.books.invoices[Math.floor(ordinal / LINES_MAX)]!
  const line = invoice.lines[ordinal % LINES_MAX]!
  const isProration = line.kind === 'proration'
  const details = { invoice_item: null, proration: isProration, proration_details: null }
  return {
    id: idOf(state, 'line_item', ordinal),
    object: 'line_item',
    amount: line.amountCents,
    currency: currencyOf(state.books),
    description: line.description,
    discount_amounts: [],
    discountable: !isProration,
    discounts: [],
    invoice: idOf(state, 'invoice', invoice.ordinal),
    livemode: false,
    metadata: {},
    parent:
      invoice.subscription === null
        ? { type: 'invoice_item_details', invoice_item_details: details, subscription_item_details: null }
        : {
            type: 'subscription_item_details',
            invoice_item_details: null,
            subscription_item_details: {
              ...details,
              subscription: idOf(state, 'subscription', invoice.subscription),
              subscription_item: idOf(state, 'subscription_item', invoice.subscription),
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
              product: idOf(state, 'product', line.plan),
            },
            type: 'price_details',
            unit_amount_decimal: String(state.books.plans[line.plan]!.unitCents),
          },
    quantity: line.quantity,
    subscription: idOrNull(state, 'subscription', invoice.subscription),
    subtotal: line.amountCents,
    taxes: [],
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
      payment_intent: idOf(state, 'payment_intent', ordinal),
      type: 'payment_intent',
    },
    status: isPaid ? 'paid' : 'open',
    status_transitions: {
      canceled_at: null,
      paid_at: isPaid ? secondsOrNull(journalEntry(state.books, 'charge.captured', ordinal)?.atMs) : null,
    },
  }
}
