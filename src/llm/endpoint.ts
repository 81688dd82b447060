import type { default as OpenAIClient } from 'openai'
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
  ChatCompletionToolChoiceOption,
} from 'openai/resources/chat/completions'
import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { type Answer, answerOf } from './answer.ts'
import { type Attempts, attemptsOver, type Fetch } from './attempts.ts'
import { type Complaints, complaintsAbout, faultOf } from './fault.ts'
import { type Meter, meterOf } from './meter.ts'
import { slots } from './slots.ts'

/** An hour: what takes longer is no answer. */
const TIMEOUT_MS_MAX = 3_600_000

/** Which model is asked, where, and within which limits. */
export const EndpointOptions = z.strictObject({
  model: z.string().min(1),
  baseURL: z
    .url({ protocol: /^https?$/ })
    .refine(isPlain, 'expected an address without credentials and query: a key goes into apiKey')
    .exactOptional()
    .describe('Of any server that speaks chat completions; OpenAI by default.'),
  apiKey: z.string().min(1).exactOptional().describe('May be absent for a local server.'),
  timeoutMs: z
    .int()
    .positive()
    .max(TIMEOUT_MS_MAX)
    .default(60_000)
    .describe('For one attempt, to the last byte of its answer; no Retry-After beyond it is waited for.'),
  retriesMax: z.int().min(0).default(2).describe('After a timeout, a lost connection, 408, 409, 429 or 5xx.'),
  requestsAtOnce: z.int().positive().default(4).describe('Further ones wait, in the order they came.'),
  temperature: z.number().min(0).exactOptional(),
  maxTokens: z.int().positive().exactOptional().describe('The longest answer.'),
  tokensMax: z
    .int()
    .positive()
    .exactOptional()
    .describe('Of all calls together, prompts and answers: once so many are used, no further one is asked.'),
  prices: z
    .strictObject({ inputPerMillion: z.number().min(0), outputPerMillion: z.number().min(0) })
    .exactOptional()
    .describe('Dollars for a million tokens.'),
  fetch: z
    .custom<Fetch>(value => typeof value === 'function', 'expected a function like fetch')
    .exactOptional()
    .describe('In place of the global one, such as that of a recording.'),
})
export type EndpointOptions = z.input<typeof EndpointOptions>

/** What a model is asked: the conversation so far, and how it may go on. */
export interface AskRequest {
  readonly messages: readonly ChatCompletionMessageParam[]
  readonly tools?: readonly ChatCompletionFunctionTool[]
  readonly toolChoice?: ChatCompletionToolChoiceOption
  readonly responseFormat?: NonNullable<ChatCompletionCreateParamsNonStreaming['response_format']>
  /** In place of the endpoint's own. */
  readonly maxTokens?: number
  readonly temperature?: number
  /** On whose behalf it is asked. */
  readonly user?: string
  /** For whoever answers, beside the conversation. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Asks a model how a conversation goes on. Throws `infrastructure`, with a reason, when no answer can be had, and the
 * reason of `signal` when the caller gives up.
 */
export type Ask = (request: AskRequest) => Promise<Answer>

/** A model behind an OpenAI-compatible endpoint. */
export interface Endpoint {
  readonly ask: Ask
  /** What was used so far. */
  meter(): Meter
}

/** An endpoint over the official client, which is loaded when first asked. Throws `invalid_config`. */
export function endpoint(given: EndpointOptions): Endpoint {
  const options = parsed(given)
  const complaints = complaintsAbout(options)
  const inSlot = slots(options.requestsAtOnce)
  const meter = meterOf(options.prices)

  async function complete(request: AskRequest): Promise<Answer> {
    const sdk = await import('openai')
    const attempts = attemptsOver(options, { complaints, began: meter.began })
    const client = clientOver(sdk.OpenAI, { options, attempts })
    const { signal } = request
    try {
      const completion: unknown = await client.chat.completions.create(
        bodyOf(request, { options, client }),
        signal === undefined ? {} : { signal },
      )
      return answerOf(completion, complaints)
    } catch (error) {
      throw attempts.failure() ?? faultOf(error, { sdk, complaints, timeoutMs: options.timeoutMs })
    }
  }

  async function answer(request: AskRequest): Promise<Answer> {
    checkTokens(meter.read(), options.tokensMax, complaints)
    const given = await untilAborted(complete(request), request.signal)
    meter.answered(given.usage)
    if (given.usage === null && options.tokensMax !== undefined) {
      throw complaints.error('garbage', 'does not say how many tokens it used: leave tokensMax out.')
    }
    return given
  }

  return {
    ask: request => inSlot(() => answer(request), request.signal),
    meter: meter.read,
  }
}

type ParsedOptions = z.output<typeof EndpointOptions>

function parsed(given: EndpointOptions): ParsedOptions {
  const result = EndpointOptions.safeParse(given)
  if (result.success) return result.data
  const issues = result.error.issues.map(issue => `${issue.path.join('.') || 'options'}: ${issue.message}`)
  throw new SupportGymError('invalid_config', `The model endpoint: ${issues.join('; ')}.`)
}

function clientOver(
  Client: typeof OpenAIClient,
  { options, attempts }: { readonly options: ParsedOptions; readonly attempts: Attempts },
): OpenAIClient {
  const { apiKey, baseURL, timeoutMs, retriesMax } = options
  return new Client({
    // The client insists on a key; a local server ignores it.
    apiKey: apiKey ?? 'none',
    ...(baseURL === undefined ? {} : { baseURL }),
    timeout: timeoutMs,
    maxRetries: retriesMax,
    fetch: attempts.fetch,
  })
}

function bodyOf(
  request: AskRequest,
  { options, client }: { readonly options: ParsedOptions; readonly client: OpenAIClient },
): ChatCompletionCreateParamsNonStreaming {
  const { messages, tools, toolChoice, responseFormat, user, metadata } = request
  const temperature = request.temperature ?? options.temperature
  const maxTokens = request.maxTokens ?? options.maxTokens
  // OpenAI's reasoning models refuse the old name; many compatible servers know no other.
  const isOpenAI = new URL(client.baseURL).hostname === 'api.openai.com'
  return {
    model: options.model,
    messages: [...messages],
    ...(tools === undefined ? {} : { tools: [...tools] }),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...(responseFormat === undefined ? {} : { response_format: responseFormat }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(user === undefined ? {} : { user }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    ...(maxTokens === undefined ? {} : { [isOpenAI ? 'max_completion_tokens' : 'max_tokens']: maxTokens }),
  }
}

/** The client sleeps through an abort between two attempts: the caller does not have to. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  let leave = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason)
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave)
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

function checkTokens(
  { promptTokens, completionTokens }: Meter,
  tokensMax: number | undefined,
  complaints: Complaints,
): void {
  const used = promptTokens + completionTokens
  if (tokensMax === undefined || used < tokensMax) return
  throw complaints.error('limit', `was not asked: ${used} of ${tokensMax} tokens are used. Raise tokensMax.`)
}

function isPlain(address: string): boolean {
  // What is no address at all is told as that.
  if (!URL.canParse(address)) return true
  const { username, password, search } = new URL(address)
  return username === '' && password === '' && search === ''
}
