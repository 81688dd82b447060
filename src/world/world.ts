import { type Books, copyBooks } from '../billing-mock/index.ts'
import { freeze, withFrozenParts } from '../core/freeze.ts'
import { freezeItems, type Log } from '../core/log.ts'
import type { BoundCall } from './actions.ts'
import type { AgentAct, CustomerMessage, Topic } from './acts.ts'
import type { DeedCounts } from './deeds.ts'
import type { Past } from './history.ts'
import type { AgentRecord, ToolResult } from './record.ts'
import type { Team } from './tools.ts'

/** Everything that changes in an episode: plain data, milliseconds from first contact, entities by ordinal. */
export interface World {
  /** The fixture this world began as: run once per scenario variant and frozen. */
  readonly template: string
  readonly seed: number
  clock: { nowMs: number; step: number }
  tickets: Ticket[]
  books: Books
  /** What is to happen, sorted by (atMs, ordinal). */
  due: readonly Due[]
  /** Ordinal of the next due entry. */
  dueCount: number
  /** What was said and done in view of the agent. */
  transcript: Log<Fact>
  tally: { returnSum: number; costSum: number }
  /** What a station must remember, by station id; copied by the station. */
  memory: Record<string, unknown>
}

/** One customer's case. `traits`, `mood` and `hidden` are latent; the agent sees what `record` holds. */
export interface Ticket {
  readonly ordinal: number
  /** The customer's ordinal in the books. */
  readonly customer: number
  readonly chart: Chart
  readonly traits: Traits
  mood: Mood
  hidden: Hidden
  record: AgentRecord
  /** Next ordinal of each recurring purpose of noise. */
  draws: number[]
}

/** Control state: the active leaf of each region of the support machine. */
export interface Chart {
  conversation: number
  emotion: number
  progress: number
}

/** Fixed parameters of a persona, in [0, 1] but for loss aversion (1.3 … 2.3). */
export interface Traits {
  readonly archetype: string
  readonly patience: number
  readonly tech: number
  readonly politeness: number
  readonly assertiveness: number
  readonly priceSensitivity: number
  readonly loyalty: number
  readonly volatility: number
  readonly honesty: number
  readonly lossAversion: number
  readonly verbosity: number
  /** Need for rapport: how much kind words count, and below .5, how much they are in the way. */
  readonly rapport: number
  /** Probability that, leaving, the customer says nothing. */
  readonly leavesSilently: number
  /** Probability of an "all fine" that is not meant. */
  readonly feignsAcceptance: number
  /** Factors on the chances of a chargeback and of a survey answer. */
  readonly chargebackFactor: number
  readonly surveyFactor: number
}

/** The customer's latent state on this ticket; see the customer model. In [0, 1] but for `justice` and sums. */
export interface Mood {
  anger: number
  /** Where anger drifts back to. */
  baseline: number
  confusion: number
  effort: number
  expectation: number
  belief: number
  trust: number
  justice: { distributive: number; procedural: number; interactional: number }
  angerPeak: number
  /** Integral of anger over minutes, and those minutes: their ratio is the mean. */
  angerMinutes: number
  minutes: number
  waitMinutes: number
  lastContactMs: number
  /** The customer has asked "are you there?" in this silence. */
  hasNudged: boolean
  /** After an estimate ("done by …") a wait feels shorter. */
  hasEstimate: boolean
  /** Integrated hazard of leaving. */
  hazard: number
  transfers: number
  /** The last appraisal's value: what the answer to it follows. */
  lastValue: number
}

export const outcomes = ['resolved', 'partial', 'unresolved', 'harmful'] as const
export type Outcome = (typeof outcomes)[number]

/** How open a case is by its grade: what reopening, churn and chargebacks feed on. */
export const openness: Readonly<Record<Outcome, number>> = {
  resolved: 0,
  partial: 0.5,
  unresolved: 1,
  harmful: 1,
}

/** What is true of the case and unknown to the agent. */
export interface Hidden {
  readonly scenario: string
  readonly cause: string
  readonly blame: number
  readonly severe: boolean
  readonly urgency: number
  /** What the customer thinks is at stake, and what is really owed, in cents. */
  readonly lossCents: number
  readonly entitledCents: number
  /** Exp(1): the customer leaves when the integrated hazard passes it. */
  readonly patienceThreshold: number
  readonly beliefDraw: number
  readonly satisfactionBias: number
  /** What the customer has been through with this company before. */
  readonly past: Past
  /** True and relevant explanations the customer has heard. */
  explained: readonly Topic[]
  misinformed: number
  falseConfirms: number
  disclosedBeforeVerified: number
  unkeptPromises: number
  /** What the customer has been told of: money moved, in cents, and what else was done. */
  toldCents: number
  told: DeedCounts
  /** Actions the guardrails denied. */
  deniedAttempts: number
  /** Attempts to collect that the bank declined. */
  declinedRetries: number
  /** What the agent gave up, in cents: to the bank, by accepting a dispute, and by taking invoices back. */
  concededCents: number
  voidedCents: number
  /** Invoices that were sent again. */
  resent: readonly number[]
  /** What the last follow-up that ran moved beyond what is owed. */
  followUpLeakCents: number
  /** Calls of each billing operation so far: what faults count by. */
  calls: Readonly<Record<string, number>>
  escalatedTo: Team | null
  /** How fit the hand-over was, 0 … 1; null without one. */
  handOverFitness: number | null
  closedAtMs: number | null
  closedStep: number | null
  leftSilently: boolean
  resolutionClaimed: string | null
  believed: boolean | null
  satisfaction: number | null
  outcome: Outcome | null
  outcomeSettled: Outcome | null
  reopened: boolean
  churnedAtMs: number | null
  /** One row per step, for attributing later signals to steps. */
  trail: Log<TrailRow>
}

