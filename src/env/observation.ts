import type { Terms } from '../billing-mock/index.ts'
import { freeze } from '../core/freeze.ts'
import { entries, type Log } from '../core/log.ts'
import type { ActionType } from '../world/actions.ts'
import type { Complaint, CustomerMessage, Remedy, Slot, Topic } from '../world/acts.ts'
import type { DeedCounts } from '../world/deeds.ts'
import type { EarlierTicket } from '../world/history.ts'
import {
  type AgentRecord,
  type Approval,
  type Article,
  type Channel,
  type ListKind,
  PAGE_ROWS,
  type PromiseMade,
  type PromotionView,
  type Requester,
  type ToolResult,
} from '../world/record.ts'
import type { Fact } from '../world/world.ts'
import {
  type ActivityRow,
  type ChargeRow,
  type CustomerRow,
  type DisputeRow,
  type InvoiceRow,
  type PaymentMethodRow,
  type RefundRow,
  rowsOf,
  type SubscriptionRow,
  type TaxIdRow,
} from './rows.ts'

/** What an agent in production could see, and nothing else. Lists are null until they were looked up. */
export interface Observation {
  readonly phase: string
  readonly progress: string
  readonly clockMs: number
  readonly stepsLeft: number
  readonly minutesLeft: number
  readonly channel: Channel
  readonly complaint: Complaint
  /** The customer's last message. */
  readonly message: CustomerMessage | null
  readonly messagesSent: number
  readonly told: Readonly<Partial<Record<Slot, string | number>>>
  readonly verified: boolean
  readonly verificationFailed: boolean
  /** Answers of tools so far that were errors. */
  readonly toolFailures: number
  /** Who the customer has proved to be: whoever pays, or somebody else who uses the account. */
  readonly requester: Requester | null
  /** Whether the customer's last word on the case was to accept. */
  readonly accepted: boolean
  readonly customerLeft: boolean
  /** What the tool called in the last step answered; null when none was. */
  readonly toolResult: ToolResult | null
  readonly list: { readonly kind: ListKind; readonly page: number; readonly hasMore: boolean } | null
  readonly customer: CustomerRow | null
  /** The customer's earlier tickets, newest first, as the desk has them on file. */
  readonly history: readonly EarlierTicket[] | null
  readonly paymentMethods: readonly PaymentMethodRow[] | null
  readonly taxIds: readonly TaxIdRow[] | null
  readonly activities: readonly ActivityRow[] | null
  readonly subscriptions: readonly SubscriptionRow[] | null
  readonly invoices: readonly InvoiceRow[] | null
  readonly charges: readonly ChargeRow[] | null
  readonly refunds: readonly RefundRow[] | null
  readonly disputes: readonly DisputeRow[] | null
  readonly terms: Terms | null
  readonly promotions: readonly PromotionView[] | null
  readonly articles: readonly Article[] | null
  readonly checked: AgentRecord['checked']
  readonly tried: AgentRecord['tried']
  readonly quoteCents: number | null
  readonly said: Readonly<Record<string, number>>
  readonly explained: readonly Topic[]
  readonly offered: readonly Remedy[]
  readonly promises: readonly PromiseMade[]
  readonly refundedCents: number
  readonly creditedCents: number
  /** What else was done, by kind: how often. */
  readonly done: DeedCounts
  readonly followUps: number
  readonly approval: Approval
  /** Visible facts of the last step. */
  readonly events: readonly string[]
  /** Action types that are possible now. */
  readonly available: readonly ActionType[]
  /** The rules that bind the agent, in words. */
  readonly policyText: string
  /** Everything said and every tool result, oldest first. */
  readonly transcript: readonly Fact[]
}

/** What an observation is built from: captured at its step, so that lazy fields read the same later. */
export interface Seen {
  readonly record: Readonly<AgentRecord>
  readonly seed: number
  readonly nowMs: number
  readonly stepsLeft: number
  readonly minutesLeft: number
  readonly transcript: Log<Fact>
  readonly available: readonly ActionType[]
  readonly policyText: string
}

