import type { Books } from '../../books.ts'
import { isGuest } from '../../operations/customers.ts'
import { defaultMethod } from '../../operations/methods.ts'
import { kept, shippingOf, wholeAddress } from '../details.ts'
import type { StripeState } from '../state.ts'
import { currencyOf, idOf, idOrNull, methodOrdinal, noteOf, type StripeObject, seconds } from '../view.ts'
import { discounts, discountsOn } from './promotions.ts'
import { nothing, number, ordinalsWhere, type Resource, text } from './resource.ts'

export const customers: Resource = {
  count: ({ books }) => books.customers.length,
  has: ({ books }, ordinal) => !isGuest(books, ordinal),
  render: renderCustomer,
  expands: {
    default_source: nothing,
    'discount.promotion_code': { kind: 'promotion_code' },
    'discount.source.coupon': { kind: 'coupon' },
    'invoice_settings.default_payment_method': { kind: 'payment_method' },
    sources: { kind: null, isList: true, ordinals: () => [] },
    subscriptions: {
      kind: 'subscription',
      isList: true,
      ordinals: (books, ordinal) =>
        ordinalsWhere(books.subscriptions, each => each.customer === ordinal && each.status !== 'canceled'),
    },
    tax_ids: {
      kind: 'tax_id',
      isList: true,
      ordinals: (books, ordinal) =>
        ordinalsWhere(books.taxIds, each => each.customer === ordinal && each.status !== 'deleted'),
    },
    test_clock: { kind: 'test_clock' },
  },
  search: { created: number, email: text, name: text, phone: text },
}

export const customerBalanceTransactions: Resource = {
  count: ({ books }) => books.credits.length,
  render: renderBalanceTransaction,
  expands: {
    checkout_session: nothing,
    credit_note: { kind: 'credit_note' },
    customer: { kind: 'customer' },
    invoice: { kind: 'invoice' },
  },
}

function renderCustomer(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const { createdAtMs, currency, balanceCents, country } = books.customers[ordinal]!
  const id = idOf(state, 'customer', ordinal)
  const note = noteOf(state, 'customer', ordinal)
  const { metadata, texts } = note
  if (texts.deleted === 'true') return { id, object: 'customer', deleted: true }
  const method = defaultMethod(books, ordinal)?.ordinal
  const [discount] = discountsOn(state, { customer: ordinal, subscription: null })
  return {
    id,
    object: 'customer',
    address: wholeAddress(kept(note, 'address') ?? { country }),
    balance: balanceCents,
    created: seconds(createdAtMs),
    currency,
    default_source: null,
    delinquent: books.subscriptions.some(
      each => each.customer === ordinal && (each.status === 'past_due' || each.status === 'unpaid'),
    ),
    description: texts.description ?? null,
    discount: discount === undefined ? null : discounts.render(state, discount),
    email: texts.email ?? null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method:
        method === undefined ? null : idOf(state, 'payment_method', methodOrdinal(state, method)),
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata,
    name: texts.name ?? null,
    phone: texts.phone ?? null,
    preferred_locales: kept(note, 'preferred_locales') ?? [],
    shipping: shippingOf(note),
    tax_exempt: books.taxIds.some(each => each.customer === ordinal && each.status === 'verified')
      ? 'reverse'
      : 'none',
    test_clock: texts.test_clock ?? null,
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
    credit_note: idOrNull(
      state,
      'credit_note',
      books.creditNotes.find(each => each.credit === ordinal)?.ordinal,
    ),
    currency: currencyOf(books),
    customer: idOf(state, 'customer', customer),
    customer_account: null,
    description: texts.description ?? reason,
    ending_balance: balanceAfter(books, ordinal),
    invoice: idOrNull(state, 'invoice', invoice),
    livemode: false,
    metadata,
    type:
      invoice === null
        ? reason === 'credit_note'
          ? 'credit_note'
          : 'adjustment'
        : amountCents < 0
          ? 'applied_to_invoice'
          : 'unapplied_from_invoice',
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
