export type { ErrorCode } from './core/errors.ts'
export { errorCodes, SupportGymError } from './core/errors.ts'
export {
  type ActionSpace,
  type AutoresetMode,
  type CheckFailure,
  type CheckOptions,
  type CheckReport,
  type Collected,
  checkEnv,
  type Delivery,
  type DiscreteAction,
  discreteActions,
  discreteIndex,
  type Env,
  type EnvCheck,
  type EpisodeOptions,
  envChecks,
  type Finding,
  type Info,
  layoutNames,
  type Observation,
  type ObservationFace,
  type ObservationSpace,
  type Recording,
  type Report,
  type ResetOptions,
  type ResetResult,
  type Runtime,
  type Snapshot,
  type TicketReport,
  type Timestep,
  type Trial,
  type VectorBuffers,
  type VectorEnv,
  type VectorResetOptions,
} from './env/index.ts'
export {
  type FactFound,
  type RealismOptions,
  type RealismReport,
  realism,
  realismReport,
} from './evaluation/realism/index.ts'
export { cap, defaultRules, type Rule, requires } from './guardrails/index.ts'
export {
  type EnvConfig,
  type EnvId,
  envIds,
  makeEnv,
  makeVectorEnv,
  seedPersonaPack,
  type VectorConfig,
} from './make.ts'
export {
  Archetype,
  Cast,
  CustomerModel,
  CustomerState,
  ModelOverrides,
  Persona,
  PersonaPack,
  SeededPack,
  type SeedOptions,
} from './personas/index.ts'
export {
  type AsyncPolicy,
  type AsyncPolicyEntry,
  type Choice,
  EndpointOptions,
  llmPolicy,
  onDiscreteFace,
  type PlayedEpisode,
  type Policy,
  type PolicyEntry,
  playAsync,
  policies,
} from './policies/index.ts'
export {
  beliefPolicy,
  type Evidence,
  evidenceIn,
  type Hypothesis,
  hypothesesOn,
  type Move,
  planner,
  policyNamed,
  posterior,
  referencePolicies,
} from './reference/index.ts'
export { presetRubric, type Rubric } from './reward/index.ts'
export {
  Aggregate,
  aggregate,
  type EpisodeResult,
  mergeAggregates,
  type PlannedEpisode,
  PolicySummary,
  planEpisodes,
  resultOf,
  rollout,
  rolloutAsync,
  summarise,
} from './rollout/index.ts'
export { type Catalogue, loadCatalogue, loadCustomerModel, loadPersonaPack } from './scenarios/index.ts'
export {
  type CreditedSignal,
  type Difference,
  joinSignals,
  parseTrajectories,
  type RecordedEpisode,
  type Replay,
  readTrajectories,
  recordEpisode,
  recordEpisodeAsync,
  replayTrajectory,
  TraceConfig,
  type Trajectory,
  traceEpisode,
  trajectoryText,
} from './trace/index.ts'
export { Action } from './world/actions.ts'
export { AgentAct } from './world/acts.ts'
export type { Signal } from './world/world.ts'
