import { type ChatRequest, turnOf } from './request.ts'
import type { Reply } from './script.ts'

/** A message of the model, as the API has it. */
interface Message {
  readonly role: 'assistant'
  readonly content: string | null
  readonly tool_calls?: readonly ToolCall[]
}

interface ToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

const CHARACTERS_PER_TOKEN = 4

/** A chat completion, as JSON. */
export function completionOf(reply: Reply, request: ChatRequest): string {
  const message = messageOf(reply, request)
  return JSON.stringify({
    ...head(request, 'chat.completion'),
    choices: [
      { index: 0, message: { ...message, refusal: null }, logprobs: null, finish_reason: finishOf(message) },
    ],
    ...(reply.usage === null ? {} : { usage: usageOf(reply, { request, message }) }),
  })
}

/** The same as server-sent events: words and arguments come in pieces, then `[DONE]`. */
export function streamOf(reply: Reply, request: ChatRequest): string {
  const message = messageOf(reply, request)
  const deltas: readonly unknown[] = [
    { role: 'assistant', content: message.content === null ? null : '' },
    ...piecesOf(message.content ?? '').map(content => ({ content })),
    ...(message.tool_calls ?? []).flatMap(callDeltas),
  ]
  const choices = [
    ...deltas.map(delta => [{ index: 0, delta, finish_reason: null }]),
    [{ index: 0, delta: {}, finish_reason: finishOf(message) }],
  ]
  const isMetered = request.stream_options?.include_usage === true && reply.usage !== null
  const events = [
    ...choices.map(each => ({ choices: each })),
    ...(isMetered ? [{ choices: [], usage: usageOf(reply, { request, message }) }] : []),
  ].map(event => JSON.stringify({ ...head(request, 'chat.completion.chunk'), ...event }))
  return [...events, '[DONE]'].map(data => `data: ${data}\n\n`).join('')
}

/** The same request gets the same answer, ids included: recordings of it can be compared. */
function head(request: ChatRequest, object: string): object {
  return { id: `chatcmpl-${turnOf(request)}`, object, created: 0, model: request.model }
}

function messageOf({ say, call }: Reply, request: ChatRequest): Message {
  const calls = call === undefined ? [] : [call].flat()
  const content = say ?? (calls.length === 0 ? '' : null)
  if (calls.length === 0) return { role: 'assistant', content }
  return {
    role: 'assistant',
    content,
    tool_calls: calls.map(({ name, arguments: given }, index) => ({
      id: `call_${turnOf(request)}_${index}`,
      type: 'function',
      function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
    })),
  }
}

function finishOf({ tool_calls: calls }: Message): string {
  return calls === undefined ? 'stop' : 'tool_calls'
}

/** Name and id come first, then the arguments. */
function callDeltas(call: ToolCall, index: number): readonly unknown[] {
  const { name, arguments: text } = call.function
  return [
    { tool_calls: [{ ...call, index, function: { name, arguments: '' } }] },
    ...piecesOf(text).map(piece => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ]
}

/** A text in pieces that each end with a space, as tokens do. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\S*\s+|\S+$/gu) ?? []
}

function usageOf(
  { usage }: Reply,
  { request, message }: { readonly request: ChatRequest; readonly message: Message },
): object {
  const promptTokens = usage?.promptTokens ?? tokensOf([request.messages, request.tools])
  const completionTokens = usage?.completionTokens ?? tokensOf(message)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
}

function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / CHARACTERS_PER_TOKEN)
}
