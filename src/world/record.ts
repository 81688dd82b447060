import type {
  Activity,
  Charge,
  Coupon,
  Customer,
  DisputeStatus,
  InquiryStatus,
  Invoice,
  PaymentMethod,
  Plan,
  PromotionCode,
  Refund,
  Subscription,
  TaxId,
  Terms,
} from '../billing-mock/index.ts'
import type { Action } from './actions.ts'
import type { Complaint, CustomerMessage, Remedy, Slot, Topic } from './acts.ts'
import { type Deed, type DeedCounts, deeds } from './deeds.ts'
import type { EarlierTicket, IdentityKey } from './history.ts'
import type { Check, Fix, FixResult, Team } from './tools.ts'

export type Channel = 'chat' | 'email' | 'phone'

/** The answer of a tool, or why there is none: an agent's mistake is an observation, never an exception. */
export interface ToolResult {
  readonly tool: string
  readonly ok: boolean
  /** A code from the backend, the chart (`illegal_now`) or the guardrails (`denied`); null when ok. */
  readonly code: string | null
  /** For reading; entities stand in it as tokens, rendered when read. */
  readonly message: string | null
  /** What the billing API answered to a `billing_request`. */
  readonly response?: ApiResponse
}

/** An answer of the billing API. */
export interface ApiResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

export const listKinds = ['charges', 'subscriptions', 'invoices', 'refunds', 'disputes'] as const
export type ListKind = (typeof listKinds)[number]

/** Rows a list shows at once, and so the targets of the discrete face. */
export const PAGE_ROWS = 8

/** Ledger rows as they were when the agent last read them: frozen records, newest first; null before that. */
export interface Views {
  readonly customer: Customer | null
  /** Who the customer is on paper. */
  readonly identity: IdentityKey | null
  /** The customer's earlier tickets, newest first. */
  readonly history: readonly EarlierTicket[] | null
  readonly paymentMethods: readonly PaymentMethodView[] | null
  readonly taxIds: readonly TaxIdView[] | null
  readonly activities: readonly Activity[] | null
  readonly subscriptions: readonly Subscription[] | null
  readonly plans: readonly Plan[] | null
  readonly invoices: readonly InvoiceView[] | null
  readonly charges: readonly Charge[] | null
  readonly refunds: readonly RefundView[] | null
  readonly disputes: readonly DisputeView[] | null
  readonly terms: Terms | null
  readonly promotions: readonly PromotionView[] | null
  readonly articles: readonly Article[] | null
}

/** What the company knows about a complaint. What has changed since it was written is not in it. */
export interface Article {
  readonly updatedAtMs: number
  /** Who may be helped by it: anyone who uses the account, or only who pays for it. */
  readonly audience: 'anyone' | 'payer'
  /** The problems behind the complaint, the likelier first. */
  readonly problems: readonly {
    readonly topic: Topic
    /** The check that tends to be positive when this is the problem; null when the records tell. */
    readonly check: Check | null
    readonly fix: Fix | null
    readonly team: Team | null
  }[]
}

/** A refund without what only the bank knows. */
export type RefundView = Omit<Refund, 'fails'>

/** An invoice: what of it is tax, what discounts took off, and what credit notes took back. */
export type InvoiceView = Pick<
  Invoice,
  'ordinal' | 'subscription' | 'status' | 'totalCents' | 'paidCents' | 'remainingCents' | 'createdAtMs'
> & {
  readonly taxCents: number
  readonly discountCents: number
  readonly creditedCents: number
}

/** A customer's number in a tax register, and what the register says of it. */
export type TaxIdView = Pick<TaxId, 'ordinal' | 'kind' | 'value' | 'status' | 'createdAtMs'>

/** A promotion and its terms. */
export type PromotionView = Pick<
  PromotionCode,
  'code' | 'active' | 'expiresAtMs' | 'firstTimeOnly' | 'minimumAmountCents'
> &
  Pick<Coupon, 'percentBasisPoints' | 'amountOffCents' | 'duration' | 'durationMonths'>

/** A dispute, or an inquiry that may become one, and until when it can be answered. */
export interface DisputeView {
  readonly ordinal: number
  readonly entity: 'dispute' | 'inquiry'
  readonly charge: number
  readonly amountCents: number
  readonly status: DisputeStatus | InquiryStatus
  readonly createdAtMs: number
  readonly evidenceDueAtMs: number
}

