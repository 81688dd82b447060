import { SupportGymError } from '../../core/errors.ts'
import type { EpisodeOptions } from '../begin.ts'
import type { Env } from '../env.ts'
import { copyChecks } from './copies.ts'
import { determinismChecks } from './determinism.ts'
import { endingChecks } from './endings.ts'
import { infoChecks } from './info.ts'
import { closeCheck, lifecycleChecks } from './lifecycle.ts'
import { maskChecks } from './mask.ts'
import { rewardChecks } from './rewards.ts'
import { spaceChecks } from './spaces.ts'
import { type EnvCheck, type Finding, type Trial, trialOf } from './trial.ts'

/** How an env is checked; everything has a default. */
export interface CheckOptions {
  /** Each check runs on each of these: [0, 1, 2]. */
  readonly seeds?: readonly number[]
  /** Episodes walked per seed, each with other actions: 3. */
  readonly episodes?: number
  /** Passed to every `reset`. */
  readonly options?: EpisodeOptions
  /** An episode that goes on for longer does not end: 1,000 steps. */
  readonly stepsMax?: number
  /** Returns every check's first failure instead of throwing the first of all. */
  readonly collect?: boolean
  /** Gets a line per check. */
  readonly log?: (line: string) => void
}

export interface CheckFailure extends Finding {
  readonly check: string
  readonly seed: number
  /** Everything above in words, with what to do. */
  readonly message: string
}

export interface CheckReport {
  /** Names of the checks that hold. */
  readonly passed: readonly string[]
  /** Empty unless `collect` was asked for. */
  readonly failures: readonly CheckFailure[]
}

/** The rules of the contract, in the order they are checked. */
export const envChecks: readonly EnvCheck[] = [
  ...lifecycleChecks,
  ...spaceChecks,
  ...infoChecks,
  ...rewardChecks,
  ...endingChecks,
  ...determinismChecks,
  ...maskChecks,
  ...copyChecks,
  closeCheck,
]

/**
 * Holds an env, or a wrapper of one, to the contract: walks whole episodes with seeded actions, right and wrong, and
 * runs every check of `envChecks` on them. Expects an env that was not reset yet; leaves it open, in some episode.
 * Throws `check_failed`, which names the check, what was expected, what arrived, the seed and what to do.
 */
export function checkEnv(env: Env<unknown>, given: CheckOptions = {}): CheckReport {
  const { seeds = [0, 1, 2], episodes = 3, options = {}, stepsMax = 1_000, collect = false, log } = given
  const trials = seeds.map(seed => trialOf(env, seed, { episodes, options, stepsMax }))
  const passed: string[] = []
  const failures: CheckFailure[] = []
  for (const check of envChecks) {
    const failure = firstFailure(check, trials)
    log?.(failure === null ? `ok ${check.name}` : `FAILED ${failure.message}`)
    if (failure === null) passed.push(check.name)
    else if (collect) failures.push(failure)
    else throw new SupportGymError('check_failed', failure.message, { cause: failure.cause })
  }
  return { passed, failures }
}

function firstFailure(check: EnvCheck, trials: readonly Trial[]): CheckFailure | null {
  for (const trial of trials) {
    const finding = firstFinding(check, trial)
    if (finding === null) continue
    const { expected, arrived } = finding
    const message = `${check.name}: expected ${expected}, got ${arrived} (seed ${trial.seed}). ${check.remedy}`
    return { ...finding, check: check.name, seed: trial.seed, message }
  }
  return null
}

/** An exception that a check does not expect is a finding too. */
function firstFinding(check: EnvCheck, trial: Trial): Finding | null {
  try {
    for (const finding of check.run(trial)) return finding
    return null
  } catch (cause) {
    const arrived = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    return { expected: 'no exception', arrived, cause }
  }
}
