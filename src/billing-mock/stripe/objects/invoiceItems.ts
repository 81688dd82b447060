import { kept } from '../details.ts'
import type { StripeState } from '../state.ts'
import { currencyOf, idOf, idOrNull, noteOf, productOrdinal, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

export const invoiceItems: Resource = {
  count: ({ books }) => books.invoiceItems.length,
  has: ({ books }, ordinal) => books.invoiceItems[ordinal]!.status !== 'deleted',
  render: renderInvoiceItem,
  expands: {
    customer: { kind: 'customer' },
    discounts: { kind: 'discount' },
    invoice: { kind: 'invoice' },
    'pricing.price_details.price': { kind: 'price' },
    test_clock: { kind: 'test_clock' },
  },
}

function renderInvoiceItem(state: StripeState, ordinal: number): StripeObject {
  const item = state.books.invoiceItems[ordinal]!
  const note = noteOf(state, 'invoiceitem', ordinal)
  const { metadata, texts } = note
  const at = seconds(item.createdAtMs)
  const quantity = Number(texts.quantity ?? 1)
  const plan = texts.plan == null ? null : Number(texts.plan)
  return {
    id: idOf(state, 'invoiceitem', ordinal),
    object: 'invoiceitem',
    amount: item.amountCents,
    currency: currencyOf(state.books),
    customer: idOf(state, 'customer', item.customer),
    customer_account: null,
    date: at,
    description: item.description === '' ? null : item.description,
    discountable: true,
    discounts: [],
    invoice: idOrNull(state, 'invoice', item.billedOn),
    livemode: false,
    metadata,
    parent: null,
    period: kept(note, 'period') ?? { end: at, start: at },
    pricing: {
      ...(plan === null
        ? {}
        : {
            price_details: {
              price: idOf(state, 'price', plan),
              product: idOf(state, 'product', productOrdinal(state, plan)),
            },
          }),
      type: 'price_details',
      unit_amount_decimal: String(item.amountCents / quantity),
    },
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: null,
  }
}
