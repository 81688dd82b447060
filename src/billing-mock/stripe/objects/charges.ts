import { refuse } from '../../errors.ts'
import { declineOf } from '../../operations/methods.ts'
import { billingDetailsOf, shippingOf } from '../details.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  customerId,
  idOf,
  intentOrdinal,
  methodOrdinal,
  noteOf,
  type StripeObject,
  seconds,
} from '../view.ts'
import { entryId } from './balance.ts'
import { chargedCard } from './methods.ts'
import { nothing, number, ordinalsWhere, type Resource, text, word } from './resource.ts'

export const charges: Resource = {
  count: ({ books }) => books.charges.length,
  render: renderCharge,
  expands: {
    application: nothing,
    application_fee: nothing,
    balance_transaction: { kind: 'balance_transaction' },
    customer: { kind: 'customer' },
    failure_balance_transaction: nothing,
    on_behalf_of: nothing,
    payment_intent: { kind: 'payment_intent' },
    review: nothing,
    source_transfer: nothing,
    transfer: nothing,
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

export const refunds: Resource = {
  count: ({ books }) => books.refunds.length,
  render: renderRefund,
  expands: {
    balance_transaction: { kind: 'balance_transaction' },
    charge: { kind: 'charge' },
    customer: { kind: 'customer' },
    failure_balance_transaction: { kind: 'balance_transaction' },
    payment_intent: { kind: 'payment_intent' },
    payment_method: { kind: 'payment_method' },
    source_transfer_reversal: nothing,
    transfer_reversal: nothing,
  },
}

function renderCharge(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const charge = books.charges[ordinal]!
  const { amountCents, capturedCents, status, paymentMethod, invoice } = charge
  const id = idOf(state, 'charge', ordinal)
  const note = noteOf(state, 'charge', ordinal)
  const by = intentOrdinal(state, ordinal)
  const method = methodOrdinal(state, paymentMethod)
  const intent = noteOf(state, 'payment_intent', by)
  // What was held and not taken went back.
  const isTaken = status === 'succeeded' || status === 'released'
  const refundedCents = charge.refundedCents + (isTaken ? amountCents - capturedCents : 0)
  const failed = status === 'failed'
  const decline = failed ? (declineOf(books.paymentMethods[paymentMethod]!) ?? lateDecline) : null
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
    billing_details: billingDetailsOf(noteOf(state, 'payment_method', method), {
      email: null,
      name: null,
      phone: null,
    }),
    calculated_statement_descriptor: null,
    captured: capturedCents > 0,
    created: seconds(charge.createdAtMs),
    currency: currencyOf(state.books),
    customer: customerId(state, charge.customer),
    description: description ?? (invoice === null ? null : 'Subscription payment'),
    disputed: books.disputes.some(dispute => dispute.charge === ordinal),
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: note.texts.user_report == null ? {} : { user_report: note.texts.user_report },
    livemode: false,
    metadata: { ...intent.metadata, ...note.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: failed ? 'declined_by_network' : 'approved_by_network',
      reason: decline?.declineCode ?? null,
      risk_level: 'normal',
      seller_message: failed ? 'The bank declined the payment.' : 'Payment complete.',
      type: failed ? 'issuer_declined' : 'authorized',
    },
    paid: !failed,
    payment_intent: idOf(state, 'payment_intent', by),
    payment_method: idOf(state, 'payment_method', method),
    payment_method_details: { type: 'card', card: chargedCard(state, charge) },
    receipt_email: note.texts.receipt_email ?? intent.texts.receipt_email ?? null,
    receipt_number: null,
    receipt_url: failed ? null : `https://pay.stripe.com/receipts/test_${id.slice('ch_'.length)}`,
    refunded: refundedCents > 0 && refundedCents === amountCents,
    review: null,
    shipping: shippingOf(note) ?? shippingOf(intent),
    source: null,
    source_transfer: null,
    statement_descriptor: note.texts.statement_descriptor ?? intent.texts.statement_descriptor ?? null,
    statement_descriptor_suffix: intent.texts.statement_descriptor_suffix ?? null,
    status: failed ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  }
}

function renderRefund(state: StripeState, ordinal: number): StripeObject {
  const refund = state.books.refunds[ordinal]!
  const charge = state.books.charges[refund.charge]!
  const id = idOf(state, 'refund', ordinal)
  const { metadata, texts } = noteOf(state, 'refund', ordinal)
  const failure = entryId(state, 'refund.failed', ordinal) ?? entryId(state, 'refund.canceled', ordinal)
  return {
    id,
    object: 'refund',
    amount: refund.amountCents,
    balance_transaction: entryId(state, 'refund.created', ordinal),
    charge: idOf(state, 'charge', refund.charge),
    created: seconds(refund.createdAtMs),
    currency: currencyOf(state.books),
    customer: customerId(state, charge.customer),
    customer_account: null,
    ...(texts.instructions_email == null ? {} : { instructions_email: texts.instructions_email }),
    destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending' } },
    ...(failure === null ? {} : { failure_balance_transaction: failure }),
    ...(refund.failureReason === null ? {} : { failure_reason: refund.failureReason }),
    metadata,
    ...(refund.status === 'requires_action' ? { next_action: nextAction } : {}),
    payment_intent: idOf(state, 'payment_intent', intentOrdinal(state, refund.charge)),
    payment_method: idOf(state, 'payment_method', methodOrdinal(state, charge.paymentMethod)),
    // The ledger always has a reason; the client may have given none.
    reason: Object.hasOwn(texts, 'reason') ? texts.reason! : refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  }
}

/** A bank refuses a debit days later for want of money. */
const lateDecline = refuse('insufficient_funds', 'The bank refused the debit: insufficient funds.')

const nextAction = { type: 'display_details', display_details: { email_sent: null, expires_at: null } }