/** After a step: the satisfaction index and the grade (0 resolved, .5 partial, 1 open) as if the case closed there. */
export interface TrailRow {
  readonly satisfaction: number
  /** What of it is the bonus for a failure made good, which no loyalty follows from. */
  readonly recovery: number
  readonly open: number
}

/** Something that will happen at a moment, whoever handles it. */
export type Due = DueEvent & { readonly atMs: number; readonly ordinal: number; readonly ticket: number }
export type DueEvent =
  | { readonly kind: 'refund.settles'; readonly refund: number }
  | { readonly kind: 'refund.returns'; readonly refund: number }
  | { readonly kind: 'approval.decides'; readonly granted: boolean }
  | { readonly kind: 'approval.expires' }
  | { readonly kind: 'promise.falls_due'; readonly promise: number }
  | { readonly kind: 'follow_up.runs'; readonly call: BoundCall | null }
  | { readonly kind: 'survey.closes'; readonly score: number | null }
  | { readonly kind: 'case.discovered' }
  | { readonly kind: 'ticket.reopens' }
  | { readonly kind: 'chargeback.filed'; readonly charge: number }
  | { readonly kind: 'chargeback.decided'; readonly dispute: number; readonly won: boolean }
  | { readonly kind: 'dispute.decided'; readonly dispute: number; readonly won: boolean }
  | { readonly kind: 'inquiry.ends'; readonly inquiry: number }
  | { readonly kind: 'dunning.ends' }
  | { readonly kind: 'payment_method.attached'; readonly last4: string }
  | { readonly kind: 'customer.churns' }
  | { readonly kind: 'customer.renews' }

/** A line of the transcript: only what the agent could see. */
export type Fact =
  | { readonly from: 'customer'; readonly atMs: number; readonly message: CustomerMessage }
  | {
      readonly from: 'agent'
      readonly atMs: number
      readonly acts: readonly AgentAct[]
      readonly text: string | null
    }
  | { readonly from: 'tool'; readonly atMs: number; readonly result: ToolResult }

/** What a signal can be about. */
export const signalKinds = [
  'survey',
  'reopened',
  'refund_settled',
  'refund_failed',
  'promise_broken',
  'follow_up',
  'chargeback',
  'chargeback_decided',
  'churn',
  'renewal',
  'outcome',
] as const
export type SignalKind = (typeof signalKinds)[number]

/** An outcome that arrives later. A survey nobody answered has the value null: that is itself a value, not a zero. */
export interface Signal {
  readonly kind: SignalKind
  readonly value: number | string | null
  readonly atMs: number
  /** Each step's change to the signal's logit (step 0 is what held before the first); they sum to the whole. */
  readonly causes: readonly { readonly step: number; readonly weight: number }[]
  readonly ticketId: string
}

/** Whether the customer has a plan that goes unpaid. */
export function isPastDue({ books }: World, { customer }: Ticket): boolean {
  return books.subscriptions.some(each => each.customer === customer && each.status === 'past_due')
}

/** Puts something on the schedule, in order. */
export function schedule(world: World, ticket: Ticket, atMs: number, event: DueEvent): void {
  const due = {
    ...event,
    atMs: Math.round(atMs),
    ordinal: world.dueCount,
    ticket: ticket.ordinal,
  } as Due
  world.dueCount += 1
  const queue = world.due.slice()
  let at = queue.length
  while (at > 0 && queue[at - 1]!.atMs > due.atMs) at -= 1
  queue.splice(at, 0, due)
  world.due = queue
}

/**
 * A deep enough copy: what is written in place is copied; what is only ever replaced is shared, and frozen here, so
 * that a step need not freeze what nobody else holds.
 */
export function copyWorld(world: World, copyMemory: (id: string, memory: unknown) => unknown): World {
  for (const due of world.due) Object.freeze(due)
  Object.freeze(world.due)
  freezeItems(world.transcript)
  return {
    template: world.template,
    seed: world.seed,
    clock: { ...world.clock },
    tickets: world.tickets.map(copyTicket),
    books: copyBooks(world.books),
    due: world.due,
    dueCount: world.dueCount,
    transcript: world.transcript,
    tally: { ...world.tally },
    memory: Object.fromEntries(
      Object.entries(world.memory).map(([id, memory]) => [id, copyMemory(id, memory)]),
    ),
  }
}

function copyTicket(ticket: Ticket): Ticket {
  const { record, hidden } = ticket
  withFrozenParts(record)
  freezeItems(hidden.trail)
  freeze(hidden.explained)
  freeze(hidden.resent)
  freeze(hidden.told)
  freeze(hidden.calls)
  return {
    ordinal: ticket.ordinal,
    customer: ticket.customer,
    chart: { ...ticket.chart },
    traits: ticket.traits,
    mood: { ...ticket.mood, justice: { ...ticket.mood.justice } },
    hidden: { ...hidden },
    record: { ...record },
    draws: ticket.draws.slice(),
  }
}
