import type { Action, ActionType } from './actions.ts'
import type { AgentRecord } from './record.ts'
import type { Due, Signal, Ticket, World } from './world.ts'

/**
 * A place on the line of a step that remembers: what it must remember lives in the world's `memory` under its id,
 * so that snapshots and forks carry it. It is asked with a moment and answers with plain data.
 */
export interface Station<Memory, Moment, Answer> {
  readonly id: string
  initial(): Memory
  copy(memory: Memory): Memory
  run(world: World, memory: Memory, moment: Moment): Answer
}

/** Asks a station. */
export function ask<Memory, Moment, Answer>(
  station: Station<Memory, Moment, Answer>,
  world: World,
  moment: Moment,
): Answer {
  return station.run(world, world.memory[station.id] as Memory, moment)
}

/** What a rule says of an action. */
export type Verdict =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly rule: string; readonly why: string }
  | { readonly kind: 'modify'; readonly rule: string; readonly action: Action }
  | {
      readonly kind: 'approve'
      readonly rule: string
      readonly queue: string
      readonly ttlMs: number
      readonly onTimeout: 'deny' | 'escalate'
    }
  | { readonly kind: 'terminate'; readonly rule: string; readonly why: string }

/** The moments at which guardrails are asked. */
export type GuardMoment =
  /** Before an action is applied: may it? A capped amount is reserved when it may, or may after approval. */
  | { readonly at: 'proposed'; readonly ticket: Ticket; readonly action: Action; readonly approved: boolean }
  /** After: the reserved amount was spent, or was not. */
  | { readonly at: 'settled'; readonly ticket: Ticket; readonly action: Action; readonly spent: boolean }

export type GuardStation = Station<unknown, GuardMoment, readonly Verdict[]> & {
  /** Whether an action type is denied whatever its arguments: the preemptive mask, from the visible record alone. */
  blocks(record: AgentRecord, type: ActionType): boolean
  /** The rules in words, for the agent to read: from the same data that is enforced. */
  readonly policyText: string
}

/** The simulated human who decides what the guardrails want approved. */
export type Approver = (
  world: World,
  ticket: Ticket,
  action: Action,
) => { readonly latencyMs: number; readonly granted: boolean }

/** The moments at which signals are asked: the case ended, or something scheduled is due. */
export type SignalMoment =
  | { readonly at: 'ended'; readonly ticket: Ticket }
  | { readonly at: 'due'; readonly ticket: Ticket; readonly due: Due }
  | { readonly at: 'horizon'; readonly ticket: Ticket }
export type SignalStation = Station<unknown, SignalMoment, readonly Signal[]>

/** What one step did, gathered along the line; reward and cost are functions of it and of the world. */
export interface Passage {
  readonly ticket: Ticket
  readonly proposed: Action
  executed: Action | null
  /** Whether the statechart accepted the request. */
  legal: boolean
  readonly verdicts: Verdict[]
  /** Minutes the agent's work took: until the case ended, or the step. */
  workedMinutes: number
  /** The tool answered with an error, the chart refused, or a guardrail denied. */
  failed: boolean
  /** Facts read for the first time. */
  newFacts: number
  readonly events: string[]
  readonly signals: Signal[]
  readonly startedAtMs: number
  /** Money the agent moved beyond what is owed, by this step, in cents; a follow-up's is in its signal. */
  leakCents: number
  /** Account facts told to somebody who was not verified as the one who pays, by this step. */
  disclosures: number
  falseConfirms: number
  /** The visible progress before the step, for potentials. */
  readonly progressBefore: string
  /** The case ended in this step; the episode is settled. */
  ended: boolean
  settled: boolean
}

export type Amounts = Readonly<Record<string, number>>
export type RewardStation = Station<unknown, Passage, Amounts> & {
  readonly terms: readonly string[]
  /** Bounds of a step's reward. */
  readonly range: readonly [low: number, high: number]
  /** What a signal that arrives outside a step (deferred delivery) is worth. */
  ofSignal(world: World, ticket: Ticket, signal: Signal): Amounts
}
export type CostStation = Station<unknown, Passage, Amounts> & { readonly names: readonly string[] }
