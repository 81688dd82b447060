import type { StripeState } from '../state.ts'
import { currencyOf, idOf, idOrNull, noteOf, productOrdinal, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

export const invoiceItems: Resource = {
  count: ({ books }) => books.invoiceItems.length,
  has: ({ books }, ordinal) => books.invoiceItems[ordinal]!.status !== 'deleted',
  render: renderInvoiceItem,
  expands: { customer: { kind: 'customer' }, invoice: { kind: 'invoice' } },
}

function renderInvoiceItem(state: StripeState, ordinal: number): StripeObject {
  const item = state.books.invoiceItems[ordinal]!
  const { metadata, texts } = noteOf(state, 'invoiceitem', ordinal)
  const at = seconds(item.createdAtMs)
  const quantity = Number(texts.quantity ?? 1)
  const plan = texts.plan == null ? null : Number(texts.plan)
  return {
    id: idOf(state, 'invoiceitem', ordinal),
    object: 'invoiceitem',
    amount: item.amountCents,
    currency: currencyOf(state.books),
    customer: idOf(state, 'customer', item.customer),
    date: at,
    description: item.description === '' ? null : item.description,
    discountable: true,
    discounts: [],
    invoice: idOrNull(state, 'invoice', item.billedOn),
    livemode: false,
    metadata,
    parent: null,
    period: { end: at, start: at },
    pricing: {
      price_details:
        plan === null
          ? null
          : {
              price: idOf(state, 'price', plan),
              product: idOf(state, 'product', productOrdinal(state, plan)),
            },
      type: 'price_details',
      unit_amount_decimal: String(item.amountCents / quantity),
    },
    proration: false,
    quantity,
    tax_rates: [],
    test_clock: null,
  }
}
