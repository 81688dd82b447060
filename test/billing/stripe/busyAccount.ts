import type { StripeBackend } from '../../../src/billing-mock/stripe/index.ts'
import { openAccount } from './account.ts'

export const headers = { authorization: 'Bearer sk_test_1' }

interface Inner {
  readonly data?: readonly { readonly id: string }[]
}

/** Ids that are there, so that requests get as far as they can. */
export function knownIds(backend: StripeBackend): readonly string[] {
  const lists = ['customers', 'charges', 'payment_intents', 'subscriptions', 'invoices', 'prices', 'products']
  const rest = ['payment_methods', 'events', 'balance_transactions', 'refunds', 'disputes', 'coupons']
  const newer = [
    'promotion_codes',
    'tax_rates',
    'invoiceitems',
    'credit_notes',
    'payment_links',
    'webhook_endpoints',
  ]
  return [...lists, ...rest, ...newer, 'test_helpers/test_clocks'].flatMap(list => {
    const { body } = backend.handle({ method: 'GET', path: `/v1/${list}?limit=3`, headers, body: '' })
    const data = body.data as unknown as { id: string; items?: Inner; lines?: Inner }[]
    return data.flatMap(({ id, items, lines }) => [
      id,
      ...[items, lines].flatMap(inner => inner?.data?.map(each => each.id) ?? []),
    ])
  })
}

/** An account with something of nearly everything in it. */
export function openBusyAccount(): StripeBackend {
  const { shop } = openAccount()
  shop.do({ type: 'refund.create', charge: 1, amountCents: 100, reason: 'duplicate' })
  shop.do({ type: 'dispute.open', charge: 2, amountCents: 900 })
  shop.do({ type: 'charge.authorize', customer: 0, paymentMethod: null, amountCents: 300 })
  shop.do({ type: 'inquiry.open', charge: 0, amountCents: null, reason: 'unrecognized' })
  shop.do({
    type: 'payment_intent.create',
    customer: 0,
    paymentMethod: null,
    amountCents: 70,
    capture: 'automatic',
    confirm: false,
  })
  shop.do({
    type: 'invoice_item.create',
    customer: 0,
    subscription: null,
    amountCents: 50,
    description: 'Setup',
  })
  shop.do({ type: 'invoice.draft', customer: 0, subscription: null, takesItems: false })
  shop.do({
    type: 'credit_note.create',
    invoice: 0,
    amountCents: 50,
    taxCents: 0,
    refundCents: 0,
    creditCents: 50,
    outOfBandCents: 0,
    reason: 'duplicate',
    memo: '',
  })
  shop.do({
    type: 'subscription.update_items',
    subscription: 0,
    changes: [{ type: 'add', plan: 1, quantity: 2 }],
    proration: 'none',
  })
  const { backend } = openAccount({ books: shop.books })
  const forms: readonly (readonly [string, string])[] = [
    ['coupons', 'percent_off=10&id=TEN'],
    ['promotion_codes', 'promotion[type]=coupon&promotion[coupon]=TEN&code=CODE'],
    ['tax_rates', 'display_name=VAT&percentage=19&inclusive=false'],
    ['payment_methods', 'type=card&card[token]=tok_visa'],
    ['products', 'name=Course&default_price_data[currency]=usd&default_price_data[unit_amount]=500'],
    ['test_helpers/test_clocks', 'frozen_time=1780000000'],
    ['webhook_endpoints', 'url=https://example.com&enabled_events[]=*'],
  ]
  for (const [path, body] of forms) {
    const { status, body: answer } = backend.handle({ method: 'POST', path: `/v1/${path}`, headers, body })
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`)
  }
  return backend
}
