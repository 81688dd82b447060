import type { Cast } from '../../personas/index.ts'
import { loadCast } from '../../scenarios/index.ts'
import type { FactFound } from './finding.ts'
import { type HeldOut, heldOutWork, playHeldOut } from './heldOut.ts'
import { factsWork, playFacts } from './sample.ts'
import { playStability, type Stability, stabilityWork } from './stability.ts'
import type { PlayedTicket } from './ticket.ts'

export interface RealismOptions {
  /** Tickets of the playbook; on top, a fifth as many of repeated persons and a twentieth in each experiment. */
  readonly tickets: number
  /** Ticket i has the seed seed + i. */
  readonly seed: number
  /** A pack, or the name or file of one; `default` by default. */
  readonly pack?: string | Cast
  /** How much to play of every policy while churn, chargebacks and abuse move; nothing unless given. */
  readonly stability?: { readonly tickets: number }
  /** How many packs of perturbed archetypes to draw, and how much to play of each; nothing unless given. */
  readonly heldOut?: { readonly draws: number; readonly tickets: number }
}

/** How the simulated customers compare with what is known of real ones, and how far that can be relied on. */
export interface RealismReport {
  readonly tickets: number
  readonly seed: number
  readonly pack: string
  readonly facts: readonly FactFound[]
  /** Null when not asked for. */
  readonly stability: Stability | null
  /** Null when not asked for, and for a pack of concrete personas, who have no means to move. */
  readonly heldOut: HeldOut | null
}

export interface RealismProgress {
  readonly done: number
  readonly total: number
  readonly steps: number
}

/** Plays what the report needs and measures it; yields after every ticket, so that the caller sets the pace. */
export function* realism({
  pack = 'default',
  ...options
}: RealismOptions): Generator<RealismProgress, RealismReport> {
  const cast = typeof pack === 'string' ? loadCast(pack) : pack
  const { tickets, seed } = options
  const stability = options.stability === undefined ? null : { ...options.stability, seed }
  const heldOut = options.heldOut === undefined || 'personas' in cast ? null : { ...options.heldOut, seed }
  const progress = counted(
    factsWork(tickets) +
      (stability === null ? 0 : stabilityWork(stability.tickets)) +
      (heldOut === null ? 0 : heldOutWork(heldOut)),
  )
  const { facts } = yield* progress(playFacts(cast, { tickets, seed }))
  return {
    tickets,
    seed,
    pack: cast.id,
    facts,
    stability: stability === null ? null : yield* progress(playStability(cast, stability)),
    heldOut: heldOut === null || 'personas' in cast ? null : yield* progress(playHeldOut(cast, heldOut)),
  }
}

/** Everything at once. */
export function realismReport(options: RealismOptions): RealismReport {
  const running = realism(options)
  for (;;) {
    const { value, done } = running.next()
    if (done === true) return value
  }
}

/** What passes work on, and reports how far all of it has come. */
function counted(
  total: number,
): <Result>(work: Generator<readonly PlayedTicket[], Result>) => Generator<RealismProgress, Result> {
  let done = 0
  let steps = 0
  return function* count(work) {
    for (;;) {
      const next = work.next()
      if (next.done === true) return next.value
      done += 1
      for (const ticket of next.value) steps += ticket.steps
      yield { done, total, steps }
    }
  }
}
