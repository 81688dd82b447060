import type { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { type InfrastructureReason, SupportGymError } from '../core/errors.ts'
import { cutOff } from '../core/text.ts'

/** Errors about one endpoint: each names the model and the host, and quotes the server without the key. */
export interface Complaints {
  error(reason: InfrastructureReason, what: string): SupportGymError
  /** The server answered what is no chat completion. */
  garbage(got: string): SupportGymError
  /** What a server said, short, and without the key, which some servers quote. */
  quoted(text: string): string
}

const QUOTED_LENGTH_MAX = 200

export function complaintsAbout({
  model,
  baseURL,
  apiKey,
}: {
  readonly model: string
  readonly baseURL?: string
  readonly apiKey?: string
}): Complaints {
  const where = baseURL === undefined ? 'the default endpoint' : new URL(baseURL).host
  const error: Complaints['error'] = (reason, what) =>
    new SupportGymError('infrastructure', `The model "${model}" at ${where} ${what}`, { reason })
  const quoted: Complaints['quoted'] = text => {
    const clean = apiKey === undefined ? text : text.replaceAll(apiKey, '…')
    return clean.length > QUOTED_LENGTH_MAX ? `${cutOff(clean, QUOTED_LENGTH_MAX)}…` : clean
  }
  return {
    error,
    garbage: got =>
      error(
        'garbage',
        `sent no chat completion, but ${quoted(got)}. Is baseURL that of an OpenAI-compatible server?`,
      ),
    quoted,
  }
}

interface FaultContext {
  /** The classes of the client's errors, which are loaded with it. */
  readonly sdk: {
    readonly APIConnectionError: typeof APIConnectionError
    readonly APIConnectionTimeoutError: typeof APIConnectionTimeoutError
    readonly APIError: typeof APIError
  }
  readonly complaints: Complaints
  readonly timeoutMs: number
}

/** What kept the answer away, in words. The client's own error may hold the key: it is never kept as a cause. */
export function faultOf(error: unknown, { sdk, complaints, timeoutMs }: FaultContext): SupportGymError {
  if (error instanceof SupportGymError) return error
  if (error instanceof sdk.APIConnectionTimeoutError) {
    const limit = `gave no whole answer within ${timeoutMs / 1000} s`
    return complaints.error('timeout', `${limit}. Is the model loaded? Else raise timeoutMs.`)
  }
  if (error instanceof sdk.APIConnectionError) {
    const why = complaints.quoted(connectionWords(error))
    return complaints.error('unreachable', `cannot be reached: ${why}. Is the server running?`)
  }
  if (error instanceof sdk.APIError) return refusal(error, complaints)
  return complaints.garbage(`what is no JSON: ${String(error)}`)
}

function connectionWords(error: Error): string {
  let inner: unknown = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const { code, message } = inner as Error & { readonly code?: unknown }
  return typeof code === 'string' ? code : message
}

/** What a status means for who asked, and what helps. */
function refusal(error: APIError, complaints: Complaints): SupportGymError {
  const status = error.status ?? 0
  const said = complaints.quoted(wordsOf(error))
  const answered = `answered ${status}${said === '' ? '' : `: ${said}`}`
  // A server that refuses a key may quote a part of it.
  if (status === 401 || status === 403) {
    return complaints.error(
      'refused',
      `answered ${status}: the key in OPENAI_API_KEY is missing or not accepted.`,
    )
  }
  if (status === 429) {
    const wait = error.headers?.get('retry-after')
    const until = wait ? ` It says to wait: ${complaints.quoted(wait)}.` : ''
    return complaints.error(
      'rate_limited',
      `${answered}: rate limited.${until} Ask later, or fewer at a time.`,
    )
  }
  if (status === 408) return complaints.error('timeout', `${answered}. Is the model loaded?`)
  if (status >= 500) return complaints.error('failed', `${answered}. Its own log says more; try again later.`)
  return complaints.error('refused', `${answered}. Are the model's name and the request as it takes them?`)
}

/** What the server said of its refusal, without the status that the client puts before it. */
function wordsOf({ status, error, message }: APIError): string {
  const { message: said } = (error ?? {}) as { readonly message?: unknown }
  if (typeof said === 'string') return said
  return message.replace(`${status} `, '').replace('status code (no body)', '')
}
