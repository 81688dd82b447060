import type { Charge } from '../../books.ts'
import type { StripeState } from '../state.ts'
import { happenedAt, idOf, noteOf, type StripeObject, seconds } from '../view.ts'
import { entryId } from './balance.ts'
import { cardOf } from './customers.ts'
import { number, ordinalsWhere, type Resource, text, word } from './resource.ts'

export const charges: Resource = {
  count: books => books.charges.length,
  render: renderCharge,
  expands: {
    balance_transaction: { kind: 'balance_transaction' },
    customer: { kind: 'customer' },
    payment_intent: { kind: 'payment_intent' },
    refunds: {
      kind: 'refund',
      isList: true,
      ordinals: (books, ordinal) => ordinalsWhere(books.refunds, ({ charge }) => charge === ordinal),
    },
  },
  search: {
    amount: number,
    created: number,
    currency: word,
    customer: word,
    description: text,
    disputed: word,
    payment_intent: word,
    'payment_method_details.card.brand': word,
    'payment_method_details.card.last4': word,
    refunded: word,
    status: word,
  },
}

/** Every charge was made by one payment intent; the two have the same ordinal. */
export const paymentIntents: Resource = {
  count: books => books.charges.length,
  render: renderPaymentIntent,
  expands: {
    customer: { kind: 'customer' },
    latest_charge: { kind: 'charge' },
    payment_method: { kind: 'payment_method' },
  },
  search: { amount: number, created: number, currency: word, customer: word, status: word },
}

export const refunds: Resource = {
  count: books => books.refunds.length,
  render: renderRefund,
  expands: {
    balance_transaction: { kind: 'balance_transaction' },
    charge: { kind: 'charge' },
    customer: { kind: 'customer' },
    failure_balance_transaction: { kind: 'balance_transaction' },
    payment_intent: { kind: 'payment_intent' },
    payment_method: { kind: 'payment_method' },
  },
}

function renderCharge(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const charge = books.charges[ordinal]!
  const { amountCents, capturedCents, status, paymentMethod, invoice } = charge
  const id = idOf(state, 'charge', ordinal)
  const note = noteOf(state, 'charge', ordinal)
  const intent = noteOf(state, 'payment_intent', ordinal)
  const refundedCents = status === 'released' ? amountCents : charge.refundedCents
  const failed = status === 'failed'
  const description = note.texts.description ?? intent.texts.description
  return {
    id,
    object: 'charge',
    amount: amountCents,
    amount_captured: capturedCents,
    amount_refunded: refundedCents,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: entryId(state, 'charge.captured', ordinal),
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: capturedCents > 0,
    created: seconds(charge.createdAtMs),
    currency: currencyOfCharge(state, charge),
    customer: idOf(state, 'customer', charge.customer),
    description: description ?? (invoice === null ? null : 'Subscription payment'),
    disputed: books.disputes.some(dispute => dispute.charge === ordinal),
    failure_balance_transaction: null,
    failure_code: failed ? 'card_declined' : null,
    failure_message: failed ? 'Your card was declined.' : null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata, ...note.metadata },
    on_behalf_of: null,
    outcome: {
      network_status: failed ? 'declined_by_network' : 'approved_by_network',
      reason: failed ? 'generic_decline' : null,
      risk_level: 'normal',
      seller_message: failed ? 'The bank declined the payment.' : 'Payment complete.',
      type: failed ? 'issuer_declined' : 'authorized',
    },
    paid: !failed,
    payment_intent: idOf(state, 'payment_intent', ordinal),
    payment_method: idOf(state, 'payment_method', paymentMethod),
    payment_method_details: { type: 'card', card: cardOf(state, paymentMethod) },
    receipt_email: intent.texts.receipt_email ?? null,
    receipt_number: null,
    receipt_url: null,
    refunded: refundedCents > 0 && refundedCents === Math.max(capturedCents, refundedCents),
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: failed ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  }
}

const intentStatus = {
  authorized: 'requires_capture',
  succeeded: 'succeeded',
  failed: 'requires_payment_method',
  released: 'canceled',
} as const satisfies Record<Charge['status'], string>

function renderPaymentIntent(state: StripeState, ordinal: number): StripeObject {
  const charge = state.books.charges[ordinal]!
  const { amountCents, capturedCents, status } = charge
  const id = idOf(state, 'payment_intent', ordinal)
  const { metadata, texts } = noteOf(state, 'payment_intent', ordinal)
  return {
    id,
    object: 'payment_intent',
    amount: amountCents,
    amount_capturable: status === 'authorized' ? amountCents : 0,
    amount_received: capturedCents,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: happenedAt(state, 'charge.released', ordinal),
    cancellation_reason: status === 'released' ? (texts.cancellation_reason ?? 'automatic') : null,
    capture_method: texts.capture_method ?? 'automatic',
    client_secret: `${id}_secret`,
    confirmation_method: 'automatic',
    created: seconds(charge.createdAtMs),
    currency: currencyOfCharge(state, charge),
    customer: idOf(state, 'customer', charge.customer),
    description: texts.description ?? null,
    last_payment_error:
      status === 'failed'
        ? {
            type: 'card_error',
            code: 'card_declined',
            decline_code: 'generic_decline',
            message: 'Your card was declined.',
          }
        : null,
    latest_charge: idOf(state, 'charge', ordinal),
    livemode: false,
    metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: idOf(state, 'payment_method', charge.paymentMethod),
    payment_method_options: {},
    payment_method_types: ['card'],
    processing: null,
    receipt_email: texts.receipt_email ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: texts.statement_descriptor ?? null,
    statement_descriptor_suffix: null,
    status: intentStatus[status],
    transfer_data: null,
    transfer_group: null,
  }
}

function renderRefund(state: StripeState, ordinal: number): StripeObject {
  const refund = state.books.refunds[ordinal]!
  const charge = state.books.charges[refund.charge]!
  const id = idOf(state, 'refund', ordinal)
  const { metadata, texts } = noteOf(state, 'refund', ordinal)
  const failure = entryId(state, 'refund.failed', ordinal)
  return {
    id,
    object: 'refund',
    amount: refund.amountCents,
    balance_transaction: entryId(state, 'refund.created', ordinal),
    charge: idOf(state, 'charge', refund.charge),
    created: seconds(refund.createdAtMs),
    currency: currencyOfCharge(state, charge),
    customer: idOf(state, 'customer', charge.customer),
    destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending' } },
    ...(failure === null ? {} : { failure_balance_transaction: failure }),
    ...(refund.failureReason === null ? {} : { failure_reason: refund.failureReason }),
    metadata,
    payment_intent: idOf(state, 'payment_intent', refund.charge),
    payment_method: idOf(state, 'payment_method', charge.paymentMethod),
    // The ledger always has a reason; the client may have given none.
    reason: Object.hasOwn(texts, 'reason') ? texts.reason! : refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  }
}

function currencyOfCharge({ books }: StripeState, { customer }: Charge): string {
  return books.customers[customer]!.currency
}
