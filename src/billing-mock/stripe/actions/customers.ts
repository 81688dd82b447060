import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { subscriptionLifecycle } from '../../subscription.machine.ts'
import { type Call, create, named, namedIfGiven, perform, target, type Writing, write } from '../call.ts'
import { Address, keptAs, Shipping } from '../details.ts'
import type { JsonObject } from '../json.ts'
import { methodRow } from '../objects/methods.ts'
import { discountsOn } from '../objects/promotions.ts'
import { listed } from '../paging.ts'
import { integer, isWithin, list, metadata, name, only, page, range, text } from '../parameters.ts'
import { invalid, noSuch, Refusal } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, idOf, isDeleted, noteOf, seconds } from '../view.ts'
import { attachment, methodOfToken, namedMethod } from './methods.ts'

const profile = {
  address: z.union([z.literal(''), Address]).optional(),
  balance: integer.optional(),
  description: text().optional(),
  email: text(512).optional(),
  metadata: metadata.optional(),
  name: text(256).optional(),
  phone: text(64).optional(),
  preferred_locales: list(name).optional(),
  shipping: z.union([z.literal(''), Shipping]).optional(),
  tax_exempt: only('none').optional(),
}

/** How the customer pays, unless told otherwise. */
const settings = z.strictObject({ default_payment_method: name })

const TaxIdData = z.strictObject({ type: name, value: name })

export const CreateCustomer = z.strictObject({
  ...profile,
  invoice_settings: settings.optional(),
  payment_method: name.optional(),
  source: name.optional(),
  tax_id_data: list(TaxIdData).optional(),
  test_clock: name.optional(),
})

export function createCustomer(call: Call, given: z.output<typeof CreateCustomer>): JsonObject {
  const { address, invoice_settings: chosen, payment_method, source, test_clock: clock } = given
  const token = source === undefined ? undefined : methodOfToken(source)
  const method = payment_method ?? chosen?.default_payment_method ?? token
  const { books } = call.state
  const customer = books.customers.length
  const country = (address === '' ? null : address?.country) ?? 'US'
  if (clock !== undefined) named(call, 'test_clock', { id: clock })
  const opened = { type: 'customer.create', currency: currencyOf(books), country } as const
  const attached = method === undefined ? null : attachment(call, { customer, method })
  perform(
    call,
    opened,
    ...(attached === null ? [] : [attached.operation]),
    ...crediting(customer, given.balance),
    ...(given.tax_id_data ?? []).flatMap((data, at) => registering(call, { customer, at, data })),
  )
  attached?.done()
  const { metadata: change, texts } = writingOf(given)
  write(call, 'customer', {
    ordinal: customer,
    writing: { metadata: change, texts: { ...texts, test_clock: clock } },
  })
  return show(call, 'customer', customer)
}

export const UpdateCustomer = z.strictObject({ ...profile, invoice_settings: settings.optional() })

export function updateCustomer(call: Call, given: z.output<typeof UpdateCustomer>): JsonObject {
  const customer = target(call, 'customer')
  const method = namedMethod(call, given.invoice_settings?.default_payment_method)
  const { balanceCents } = call.state.books.customers[customer]!
  const chosen = { type: 'payment_method.set_default', customer, paymentMethod: method ?? -1 } as const
  const operations = [
    ...(method === null ? [] : [chosen]),
    ...crediting(customer, given.balance === undefined ? undefined : given.balance - balanceCents),
  ]
  write(call, 'customer', { ordinal: customer, operations, writing: writingOf(given) })
  return show(call, 'customer', customer)
}

function writingOf(given: z.output<typeof UpdateCustomer>): Writing {
  const { address, description, email, metadata: change, name: title, phone } = given
  const details = {
    address: keptAs(address),
    preferred_locales: keptAs(given.preferred_locales),
    shipping: keptAs(given.shipping),
  }
  return { metadata: change, texts: { description, email, name: title, phone, ...details } }
}

/** Moves a customer's balance by an amount: below zero is credit. */
function crediting(customer: number, amount = 0): readonly Operation[] {
  if (amount === 0) return []
  const type = amount < 0 ? 'credit.apply' : 'credit.revoke'
  return [{ type, customer, amountCents: Math.abs(amount), reason: 'goodwill' }]
}

export const ListCustomers = z.strictObject({
  ...page,
  created: range.optional(),
  email: name.optional(),
  test_clock: name.optional(),
})

export function listCustomers(
  call: Call,
  { created, email, test_clock: clock, ...rest }: z.output<typeof ListCustomers>,
): JsonObject {
  const { state } = call
  namedIfGiven(call, 'test_clock', clock)
  return listed(call, 'customer', {
    page: rest,
    keep: ordinal =>
      !isDeleted(state, 'customer', ordinal) &&
      isWithin(seconds(state.books.customers[ordinal]!.createdAtMs), created) &&
      (email === undefined || noteOf(state, 'customer', ordinal).texts.email === email) &&
      (clock === undefined || noteOf(state, 'customer', ordinal).texts.test_clock === clock),
  })
}

export const ListOfCustomer = z.strictObject(page)

export function listBalanceTransactions(call: Call, given: z.output<typeof ListOfCustomer>): JsonObject {
  const { credits } = call.state.books
  const customer = target(call, 'customer')
  const keep = (ordinal: number): boolean => credits[ordinal]!.customer === customer
  return listed(call, 'customer_balance_transaction', { page: given, keep })
}

export const CreateBalanceTransaction = z.strictObject({
  amount: integer,
  currency: name,
  description: text(350).optional(),
  metadata: metadata.optional(),
})

