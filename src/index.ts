export type { ErrorCode } from './core/errors.ts'
export { errorCodes, SupportGymError } from './core/errors.ts'
export {
  type ActionSpace,
  type Collected,
  type Delivery,
  type DiscreteAction,
  discreteActions,
  discreteIndex,
  type Env,
  type EpisodeOptions,
  type Info,
  layoutNames,
  type Observation,
  type ObservationFace,
  type ObservationSpace,
  type Report,
  type ResetOptions,
  type ResetResult,
  type Snapshot,
  type Timestep,
} from './env/index.ts'
export { cap, defaultRules, type Rule, requires } from './guardrails/index.ts'
export { type EnvConfig, type EnvId, envIds, makeEnv } from './make.ts'
export { type Choice, type Policy, type PolicyEntry, policies, policyNamed } from './policies/index.ts'
export { Action } from './world/actions.ts'
export { AgentAct } from './world/acts.ts'
export type { Signal } from './world/world.ts'
