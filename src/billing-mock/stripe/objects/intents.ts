import type { Charge } from '../../books.ts'
import { declineOf } from '../../operations/methods.ts'
import type { PaymentIntent } from '../../rows.ts'
import { shippingOf } from '../details.ts'
import { ofFirst, ofSecond, rowOf } from '../ids.ts'
import { intentOf, journalEntry } from '../journal.ts'
import type { JsonObject } from '../json.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  customerId,
  happenedAt,
  idOf,
  idOrNull,
  methodOrdinal,
  noteOf,
  type StripeObject,
  seconds,
} from '../view.ts'
import { nothing, number, type Resource, word } from './resource.ts'

/** First the intents that charges have without one in the books, then those of the books. */
export const paymentIntents: Resource = {
  count: ({ books }) => 2 * Math.max(books.charges.length, books.paymentIntents.length),
  has({ books }, ordinal) {
    const { isSecond, row } = rowOf(ordinal)
    if (isSecond) return books.paymentIntents[row] !== undefined
    return books.charges[row] !== undefined && intentOf(books, row) === undefined
  },
  order({ books }) {
    const implied = books.charges.map(({ ordinal, createdAtMs }) => ({
      ordinal: ofFirst(ordinal),
      createdAtMs,
    }))
    if (books.paymentIntents.length === 0) return implied.map(({ ordinal }) => ordinal)
    const made = books.paymentIntents.map(({ ordinal, createdAtMs }) => ({
      ordinal: ofSecond(ordinal),
      createdAtMs,
    }))
    return [...implied, ...made]
      .sort((one, other) => one.createdAtMs - other.createdAtMs)
      .map(({ ordinal }) => ordinal)
  },
  render: renderPaymentIntent,
  expands: {
    application: nothing,
    customer: { kind: 'customer' },
    latest_charge: { kind: 'charge' },
    on_behalf_of: nothing,
    payment_method: { kind: 'payment_method' },
    review: nothing,
    source: nothing,
  },
  search: { amount: number, created: number, currency: word, customer: word, status: word },
}

/** What an intent is, wherever it is from. */
export interface Intent
  extends Pick<
    PaymentIntent,
    | 'customer'
    | 'amountCents'
    | 'capture'
    | 'status'
    | 'method'
    | 'latestCharge'
    | 'declineCode'
    | 'createdAtMs'
  > {
  readonly canceledAt: number | null
}

const impliedStatus = {
  authorized: 'requires_capture',
  succeeded: 'succeeded',
  failed: 'requires_payment_method',
  released: 'canceled',
} as const satisfies Record<Charge['status'], PaymentIntent['status']>

/** The intent with this ordinal. */
export function intentAt(state: StripeState, ordinal: number): Intent {
  const { isSecond, row } = rowOf(ordinal)
  const { books } = state
  if (isSecond) {
    return { ...books.paymentIntents[row]!, canceledAt: happenedAt(state, 'payment_intent.canceled', row) }
  }
  const charge = books.charges[row]!
  const isHeld = journalEntry(books, 'charge.authorized', row) !== undefined
  return {
    customer: charge.customer,
    amountCents: charge.amountCents,
    capture: isHeld ? 'manual' : 'automatic',
    status: impliedStatus[charge.status],
    method: charge.paymentMethod,
    latestCharge: row,
    declineCode: null,
    createdAtMs: charge.createdAtMs,
    canceledAt: happenedAt(state, 'charge.released', row),
  }
}

function renderPaymentIntent(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const intent = intentAt(state, ordinal)
  const { amountCents, status, method, latestCharge } = intent
  const charge = latestCharge === null ? null : books.charges[latestCharge]!
  const id = idOf(state, 'payment_intent', ordinal)
  const note = noteOf(state, 'payment_intent', ordinal)
  const { metadata, texts } = note
  const isCanceled = status === 'canceled'
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: amountCents,
    amount_capturable: status === 'requires_capture' ? amountCents : 0,
    amount_received: charge?.capturedCents ?? 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: isCanceled ? intent.canceledAt : null,
    cancellation_reason: isCanceled ? (texts.cancellation_reason ?? 'automatic') : null,
    capture_method: texts.capture_method ?? intent.capture,
    client_secret: `${id}_secret`,
    confirmation_method: 'automatic',
    created: seconds(intent.createdAtMs),
    currency: currencyOf(books),
    customer: customerId(state, intent.customer),
    customer_account: null,
    description: texts.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: paymentError(state, intent, texts.unattended === 'true'),
    latest_charge: idOrNull(state, 'charge', latestCharge),
    livemode: false,
    managed_payments: null,
    metadata,
    next_action:
      status === 'requires_action'
        ? { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } }
        : null,
    on_behalf_of: null,
    payment_method: method === null ? null : idOf(state, 'payment_method', methodOrdinal(state, method)),
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: status === 'processing' ? { type: 'card' } : null,
    receipt_email: texts.receipt_email ?? null,
    review: null,
    setup_future_usage: texts.setup_future_usage ?? null,
    shipping: shippingOf(note),
    source: null,
    statement_descriptor: texts.statement_descriptor ?? null,
    statement_descriptor_suffix: texts.statement_descriptor_suffix ?? null,
    status,
    transfer_data: null,
    transfer_group: null,
  }
}

/** Why the last attempt failed, until another is made. */
function paymentError({ books }: StripeState, intent: Intent, isUnattended: boolean): JsonObject | null {
  const { status, latestCharge, method, declineCode } = intent
  if (status !== 'requires_payment_method' || method === null) return null
  if (declineCode === 'authentication_failed') {
    return isUnattended ? unattendedDecline : failedAuthentication
  }
  if (latestCharge === null) return null
  const decline = declineOf(books.paymentMethods[method]!)
  return {
    type: 'card_error',
    code: decline?.code ?? 'card_declined',
    decline_code: decline?.declineCode ?? 'insufficient_funds',
    message: decline?.message ?? 'Your card was declined.',
  }
}

/** What is answered where a bank asks for a customer who is not there. */
export const unattendedDecline = {
  type: 'card_error',
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

const failedAuthentication = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new ' +
    'PaymentMethod to attempt to fulfill this PaymentIntent again.',
}
