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

export {
  type AsyncPolicy,
  type AsyncPolicyEntry,
  type PlayedEpisode,
  type PlayOptions,
  playAsync,
  type SpokenChoice,
} from './async.ts'
export { handOn, say, turnAway } from './desk.ts'
export { onDiscreteFace } from './discrete.ts'
export { llmPolicy } from './llm/index.ts'
export { desk } from './playbook.ts'
export { type Choice, deterministic, type Policy, type PolicyEntry } from './policy.ts'
export { conclude, newestOf, troubleshoot } from './troubleshooting.ts'

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
