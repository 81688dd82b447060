import type { Charge, Terms } from '../billing-mock/index.ts'
import { freeze } from '../core/freeze.ts'
import { entries, type Log } from '../core/log.ts'
import { type Identity, identityOf } from '../personas/index.ts'
import type { ActionType } from '../world/actions.ts'
import type { Complaint, CustomerMessage, Remedy, Slot, Topic } from '../world/acts.ts'
import {
  type AgentRecord,
  type Approval,
  type Article,
  type Channel,
  type ListKind,
  PAGE_ROWS,
  type PromiseMade,
  type ToolResult,
  type Views,
} from '../world/record.ts'
import type { Fact } from '../world/world.ts'
import { entityId } from './scene.ts'

type Row<T, Replaced extends keyof T> = Omit<T, Replaced | 'ordinal'> & { readonly id: string }
export type ChargeRow = Row<Charge, 'customer' | 'invoice' | 'paymentMethod'> & {
  readonly invoiceId: string | null
  readonly subscriptionId: string | null
}
export interface SubscriptionRow {
  readonly id: string
  readonly plan: string
  readonly interval: 'month' | 'year'
  readonly quantity: number
  readonly status: string
  readonly currentPeriodStartMs: number
  readonly currentPeriodEndMs: number
  readonly cancelAtPeriodEnd: boolean
  readonly canceledAtMs: number
  readonly createdAtMs: number
}
export interface InvoiceRow {
  readonly id: string
  readonly subscriptionId: string | null
  readonly status: string
  readonly totalCents: number
  readonly paidCents: number
  readonly remainingCents: number
  readonly createdAtMs: number
}
export interface RefundRow {
  readonly id: string
  readonly chargeId: string
  readonly amountCents: number
  readonly reason: string
  readonly status: string
  readonly createdAtMs: number
  readonly settlesAtMs: number
  readonly failureReason: string | null
}
export interface ActivityRow {
  readonly kind: string
  readonly atMs: number
  readonly subscriptionId: string | null
  readonly amountCents: number | null
}

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
  /** Whether the customer's last word on the case was to accept. */
  readonly accepted: boolean
  readonly customerLeft: boolean
  /** What the tool called in the last step answered; null when none was. */
  readonly toolResult: ToolResult | null
  readonly list: { readonly kind: ListKind; readonly page: number; readonly hasMore: boolean } | null
  readonly customer: (Identity & { readonly id: string; readonly balanceCents: number }) | null
  readonly activities: readonly ActivityRow[] | null
  readonly subscriptions: readonly SubscriptionRow[] | null
  readonly invoices: readonly InvoiceRow[] | null
  readonly charges: readonly ChargeRow[] | null
  readonly refunds: readonly RefundRow[] | null
  readonly terms: Terms | null
  readonly article: Article | null
  readonly checked: AgentRecord['checked']
  readonly tried: AgentRecord['tried']
  readonly quoteCents: number | null
  readonly said: Readonly<Record<string, number>>
  readonly explained: readonly Topic[]
  readonly offered: readonly Remedy[]
  readonly promises: readonly PromiseMade[]
  readonly refundedCents: number
  readonly creditedCents: number
  readonly cancellations: number
  readonly planChanges: number
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
  'accepted',
  'customerLeft',
  'toolResult',
  'list',
  'customer',
  'activities',
  'subscriptions',
  'invoices',
  'charges',
  'refunds',
  'terms',
  'article',
  'checked',
  'tried',
  'quoteCents',
  'said',
  'explained',
  'offered',
  'promises',
  'refundedCents',
  'creditedCents',
  'cancellations',
  'planChanges',
  'followUps',
  'approval',
  'events',
  'available',
  'policyText',
  'transcript',
] as const satisfies readonly (keyof Observation)[]

/** Latent facts have no business in an observation's events: these are the ones an agent could notice. */
const INVISIBLE_EVENTS: ReadonlySet<string> = new Set([
  'customer.appraised',
  'escalation.fits',
  'settlement.began',
])

/**
 * The typed observation: plain fields, and rows, identity and transcript that are built when somebody reads them.
 * All are the object's own enumerable fields, so keys, spread, clones and JSON see every one.
 */