const fields = [
  'phase',
  'progress',
  'clockMs',
  'stepsLeft',
  'minutesLeft',
  'channel',
  'complaint',
  'message',
  'messagesSent',
  'told',
  'verified',
  'verificationFailed',
  'toolFailures',
  'requester',
  'accepted',
  'customerLeft',
  'toolResult',
  'list',
  'customer',
  'history',
  'paymentMethods',
  'taxIds',
  'activities',
  'subscriptions',
  'invoices',
  'charges',
  'refunds',
  'disputes',
  'terms',
  'promotions',
  'articles',
  'checked',
  'tried',
  'quoteCents',
  'said',
  'explained',
  'offered',
  'promises',
  'refundedCents',
  'creditedCents',
  'done',
  'followUps',
  'approval',
  'events',
  'available',
  'policyText',
  'transcript',
] as const satisfies readonly (keyof Observation)[]

/** Latent facts have no business in an observation's events: these are the ones an agent could notice. */
const INVISIBLE_EVENTS: ReadonlySet<string> = new Set(['customer.appraised', 'settlement.began'])

/**
 * The typed observation: plain fields, and rows, identity and transcript that are built when somebody reads them.
 * All are the object's own enumerable fields, so keys, spread, clones and JSON see every one.
 */
export function observationOf(seen: Seen): Observation {
  const { record, seed } = seen
  const { views } = record
  let transcript: Observation['transcript'] | undefined
  return {
    phase: record.phase,
    progress: record.progress,
    clockMs: seen.nowMs,
    stepsLeft: seen.stepsLeft,
    minutesLeft: seen.minutesLeft,
    channel: record.channel,
    complaint: record.complaint,
    message: record.lastMessage,
    messagesSent: record.messagesSent,
    told: record.told,
    verified: record.verified,
    verificationFailed: record.verificationFailed,
    toolFailures: record.toolFailures,
    requester: record.requester,
    accepted: record.accepted,
    customerLeft: record.customerLeft,
    toolResult: record.toolResult,
    articles: views.articles,
    history: views.history,
    checked: record.checked,
    tried: record.tried,
    quoteCents: record.quoteCents,
    said: record.said,
    explained: record.explained,
    offered: record.offered,
    promises: record.promises,
    refundedCents: record.refundedCents,
    creditedCents: record.creditedCents,
    done: record.done,
    followUps: record.followUps,
    approval: record.approval,
    available: seen.available,
    policyText: seen.policyText,
    terms: views.terms,
    promotions: views.promotions,
    list: listOf(record),
    events: record.events.filter(event => !INVISIBLE_EVENTS.has(event)),
    get customer() {
      return rowsOf(views, seed).customer
    },
    get paymentMethods() {
      return rowsOf(views, seed).paymentMethods
    },
    get taxIds() {
      return rowsOf(views, seed).taxIds
    },
    get activities() {
      return rowsOf(views, seed).activities
    },
    get subscriptions() {
      return rowsOf(views, seed).subscriptions
    },
    get invoices() {
      return rowsOf(views, seed).invoices
    },
    get charges() {
      return rowsOf(views, seed).charges
    },
    get refunds() {
      return rowsOf(views, seed).refunds
    },
    get disputes() {
      return rowsOf(views, seed).disputes
    },
    get transcript() {
      transcript ??= entries(seen.transcript).map(freeze)
      return transcript
    },
  }
}

/** Names of an observation's fields. */
export const observationFields: readonly (keyof Observation)[] = fields

function listOf({ list, views }: Readonly<AgentRecord>): Observation['list'] {
  if (list === null) return null
  const rows = views[list.kind]?.length ?? 0
  return { ...list, hasMore: rows > (list.page + 1) * PAGE_ROWS }
}
