import type { Info, Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'

/** What a policy chose, and the probability with which it chose it. */
export interface Choice {
  readonly action: Action | number
  readonly propensity: number
}

/** Chooses actions for one episode, from what an agent can see. */
export interface Policy {
  act(observation: Observation, info: Info): Choice
}

/** A policy by name: a fresh one is made for each episode. */
export interface PolicyEntry {
  readonly id: string
  /** One line: what it does, and for an exploit what it abuses. */
  readonly about: string
  readonly isExploit: boolean
  make(seed: number): Policy
}

/** A policy that always knows what it wants: a function of the observation alone. */
export function deterministic(choose: (observation: Observation) => Action): () => Policy {
  return () => ({ act: observation => ({ action: choose(observation), propensity: 1 }) })
}
