export { type CreditedSignal, joinSignals } from './credit.ts'
export {
  EndLine,
  HeaderLine,
  SignalLine,
  StepLine,
  TRACE_VERSION,
  TraceConfig,
  type TraceLine,
  type Trajectory,
} from './lines.ts'
export { parseTrajectories, readTrajectories } from './read.ts'
export {
  type RecordedEpisode,
  type RecordOptions,
  recordEpisode,
  traceEpisode,
  trajectoryText,
} from './record.ts'
export { recordEpisodeAsync } from './recordAsync.ts'
export { type Difference, envOfHeader, type Replay, replayTrajectory } from './replay.ts'
export { packageVersion } from './version.ts'
