import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { isGuest } from '../../operations/customers.ts'
import {
  type Call,
  create,
  named,
  namedIfGiven,
  performAsCustomer,
  target,
  type Writing,
  write,
} from '../call.ts'
import { keptAs, Shipping } from '../details.ts'
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
import { invalid, type Refusal } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, seconds } from '../view.ts'
import { attended, declineUnattended } from './attendance.ts'
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

/** What is written on an intent. */
const written = {
  description: text(1000).optional(),
  metadata: metadata.optional(),
  receipt_email: text(512).optional(),
  setup_future_usage: choice(['', 'off_session', 'on_session']).optional(),
  shipping: z.union([z.literal(''), Shipping]).optional(),
  statement_descriptor: text(22).optional(),
  statement_descriptor_suffix: text(22).optional(),
}

export const CreatePaymentIntent = z.strictObject({
  ...written,
  amount,
  automatic_payment_methods: z
    .strictObject({ enabled: boolean, allow_redirects: choice(['always', 'never']).optional() })
    .optional(),
  capture_method: choice(['automatic', 'automatic_async', 'manual']).default('automatic'),
  confirm: boolean.default(false),
  currency: name,
  customer: name.optional(),
  error_on_requires_action: boolean.optional(),
  off_session: boolean.optional(),
  payment_method: name.optional(),
  payment_method_types: list(only('card')).optional(),
  return_url: name.optional(),
})

/**
 * A payment that is wanted; confirmed, it charges the customer's card or holds the amount on it. Without a customer it
 * is paid by somebody who leaves no name.
 */
export function createPaymentIntent(call: Call, given: z.output<typeof CreatePaymentIntent>): JsonObject {
  const { amount: amountCents, capture_method: method } = given
  requireCurrency(call, given.currency)
  const note = writingOf(given)
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
    writing: { ...note, texts: { ...note.texts, ...attended(given), capture_method: method } },
  })
  paying.done()
  declineUnattended(call, row, given)
  return show(call, 'payment_intent', row)
}

export const UpdatePaymentIntent = z.strictObject(written)

/** Writes on an intent, which is a note of its own beside its charge's. */
export function updatePaymentIntent(call: Call, given: z.output<typeof UpdatePaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  write(call, 'payment_intent', { ordinal, writing: writingOf(given) })
  return show(call, 'payment_intent', ordinal)
}

function writingOf(given: z.output<typeof UpdatePaymentIntent>): Writing {
  const { metadata: change, setup_future_usage: usage, shipping, ...texts } = given
  return {
    metadata: change,
    texts: {
      description: texts.description,
      receipt_email: texts.receipt_email,
      setup_future_usage: usage === '' ? null : usage,
      shipping: keptAs(shipping),
      statement_descriptor: texts.statement_descriptor,
      statement_descriptor_suffix: texts.statement_descriptor_suffix,
    },
  }
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
  const confirmed = { type: 'payment_intent.confirm', paymentIntent, paymentMethod: paying.row } as const
  const operations = [...paying.operations, confirmed]
  write(call, 'payment_intent', { ordinal, operations, writing: { texts: attended(given) } })
  paying.done()
  declineUnattended(call, ordinal, given)
  return show(call, 'payment_intent', ordinal)
}

export const CapturePaymentIntent = z.strictObject({
  amount_to_capture: amount.optional(),
  metadata: metadata.optional(),
  statement_descriptor: text(22).optional(),
})

/** Takes the amount that is held, or a part of it. */
export function capturePaymentIntent(call: Call, given: z.output<typeof CapturePaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  const { status } = intentAt(call.state, ordinal)
  if (status !== 'requires_capture') {
    const why = `This PaymentIntent could not be captured because it has a status of ${status}.`
    throw unexpected(
      `${why} Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
    )
  }
  const { metadata: change, statement_descriptor } = given
  write(call, 'payment_intent', {
    ordinal,
    operations: [takingHold(ordinal, given.amount_to_capture ?? null)],
    writing: { metadata: change, texts: { statement_descriptor } },
  })
  return show(call, 'payment_intent', ordinal)
}

/** The operation that takes the hold of an intent, with or without a record of its own. */
export function takingHold(ordinal: number, amountCents: number | null): Operation {
  const { isSecond, row } = rowOf(ordinal)
  return isSecond
    ? { type: 'payment_intent.capture', paymentIntent: row, amountCents }
    : { type: 'charge.capture', charge: row, amountCents }
}

export const CancelPaymentIntent = z.strictObject({
  cancellation_reason: choice(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

const cancelable = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
]

/** Gives the payment up, and lets its hold go. */
export function cancelPaymentIntent(call: Call, given: z.output<typeof CancelPaymentIntent>): JsonObject {
  const ordinal = target(call, 'payment_intent')
  const { isSecond, row } = rowOf(ordinal)
  const { status } = intentAt(call.state, ordinal)
  if (!cancelable.includes(status)) {
    const why = `You cannot cancel this PaymentIntent because it has a status of ${status}.`
    const which = cancelable.join(', ')
    throw unexpected(
      `${why} Only a PaymentIntent with one of the following statuses may be canceled: ${which}.`,
    )
  }
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
  throw unexpected(`This PaymentIntent could not be ${participle} because it has a status of ${status}.`)
}

function unexpected(message: string): Refusal {
  return invalid(null, message, 'payment_intent_unexpected_state')
}
