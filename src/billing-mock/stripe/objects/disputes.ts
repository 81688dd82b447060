import type { DisputeReason } from '../../operation.ts'
import { ofFirst, ofSecond, rowOf } from '../ids.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  happenedAt,
  idOf,
  intentOrdinal,
  noteOf,
  type StripeObject,
  seconds,
  secondsOrNull,
} from '../view.ts'
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

/** What would be uploaded: no files are kept here. */
const evidenceFiles = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const

/** First the disputes, then the inquiries of banks, which are disputes without money so far. */
export const disputes: Resource = {
  count: ({ books }) => 2 * Math.max(books.disputes.length, books.inquiries.length),
  has({ books }, ordinal) {
    const { isSecond, row } = rowOf(ordinal)
    return (isSecond ? books.inquiries : books.disputes)[row] !== undefined
  },
  order({ books }) {
    const all = [
      ...books.disputes.map(({ ordinal, openedAtMs }) => ({ ordinal: ofFirst(ordinal), openedAtMs })),
      ...books.inquiries.map(({ ordinal, openedAtMs }) => ({ ordinal: ofSecond(ordinal), openedAtMs })),
    ]
    return all.sort((one, other) => one.openedAtMs - other.openedAtMs).map(({ ordinal }) => ordinal)
  },
  render: renderDispute,
  expands: { charge: { kind: 'charge' }, payment_intent: { kind: 'payment_intent' } },
}

/** A dispute or an inquiry. */
export interface Claim {
  readonly charge: number
  readonly amountCents: number
  readonly status: string
  readonly openedAtMs: number
  readonly reason: DisputeReason
  readonly evidenceDueAtMs: number | undefined
  /** When evidence was sent, in seconds since 1970; null while none was. */
  readonly submittedAt: number | null
}

/** The dispute or inquiry with this ordinal. */
export function claimAt(state: StripeState, ordinal: number): Claim {
  const { isSecond, row } = rowOf(ordinal)
  const { disputes, inquiries, disputeCases } = state.books
  if (isSecond) {
    return { ...inquiries[row]!, submittedAt: happenedAt(state, 'inquiry.evidence_submitted', row) }
  }
  const course = disputeCases.find(each => each.dispute === row)
  return {
    ...disputes[row]!,
    reason: course?.reason ?? 'general',
    evidenceDueAtMs: course?.evidenceDueAtMs,
    submittedAt: happenedAt(state, 'dispute.evidence_submitted', row),
  }
}

function renderDispute(state: StripeState, ordinal: number): StripeObject {
  const { isSecond, row } = rowOf(ordinal)
  const claim = claimAt(state, ordinal)
  const { metadata, texts } = noteOf(state, 'dispute', ordinal)
  const dueAtMs = claim.evidenceDueAtMs
  return {
    id: idOf(state, 'dispute', ordinal),
    object: 'dispute',
    amount: claim.amountCents,
    balance_transactions: isSecond ? [] : disputeTransactions(state, row),
    charge: idOf(state, 'charge', claim.charge),
    created: seconds(claim.openedAtMs),
    currency: currencyOf(state.books),
    enhanced_eligibility_types: [],
    evidence: {
      ...Object.fromEntries(evidenceFields.map(field => [field, texts[`evidence.${field}`] ?? null])),
      ...Object.fromEntries(evidenceFiles.map(field => [field, null])),
      enhanced_evidence: {},
    },
    evidence_details: {
      due_by: secondsOrNull(dueAtMs),
      enhanced_eligibility: {},
      has_evidence: evidenceFields.some(field => texts[`evidence.${field}`] != null),
      past_due: dueAtMs !== undefined && state.nowMs > dueAtMs,
      submission_count: claim.submittedAt === null ? 0 : 1,
      submission_method: claim.submittedAt === null ? 'not_submitted' : 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: isSecond && claim.status !== 'warning_closed',
    livemode: false,
    metadata,
    payment_intent: idOf(state, 'payment_intent', intentOrdinal(state, claim.charge)),
    reason: claim.reason,
    status: claim.status,
  }
}
