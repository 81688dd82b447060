import type { Env, EpisodeOptions, Report, Timestep } from '../../src/index.ts'
import { type EnvConfig, makeEnv, type Observation, type PolicyEntry } from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'

/** Tests in full size run behind this flag. */
export const isFull = process.env.SUPPORTGYM_FULL === '1'

export const scenarioIds: readonly string[] = loadCatalogue().scenarios.map(({ id }) => id)

/** n seeds from a first one on: tuning used seeds below 1,000, tests report on others. */
export function seedsFrom(first: number, n: number): number[] {
  return Array.from({ length: n }, (_, index) => first + index)
}

export function envWith(config: EnvConfig = {}): Env<Observation> {
  return makeEnv('billing-support-v4', config)
}

export interface Played {
  readonly report: Report
  readonly steps: readonly Timestep<Observation>[]
  readonly actions: readonly unknown[]
}

/** Plays one episode to its end. */
export function playEpisode(
  env: Env<Observation>,
  entry: Pick<PolicyEntry, 'make'>,
  { seed, options }: { seed: number; options?: EpisodeOptions },
): Played {
  const policy = entry.make(seed)
  const steps: Timestep<Observation>[] = []
  const actions: unknown[] = []
  let { observation, info } = env.reset({ seed, options: options ?? {} })
  for (let done = false; !done; ) {
    const { action } = policy.act(observation, info)
    const step = env.step(action)
    steps.push(step)
    actions.push(action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  return { report: env.report(), steps, actions }
}

/** Mean and 95 % interval of the mean (normal). */
export function meanWithInterval(values: readonly number[]): { mean: number; low: number; high: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = 1.96 * Math.sqrt(variance / values.length)
  return { mean, low: mean - half, high: mean + half }
}
