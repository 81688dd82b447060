import { unknownName } from '../core/suggest.ts'
import {
  apologise,
  askSpam,
  closeEarly,
  doNothing,
  escalateAll,
  promiseAndClose,
  refundAll,
  stall,
} from './exploits.ts'
import { playbook } from './playbook.ts'
import type { PolicyEntry } from './policy.ts'
import { random } from './random.ts'

export { type AsyncPolicy, type AsyncPolicyEntry, type PlayedEpisode, playAsync } from './async.ts'
export { onDiscreteFace } from './discrete.ts'
export { EndpointOptions, llmPolicy } from './llm/index.ts'
export type { Choice, Policy, PolicyEntry } from './policy.ts'

/** The policies that ship, in the order they are shown. */
export const policies: readonly PolicyEntry[] = [
  playbook,
  random,
  promiseAndClose,
  refundAll,
  escalateAll,
  apologise,
  askSpam,
  stall,
  closeEarly,
  doNothing,
]

/** The policy of this name. Throws `unknown_id`, with the nearest name. */
export function policyNamed(id: string): PolicyEntry {
  const found = policies.find(policy => policy.id === id)
  if (found !== undefined) return found
  throw unknownName(
    'policy',
    id,
    policies.map(policy => policy.id),
  )
}
