export {
  type LoggedRequest,
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptFunction,
  scriptedModel,
} from './model.ts'
export type { ScriptedRequest } from './request.ts'
export { readScript, type ScriptedReply, type ScriptInput } from './script.ts'
