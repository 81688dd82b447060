import { hashText } from '../../../core/random.ts'
import type { Books } from '../../books.ts'
import type { JsonObject } from '../json.ts'
import type { StripeState } from '../state.ts'
import { currencyOf, happenedAt, idOf, idOrNull, noteOf, type StripeObject, seconds } from '../view.ts'
import { number, ordinalsWhere, type Resource, text } from './resource.ts'

export const customers: Resource = {
  count: books => books.customers.length,
  render: renderCustomer,
  expands: {
    subscriptions: {
      kind: 'subscription',
      isList: true,
      ordinals: (books, ordinal) =>
        ordinalsWhere(books.subscriptions, each => each.customer === ordinal && each.status !== 'canceled'),
    },
  },
  search: { created: number, email: text, name: text, phone: text },
}

export const paymentMethods: Resource = {
  count: books => books.paymentMethods.length,
  render: renderPaymentMethod,
  expands: { customer: { kind: 'customer' } },
}

export const customerBalanceTransactions: Resource = {
  count: books => books.credits.length,
  render: renderBalanceTransaction,
  expands: { customer: { kind: 'customer' }, invoice: { kind: 'invoice' } },
}

function renderCustomer(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const { createdAtMs, currency, balanceCents, country } = books.customers[ordinal]!
  const id = idOf(state, 'customer', ordinal)
  const { metadata, texts } = noteOf(state, 'customer', ordinal)
  const method = defaultMethod(books, ordinal)
  return {
    id,
    object: 'customer',
    address: { city: null, country, line1: null, line2: null, postal_code: null, state: null },
    balance: balanceCents,
    created: seconds(createdAtMs),
    currency,
    default_source: null,
    delinquent: books.subscriptions.some(each => each.customer === ordinal && each.status === 'past_due'),
    description: texts.description ?? null,
    discount: null,
    email: texts.email ?? null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: idOrNull(state, 'payment_method', method),
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata,
    name: texts.name ?? null,
    phone: texts.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
}

/** The method that was attached last. */
function defaultMethod(books: Books, customer: number): number | undefined {
  return books.paymentMethods.findLast(method => method.customer === customer)?.ordinal
}

function renderPaymentMethod(state: StripeState, ordinal: number): StripeObject {
  const method = state.books.paymentMethods[ordinal]!
  const id = idOf(state, 'payment_method', ordinal)
  const owner = noteOf(state, 'customer', method.customer).texts
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: owner.email ?? null,
      name: owner.name ?? null,
      phone: owner.phone ?? null,
      tax_id: null,
    },
    card: cardOf(state, ordinal),
    created: happenedAt(state, 'payment_method.attached', ordinal),
    customer: idOf(state, 'customer', method.customer),
    livemode: false,
    metadata: noteOf(state, 'payment_method', ordinal).metadata,
    type: 'card',
  }
}

/** The card of a method: what is on a receipt. */
export function cardOf({ books }: StripeState, ordinal: number): JsonObject {
  const { brand, last4 } = books.paymentMethods[ordinal]!
  const country = books.customers[books.paymentMethods[ordinal]!.customer]!.country
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country,
    exp_month: 12,
    exp_year: 2030,
    fingerprint: hashText(`${brand} ${last4}`).toString(36),
    funding: 'credit',
    last4,
    networks: { available: [brand], preferred: null },
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

function renderBalanceTransaction(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const { customer, invoice, amountCents, reason, createdAtMs } = books.credits[ordinal]!
  const id = idOf(state, 'customer_balance_transaction', ordinal)
  const { metadata, texts } = noteOf(state, 'customer_balance_transaction', ordinal)
  return {
    id,
    object: 'customer_balance_transaction',
    amount: 0 - amountCents,
    checkout_session: null,
    created: seconds(createdAtMs),
    credit_note: null,
    currency: currencyOf(books),
    customer: idOf(state, 'customer', customer),
    description: texts.description ?? reason,
    ending_balance: balanceAfter(books, ordinal),
    invoice: idOrNull(state, 'invoice', invoice),
    livemode: false,
    metadata,
    type: invoice === null ? 'adjustment' : amountCents < 0 ? 'applied_to_invoice' : 'unapplied_from_invoice',
  }
}

/** The customer's balance once this transaction was made; negative is credit. */
function balanceAfter({ credits }: Books, ordinal: number): number {
  const { customer } = credits[ordinal]!
  let sum = 0
  for (let each = 0; each <= ordinal; each++) {
    if (credits[each]!.customer === customer) sum -= credits[each]!.amountCents
  }
  return sum
}
