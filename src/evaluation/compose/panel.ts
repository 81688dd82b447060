import { onDiscreteFace, type Policy, type PolicyEntry } from '../../policies/index.ts'
import { policyNamed } from '../../reference/index.ts'
import type { Action } from '../../world/actions.ts'

/**
 * Desks of different skill, all of which see observations only: how many of them fail says how hard a case is. The
 * first is the playbook as it is; the others are handicapped.
 */
export function panel(): readonly PolicyEntry[] {
  const playbook = policyNamed('playbook')
  return [playbook, onDiscreteFace(playbook), careless(playbook), brisk(playbook)]
}

/** Sends again at once what timed out. */
function careless(entry: PolicyEntry): PolicyEntry {
  return wrapped(entry, 'careless', policy => {
    let last: Action | number | null = null
    return {
      act(observation, info) {
        if (observation.toolResult?.code === 'timeout' && last !== null)
          return { action: last, propensity: 1 }
        const choice = policy.act(observation, info)
        last = choice.action
        return choice
      },
    }
  })
}

/** Steps after which the brisk desk closes, whatever is done. */
const BRISK_STEPS = 10

function brisk(entry: PolicyEntry): PolicyEntry {
  return wrapped(entry, 'brisk', policy => {
    let steps = 0
    return {
      act(observation, info) {
        steps += 1
        if (steps <= BRISK_STEPS || !observation.available.includes('close'))
          return policy.act(observation, info)
        return { action: { type: 'close', resolution: 'resolved' }, propensity: 1 }
      },
    }
  })
}

function wrapped(entry: PolicyEntry, as: string, wrap: (policy: Policy) => Policy): PolicyEntry {
  const id = `${entry.id}-${as}`
  return { ...entry, id, make: seed => wrap(entry.make(seed)) }
}
