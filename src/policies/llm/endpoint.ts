import type {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  default as OpenAIClient,
} from 'openai'
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import { llmTools } from './tools.ts'

/** Which model is asked, and where. */
export const EndpointOptions = z.strictObject({
  model: z.string().min(1),
  baseURL: z
    .url({ protocol: /^https?$/ })
    .exactOptional()
    .describe('Of any server that speaks chat completions; OpenAI by default.'),
  apiKey: z.string().min(1).exactOptional().describe('May be absent for a local server.'),
  timeoutMs: z.int().positive().default(60_000).describe('For one attempt.'),
  retriesMax: z.int().min(0).default(2).describe('After a timeout, a lost connection, 408, 409, 429 or 5xx.'),
})
export type EndpointOptions = z.input<typeof EndpointOptions>

/** What is read of an answer: anything else in it is left alone. */
const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string(),
                function: z.object({ name: z.string(), arguments: z.string() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
})

/** A model's answer: the words, if any, and the tool calls. */
export interface Answer {
  readonly content: string | null
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
}

/** Asks a model how a conversation goes on. Throws `infrastructure` when no answer can be had. */
export type Ask = (messages: readonly ChatCompletionMessageParam[]) => Promise<Answer>

/** An endpoint over the official client, loaded when first asked. */
export function endpoint(given: EndpointOptions): Ask {
  const options = parsed(given)
  let client: OpenAIClient | null = null
  return async messages => {
    const sdk = await import('openai')
    client ??= new sdk.OpenAI({
      // The client insists on a key; a local server ignores it.
      apiKey: options.apiKey ?? 'none',
      ...(options.baseURL === undefined ? {} : { baseURL: options.baseURL }),
      timeout: options.timeoutMs,
      maxRetries: options.retriesMax,
    })
    try {
      const completion: unknown = await client.chat.completions.create(
        { model: options.model, messages: [...messages], tools: [...llmTools] },
        // The client's own limit ends with the headers; a body that never comes must not hold the run.
        { signal: AbortSignal.timeout(options.timeoutMs * (options.retriesMax + 1)) },
      )
      return answerOf(completion, options)
    } catch (error) {
      if (error instanceof SupportGymError) throw error
      throw fault(error, options, sdk)
    }
  }
}

type Parsed = z.output<typeof EndpointOptions>

function parsed(given: EndpointOptions): Parsed {
  const result = EndpointOptions.safeParse(given)
  if (result.success) return result.data
  const issues = result.error.issues.map(issue => `${issue.path.join('.') || 'options'}: ${issue.message}`)
  throw new SupportGymError('invalid_config', `The LLM policy: ${issues.join('; ')}.`)
}

function answerOf(completion: unknown, options: Parsed): Answer {
  const result = Completion.safeParse(completion)
  if (!result.success) {
    const got = typeof completion === 'string' ? completion : (JSON.stringify(completion) ?? 'nothing')
    throw infrastructure(options, `expected a chat completion, got ${quoted(got, options)}.`)
  }
  const { content, tool_calls: calls } = result.data.choices[0]!.message
  return {
    content: content ?? null,
    calls: (calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
      id,
      name,
      arguments: text,
    })),
  }
}

/** The classes of the client's errors, which are loaded with it. */
interface ErrorClasses {
  readonly APIConnectionError: typeof APIConnectionError
  readonly APIConnectionTimeoutError: typeof APIConnectionTimeoutError
  readonly APIUserAbortError: typeof APIUserAbortError
  readonly APIError: typeof APIError
}

/** What kept the answer away, in words. Answers of the server are quoted without the key and never kept as a cause. */
function fault(error: unknown, options: Parsed, classes: ErrorClasses): SupportGymError {
  const isTimeout =
    error instanceof classes.APIConnectionTimeoutError ||
    error instanceof classes.APIUserAbortError ||
    (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name))
  if (isTimeout) {
    return infrastructure(
      options,
      `gave no answer within ${options.timeoutMs / 1000} s. Is the model loaded?`,
    )
  }
  if (error instanceof classes.APIConnectionError) {
    return infrastructure(options, `cannot be reached: ${connectionWords(error)}. Is the server running?`)
  }
  if (!(error instanceof classes.APIError)) {
    return infrastructure(
      options,
      `expected a chat completion, got what is no JSON: ${quoted(String(error), options)}.`,
    )
  }
  return infrastructure(options, `answered ${statusWords(error, options)}`)
}

function connectionWords(error: Error): string {
  let inner: unknown = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const code = (inner as { readonly code?: unknown }).code
  return typeof code === 'string' ? code : (inner as Error).message
}

function statusWords({ status, message }: APIError, options: Parsed): string {
  // A server that refuses a key may quote it.
  if (status === 401 || status === 403)
    return `${status}: the key in OPENAI_API_KEY is missing or not accepted.`
  if (status === 429) return '429: rate limited. Wait, or play fewer episodes at a time.'
  return `${status ?? 'an error'}: ${quoted(message, options)}.`
}

function infrastructure({ model, baseURL }: Parsed, what: string): SupportGymError {
  const where = baseURL === undefined ? 'the default endpoint' : new URL(baseURL).host
  return new SupportGymError('infrastructure', `The model "${model}" at ${where} ${what}`)
}

function quoted(text: string, { apiKey }: Parsed): string {
  const clean = apiKey === undefined ? text : text.replaceAll(apiKey, '…')
  return clean.length > 200 ? `${clean.slice(0, 200)}…` : clean
}
