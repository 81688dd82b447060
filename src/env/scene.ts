import {
  type ApplyContext,
  type ApplyResult,
  apply,
  type Operation,
  renderTokens,
} from '../billing-mock/index.ts'
import type { Configuration } from '../core/chart.ts'
import { renderId } from '../core/ids.ts'
import { append } from '../core/log.ts'
import type { Template } from '../scenarios/index.ts'
import { type Action, type ActionType, actionTypes } from '../world/actions.ts'
import type { CustomerMessage } from '../world/acts.ts'
import { drawAt } from '../world/noise.ts'
import type { AgentRecord, ApiResponse, ToolResult } from '../world/record.ts'
import type { Passage } from '../world/station.ts'
import type { ChartView } from '../world/support.machine.ts'
import type { Ticket, World } from '../world/world.ts'
import type { Setting } from './setting.ts'

/** What passes through the stations of one step: the state, the ticket worked on, and the account of the step. */
export interface Scene {
  readonly world: World
  readonly ticket: Ticket
  readonly template: Template
  readonly setting: Setting
  readonly passage: Passage
}

/** The template a world began as. */
export function templateOf(world: World, setting: Setting): Template {
  return setting.catalogue.templateById(world.template)
}

/** The scene of a step on the world's ticket. */
export function openScene(world: World, action: Action, setting: Setting): Scene {
  const ticket = world.tickets[0]!
  const passage: Passage = {
    ticket,
    proposed: action,
    executed: null,
    legal: false,
    verdicts: [],
    workedMinutes: 0,
    failed: false,
    newFacts: 0,
    events: [],
    signals: [],
    startedAtMs: world.clock.nowMs,
    leakCents: 0,
    disclosures: 0,
    falseConfirms: 0,
    progressBefore: ticket.record.progress,
    ended: false,
    settled: false,
  }
  return { world, ticket, template: templateOf(world, setting), setting, passage }
}

/** The chart's events of the agent's requests. */
const requests = Object.fromEntries(actionTypes.map(type => [type, `agent.${type}`])) as Record<
  ActionType,
  string
>

/** The request that asks the chart for an action of this type. */
export function requestOf(type: ActionType): string {
  return requests[type]
}

/** The chart is asked several times a step: the view and the configuration are written anew, never allocated. */
const view = {
  hasListedCharges: false,
  hasListedSubscriptions: false,
  hasListedInvoices: false,
  hasListedDisputes: false,
  hasMorePages: false,
  anger: 0,
}
const configuration = [0, 0, 0]

/** What the chart's guards read of a ticket: until the next call, so for a question that is asked at once. */
export function chartView({ record, mood }: Ticket): ChartView {
  const { charges, subscriptions, invoices, disputes } = record.views
  view.hasListedCharges = charges !== null && charges.length > 0
  view.hasListedSubscriptions = subscriptions !== null && subscriptions.length > 0
  view.hasListedInvoices = invoices !== null && invoices.length > 0
  view.hasListedDisputes = disputes !== null && disputes.length > 0
  view.hasMorePages = hasNextPage(record)
  view.anger = mood.anger
  return view
}

/** Whether the last list goes on after the page shown. */
export function hasNextPage(record: AgentRecord): boolean {
  if (record.list === null) return false
  const rows = record.views[record.list.kind] ?? []
  return rows.length > (record.list.page + 1) * 8
}

/** A ticket's control state as the chart's configuration: until the next call, as above. */
export function configurationOf({ chart }: Ticket): Configuration {
  configuration[0] = chart.conversation
  configuration[1] = chart.emotion
  configuration[2] = chart.progress
  return configuration
}

/** Reports a past fact: to the account of the step, and to the chart, which may change what can happen next. */
export function tell(scene: Scene, event: string): void {
  const { ticket, passage, setting } = scene
  passage.events.push(event)
  if (setting.chart.listensTo(event)) send(scene, event)
  if (!passage.ended && hasEnded(ticket, setting)) {
    passage.ended = true
    passage.workedMinutes = (scene.world.clock.nowMs - passage.startedAtMs) / 60_000
  }
}

