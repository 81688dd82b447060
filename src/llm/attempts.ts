import { SupportGymError } from '../core/errors.ts'
import type { Complaints } from './fault.ts'

/** The global `fetch`, or one like it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** An answer has kilobytes; one that goes on and on is none. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024

/** The attempts of one ask, as the client makes them. */
export interface Attempts {
  readonly fetch: Fetch
  /** What ended them for good before the client could know. */
  failure(): SupportGymError | null
}

interface AttemptOptions {
  readonly timeoutMs: number
  readonly fetch?: Fetch
}

interface Told {
  readonly complaints: Complaints
  /** Before each attempt: which it is, from 1. */
  began(attempt: number): void
}

/**
 * A `fetch` for one ask. It returns when the body is whole, because the client's limit of time ends with what `fetch`
 * returns, and tells the client not to try again where that would not help.
 */
export function attemptsOver(options: AttemptOptions, { complaints, began }: Told): Attempts {
  const send = options.fetch ?? globalThis.fetch
  let attempt = 0
  let failure: SupportGymError | null = null

  async function whole(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    attempt += 1
    began(attempt)
    const response = await send(input, init)
    const { status } = response
    const headers = new Headers(response.headers)
    // The body is decoded by now, and its length another.
    for (const name of ['content-encoding', 'content-length']) headers.delete(name)
    if (!response.ok && waitMs(headers) > options.timeoutMs) headers.set('x-should-retry', 'false')
    const body = await textOf(response, complaints)
    return new Response(body === '' ? null : body, { status, headers })
  }

  return {
    async fetch(input, init) {
      try {
        return await whole(input, init)
      } catch (error) {
        if (!(error instanceof SupportGymError)) throw error
        failure = error
        return new Response(null, { status: 400, headers: { 'x-should-retry': 'false' } })
      }
    },
    failure: () => failure,
  }
}

/** How long a server asks to wait; a date counts from the server's own clock. */
function waitMs(headers: Headers): number {
  const inMs = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (inMs > 0) return inMs
  const after = headers.get('retry-after')
  if (after === null) return 0
  const seconds = Number.parseFloat(after)
  if (!Number.isNaN(seconds)) return seconds * 1000
  const untilMs = Date.parse(after) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(untilMs) ? Number.POSITIVE_INFINITY : untilMs
}

/** The body as text. Throws `infrastructure` when it is too long. */
async function textOf({ body }: Response, complaints: Complaints): Promise<string> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) {
      throw complaints.error('garbage', `sent more than ${ANSWER_BYTES_MAX} bytes, with no end in sight.`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
