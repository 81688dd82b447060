import { unknownName } from '../core/suggest.ts'
import { closeEarly, doNothing, promiseAndClose, refundAll } from './exploits.ts'
import { playbook } from './playbook.ts'
import type { PolicyEntry } from './policy.ts'
import { random } from './random.ts'

export { onDiscreteFace } from './discrete.ts'
export type { Choice, Policy, PolicyEntry } from './policy.ts'

/** The policies that ship, in the order they are shown. */
export const policies: readonly PolicyEntry[] = [
  playbook,
  random,
  promiseAndClose,
  refundAll,
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
