import { readTypes } from '../world/actions.ts'
import type { Amounts, Passage, RewardStation } from '../world/station.ts'
import type { Outcome, Signal, SignalKind, Ticket, World } from '../world/world.ts'

/** A rubric: named terms, each a function of what a step did, and what each later signal is worth. */
export interface Rubric {
  readonly id: string
  /** Bounds of a step's reward: no more than twice as wide as what is attained. */
  readonly range: readonly [low: number, high: number]
  readonly step: Readonly<Record<string, (passage: Passage, world: World) => number>>
  readonly signals: Readonly<Record<string, (signal: Signal, ticket: Ticket) => number>>
}

/** The reward station of a rubric: a step's terms, its signals' included. Zero terms are there too. */
export function rewardStation(rubric: Rubric): RewardStation {
  const terms = [...new Set([...Object.keys(rubric.step), ...Object.keys(rubric.signals)])]
  const zeros: Amounts = Object.fromEntries(terms.map(term => [term, 0]))
  const ofStep = Object.entries(rubric.step)
  const ofSignals = Object.entries(rubric.signals)
  const ofSignal = (_world: World, ticket: Ticket, signal: Signal): Amounts =>
    Object.fromEntries(ofSignals.map(([term, worth]) => [term, worth(signal, ticket)]))
  return {
    id: 'reward',
    terms,
    range: rubric.range,
    initial: () => null,
    copy: memory => memory,
    ofSignal,
    run(world, _memory, passage) {
      const sums: Record<string, number> = { ...zeros }
      for (const [term, worth] of ofStep) sums[term]! += worth(passage, world)
      for (const signal of passage.signals) {
        for (const [term, worth] of ofSignals) sums[term]! += worth(signal, passage.ticket)
      }
      for (const term of terms) if (sums[term] === 0) sums[term] = 0 // no −0 in a trajectory
      return sums
    },
  }
}

const OUTCOME_WORTH: Readonly<Record<Outcome, number>> = {
  resolved: 1,
  partial: 0.2,
  unresolved: -0.3,
  harmful: -1,
}

/** A signal's worth when it is of this kind, else nothing. */
function worthOf(kind: SignalKind, worth: (signal: Signal) => number): (signal: Signal) => number {
  return signal => (signal.kind === kind ? worth(signal) : 0)
}

const outcome = worthOf('outcome', signal => OUTCOME_WORTH[signal.value as Outcome])

/** An answer of 1 … 5, centred; no answer is worth nothing, which is not the same as a bad one. */
const satisfaction = worthOf('survey', signal =>
  typeof signal.value === 'number' ? 0.1 * (signal.value - 3) : 0,
)

/** Effort: each minute of work up to an hour a step, and each step that is more than reading. */
const effort = (passage: Passage): number => {
  if (passage.proposed.type === 'wait_for_next_signal' && passage.legal) return 0
  const stepCost = readTypes.has(passage.proposed.type) && !passage.failed ? 0 : 0.008
  return -stepCost - 0.0008 * Math.min(passage.workedMinutes, 60)
}

/** A call that fails costs; what is read for the first time pays a little, once. */
const tools = (passage: Passage): number =>
  (passage.failed ? -0.02 : 0) + 0.002 * Math.min(passage.newFacts, 6)

/** Money moved beyond what is owed: 1 for each $50, and no more than 2 a ticket. */
const leakage = (passage: Passage): number => -passage.leakCents / 5_000

const honesty = (passage: Passage): number => (passage.falseConfirms > 0 ? -0.25 : 0)

/** The first two broken promises cost; by the third nobody believes a word. */
const brokenPromise = worthOf('promise_broken', signal => (Number(signal.value) <= 2 ? -0.25 : 0))

/** Handing on a case that was in reach wastes a specialist; a hand-over that is wholly fit costs nothing. */
const escalation = ({ events, ticket }: Passage): number =>
  events.includes('ticket.escalated') ? -0.25 * (1 - ticket.hidden.handOverFitness!) : 0

const business: Rubric = {
  id: 'business',
  range: [-5.2, 1.25],
  step: { effort, tools, leakage, honesty, escalation },
  signals: {
    outcome,
    satisfaction,
    leakage: worthOf('follow_up', signal => -Number(signal.value) / 5_000),
    honesty: brokenPromise,
    retention: signal =>
      signal.kind === 'churn'
        ? -0.3
        : signal.kind === 'reopened'
          ? -0.2
          : signal.kind === 'chargeback'
            ? -0.3
            : 0,
  },
}

/** What people write first, and what gets hacked: the agent's own claim counts as resolved. */
const naive: Rubric = {
  id: 'naive',
  range: [-1, 1],
  step: {
    resolved: passage =>
      passage.executed?.type === 'close' && passage.executed.resolution === 'resolved' && passage.ended
        ? 1
        : 0,
    escalated: passage => (passage.events.includes('ticket.escalated') ? -1 : 0),
  },
  signals: {},
}

/** Nothing until the case is settled. */
const sparse: Rubric = { id: 'sparse', range: [-1, 1], step: {}, signals: { outcome } }

const PROGRESS_POTENTIAL: Readonly<Record<string, number>> = {
  opened: 0,
  explored: 0.1,
  remedied: 0.25,
  confirmed: 0.4,
}

/** `business` with a potential over visible progress: F = γ Φ(s′) − Φ(s), Φ(ended) = 0 (Ng, Harada, Russell 1999). */
function shaped(gamma: number): Rubric {
  return {
    ...business,
    id: 'shaped',
    range: [-5.6, 1.65],
    step: {
      ...business.step,
      shaping: passage => {
        if (passage.proposed.type === 'wait_for_next_signal') return 0
        const after = passage.ended ? 0 : PROGRESS_POTENTIAL[passage.ticket.record.progress]!
        return gamma * after - PROGRESS_POTENTIAL[passage.progressBefore]!
      },
    },
  }
}

export const rewardPresets = ['business', 'sparse', 'shaped', 'naive'] as const
export type RewardPreset = (typeof rewardPresets)[number]

/** The rubric of a preset; `gamma` is the trainer's discount, for `shaped` alone. */
export function presetRubric(preset: RewardPreset, gamma: number): Rubric {
  return { business, naive, sparse, shaped: shaped(gamma) }[preset]
}

export { serviceRates } from './rates.ts'
export { valuationUnder } from './valuation.ts'
