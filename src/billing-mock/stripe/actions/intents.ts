import { z } from 'zod'
import { isGuest } from '../../operations/customers.ts'
import { type Call, create, named, namedIfGiven, perform, performAsCustomer, target, write } from '../call.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { intentAt } from '../objects/intents.ts'
import { methodRow } from '../objects/methods.ts'
import { listed } from '../paging.ts'
import {
  amount,
  boolean,
  choice,
  isWithin,
  list,
  metadata,
  name,
  only,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'
import { attachment, namedMethod, testMethods } from './methods.ts'

export const ListPaymentIntents = z.strictObject({
  ...page,
  created: range.optional(),
  customer: name.optional(),
})

export function listPaymentIntents(call: Call, given: z.output<typeof ListPaymentIntents>): JsonObject {
  const { created, customer: id, ...rest } = given
  const customer = namedIfGiven(call, 'customer', id)
  return listed(call, 'payment_intent', {
    page: rest,
    keep(ordinal) {
      const intent = intentAt(call.state, ordinal)
      return (
        (customer === undefined || intent.customer === customer) &&
        isWithin(seconds(intent.createdAtMs), created)
      )
    },
  })
}

export const CreatePaymentIntent = z.strictObject({
  amount,
  automatic_payment_methods: z
    .strictObject({ enabled: boolean, allow_redirects: choice(['always', 'never']).optional() })
    .optional(),
  capture_method: choice(['automatic', 'automatic_async', 'manual']).default('automatic'),
  confirm: boolean.default(false),
  currency: name,
  customer: name.optional(),
  description: text(1000).optional(),
  error_on_requires_action: boolean.optional(),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
  payment_method: name.optional(),
  payment_method_types: list(only('card')).optional(),
  receipt_email: text(512).optional(),
  return_url: name.optional(),
  statement_descriptor: text(22).optional(),
})

/**
 * A payment that is wanted; confirmed, it charges the customer's card or holds the amount on it. Without a customer it
 * is paid by somebody who leaves no name.
 */
export function createPaymentIntent(call: Call, given: z.output<typeof CreatePaymentIntent>): JsonObject {
  const { amount: amountCents, capture_method: method, description, statement_descriptor: descriptor } = given
  requireCurrency(call, given.currency)
  const { books } = call.state
  const customer = namedIfGiven(call, 'customer', given.customer) ?? books.customers.length
  const guest = { type: 'customer.create_guest', currency: currencyOf(books), country: 'US' } as const
  const paying = payingWith(call, customer, given.payment_method)
  const row = create(call, 'payment_intent', {
    operations: [
      ...(given.customer === undefined ? [guest] : []),
      ...paying.operations,
      {
        type: 'payment_intent.create',
        customer,
        paymentMethod: paying.row,
        amountCents,
        capture: method === 'manual' ? 'manual' : 'automatic',
        confirm: given.confirm,
      },
    ],
    ordinalOf: ofSecond,
    writing: {
      metadata: given.metadata,
      texts: {
        capture_method: method,
        description,
        receipt_email: given.receipt_email,
        statement_descriptor: descriptor,
      },
    },
  })
  paying.done()
  return show(call, 'payment_intent', row)
}

/** The method that is to pay; a test method is attached first, and so is one of nobody where nobody has a name. */
function payingWith(call: Call, customer: number, id: string | undefined) {
  const { books } = call.state
  const isTest = id !== undefined && Object.hasOwn(testMethods, id)
  const isNameless = books.customers[customer] === undefined || isGuest(books, customer)
  const row = id === undefined || isTest ? null : methodRow(call.state, named(call, 'payment_method', { id }))
  if (isNameless && row !== null && books.paymentMethods[row]!.customer !== customer) {
    throw invalid('customer', 'This payment method is, or was, attached to a customer: give customer too.')
  }
  if (id === undefined || (!isTest && !(isNameless && row === null))) {
    return { row: namedMethod(call, id), operations: [], done: () => undefined }
  }
  const { operation, done } = attachment(call, { customer, method: id })
  return { row: books.paymentMethods.length, operations: [operation], done }
}

export const ConfirmPaymentIntent = z.strictObject({
  error_on_requires_action: boolean.optional(),
  off_session: boolean.optional(),
  payment_method: name.optional(),
  return_url: name.optional(),
})

/** Tries to pay; a decline asks for another method. */
export function confirmPaymentIntent(call: Call, given: z.output<typeof ConfirmPaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  const paymentIntent = ownIntent(call, ordinal, 'confirmed')
  const { customer } = intentAt(call.state, ordinal)
  const paying = payingWith(call, customer, given.payment_method)
  perform(call, ...paying.operations, {
    type: 'payment_intent.confirm',
    paymentIntent,
    paymentMethod: paying.row,
  })
  paying.done()
  return show(call, 'payment_intent', ordinal)
}

export const CapturePaymentIntent = z.strictObject({ amount_to_capture: amount.optional() })

/** Takes the amount that is held, or a part of it. */
export function capturePaymentIntent(call: Call, given: z.output<typeof CapturePaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  takeHold(call, ordinal, given.amount_to_capture ?? null)
  return show(call, 'payment_intent', ordinal)
}

/** Takes the hold of an intent, with or without a record of its own. */
export function takeHold(call: Call, ordinal: number, amountCents: number | null): void {
  const { isSecond, row } = rowOf(ordinal)
  perform(
    call,
    isSecond
      ? { type: 'payment_intent.capture', paymentIntent: row, amountCents }
      : { type: 'charge.capture', charge: row, amountCents },
  )
}

export const CancelPaymentIntent = z.strictObject({
  cancellation_reason: choice(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

/** Gives the payment up, and lets its hold go. */
export function cancelPaymentIntent(call: Call, given: z.output<typeof CancelPaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  const { isSecond, row } = rowOf(ordinal)
  const operation = isSecond
    ? ({ type: 'payment_intent.cancel', paymentIntent: row } as const)
    : ({ type: 'charge.release', charge: row } as const)
  const texts = { cancellation_reason: given.cancellation_reason }
  write(call, 'payment_intent', { ordinal, operations: [operation], writing: { texts } })
  return show(call, 'payment_intent', ordinal)
}

export const AuthenticatePaymentIntent = z.strictObject({ outcome: choice(['succeeded', 'failed']) })

/** What the customer does where the bank asks for it: a lever, since no SDK call does it. */
export function authenticatePaymentIntent(
  call: Call,
  { outcome }: z.output<typeof AuthenticatePaymentIntent>,
): JsonObject {
  const ordinal = target(call, 'payment_intent')
  performAsCustomer(call, {
    type: 'payment_intent.authenticate',
    paymentIntent: ownIntent(call, ordinal, 'authenticated'),
    succeeded: outcome === 'succeeded',
  })
  return show(call, 'payment_intent', ordinal)
}

/** The intent's row. Throws a refusal when it has none: what it implies was done with its charge. */
function ownIntent(call: Call, ordinal: number, participle: string): number {
  const { isSecond, row } = rowOf(ordinal)
  if (isSecond) return row
  const { status } = intentAt(call.state, ordinal)
  throw invalid(
    null,
    `This PaymentIntent could not be ${participle} because it has a status of ${status}.`,
    'payment_intent_unexpected_state',
  )
}
