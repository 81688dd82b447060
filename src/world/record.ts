import type {
  Activity,
  Charge,
  Customer,
  Invoice,
  PaymentMethod,
  Plan,
  Refund,
  Subscription,
  Terms,
} from '../billing-mock/index.ts'
import type { Action, Check, Fix, Team } from './actions.ts'
import type { Complaint, CustomerMessage, Remedy, Slot, Topic } from './acts.ts'

export type Channel = 'chat' | 'email' | 'phone'

/** The answer of a tool, or why there is none: an agent's mistake is an observation, never an exception. */
export interface ToolResult {
  readonly tool: string
  readonly ok: boolean
  /** A code from the backend, the chart (`illegal_now`) or the guardrails (`denied`); null when ok. */
  readonly code: string | null
  /** For reading; entities stand in it as tokens, rendered when read. */
  readonly message: string | null
}

export const listKinds = ['charges', 'subscriptions', 'invoices', 'refunds'] as const
export type ListKind = (typeof listKinds)[number]

/** Rows a list shows at once, and so the targets of the discrete face. */
export const PAGE_ROWS = 8

/** Ledger rows as they were when the agent last read them: frozen records, newest first; null before that. */
export interface Views {
  readonly customer: Customer | null
  readonly paymentMethods: readonly PaymentMethod[] | null
  readonly activities: readonly Activity[] | null
  readonly subscriptions: readonly Subscription[] | null
  readonly plans: readonly Plan[] | null
  readonly invoices: readonly Invoice[] | null
  readonly charges: readonly Charge[] | null
  readonly refunds: readonly RefundView[] | null
  readonly terms: Terms | null
  readonly article: Article | null
}

/** What the company knows about a complaint: the problems behind it, the likelier first. */
export type Article = readonly {
  readonly topic: Topic
  /** The check that tends to be positive when this is the problem; null when the records tell. */
  readonly check: Check | null
  readonly fix: Fix | null
  readonly team: Team | null
}[]

/** A refund without what only the bank knows. */
export type RefundView = Omit<Refund, 'fails'>

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
  cancellations: number
  planChanges: number
  /** What was looked into, and what was found. */
  checked: Readonly<Partial<Record<Check, 'positive' | 'negative'>>>
  /** What was tried, and what came of it. */
  tried: Readonly<Partial<Record<Fix, 'worked' | 'failed' | 'worsened'>>>
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

/** The record of a ticket nobody has worked on yet. */
export function openRecord(channel: Channel, complaint: Complaint, assignedAtMs: number): AgentRecord {
  return {
    channel,
    complaint,
    lastMessage: null,
    messagesHeard: 0,
    messagesSent: 0,
    told: {},
    verified: false,
    verificationFailed: false,
    views: {
      customer: null,
      paymentMethods: null,
      activities: null,
      subscriptions: null,
      plans: null,
      invoices: null,
      charges: null,
      refunds: null,
      terms: null,
      article: null,
    },
    list: null,
    quoteCents: null,
    toolResult: null,
    toolFailures: 0,
    said: {},
    explained: [],
    offered: [],
    promises: [],
    refundedCents: 0,
    creditedCents: 0,
    cancellations: 0,
    planChanges: 0,
    checked: {},
    tried: {},
    approval: { state: 'none', action: null },
    followUps: 0,
    accepted: false,
    customerLeft: false,
    steps: 0,
    assignedAtMs,
    minutes: 0,
    factsRead: {},
    phase: 'open',
    progress: 'opened',
    events: [],
  }
}
