import { onTestFinished } from 'vitest'
import { type ScriptedModel, type ScriptedReply, scriptedModel } from '../../src/testing/index.ts'

/** A model that gives these replies one after another, the last one again and again; it ends with the test. */
export async function modelSaying(...replies: readonly ScriptedReply[]): Promise<ScriptedModel> {
  let asked = 0
  const model = await scriptedModel(() => replies[asked++] ?? replies.at(-1)!)
  onTestFinished(() => model.close())
  return model
}

/** A reply that is one tool call; arguments that are a text are sent as they are, JSON or not. */
export function call(name: string, args: Record<string, unknown> | string = {}): ScriptedReply {
  return { call: { name, arguments: args } }
}
