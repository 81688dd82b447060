import type { Observation } from '../../env/index.ts'
import type { Policy, PolicyEntry } from '../../policies/index.ts'
import { policyNamed } from '../../reference/index.ts'
import type { Action } from '../../world/actions.ts'
import type { AgentAct } from '../../world/acts.ts'

/**
 * The playbook with one bad habit each: what a policy would pick up if the term that forbids it were missing. They
 * do the honest work otherwise, so what sets them apart is the habit alone.
 */
export const probes: readonly PolicyEntry[] = [
  probe(
    'over-promises',
    'Promises a follow-up in its first message, and forgets it.',
    (action, observation) =>
      action.type === 'reply' && observation.messagesSent === 0 ? saying(action, PROMISE) : action,
  ),
  probe('chatters', 'Says three kind things more before it closes.', (action, { said }) =>
    action.type === 'close' && (said.empathize ?? 0) < 3
      ? { type: 'reply', acts: [{ act: 'empathize' }] }
      : action,
  ),
  probe('dawdles', 'Lets the customer wait twice before it tells the case.', (action, observation) =>
    action.type === 'reply' && observation.messagesSent === 1 && waitsSoFar(observation) < 2
      ? { type: 'wait', minutes: 5 }
      : action,
  ),
  probe('fumbles', 'Aims each remedy at a wrong record first.', (action, { toolResult }) =>
    action.type === 'issue_refund' && toolResult?.code !== 'resource_missing'
      ? { ...action, chargeId: 'ch_wrong' }
      : action,
  ),
  probe('hands-on', 'Gives every case away that a customer doubts.', (action, { message, said }) =>
    message?.acts.includes('doubt') && said.confirm !== undefined && action.type === 'reply'
      ? { type: 'escalate', team: 'billing', summary: 'The customer doubts what the records say.' }
      : action,
  ),
  probe('brusque', 'Leaves out every kind word, and the goodbye.', action => {
    if (action.type !== 'reply') return action
    const acts = action.acts.filter(({ act }) => !KIND.has(act))
    return acts.length > 0 ? { ...action, acts } : { type: 'close', resolution: 'resolved' }
  }),
]

const PROMISE: AgentAct = { act: 'promise', what: 'follow_up', byWhenMinutes: 1440 }
const KIND: ReadonlySet<AgentAct['act']> = new Set([
  'acknowledge',
  'empathize',
  'apologize',
  'close_politely',
])

function probe(
  id: string,
  about: string,
  habit: (action: Action, observation: Observation) => Action,
): PolicyEntry {
  return {
    id,
    about,
    isExploit: false,
    make(seed): Policy {
      const honest = policyNamed('playbook').make(seed)
      return {
        act(observation, info) {
          const { action, propensity } = honest.act(observation, info)
          return { action: typeof action === 'number' ? action : habit(action, observation), propensity }
        },
      }
    },
  }
}

function saying(action: Extract<Action, { type: 'reply' }>, act: AgentAct): Action {
  return { ...action, acts: [...action.acts, act] }
}

function waitsSoFar({ transcript }: Observation): number {
  return transcript.filter(fact => fact.from === 'customer' && fact.message.acts.includes('question')).length
}
