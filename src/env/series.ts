import { freeze } from '../core/freeze.ts'
import type { CustomerState } from '../personas/index.ts'
import type { Business } from '../world/business.ts'
import type { Station } from '../world/station.ts'
import type { Outcome, Signal, World } from '../world/world.ts'

/** The truth of one settled ticket. */
export interface TicketReport {
  readonly scenario: string
  readonly group: string
  readonly cause: string
  readonly variant: string
  readonly archetype: string
  /** As graded at close, and at the horizon, where a refund may have failed. */
  readonly outcome: Outcome
  readonly outcomeSettled: Outcome
  /** What was expected and not found; empty when resolved. */
  readonly reasons: readonly string[]
  readonly believed: boolean
  readonly satisfaction: number
  /** Of the episode up to the end of this ticket. */
  readonly return: number
  readonly costSum: number
  /** The true business value, in cents. */
  readonly utilityCents: number
  readonly leakedCents: number
  readonly business: Business
  readonly steps: number
  readonly minutes: number
  readonly abandoned: boolean
  readonly leftSilently: boolean
  readonly escalatedTo: string | null
  /** How fit the hand-over was, 0 … 1: the right team, what was passed on, what was tried before; null without one. */
  readonly handOverFitness: number | null
  readonly falseConfirms: number
  readonly unkeptPromises: number
}

/**
 * The tickets of one customer in an episode. The world is that of the ticket under way, with a clock, a seed and books
 * of its own; steps, return and costs run on. Plain JSON, which is only ever replaced as a whole.
 */
export interface Series {
  /** The seed of the episode; later tickets have seeds mixed from it. */
  readonly seed: number
  /** Number of the ticket under way, from 0. */
  readonly ticket: number
  /** When this ticket's first contact was, on the episode's clock. */
  readonly startedAtMs: number
  /** Steps of the episode before it. */
  readonly stepsBefore: number
  /** The persona's id in its pack. */
  readonly persona: string
  /** The customer as they came; null for one who was never here, whom the seed draws again as it drew them first. */
  readonly customer: CustomerState | null
  readonly earlier: readonly TicketReport[]
}

/** Keeps the series in the world, so that snapshots and forks carry it; forks share it, frozen. */
export const seriesStation: Station<Series | null, never, null> = {
  id: 'series',
  initial: () => null,
  copy: freeze,
  run: () => null,
}

/** The series that a world is a ticket of. */
export function seriesOf(world: World): Series {
  return world.memory[seriesStation.id] as Series
}

/** What the desk has on file: who the customer is on paper, and the tickets they had. */
export function fileOf(world: World): Pick<CustomerState, 'identity' | 'history'> {
  const { customer } = seriesOf(world)
  if (customer !== null) return customer
  return { identity: { seed: world.seed, customer: world.tickets[0]!.customer }, history: [] }
}

/** The moment on the episode's clock, in ms. */
export function episodeMs(world: World): number {
  return seriesOf(world).startedAtMs + world.clock.nowMs
}

/** Signals with their time and causing steps counted over the episode; step 0 is nobody's doing and stays. */
export function onEpisodeClock(
  signals: readonly Signal[],
  { ticket, startedAtMs, stepsBefore }: Series,
): readonly Signal[] {
  if (ticket === 0) return signals
  return signals.map(({ kind, value, atMs, causes, ticketId }) => ({
    kind,
    value,
    atMs: startedAtMs + atMs,
    causes: causes.map(({ step, weight }) => ({ step: step === 0 ? 0 : stepsBefore + step, weight })),
    ticketId,
  }))
}
