import type { Action } from '../world/actions.ts'
import type { Verdict } from '../world/station.ts'
import type { Outcome, Signal } from '../world/world.ts'

/** What a trainer may know of a step; the same keys at every step, after reset too. */
export interface Info {
  /** The reward by term; sums to it. */
  readonly rewardTerms: Readonly<Record<string, number>>
  /** Violations of this step by name, `cost` (their sum) and `cost_sum` (so far). */
  readonly costs: Readonly<Record<string, number>>
  /** The discrete face's mask for the next action: 1 where possible. */
  readonly actionMask: Uint8Array
  readonly verdicts: readonly Verdict[]
  /** The action that was applied, which guardrails may have changed or withheld. */
  readonly executed: Action | null
  /** Signals that arrived in this step. */
  readonly signals: readonly Signal[]
  readonly events: readonly string[]
  readonly clockMs: number
  readonly elapsedMs: number
  /** exp(−ρ · elapsed time): for those who discount over virtual time. */
  readonly discount: number
  /** The undiscounted sum of rewards so far. */
  readonly return: number
  /** The outcome as settled, of the last ticket; null until the episode has ended. */
  readonly outcome: Outcome | null
  /** Number of the ticket in view, from 0. */
  readonly ticket: number
  /** The outcome of the ticket that this step settled; null where it settled none. */
  readonly ticketOutcome: Outcome | null
  /** Handle of the signals still to come (deferred delivery, after the end), for `collect`. */
  readonly pending: string | null
}

export interface ResetResult<Obs> {
  readonly observation: Obs
  readonly info: Info
}

export interface Timestep<Obs> extends ResetResult<Obs> {
  readonly reward: number
  /** The case ended, by the rules of the world. */
  readonly terminated: boolean
  /** An outer limit was reached: no outcome, and a final observation that one can bootstrap from. */
  readonly truncated: boolean
}

/** A first timestep. */
export function restart<Obs>(observation: Obs, info: Info): ResetResult<Obs> {
  return { observation, info }
}

/** A timestep after which the episode goes on. */
export function transition<Obs>(observation: Obs, reward: number, info: Info): Timestep<Obs> {
  return { observation, reward, terminated: false, truncated: false, info }
}

/** A last timestep: the case has ended. */
export function termination<Obs>(observation: Obs, reward: number, info: Info): Timestep<Obs> {
  return { observation, reward, terminated: true, truncated: false, info }
}

/** A last timestep that is no end of the case. */
export function truncation<Obs>(observation: Obs, reward: number, info: Info): Timestep<Obs> {
  return { observation, reward, terminated: false, truncated: true, info }
}
