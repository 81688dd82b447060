export { askedEachTime, askedOnce } from './availability.ts'
export type { EpisodeOptions } from './begin.ts'
export {
  type CheckFailure,
  type CheckOptions,
  type CheckReport,
  checkEnv,
  type EnvCheck,
  envChecks,
  type Finding,
  type Recording,
  type Trial,
} from './check/index.ts'
export { type DiscreteAction, discreteActions, discreteIndex } from './discrete.ts'
export { type Collected, createEnv, type Env, type ResetOptions, type Runtime } from './env.ts'
export { EpisodeFaults } from './faults.ts'
export { layoutNames } from './layout.ts'
export { type Observation, observationFields } from './observation.ts'
export type { Report } from './report.ts'
export type { TicketReport } from './series.ts'
export { type Delivery, deliveries, type ObservationFace, observationFaces, type Setting } from './setting.ts'
export type { Snapshot } from './snapshot.ts'
export { type ActionSpace, actionSpace, type ObservationSpace, observationSpace } from './spaces.ts'
export {
  type AgentTurn,
  argumentsOf,
  type ChatMessage,
  type ChatTool,
  type Conversation,
  callWords,
  chatTools,
  conversationOn,
  createTextEnv,
  LOST_TURN,
  openingWords,
  type ReadCall,
  readCall,
  resultWords,
  type Speech,
  type Spoken,
  spoken,
  type TextEnv,
  type TextReset,
  type TextStep,
  type ToolCall,
  type Worded,
} from './text/index.ts'
export {
  type Info,
  type ResetResult,
  restart,
  type Timestep,
  termination,
  transition,
  truncation,
} from './timestep.ts'
export {
  type AutoresetMode,
  autoresetModes,
  createVectorEnv,
  type VectorBuffers,
  type VectorEnv,
  type VectorResetOptions,
} from './vector.ts'
