import type { StripeState } from '../state.ts'
import { currencyOf, idOf, noteOf, type StripeObject, seconds } from '../view.ts'
import { disputeTransactions } from './balance.ts'
import type { Resource } from './resource.ts'

/** What a merchant can send to the bank: free text, but for what would be an uploaded file. */
export const evidenceFields = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_tracking_number',
  'uncategorized_text',
] as const

export const disputes: Resource = {
  count: books => books.disputes.length,
  render: renderDispute,
  expands: { charge: { kind: 'charge' }, payment_intent: { kind: 'payment_intent' } },
}

function renderDispute(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const { charge, amountCents, status, openedAtMs } = books.disputes[ordinal]!
  const id = idOf(state, 'dispute', ordinal)
  const { metadata, texts } = noteOf(state, 'dispute', ordinal)
  const wasSubmitted = status === 'under_review' || status === 'won'
  return {
    id,
    object: 'dispute',
    amount: amountCents,
    balance_transactions: disputeTransactions(state, ordinal),
    charge: idOf(state, 'charge', charge),
    created: seconds(openedAtMs),
    currency: currencyOf(books),
    enhanced_eligibility_types: [],
    evidence: Object.fromEntries(evidenceFields.map(field => [field, texts[`evidence.${field}`] ?? null])),
    evidence_details: {
      due_by: null,
      has_evidence: evidenceFields.some(field => texts[`evidence.${field}`] != null),
      past_due: false,
      submission_count: wasSubmitted ? 1 : 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata,
    payment_intent: idOf(state, 'payment_intent', charge),
    reason: 'general',
    status,
  }
}
