import {
  desk,
  deterministic,
  onDiscreteFace,
  type Policy,
  type PolicyEntry,
  troubleshoot,
} from '../../policies/index.ts'
import { policyNamed } from '../../reference/index.ts'
import type { Action } from '../../world/actions.ts'

/**
 * Desks of different skill, all of which see observations only: how many of them fail says how hard a case is. The
 * first is the playbook as it is; the others are handicapped.
 */
export function panel(): readonly PolicyEntry[] {
  const playbook = policyNamed('playbook')
  return [playbook, onDiscreteFace(playbook), careless(playbook), credulous(playbook)]
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

/** Believes the first article that a search lists, however old it is. */
function credulous(entry: PolicyEntry): PolicyEntry {
  const firstAlone = desk(observation => {
    const { articles } = observation
    return troubleshoot(articles === null ? observation : { ...observation, articles: articles.slice(0, 1) })
  })
  return { ...entry, id: `${entry.id}-credulous`, make: deterministic(firstAlone) }
}

function wrapped(entry: PolicyEntry, as: string, wrap: (policy: Policy) => Policy): PolicyEntry {
  const id = `${entry.id}-${as}`
  return { ...entry, id, make: seed => wrap(entry.make(seed)) }
}
