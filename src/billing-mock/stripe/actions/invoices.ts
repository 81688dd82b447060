import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { autoAdvanceOf } from '../../operations/autoAdvances.ts'
import { draftOf } from '../../operations/collection.ts'
import { type Call, create, named, namedIfGiven, perform, target, type Writing, write } from '../call.ts'
import { keptAs } from '../details.ts'
import type { JsonObject } from '../json.ts'
import { linesOf } from '../objects/lines.ts'
import { listed, listedAmong } from '../paging.ts'
import {
  boolean,
  choice,
  integer,
  isWithin,
  list,
  metadata,
  name,
  onlyFalse,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, intentOrdinal, noteOf, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'
import { namedMethod } from './methods.ts'

export const ListInvoices = z.strictObject({
  ...page,
  collection_method: choice(['charge_automatically', 'send_invoice']).optional(),
  created: range.optional(),
  customer: name.optional(),
  due_date: range.optional(),
  status: choice(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
  subscription: name.optional(),
})

export function listInvoices(call: Call, given: z.output<typeof ListInvoices>): JsonObject {
  const {
    collection_method: method,
    created,
    customer: _c,
    subscription: _s,
    status,
    due_date: due,
    ...rest
  } = given
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
        (method === undefined || collectionMethod(call, ordinal) === method) &&
        (due === undefined || isWithin(Number(show(call, 'invoice', ordinal).due_date ?? Number.NaN), due)) &&
        isWithin(seconds(invoice.createdAtMs), created)
      )
    },
  })
}

/** How an invoice is to be paid, as it was asked for. */
function collectionMethod({ state }: Call, ordinal: number): string {
  return noteOf(state, 'invoice', ordinal).texts.collection_method ?? 'charge_automatically'
}

export const ListLines = z.strictObject({ limit: page.limit, starting_after: page.starting_after })

export function listLines(call: Call, given: z.output<typeof ListLines>): JsonObject {
  const among = linesOf(call.state.books, target(call, 'invoice'))
  return listedAmong(call, 'line_item', { page: given, among })
}

const days = integer.transform((value, context) => {
  if (value >= 0 && value <= 3650) return value
  context.addIssue({ code: 'custom', message: 'Expected 0 to 3650 days.' })
  return z.NEVER
})

const written = {
  auto_advance: boolean.optional(),
  automatic_tax: z.strictObject({ enabled: onlyFalse }).optional(),
  collection_method: choice(['charge_automatically', 'send_invoice']).optional(),
  custom_fields: z
    .union([z.literal(''), list(z.strictObject({ name: name.max(40), value: name.max(140) }))])
    .optional(),
  days_until_due: days.optional(),
  description: text(1500).optional(),
  due_date: integer.optional(),
  footer: text().optional(),
  metadata: metadata.optional(),
  statement_descriptor: text(22).optional(),
}

export const CreateInvoice = z.strictObject({
  ...written,
  currency: name.optional(),
  customer: name,
  pending_invoice_items_behavior: choice(['exclude', 'include']).default('exclude'),
  subscription: name.optional(),
})

/** A draft, with the items that wait if so asked; it is owed once it is finalized. */
export function createInvoice(call: Call, given: z.output<typeof CreateInvoice>): JsonObject {
  if (given.currency !== undefined) requireCurrency(call, given.currency)
  const draft = {
    type: 'invoice.draft',
    customer: named(call, 'customer', { id: given.customer }),
    subscription: namedIfGiven(call, 'subscription', given.subscription) ?? null,
    takesItems: given.pending_invoice_items_behavior === 'include',
  } as const
  const { subscription } = draft
  const waiting = subscription === null ? undefined : draftOf(call.state, subscription)
  const invoice = waiting?.ordinal ?? call.state.books.invoices.length
  const operations = [draft, ...advancing(call, invoice, given)]
  const ordinal = create(call, 'invoice', { operations, writing: writingOf(given) })
  return show(call, 'invoice', ordinal)
}

export const UpdateInvoice = z.strictObject(written)

export function updateInvoice(call: Call, given: z.output<typeof UpdateInvoice>): JsonObject {
  const ordinal = target(call, 'invoice')
  const operations = advancing(call, ordinal, given)
  write(call, 'invoice', { ordinal, operations, writing: writingOf(given) })
  return show(call, 'invoice', ordinal)
}

