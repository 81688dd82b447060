import { z } from 'zod'
import type { OperationOf } from '../../operation.ts'
import { type Call, create, named, namedIfGiven, perform, target, write } from '../call.ts'
import { keptAs } from '../details.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { boolean, integer, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'

/** What an item is to cost: an amount, or a price and how often. */
export const priced = {
  amount: integer.optional(),
  currency: name.optional(),
  description: text().optional(),
  price: name.optional(),
  pricing: z.strictObject({ price: name }).optional(),
  quantity: integer.optional(),
  unit_amount_decimal: integer.optional(),
}

export const CreateInvoiceItem = z.strictObject({
  ...priced,
  customer: name,
  invoice: name.optional(),
  metadata: metadata.optional(),
  period: z.strictObject({ end: integer, start: integer }).optional(),
  subscription: name.optional(),
})

type Priced = Pick<z.output<typeof CreateInvoiceItem>, keyof typeof priced>

/** An amount for a draft or, where none is named, for the customer's next invoice. */
export function createInvoiceItem(call: Call, given: z.output<typeof CreateInvoiceItem>): JsonObject {
  const { plan, quantity, operation } = itemOf(call, given, {
    customer: named(call, 'customer', { id: given.customer }),
    subscription: namedIfGiven(call, 'subscription', given.subscription) ?? null,
  })
  const invoice = namedIfGiven(call, 'invoice', given.invoice)
  const ordinal = create(call, 'invoiceitem', {
    operations: [{ ...operation, ...(invoice === undefined ? {} : { invoice }) }],
    writing: {
      metadata: given.metadata,
      texts: {
        period: keptAs(given.period),
        quantity: String(quantity),
        plan: plan === undefined ? undefined : String(plan),
      },
    },
  })
  return show(call, 'invoiceitem', ordinal)
}

/** The operation behind what a request says of an item. */
export function itemOf(
  call: Call,
  given: Priced,
  owner: { readonly customer: number; readonly subscription: number | null },
): {
  readonly plan: number | undefined
  readonly quantity: number
  readonly operation: OperationOf<'invoice_item.create'>
} {
  const { currency, description, quantity = 1, unit_amount_decimal: each } = given
  const id = given.price ?? given.pricing?.price
  const amount = each === undefined ? given.amount : each * quantity
  if (currency !== undefined) requireCurrency(call, currency)
  const isTwice = each !== undefined && given.amount !== undefined
  if (isTwice || (amount === undefined) === (id === undefined)) {
    throw invalid(
      'amount',
      'Give amount, or pricing[price] or unit_amount_decimal with a quantity.',
      'parameter_missing',
    )
  }
  if (quantity < 1) throw invalid('quantity', 'Invalid positive integer', 'parameter_invalid_integer')
  const plan = namedIfGiven(call, 'price', id)
  const unit = plan === undefined ? undefined : call.state.books.plans[plan]!
  return {
    plan,
    quantity,
    operation: {
      type: 'invoice_item.create',
      ...owner,
      amountCents: unit === undefined ? amount! : unit.unitCents * quantity,
      description: description ?? unit?.name ?? '',
    },
  }
}

export const UpdateInvoiceItem = z.strictObject({ metadata: metadata.optional() })

/** What is written on an item; what it costs does not change. */
export function updateInvoiceItem(call: Call, given: z.output<typeof UpdateInvoiceItem>): JsonObject {
  const ordinal = target(call, 'invoiceitem')
  write(call, 'invoiceitem', { ordinal, writing: given })
  return show(call, 'invoiceitem', ordinal)
}

/** Takes an item back that is on no invoice. */
export function deleteInvoiceItem(call: Call): JsonObject {
  const invoiceItem = target(call, 'invoiceitem')
  const id = idOf(call.state, 'invoiceitem', invoiceItem)
  perform(call, { type: 'invoice_item.delete', invoiceItem })
  return { id, object: 'invoiceitem', deleted: true }
}

export const ListInvoiceItems = z.strictObject({
  ...page,
  created: range.optional(),
  customer: name.optional(),
  invoice: name.optional(),
  pending: boolean.optional(),
})

export function listInvoiceItems(call: Call, given: z.output<typeof ListInvoiceItems>): JsonObject {
  const { created, customer: customerId, invoice: invoiceId, pending, ...rest } = given
  const customer = namedIfGiven(call, 'customer', customerId)
  const invoice = namedIfGiven(call, 'invoice', invoiceId)
  const { invoiceItems } = call.state.books
  return listed(call, 'invoiceitem', {
    page: rest,
    keep(ordinal) {
      const item = invoiceItems[ordinal]!
      return (
        (customer === undefined || item.customer === customer) &&
        (invoice === undefined || item.billedOn === invoice) &&
        (pending === undefined || (item.status === 'pending') === pending) &&
        isWithin(seconds(item.createdAtMs), created)
      )
    },
  })
}
