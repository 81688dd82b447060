import { z } from 'zod'

const Message = z.looseObject({
  role: z.string(),
  content: z.unknown(),
  tool_call_id: z.string().exactOptional(),
  tool_calls: z.array(z.looseObject({ id: z.string() })).exactOptional(),
})

/** A request for a chat completion as it arrived, with all its fields. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  tools: z
    .array(
      z.looseObject({
        function: z.looseObject({
          name: z.string(),
          parameters: z.record(z.string(), z.unknown()).exactOptional(),
        }),
      }),
    )
    .default([]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().exactOptional() }).nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

/** A request, and the key it came with. */
export interface ScriptedRequest extends ChatRequest {
  readonly authorization: string | undefined
}

/** The text of a message; of content in parts, that of its text parts. */
export function textOf(message: ChatRequest['messages'][number] | undefined): string {
  const content = message?.content
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { readonly text?: unknown }) => (typeof part.text === 'string' ? part.text : ''))
    .join('')
}

/** What tools answered, newest first. */
export function toolResults({ messages }: ChatRequest): readonly string[] {
  return messages
    .filter(({ role }) => role === 'tool')
    .map(textOf)
    .toReversed()
}

/** Which turn of the model's is asked for, from 1. */
export function turnOf({ messages }: ChatRequest): number {
  return 1 + messages.filter(({ role }) => role === 'assistant').length
}

export function toolNames({ tools }: ChatRequest): readonly string[] {
  return tools.map(tool => tool.function.name)
}