/** Below zero is credit for the customer; above zero takes credit back that is not used. */
export function createBalanceTransaction(
  call: Call,
  given: z.output<typeof CreateBalanceTransaction>,
): JsonObject {
  const { amount: signed, currency, description, metadata: change } = given
  requireCurrency(call, currency)
  if (signed === 0) throw invalid('amount', 'Invalid non-zero integer', 'parameter_invalid_integer')
  const customer = target(call, 'customer')
  const ordinal = create(call, 'customer_balance_transaction', {
    operations: crediting(customer, signed),
    writing: { metadata: change, texts: { description } },
  })
  return show(call, 'customer_balance_transaction', ordinal)
}

export const UpdateBalanceTransaction = z.strictObject({
  description: text(350).optional(),
  metadata: metadata.optional(),
})

/** What is written on a balance transaction; what it moved does not change. */
export function updateBalanceTransaction(
  call: Call,
  { description, metadata: change }: z.output<typeof UpdateBalanceTransaction>,
): JsonObject {
  const kind = 'customer_balance_transaction'
  const ordinal = target(call, kind)
  requireOwn(call, kind, ordinal)
  write(call, kind, { ordinal, writing: { metadata: change, texts: { description } } })
  return show(call, kind, ordinal)
}

/** One of a customer's own, which another customer's is not. */
export function readOwn(kind: 'customer_balance_transaction' | 'payment_method' | 'tax_id') {
  return (call: Call): JsonObject => {
    const ordinal = target(call, kind)
    requireOwn(call, kind, ordinal)
    return show(call, kind, ordinal)
  }
}

function requireOwn(
  call: Call,
  kind: 'customer_balance_transaction' | 'payment_method' | 'tax_id',
  ordinal: number,
): void {
  const { books } = call.state
  const owner =
    kind === 'payment_method'
      ? books.paymentMethods[methodRow(call.state, ordinal) ?? -1]?.customer
      : (kind === 'tax_id' ? books.taxIds : books.credits)[ordinal]!.customer
  if (owner !== target(call, 'customer')) throw noSuch(kind, idOf(call.state, kind, ordinal), 'id')
}

/** Cancels what the customer is on, and hides the customer: the books keep what was. */
export function deleteCustomer(call: Call): JsonObject {
  const customer = target(call, 'customer')
  const operations = call.state.books.subscriptions
    .filter(
      each =>
        each.customer === customer &&
        subscriptionLifecycle.next(each.status, 'subscription.canceled') !== null,
    )
    .map(({ ordinal }) => ({ type: 'subscription.cancel', subscription: ordinal, when: 'now' }) as const)
  write(call, 'customer', { ordinal: customer, operations, writing: { texts: { deleted: 'true' } } })
  return show(call, 'customer', customer)
}

/** Takes the customer's discount away. */
export function deleteCustomerDiscount(call: Call): JsonObject {
  return removeDiscount(call, { customer: target(call, 'customer'), subscription: null })
}

/** Takes a discount away; there must be one. */
export function removeDiscount(
  call: Call,
  of: { readonly customer: number; readonly subscription: number | null },
): JsonObject {
  const [discount] = discountsOn(call.state, of)
  if (discount === undefined) throw new Refusal(404, 'No active discount here.', { code: 'resource_missing' })
  const { end: _end, ...removed } = show(
    call,
    'discount',
    perform(call, { type: 'discount.remove', discount }),
  )
  return { ...removed, deleted: true }
}

export const CreateTaxId = TaxIdData

/** Adds a tax id. */
export function createTaxId(call: Call, data: z.output<typeof CreateTaxId>): JsonObject {
  const taxId = call.state.books.taxIds.length
  perform(call, ...registering(call, { customer: target(call, 'customer'), at: 0, data }))
  return show(call, 'tax_id', taxId)
}

/** A tax id, the first or a later one of a request: confirmed at once if it ends with 000000000, as in test mode. */
function registering(
  { state }: Call,
  of: { readonly customer: number; readonly at: number; readonly data: z.output<typeof TaxIdData> },
): readonly Operation[] {
  const { customer, at, data } = of
  const { type: kind, value } = data
  const taxId = state.books.taxIds.length + at
  const created = { type: 'tax_id.create', customer, kind, value } as const
  const verdict = testVerdicts.find(([end]) => value.endsWith(end))?.[1]
  const verified = verdict === undefined ? [] : [{ type: 'tax_id.verify', taxId, valid: verdict } as const]
  return [created, ...verified]
}

/** What the register says of test numbers, by their end. */
const testVerdicts = [
  ['000000000', true],
  ['111111111', false],
] as const

export function listTaxIds(call: Call, given: z.output<typeof ListOfCustomer>): JsonObject {
  const { taxIds } = call.state.books
  const customer = target(call, 'customer')
  return listed(call, 'tax_id', { page: given, keep: ordinal => taxIds[ordinal]!.customer === customer })
}

export function deleteTaxId(call: Call): JsonObject {
  const taxId = target(call, 'tax_id')
  requireOwn(call, 'tax_id', taxId)
  const id = idOf(call.state, 'tax_id', taxId)
  perform(call, { type: 'tax_id.delete', taxId })
  return { id, object: 'tax_id', deleted: true }
}

/** Books are kept in one currency. */
export function requireCurrency({ state }: Call, currency: string): void {
  const kept = currencyOf(state.books)
  if (currency.toLowerCase() !== kept) {
    throw invalid('currency', `These books are kept in ${kept}, got ${currency}.`)
  }
}