/** What the books are told of the steps that an invoice takes by itself; nothing where nothing is said. */
function advancing(
  { state }: Call,
  invoice: number,
  { auto_advance: wanted, collection_method: method }: z.output<typeof UpdateInvoice>,
): readonly Operation[] {
  const known = autoAdvanceOf(state.books, invoice)
  const isOn = wanted ?? known?.isOn ?? false
  if (known === undefined ? !isOn : wanted === undefined && method === undefined) return []
  const written = method ?? noteOf(state, 'invoice', invoice).texts.collection_method
  const collects = written !== 'send_invoice'
  return [{ type: 'invoice.set_auto_advance', invoice, isOn, collects }]
}

function writingOf(given: z.output<typeof UpdateInvoice>): Writing {
  const { collection_method, days_until_due: dueDays, due_date: due, metadata: change } = given
  if (dueDays !== undefined && collection_method === 'charge_automatically') {
    throw invalid('days_until_due', 'Give days_until_due with collection_method=send_invoice alone.')
  }
  if (dueDays !== undefined && due !== undefined) {
    throw invalid('due_date', 'Give days_until_due or due_date, not both.')
  }
  const { description, footer, statement_descriptor } = given
  return {
    metadata: change,
    texts: {
      collection_method,
      custom_fields: keptAs(given.custom_fields),
      days_until_due: keptAs(dueDays),
      description,
      due_date: keptAs(due),
      footer,
      statement_descriptor,
    },
  }
}

export const FinalizeInvoice = z.strictObject({ auto_advance: boolean.optional() })

/** Opens a draft: it is owed from now on, and is collected when it is paid or, where it advances, by itself. */
export function finalizeInvoice(call: Call, given: z.output<typeof FinalizeInvoice>): JsonObject {
  const invoice = target(call, 'invoice')
  return settle(call, ...advancing(call, invoice, given), { type: 'invoice.finalize', invoice })
}

/** Sends the invoice to the customer; a draft is finalized first. */
export function sendInvoice(call: Call): JsonObject {
  const invoice = target(call, 'invoice')
  const isDraft = call.state.books.invoices[invoice]!.status === 'draft'
  perform(call, ...(isDraft ? [{ type: 'invoice.finalize', invoice } as const] : []), {
    type: 'invoice.send',
    invoice,
  })
  return show(call, 'invoice', invoice)
}

/** Throws a draft away. */
export function deleteInvoice(call: Call): JsonObject {
  const invoice = target(call, 'invoice')
  const id = idOf(call.state, 'invoice', invoice)
  perform(call, { type: 'invoice.delete', invoice })
  return { id, object: 'invoice', deleted: true }
}

export const PayInvoice = z.strictObject({
  off_session: boolean.optional(),
  paid_out_of_band: boolean.default(false),
  payment_method: name.optional(),
})

/** Collects what remains, by the given method or the customer's default; or notes that it was paid otherwise. */
export function payInvoice(call: Call, given: z.output<typeof PayInvoice>): JsonObject {
  const paymentMethod = namedMethod(call, given.payment_method)
  const { paid_out_of_band: outOfBand } = given
  return settle(call, { type: 'invoice.pay', invoice: target(call, 'invoice'), paymentMethod, outOfBand })
}

/** Takes the invoice back. */
export function voidInvoice(call: Call): JsonObject {
  return settle(call, { type: 'invoice.void', invoice: target(call, 'invoice') })
}

/** Writes it off. */
export function markUncollectible(call: Call): JsonObject {
  return settle(call, { type: 'invoice.mark_uncollectible', invoice: target(call, 'invoice') })
}

function settle(call: Call, ...operations: readonly Operation[]): JsonObject {
  return show(call, 'invoice', perform(call, ...operations))
}

export const ListInvoicePayments = z.strictObject({
  ...page,
  created: range.optional(),
  invoice: name.optional(),
  payment: z.strictObject({ payment_intent: name, type: z.literal('payment_intent') }).optional(),
  status: choice(['canceled', 'open', 'paid']).optional(),
})

export function listInvoicePayments(call: Call, given: z.output<typeof ListInvoicePayments>): JsonObject {
  const { created, invoice: id, payment, status, ...rest } = given
  const invoice = namedIfGiven(call, 'invoice', id)
  const intent = namedIfGiven(call, 'payment_intent', payment?.payment_intent)
  const { charges } = call.state.books
  const keep = (ordinal: number): boolean =>
    (invoice === undefined || charges[ordinal]!.invoice === invoice) &&
    (intent === undefined || intentOrdinal(call.state, ordinal) === intent) &&
    (status === undefined || show(call, 'invoice_payment', ordinal).status === status) &&
    isWithin(seconds(charges[ordinal]!.createdAtMs), created)
  return listed(call, 'invoice_payment', { page: rest, keep })
}
