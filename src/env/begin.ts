import { copyBooks, monthlyCents } from '../billing-mock/index.ts'
import { DAY_MS, MINUTE_MS } from '../core/clock.ts'
import { emptyLog } from '../core/log.ts'
import { categoricalQuantile, exponentialQuantile } from '../core/quantiles.ts'
import { unknownName } from '../core/suggest.ts'
import {
  type CustomerModel,
  type CustomerState,
  carriedMood,
  choosePersona,
  customerLater,
  feltUrgency,
  newCustomer,
  opening,
  openingActs,
  openingMood,
  type Persona,
  passTime,
  pastOf,
  satisfactionBias,
  traitsOf,
} from '../personas/index.ts'
import type { Scenario, Template } from '../scenarios/index.ts'
import type { CustomerAct } from '../world/acts.ts'
import type { Past } from '../world/history.ts'
import { decideEpisode, drawAt, recurring } from '../world/noise.ts'
import { noEntries, noItems, nothingDone, openRecord } from '../world/record.ts'
import { type Hidden, schedule, type Ticket, type World } from '../world/world.ts'
import { customerIn, daysAway, isSameCase, withCase } from './returning.ts'
import { hear, openScene, tell } from './scene.ts'
import { type Series, seriesStation } from './series.ts'
import { type Setting, stationsOf } from './setting.ts'
import { leaveTrail } from './settle.ts'

/** What a reset may fix instead of leaving it to the seed. */
export interface EpisodeOptions {
  readonly scenario?: string
  /** An archetype's id, or that of a concrete persona of a seeded pack. */
  readonly persona?: string
  readonly cause?: string
  readonly variant?: string
  /** Who comes: a customer as `report().customer` left them; then `persona` is not for the asking. */
  readonly customer?: CustomerState
}

const QUEUE_MEAN_MINUTES = 3
const QUEUE_MAX_MINUTES = 30

/**
 * The world at the moment the agent takes an episode's first ticket. Throws `unknown_id`, and `invalid_config` for a
 * customer who cannot come.
 */
export function begin(seed: number, options: EpisodeOptions, setting: Setting): World {
  return openTicket(seed, { options, customer: customerIn(options), before: null }, setting)
}

/** Who makes contact, about what, and what has been in this episode. */
export interface Contact {
  readonly options: EpisodeOptions
  /** As they were left; null for one who was never here. */
  readonly customer: CustomerState | null
  /** What the episode's earlier tickets hand on; null for its first. */
  readonly before: {
    readonly series: Series
    readonly endedAtMs: number
    readonly step: number
    readonly tally: World['tally']
  } | null
}

/** The world at the moment the agent takes a ticket: fixture, cause and, unless one comes back, customer by the seed. */
export function openTicket(
  seed: number,
  { options, customer: left, before }: Contact,
  setting: Setting,
): World {
  const { model } = setting
  const awayDays = left === null ? 0 : daysAway(seed, left, model)
  const known = left === null ? null : customerLater(left, awayDays, model)
  const asked = known?.unsolved ? withCase(options, known.unsolved) : options
  const scenario = chooseScenario(seed, asked, { setting, persona: known?.persona ?? null })
  const persona =
    known?.persona ??
    choosePersona(setting.pack, seed, {
      asked: options.persona,
      excluded: scenario.personas.exclude,
      model,
    })
  const template = chooseTemplate(seed, asked, { scenario, setting })
  const customer = known ?? newCustomer(persona, { seed, customer: template.customer }, model)
  const past = pastOf(customer, isSameCase(template, customer.unsolved))
  const waitMinutes = exponentialQuantile(decideEpisode(seed, 'queueWait'), QUEUE_MEAN_MINUTES)
  const waitMs = Math.round(Math.min(waitMinutes, QUEUE_MAX_MINUTES) * MINUTE_MS)
  const chart = setting.chart.initial({
    hasListedCharges: false,
    hasListedSubscriptions: false,
    hasListedInvoices: false,
    hasListedDisputes: false,
    hasMorePages: false,
    anger: 0,
  })
  const isAgain = past.comesBack || template.blame > 0
  const fresh = openingMood(persona, { urgency: template.opening.urgency, seed, model })
  const mood = known === null ? fresh : carriedMood(fresh, { customer: known, isAgain }, model)
  const ticket: Ticket = {
    ordinal: 0,
    customer: template.customer,
    chart: { conversation: chart[0]!, emotion: chart[1]!, progress: chart[2]! },
    traits: traitsOf(persona),
    mood,
    hidden: hiddenOf(template, { persona, past }, { seed, model }),
    record: openRecord(persona.channel, template.opening.complaint, waitMs),
    draws: recurring.map(() => 0),
  }
  const world: World = {
    template: template.id,
    seed,
    clock: { nowMs: 0, step: before?.step ?? 0 },
    tickets: [ticket],
    books: copyBooks(template.books),
    due: [],
    dueCount: 0,
    transcript: emptyLog(),
    tally: before === null ? { returnSum: 0, costSum: 0 } : { ...before.tally },
    memory: openMemory(setting, seriesFrom(seed, known, { before, awayDays, persona: persona.id })),
  }
  scheduleDecisions(world, ticket)
  meet(world, ticket, { setting, waitMs, acts: openingActs(template.opening.acts, persona) })
  return world
}

/** What each station keeps, the series of tickets as the last of them. */
function openMemory(setting: Setting, series: Series): World['memory'] {
  const memory: World['memory'] = {}
  for (const station of stationsOf(setting)) memory[station.id] = station.initial()
  memory[seriesStation.id] = series
  return memory
}

