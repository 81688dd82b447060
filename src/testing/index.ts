import type {} from 'vitest'
import type { ScenarioMatchers } from './matchers.ts'

export {
  readScript,
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedReply,
  type ScriptedRequest,
  type ScriptFunction,
  type ScriptInput,
  scriptedModel,
} from '../server/scripted/index.ts'
export type { Agent, AgentFactory, AgentFunction } from './agent.ts'
export type { CountedBy, LedgerReader, Span } from './ledger.ts'
export {
  type LedgerBounds,
  registerMatchers,
  type ScenarioMatchers,
  type ShareBounds,
  type SignalBounds,
} from './matchers.ts'
export { type PinOptions, pinTrajectory } from './pin.ts'
export {
  type Costs,
  HELD_OUT_SEED,
  type PlayConfig,
  type PlayOptions,
  playScenario,
  type ScenarioEpisode,
  type ScenarioOutcome,
  type SeenSignal,
} from './play.ts'

declare module 'vitest' {
  interface Matchers<T> extends ScenarioMatchers<T> {}
}
