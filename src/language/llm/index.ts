/** A customer whose words a model chooses, and a listener that is a model. */
export { type FaultReason, faultReasons, faultsIn } from './check.ts'
export { llmUnderstanding } from './understanding.ts'
export { llmWording, type WordingTally } from './wording.ts'