export function observationOf(seen: Seen): Observation {
  const { record, seed } = seen
  const { views } = record
  let customer: Observation['customer'] | undefined
  let activities: Observation['activities'] | undefined
  let subscriptions: Observation['subscriptions'] | undefined
  let invoices: Observation['invoices'] | undefined
  let charges: Observation['charges'] | undefined
  let refunds: Observation['refunds'] | undefined
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
    accepted: record.accepted,
    customerLeft: record.customerLeft,
    toolResult: record.toolResult,
    article: views.article,
    checked: record.checked,
    tried: record.tried,
    quoteCents: record.quoteCents,
    said: record.said,
    explained: record.explained,
    offered: record.offered,
    promises: record.promises,
    refundedCents: record.refundedCents,
    creditedCents: record.creditedCents,
    cancellations: record.cancellations,
    planChanges: record.planChanges,
    followUps: record.followUps,
    approval: record.approval,
    available: seen.available,
    policyText: seen.policyText,
    terms: views.terms,
    list: listOf(record),
    events: record.events.filter(event => !INVISIBLE_EVENTS.has(event)),
    get customer() {
      customer ??= customerOf(views, seed)
      return customer
    },
    get activities() {
      activities ??= activityRows(views, seed)
      return activities
    },
    get subscriptions() {
      subscriptions ??= subscriptionRows(views, seed)
      return subscriptions
    },
    get invoices() {
      invoices ??= invoiceRows(views, seed)
      return invoices
    },
    get charges() {
      charges ??= chargeRows(views, seed)
      return charges
    },
    get refunds() {
      refunds ??= refundRows(views, seed)
      return refunds
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

function customerOf(views: Views, seed: number): Observation['customer'] {
  const { customer } = views
  if (customer === null) return null
  const id = entityId('customer', seed, customer.ordinal)
  return { id, balanceCents: customer.balanceCents, ...identityOf(seed, customer.ordinal) }
}

function activityRows(views: Views, seed: number): Observation['activities'] {
  return (
    views.activities?.map(activity => ({
      kind: activity.kind,
      atMs: activity.atMs,
      subscriptionId: idOrNull('subscription', seed, activity.subscription),
      amountCents: activity.amountCents,
    })) ?? null
  )
}

function subscriptionRows(views: Views, seed: number): Observation['subscriptions'] {
  return (
    views.subscriptions?.map(({ ordinal, customer: _customer, plan, ...row }) => {
      const { code, interval } = views.plans![plan]!
      return { ...row, id: entityId('subscription', seed, ordinal), plan: code, interval }
    }) ?? null
  )
}

function invoiceRows(views: Views, seed: number): Observation['invoices'] {
  return (
    views.invoices?.map(invoice => ({
      id: entityId('invoice', seed, invoice.ordinal),
      subscriptionId: idOrNull('subscription', seed, invoice.subscription),
      status: invoice.status,
      totalCents: invoice.totalCents,
      paidCents: invoice.paidCents,
      remainingCents: invoice.remainingCents,
      createdAtMs: invoice.createdAtMs,
    })) ?? null
  )
}

function chargeRows(views: Views, seed: number): Observation['charges'] {
  return (
    views.charges?.map(({ ordinal, customer: _customer, paymentMethod: _method, invoice, ...row }) => ({
      ...row,
      id: entityId('charge', seed, ordinal),
      invoiceId: idOrNull('invoice', seed, invoice),
      subscriptionId: idOrNull('subscription', seed, subscriptionOf(views, invoice)),
    })) ?? null
  )
}

function subscriptionOf(views: Views, invoice: number | null): number | null {
  return views.invoices?.find(each => each.ordinal === invoice)?.subscription ?? null
}

function refundRows(views: Views, seed: number): Observation['refunds'] {
  return (
    views.refunds?.map(({ ordinal, charge, ...row }) => ({
      ...row,
      id: entityId('refund', seed, ordinal),
      chargeId: entityId('charge', seed, charge),
    })) ?? null
  )
}

function idOrNull(entity: string, seed: number, ordinal: number | null): string | null {
  return ordinal === null ? null : entityId(entity, seed, ordinal)
}
