import { discreteActions, type Env, type Observation } from '../../env/index.ts'
import type { PolicyEntry } from '../../policies/index.ts'

/** How far a search may go. */
export interface SearchBounds {
  /** Forks tried for one episode. */
  readonly forks: number
  /** The last so many decisions of the policy are the ones that are questioned. */
  readonly decisions: number
}

/**
 * Looks for a way to resolve an episode that a policy fails: at each of its last decisions, the latest first, a fork
 * does something else that is possible there, and the policy goes on from it. Every way found consists of actions that
 * were possible by what was seen; null when there is none within the bounds.
 */
export function searchForks(
  env: Env,
  entry: PolicyEntry,
  { seed, cause, bounds }: { readonly seed: number; readonly cause: string; readonly bounds: SearchBounds },
): { readonly forks: number; readonly isSolved: boolean } {
  const moments = momentsOf(env, entry, { seed, cause }).slice(-bounds.decisions).reverse()
  let forks = 0
  for (const { at, observation } of moments) {
    for (const action of alternatives(observation)) {
      if (forks >= bounds.forks) return { forks, isSolved: false }
      forks += 1
      if (resolvesFrom(at.fork(), entry, { seed, action })) return { forks, isSolved: true }
    }
  }
  return { forks, isSolved: false }
}

interface Moment {
  readonly at: Env
  readonly observation: Observation
}

/** The moments before each decision of the policy, as forks. */
function momentsOf(
  env: Env,
  entry: PolicyEntry,
  { seed, cause }: { readonly seed: number; readonly cause: string },
): Moment[] {
  const policy = entry.make(seed)
  const moments: Moment[] = []
  let { observation, info } = env.reset({ seed, options: { cause } })
  for (let ended = false; !ended; ) {
    moments.push({ at: env.fork(), observation })
    const timestep = env.step(policy.act(observation, info).action)
    ;({ observation, info } = timestep)
    ended = timestep.terminated
  }
  return moments
}

function alternatives({ available }: Observation): readonly number[] {
  return discreteActions.flatMap(({ type }, index) =>
    available.includes(type) && type !== 'wait_for_next_signal' ? [index] : [],
  )
}

function resolvesFrom(
  env: Env,
  entry: PolicyEntry,
  { seed, action }: { readonly seed: number; readonly action: number },
): boolean {
  const policy = entry.make(seed)
  let timestep = env.step(action)
  while (!timestep.terminated) timestep = env.step(policy.act(timestep.observation, timestep.info).action)
  return env.report().outcomeSettled === 'resolved'
}