function seriesFrom(
  seed: number,
  customer: CustomerState | null,
  {
    before,
    awayDays,
    persona,
  }: Pick<Contact, 'before'> & { readonly awayDays: number; readonly persona: string },
): Series {
  if (before === null) {
    return { seed, ticket: 0, startedAtMs: 0, stepsBefore: 0, persona, customer, earlier: noItems }
  }
  const { series, endedAtMs, step } = before
  const startedAtMs = endedAtMs + Math.round(awayDays * DAY_MS)
  return { ...series, ticket: series.ticket + 1, startedAtMs, stepsBefore: step, persona, customer }
}

const EVIDENCE_WINS = 0.5

/** What the bank will say of the disputes that are open already, and make of its open questions. */
function scheduleDecisions(world: World, ticket: Ticket): void {
  const { disputeCases, disputes, inquiries } = world.books
  for (const { dispute, decidesAtMs } of disputeCases) {
    const { status } = disputes[dispute]!
    if (status !== 'needs_response' && status !== 'under_review') continue
    const won = drawAt(world, ticket, { purpose: 'disputeDecision', ordinal: 1 + dispute }) < EVIDENCE_WINS
    schedule(world, ticket, decidesAtMs, { kind: 'dispute.decided', dispute, won })
  }
  for (const { ordinal, status, evidenceDueAtMs } of inquiries) {
    if (status === 'warning_closed') continue
    schedule(world, ticket, evidenceDueAtMs, { kind: 'inquiry.ends', inquiry: ordinal })
  }
}

/** The customer waits in the queue, the agent takes the ticket, the customer opens. */
function meet(
  world: World,
  ticket: Ticket,
  { setting, waitMs, acts }: { setting: Setting; waitMs: number; acts: readonly CustomerAct[] },
): void {
  passTime(ticket, { fromMs: 0, toMs: waitMs, as: 'queued' }, setting.model)
  // Whoever would have left the queue never became this ticket; patience beyond it is as new (memoryless).
  ticket.mood.hazard = 0
  world.clock.nowMs = waitMs
  ticket.mood.lastContactMs = waitMs
  const scene = openScene(world, { type: 'wait', minutes: 1 }, setting)
  tell(scene, 'ticket.assigned')
  hear(scene, opening(world, ticket, { acts, model: setting.model }))
  ticket.record.events = scene.passage.events
  leaveTrail(scene)
}

function hiddenOf(
  template: Template,
  { persona, past }: { readonly persona: Persona; readonly past: Past },
  { seed, model }: { readonly seed: number; readonly model: CustomerModel },
): Hidden {
  const draw = (purpose: Parameters<typeof decideEpisode>[1]): number => decideEpisode(seed, purpose, 1)
  const monthCents = paidMonthlyCents(template)
  return {
    scenario: template.scenario,
    cause: template.cause,
    blame: template.blame,
    severe: persona.severe || (monthCents > 0 && template.lossCents > monthCents),
    urgency: feltUrgency(persona, template.opening.urgency, model),
    lossCents: template.lossCents,
    entitledCents: template.entitledCents,
    patienceThreshold: exponentialQuantile(draw('patience'), 1),
    beliefDraw: draw('belief'),
    satisfactionBias: satisfactionBias(draw('satisfactionBias'), model),
    past,
    explained: noItems,
    misinformed: 0,
    falseConfirms: 0,
    disclosedBeforeVerified: 0,
    unkeptPromises: 0,
    toldCents: 0,
    told: nothingDone,
    deniedAttempts: 0,
    declinedRetries: 0,
    concededCents: 0,
    voidedCents: 0,
    resent: noItems,
    followUpLeakCents: 0,
    calls: noEntries,
    escalatedTo: null,
    handOverFitness: null,
    closedAtMs: null,
    closedStep: null,
    leftSilently: false,
    resolutionClaimed: null,
    believed: null,
    satisfaction: null,
    outcome: null,
    outcomeSettled: null,
    reopened: false,
    churnedAtMs: null,
    trail: emptyLog(),
  }
}

/** What the customer pays a month, over all plans. */
function paidMonthlyCents({ books, customer }: Template): number {
  return books.subscriptions
    .filter(each => each.customer === customer)
    .reduce((sum, each) => sum + monthlyCents(books, each.ordinal), 0)
}

/** Whoever is known already brings no case that their kind is excluded from, unless every case excludes it. */
function chooseScenario(
  seed: number,
  options: EpisodeOptions,
  { setting, persona }: { readonly setting: Setting; readonly persona: Persona | null },
): Scenario {
  if (options.scenario !== undefined) return setting.catalogue.scenario(options.scenario)
  const { scenarios: all } = setting.catalogue
  const fitting = all.filter(
    ({ personas }) => persona === null || !personas.exclude.includes(persona.archetype),
  )
  const scenarios = fitting.length === 0 ? all : fitting
  const index = categoricalQuantile(
    decideEpisode(seed, 'scenario'),
    scenarios.map(scenario => scenario.weight),
  )
  return scenarios[index]!
}

function chooseTemplate(
  seed: number,
  options: EpisodeOptions,
  { scenario, setting }: { scenario: Scenario; setting: Setting },
): Template {
  const causes = Object.entries(scenario.causes)
  const weights = causes.map(([, cause]) => cause.weight)
  const cause = options.cause ?? causes[categoricalQuantile(decideEpisode(seed, 'cause'), weights)]![0]
  if (!Object.hasOwn(scenario.causes, cause)) throw unknownName('cause', cause, Object.keys(scenario.causes))
  const ids = scenario.variants.map(variant => variant.id)
  const variant = options.variant ?? ids[Math.floor(decideEpisode(seed, 'variant') * ids.length)]!
  if (!ids.includes(variant)) throw unknownName('variant', variant, ids)
  return setting.catalogue.template(scenario.id, cause, variant)
}
