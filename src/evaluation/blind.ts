import { discreteActions, discreteIndex, type Env } from '../env/index.ts'
import { onDiscreteFace, type PolicyEntry } from '../policies/index.ts'
import { policyNamed } from '../reference/index.ts'
import { play } from './play.ts'

/** Sequences of discrete actions that look at nothing: what they resolve, a case gives away for free. */

/** A sequence without its closing. */
export type Sequence = readonly number[]

const CLOSE = discreteIndex('close.resolved')

/** The playbook limited to the discrete face, whose episodes are where blind sequences come from. */
function discretePlaybook(): PolicyEntry {
  return onDiscreteFace(policyNamed('playbook'))
}

/** What the playbook did where it resolved this cause; null when it did so on none of the seeds. */
export function sequenceFor(
  env: Env,
  { scenario, cause }: { readonly scenario: string; readonly cause: string },
  seeds: readonly number[],
): Sequence | null {
  const playbook = discretePlaybook()
  for (const seed of seeds) {
    const { actions, report } = play(env, playbook, { seed, options: { scenario, cause } })
    if (report.outcomeSettled !== 'resolved') continue
    return (actions as number[]).filter(action => discreteActions[action]!.type !== 'close')
  }
  return null
}

/** One after the other; what was said need not be said twice, what was looked up has to be on the screen again. */
export function joined(first: Sequence, second: Sequence): Sequence {
  const isSaid = (action: number): boolean =>
    discreteActions[action]!.type === 'reply' && first.includes(action)
  return [...first, ...second.filter(action => !isSaid(action))]
}

/** The share of the seeds that a sequence resolves. */
export function resolvedBlindly(
  env: Env,
  sequence: Sequence,
  { scenario, seeds }: { readonly scenario: string; readonly seeds: readonly number[] },
): number {
  let resolved = 0
  for (const seed of seeds) {
    env.reset({ seed, options: { scenario } })
    let ended = false
    for (const action of [...sequence, CLOSE]) {
      if (!ended) ended = env.step(action).terminated
    }
    // On hold or waiting for approval a case cannot be closed: it runs out instead, and is not resolved.
    if (ended && env.report().outcomeSettled === 'resolved') resolved += 1
  }
  return resolved / seeds.length
}
