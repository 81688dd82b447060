import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { type Call, namedIfGiven, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { linesOf } from '../objects/invoices.ts'
import { listed, listedAmong } from '../paging.ts'
import { boolean, choice, isWithin, metadata, name, only, page, range, text } from '../parameters.ts'
import { show } from '../route.ts'
import { seconds } from '../view.ts'

export const ListInvoices = z.strictObject({
  ...page,
  collection_method: only('charge_automatically').optional(),
  created: range.optional(),
  customer: name.optional(),
  status: choice(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
  subscription: name.optional(),
})

export function listInvoices(call: Call, given: z.output<typeof ListInvoices>): JsonObject {
  const { created, customer: _customer, subscription: _subscription, status, ...rest } = given
  const customer = namedIfGiven(call, 'customer', given.customer)
  const subscription = namedIfGiven(call, 'subscription', given.subscription)
  const { invoices } = call.state.books
  return listed(call, 'invoice', {
    page: rest,
    keep(ordinal) {
      const invoice = invoices[ordinal]!
      return (
        (customer === undefined || invoice.customer === customer) &&
        (subscription === undefined || invoice.subscription === subscription) &&
        (status === undefined || invoice.status === status) &&
        isWithin(seconds(invoice.createdAtMs), created)
      )
    },
  })
}

export const ListLines = z.strictObject({ limit: page.limit, starting_after: page.starting_after })

export function listLines(call: Call, given: z.output<typeof ListLines>): JsonObject {
  const among = linesOf(call.state, target(call, 'invoice'))
  return listedAmong(call, 'line_item', { page: given, among })
}

export const UpdateInvoice = z.strictObject({
  description: text(1500).optional(),
  metadata: metadata.optional(),
})

export function updateInvoice(call: Call, given: z.output<typeof UpdateInvoice>): JsonObject {
  const ordinal = target(call, 'invoice')
  const { metadata: change, ...texts } = given
  write(call, 'invoice', { ordinal, writing: { metadata: change, texts } })
  return show(call, 'invoice', ordinal)
}

export const PayInvoice = z.strictObject({ off_session: boolean.optional(), payment_method: name.optional() })

/** Collects what remains, by the given method or the customer's default. */
export function payInvoice(call: Call, given: z.output<typeof PayInvoice>): JsonObject {
  const paymentMethod = namedIfGiven(call, 'payment_method', given.payment_method) ?? null
  return settle(call, { type: 'invoice.pay', invoice: target(call, 'invoice'), paymentMethod })
}

/** Takes the invoice back. */
export function voidInvoice(call: Call): JsonObject {
  return settle(call, { type: 'invoice.void', invoice: target(call, 'invoice') })
}

/** Writes it off. */
export function markUncollectible(call: Call): JsonObject {
  return settle(call, { type: 'invoice.mark_uncollectible', invoice: target(call, 'invoice') })
}

function settle(call: Call, operation: Operation): JsonObject {
  return show(call, 'invoice', perform(call, operation))
}

export const ListInvoicePayments = z.strictObject({ ...page, invoice: name.optional() })

export function listInvoicePayments(call: Call, given: z.output<typeof ListInvoicePayments>): JsonObject {
  const { invoice: id, ...rest } = given
  const invoice = namedIfGiven(call, 'invoice', id)
  const { charges } = call.state.books
  const keep = (ordinal: number): boolean => invoice === undefined || charges[ordinal]!.invoice === invoice
  return listed(call, 'invoice_payment', { page: rest, keep })
}