/** Sends an event to the chart and keeps the visible side of its control state in the record. */
export function send(scene: Scene, event: string): void {
  const { ticket, setting } = scene
  const { chart, record } = ticket
  const reached = setting.chart.send(configurationOf(ticket), event, chartView(ticket))
  chart.conversation = reached[0]!
  chart.emotion = reached[1]!
  chart.progress = reached[2]!
  record.phase = setting.chart.leaves.conversation![chart.conversation]!
  record.progress = setting.chart.leaves.progress![chart.progress]!
}

/** Whether the case has ended: the agent can do nothing more about it. */
export function hasEnded(ticket: Ticket, setting: Setting): boolean {
  return setting.chart.hasTag(configurationOf(ticket), 'ended')
}

/** Whether everything that was to follow has followed. */
export function hasSettled(ticket: Ticket, setting: Setting): boolean {
  return setting.chart.hasTag(configurationOf(ticket), 'settled')
}

/** Does a billing operation now, on behalf of the agent or of the passing of time. */
export function bill(scene: Scene, operation: Operation, actor: 'agent' | 'system'): ApplyResult {
  return apply(scene.world.books, operation, billingContext(scene, actor))
}

/** What a billing operation needs to know of the moment. */
export function billingContext(scene: Scene, actor: 'agent' | 'system'): ApplyContext {
  const { world, ticket, template, setting } = scene
  // Two draws a refund, keyed by its ordinal: an attempt that is refused moves no later noise.
  let ordinal = 2 * world.books.refunds.length
  return {
    nowMs: world.clock.nowMs,
    actor,
    terms: template.terms,
    draw: () => drawAt(world, ticket, { purpose: 'billing', ordinal: ordinal++ }),
    check: setting.check,
  }
}

/** A tool's good answer. */
export function succeed(scene: Scene, tool: string): void {
  show(scene, { tool, ok: true, code: null, message: null })
}

/** A tool's error: the agent's mistake, or the world's refusal; either way something to observe. */
export function fail(
  scene: Scene,
  tool: string,
  error: { readonly code: string; readonly message: string; readonly response?: ApiResponse },
): void {
  // After the close nobody is there to be blamed: what a follow-up cannot do is a signal of its own.
  if (scene.ticket.hidden.closedAtMs === null) scene.passage.failed = true
  scene.ticket.record.toolFailures += 1
  const message = renderTokens(error.message, (entity, ordinal) =>
    entityId(entity, scene.world.seed, ordinal),
  )
  show(scene, {
    tool,
    ok: false,
    code: error.code,
    message,
    ...(error.response === undefined ? {} : { response: error.response }),
  })
}

/** Puts a tool's answer in view. */
export function show(scene: Scene, result: ToolResult): void {
  const { world, ticket } = scene
  ticket.record.toolResult = result
  world.transcript = append(world.transcript, { from: 'tool', atMs: world.clock.nowMs, result })
}

/** Takes in a customer's message: what it discloses, and what it says of the case, is now on record. */
export function hear(scene: Scene, message: CustomerMessage): void {
  const { world, ticket } = scene
  const { record } = ticket
  record.lastMessage = message
  record.messagesHeard += 1
  if (Object.keys(message.disclosed).length > 0) record.told = { ...record.told, ...message.disclosed }
  world.transcript = append(world.transcript, { from: 'customer', atMs: world.clock.nowMs, message })
  tell(scene, 'customer.messaged')
  if (message.acts.includes('accept')) {
    record.accepted = true
    tell(scene, 'customer.accepted')
  } else if (message.acts.includes('doubt')) {
    record.accepted = false
    tell(scene, 'customer.doubted')
  }
}

const ID_PREFIXES: Readonly<Record<string, string>> = {
  customer: 'cus',
  payment_method: 'pm',
  plan: 'plan',
  subscription: 'sub',
  invoice: 'in',
  charge: 'ch',
  refund: 're',
  credit: 'cbtxn',
  dispute: 'dp',
  inquiry: 'dpi',
  credit_note: 'cn',
  promotion_code: 'promo',
  tax_id: 'txi',
  activity: 'act',
}

/** The prefix of an entity's ids. */
export function idPrefix(entity: string): string {
  return ID_PREFIXES[entity] ?? entity
}

/** An entity's id, as this seed renders it. */
export function entityId(entity: string, seed: number, ordinal: number): string {
  return renderId(idPrefix(entity), seed, Math.max(0, ordinal))
}
