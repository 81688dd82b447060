import type { Env } from '../../env/index.ts'
import { makeEnv } from '../../make.ts'
import type { PolicyEntry } from '../../policies/index.ts'
import { catalogueOf } from '../../scenarios/index.ts'
import { play } from '../play.ts'
import type { Composed } from './combination.ts'

/** An env over one composed case. */
export function envOf({ scenario, company }: Composed): Env {
  return makeEnv('billing-support-v4', { scenarios: catalogueOf([scenario], [company]) })
}

/** How hard a case turned out to be for a panel of desks. */
export interface Measured {
  /** Share of episodes that each desk resolved, by its id. */
  readonly resolved: Readonly<Record<string, number>>
  /** Mean steps of the episodes that the first desk resolved. */
  readonly steps: number
  /** Share of episodes that failed, over the whole panel. */
  readonly failing: number
  /** .2 of the steps in units of 30, .8 of the share that failed: 0 easy … 1. */
  readonly index: number
  /** Per cause, whether the first desk resolved it on any seed. */
  readonly solved: Readonly<Record<string, boolean>>
}

const STEPS_UNIT = 30

/** Plays every desk of the panel on the same seeds. */
export function measure(
  env: Env,
  { scenario }: Composed,
  { desks, seeds }: { readonly desks: readonly PolicyEntry[]; readonly seeds: readonly number[] },
): Measured {
  const solved: Record<string, boolean> = Object.fromEntries(
    Object.keys(scenario.causes).map(cause => [cause, false]),
  )
  const resolved: Record<string, number> = {}
  let steps = 0
  let stepsOf = 0
  for (const [at, desk] of desks.entries()) {
    let count = 0
    for (const seed of seeds) {
      const { report } = play(env, desk, { seed })
      if (report.outcomeSettled !== 'resolved') continue
      count += 1
      if (at > 0) continue
      solved[report.cause] = true
      steps += report.steps
      stepsOf += 1
    }
    resolved[desk.id] = count / seeds.length
  }
  const shares = Object.values(resolved)
  const failing = 1 - shares.reduce((sum, share) => sum + share, 0) / shares.length
  const meanSteps = stepsOf === 0 ? STEPS_UNIT : steps / stepsOf
  const index = 0.2 * Math.min(1, meanSteps / STEPS_UNIT) + 0.8 * failing
  return { resolved, steps: meanSteps, failing, index, solved }
}

/** The level, 1 … 5, of a difficulty index. */
export function levelOf(index: number, levels: readonly number[]): number {
  return 1 + levels.filter(bound => index > bound).length
}
