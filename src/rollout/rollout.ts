import type { Speech } from '../env/index.ts'
import { makeEnv } from '../make.ts'
import type { AsyncPolicyEntry, PolicyEntry } from '../policies/index.ts'
import {
  type RecordedEpisode,
  type RecordOptions,
  recordEpisode,
  recordEpisodeAsync,
  type TraceConfig,
  type Trajectory,
} from '../trace/index.ts'
import { type EpisodeResult, resultOf } from './episode.ts'
import type { PlannedEpisode } from './plan.ts'

export interface RolloutOptions<Entry = PolicyEntry> {
  readonly env: string
  readonly config: TraceConfig
  readonly policies: readonly Entry[]
  /** For policies that speak. */
  readonly speech?: Speech
  readonly plan: readonly PlannedEpisode[]
}

export interface Played {
  readonly trajectory: Trajectory
  readonly result: EpisodeResult
}

/** A part of a plan. */
export interface PlanPart {
  readonly plan: readonly PlannedEpisode[]
  /** Place of its first episode in the whole plan, from 0: episodes are numbered through. */
  readonly first: number
}

/**
 * Plays a plan: each episode by every policy before the next one, so that whoever stops early still holds pairs. All
 * policies meet the same customer with the same luck (common random numbers). The caller sets the pace.
 */
export function rollout({ plan, ...players }: RolloutOptions): Generator<Played> {
  return playerOf(players)({ plan, first: 0 })
}

/** The same with policies that take their time: one ticket at a time. What a policy throws ends it. */
export function rolloutAsync({ plan, ...players }: RolloutOptions<AsyncPolicyEntry>): AsyncGenerator<Played> {
  return asyncPlayerOf(players)({ plan, first: 0 })
}

/** Who plays which world: a rollout without its plan. */
export type Players<Entry = PolicyEntry> = Omit<RolloutOptions<Entry>, 'plan'>

/** Plays parts of a plan, all of them in one env. */
export function playerOf(players: Players): (part: PlanPart) => Generator<Played> {
  const env = makeEnv(players.env, players.config)
  return function* play(part) {
    for (const { entry, given } of tasks(players, part)) {
      yield played(recordEpisode(env, entry.make(given.seed), given))
    }
  }
}

/** The same with policies that take their time. */
export function asyncPlayerOf(
  players: Players<AsyncPolicyEntry>,
): (part: PlanPart) => AsyncGenerator<Played> {
  const env = makeEnv(players.env, players.config)
  const { speech } = players
  return async function* play(part) {
    for (const { entry, given } of tasks(players, part)) {
      const spoken = speech === undefined ? given : { ...given, speech }
      yield played(await recordEpisodeAsync(env, entry.make(given.seed), spoken))
    }
  }
}

function* tasks<Entry extends { readonly id: string }>(
  { config, policies }: Players<Entry>,
  { plan, first }: PlanPart,
): Generator<{ readonly entry: Entry; readonly given: RecordOptions }> {
  let episode = first * policies.length
  for (const { seed, scenario, persona } of plan) {
    for (const entry of policies) {
      episode += 1
      yield { entry, given: { seed, options: { scenario, persona }, config, policy: entry.id, episode } }
    }
  }
}

function played({ trajectory }: RecordedEpisode): Played {
  return { trajectory, result: resultOf(trajectory) }
}
