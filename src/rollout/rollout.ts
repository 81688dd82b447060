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
  readonly plan: readonly PlannedEpisode[]
}

export interface Played {
  readonly trajectory: Trajectory
  readonly result: EpisodeResult
}

/**
 * Plays a plan: each episode by every policy before the next one, so that whoever stops early still holds pairs. All
 * policies meet the same customer with the same luck (common random numbers). The caller sets the pace.
 */
export function* rollout(options: RolloutOptions): Generator<Played> {
  const env = makeEnv(options.env, options.config)
  for (const { entry, given } of tasks(options)) {
    yield played(recordEpisode(env, entry.make(given.seed), given))
  }
}

/** The same with policies that take their time: one ticket at a time. What a policy throws ends it. */
export async function* rolloutAsync(options: RolloutOptions<AsyncPolicyEntry>): AsyncGenerator<Played> {
  const env = makeEnv(options.env, options.config)
  for (const { entry, given } of tasks(options)) {
    yield played(await recordEpisodeAsync(env, entry.make(given.seed), given))
  }
}

function* tasks<Entry extends { readonly id: string }>({
  config,
  policies,
  plan,
}: RolloutOptions<Entry>): Generator<{ readonly entry: Entry; readonly given: RecordOptions }> {
  let episode = 0
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
