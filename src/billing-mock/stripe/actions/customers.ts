import { z } from 'zod'
import type { PaymentBehaviour } from '../../operation.ts'
import { type Call, create, named, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { choice, integer, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, idOf, noteOf, seconds } from '../view.ts'

const profile = {
  description: text().optional(),
  email: text(512).optional(),
  metadata: metadata.optional(),
  name: text(256).optional(),
  phone: text(64).optional(),
}

export const CreateCustomer = z.strictObject({
  ...profile,
  address: z.strictObject({ country: z.string().length(2, 'Expected a country of two letters.') }).optional(),
  payment_method: name.optional(),
})

export function createCustomer(call: Call, given: z.output<typeof CreateCustomer>): JsonObject {
  const { address, payment_method: method, metadata: change, ...texts } = given
  const { books } = call.state
  const customer = books.customers.length
  const opened = {
    type: 'customer.create',
    currency: currencyOf(books),
    country: address?.country ?? 'US',
  } as const
  const operations = method === undefined ? [opened] : [opened, attachment(customer, method)]
  perform(call, ...operations)
  write(call, 'customer', { ordinal: customer, writing: { metadata: change, texts } })
  return show(call, 'customer', customer)
}

export const UpdateCustomer = z.strictObject(profile)

export function updateCustomer(call: Call, given: z.output<typeof UpdateCustomer>): JsonObject {
  const { metadata: change, ...texts } = given
  const ordinal = target(call, 'customer')
  write(call, 'customer', { ordinal, writing: { metadata: change, texts } })
  return show(call, 'customer', ordinal)
}

export const ListCustomers = z.strictObject({ ...page, created: range.optional(), email: name.optional() })

export function listCustomers(
  call: Call,
  { created, email, ...rest }: z.output<typeof ListCustomers>,
): JsonObject {
  const { state } = call
  return listed(call, 'customer', {
    page: rest,
    keep: ordinal =>
      isWithin(seconds(state.books.customers[ordinal]!.createdAtMs), created) &&
      (email === undefined || noteOf(state, 'customer', ordinal).texts.email === email),
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

/** A credit: Stripe's amount is negative for it. */
export function createBalanceTransaction(
  call: Call,
  given: z.output<typeof CreateBalanceTransaction>,
): JsonObject {
  const { amount: signed, currency, description, metadata: change } = given
  requireCurrency(call, currency)
  if (signed >= 0) throw invalid('amount', 'Only credits are simulated: expected an amount below zero.')
  const customer = target(call, 'customer')
  const ordinal = create(call, 'customer_balance_transaction', {
    operations: [{ type: 'credit.apply', customer, amountCents: -signed, reason: 'goodwill' }],
    writing: { metadata: change, texts: { description } },
  })
  return show(call, 'customer_balance_transaction', ordinal)
}

/** One of a customer's own, which another customer's is not. */
export function readOwn(kind: 'customer_balance_transaction' | 'payment_method') {
  return (call: Call): JsonObject => {
    const { books } = call.state
    const ordinal = target(call, kind)
    const record = kind === 'payment_method' ? books.paymentMethods[ordinal]! : books.credits[ordinal]!
    if (record.customer === target(call, 'customer')) return show(call, kind, ordinal)
    throw noSuch(kind, idOf(call.state, kind, ordinal), 'id')
  }
}

const cardType = choice(['card']).optional()

export const ListPaymentMethods = z.strictObject({ ...page, customer: name.optional(), type: cardType })

export function listPaymentMethods(call: Call, given: z.output<typeof ListPaymentMethods>): JsonObject {
  const { customer, type: _card, ...rest } = given
  const owner = customer === undefined ? call.ordinals.customer : named(call, 'customer', { id: customer })
  const { paymentMethods } = call.state.books
  const keep = (ordinal: number): boolean =>
    owner === undefined || paymentMethods[ordinal]!.customer === owner
  return listed(call, 'payment_method', { page: rest, keep })
}

export const ListOwnPaymentMethods = z.strictObject({ ...page, type: cardType })

export const AttachPaymentMethod = z.strictObject({ customer: name })

/** Attaches one of the test methods; one that is attached stays where it is. */
export function attachPaymentMethod(call: Call, given: z.output<typeof AttachPaymentMethod>): JsonObject {
  const customer = named(call, 'customer', { id: given.customer })
  const { method } = call.words
  if (!Object.hasOwn(testMethods, method!)) {
    const attached = named(call, 'payment_method', { id: method! })
    if (call.state.books.paymentMethods[attached]!.customer !== customer) {
      throw invalid('payment_method', 'This payment method is attached to another customer.')
    }
    return show(call, 'payment_method', attached)
  }
  return show(call, 'payment_method', perform(call, attachment(customer, method!)))
}

export const UpdatePaymentMethod = z.strictObject({ metadata: metadata.optional() })

export function updatePaymentMethod(call: Call, given: z.output<typeof UpdatePaymentMethod>): JsonObject {
  const ordinal = target(call, 'payment_method')
  write(call, 'payment_method', { ordinal, writing: { metadata: given.metadata } })
  return show(call, 'payment_method', ordinal)
}

interface TestMethod {
  readonly brand: string
  readonly last4: string
  readonly behaviour: PaymentBehaviour
}

/** Methods that are there to be attached, as in Stripe's test mode. */
export const testMethods: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: { brand: 'visa', last4: '4242', behaviour: 'normal' },
  pm_card_mastercard: { brand: 'mastercard', last4: '4444', behaviour: 'normal' },
  pm_card_amex: { brand: 'amex', last4: '8431', behaviour: 'normal' },
  pm_card_chargeCustomerFail: { brand: 'visa', last4: '0341', behaviour: 'declines' },
  pm_card_refundFail: { brand: 'visa', last4: '5126', behaviour: 'refunds_fail' },
}

function attachment(customer: number, id: string) {
  if (!Object.hasOwn(testMethods, id)) throw noSuch('payment_method', id, 'payment_method')
  return { type: 'payment_method.attach', customer, ...testMethods[id]! } as const
}

/** Books are kept in one currency. */
export function requireCurrency({ state }: Call, currency: string): void {
  const kept = currencyOf(state.books)
  if (currency.toLowerCase() !== kept) {
    throw invalid('currency', `These books are kept in ${kept}, got ${currency}.`)
  }
}
