import type { Env, EpisodeOptions, Observation, Report } from '../env/index.ts'
import type { PolicyEntry } from '../policies/index.ts'
import type { Action } from '../world/actions.ts'

/** One finished episode: what was done, and what it was worth. */
export interface Played {
  readonly actions: readonly (Action | number)[]
  readonly report: Report
  readonly seed: number
}

/** Plays one episode to its end. */
export function play(
  env: Env,
  entry: PolicyEntry,
  { seed, options = {} }: { readonly seed: number; readonly options?: EpisodeOptions },
): Played {
  const policy = entry.make(seed)
  const actions: (Action | number)[] = []
  let { observation, info }: { observation: Observation; info: Parameters<typeof policy.act>[1] } = env.reset(
    {
      seed,
      options,
    },
  )
  for (let ended = false; !ended; ) {
    const { action } = policy.act(observation, info)
    const timestep = env.step(action)
    actions.push(action)
    ;({ observation, info } = timestep)
    ended = timestep.terminated
  }
  return { actions, report: env.report(), seed }
}