/** A way to pay without how it acts: what the last attempt to charge it came to tells of that. */
export type PaymentMethodView = Pick<PaymentMethod, 'ordinal' | 'brand' | 'last4'> & {
  readonly isDefault: boolean
  readonly lastAttempt: 'succeeded' | 'failed' | null
}

/** Who asks: whoever pays for the account, or somebody else who uses it. */
export const requesters = ['payer', 'member'] as const
export type Requester = (typeof requesters)[number]

export interface PromiseMade {
  readonly what: 'refund' | 'follow_up'
  readonly madeAtMs: number
  readonly dueAtMs: number
  readonly step: number
  readonly state: 'open' | 'kept' | 'broken'
}

export interface Approval {
  readonly state: 'none' | 'pending' | 'granted' | 'denied' | 'expired'
  readonly action: Action | null
}

/**
 * The agent's side of a ticket: the sole source of observation and mask. Fields are replaced, never mutated, so an
 * observation may keep what it captured.
 */
export interface AgentRecord {
  readonly channel: Channel
  readonly complaint: Complaint
  lastMessage: CustomerMessage | null
  messagesHeard: number
  messagesSent: number
  /** What the customer said, by slot. */
  told: Readonly<Partial<Record<Slot, string | number>>>
  verified: boolean
  /** The customer could not prove who they are. */
  verificationFailed: boolean
  /** Who the customer has proved to be. */
  requester: Requester | null
  views: Views
  list: { readonly kind: ListKind; readonly page: number } | null
  quoteCents: number | null
  toolResult: ToolResult | null
  toolFailures: number
  /** How often each act was said, by `actKey`. */
  said: Readonly<Record<string, number>>
  explained: readonly Topic[]
  offered: readonly Remedy[]
  promises: readonly PromiseMade[]
  /** Remedies executed in this ticket: what the agent's own tool calls did. */
  refundedCents: number
  creditedCents: number
  /** What else they did, by kind: how often. */
  done: DeedCounts
  /** What was looked into, and what was found. */
  checked: Readonly<Partial<Record<Check, 'positive' | 'negative'>>>
  /** What was tried, and what came of it. */
  tried: Readonly<Partial<Record<Fix, FixResult>>>
  approval: Approval
  followUps: number
  accepted: boolean
  customerLeft: boolean
  steps: number
  /** When the agent took the ticket. */
  readonly assignedAtMs: number
  /** Virtual minutes since then. */
  minutes: number
  /** Facts read so far, by tool: each counts once. */
  factsRead: Readonly<Record<string, number>>
  /** Control state in view: the phase of the conversation and the progress of the case. */
  phase: string
  progress: string
  /** Past facts of the last step that the agent could see. */
  events: readonly string[]
}

/** Nothing was done yet. */
export const nothingDone: DeedCounts = Object.freeze(
  Object.fromEntries(deeds.map(deed => [deed, 0])) as Record<Deed, number>,
)

/** What is replaced and never written in place may be shared while it is empty: live envs are many. */
export const noItems: readonly never[] = Object.freeze([])
export const noEntries: Readonly<Record<string, never>> = Object.freeze({})

/** The record of a ticket nobody has worked on yet. */
export function openRecord(channel: Channel, complaint: Complaint, assignedAtMs: number): AgentRecord {
  return {
    channel,
    complaint,
    lastMessage: null,
    messagesHeard: 0,
    messagesSent: 0,
    told: noEntries,
    verified: false,
    verificationFailed: false,
    requester: null,
    views: {
      customer: null,
      identity: null,
      history: null,
      paymentMethods: null,
      taxIds: null,
      activities: null,
      subscriptions: null,
      plans: null,
      invoices: null,
      charges: null,
      refunds: null,
      disputes: null,
      terms: null,
      promotions: null,
      articles: null,
    },
    list: null,
    quoteCents: null,
    toolResult: null,
    toolFailures: 0,
    said: noEntries,
    explained: noItems,
    offered: noItems,
    promises: noItems,
    refundedCents: 0,
    creditedCents: 0,
    done: nothingDone,
    checked: noEntries,
    tried: noEntries,
    approval: { state: 'none', action: null },
    followUps: 0,
    accepted: false,
    customerLeft: false,
    steps: 0,
    assignedAtMs,
    minutes: 0,
    factsRead: noEntries,
    phase: 'open',
    progress: 'opened',
    events: noItems,
  }
}
