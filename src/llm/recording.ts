import { SupportGymError } from '../core/errors.ts'
import { hashOf } from '../core/hash.ts'
import type { Fetch } from './attempts.ts'
import { appender, type Exchange, type RecordedRequest, readExchanges } from './recordingFile.ts'
import { missOf } from './recordingMiss.ts'
import { secretsIn, without } from './secrets.ts'

export interface RecordedFetchOptions {
  /** JSONL, one exchange a line. */
  readonly file: string
  /**
   * `record` answers from the file what it holds, and asks and appends what it does not, so that a run goes on where
   * it was killed; `replay` answers from the file alone; `passthrough` leaves the file be.
   */
  readonly mode: 'record' | 'replay' | 'passthrough'
  /** Who is asked; the global `fetch` by default. */
  readonly fetch?: Fetch
}

/** A `fetch` for the openai client, and what it has not handed out. */
export interface RecordedFetch {
  readonly fetch: Fetch
  /** What was recorded and not asked since: a run that replays whole leaves nothing. */
  unused(): readonly RecordedRequest[]
}

/**
 * A `fetch` that records what a model's server answers, or replays it. A request is known by the SHA-256 of its method,
 * path and body; asked again it gets what it got then, in the order of asking. Streams are recorded whole. No header of
 * a request is written, nor its key where a server quotes it. Faults that may pass (408, 409, 429, 5xx) are not
 * recorded: the client asks again, and so does a run that goes on.
 * Throws `invalid_data` for a file that cannot be read; when asked, `not_recorded` in a replay, and `run_in_use` when
 * somebody else writes into the file.
 */
export function recordedFetch({ file, mode, fetch }: RecordedFetchOptions): RecordedFetch {
  const send: Fetch = (input, init) => (fetch ?? globalThis.fetch)(input, init)
  if (mode === 'passthrough') return { fetch: send, unused: () => [] }
  const tape = tapeOf(readExchanges(file, mode))
  return {
    fetch: mode === 'replay' ? replaying(tape, file) : recording(tape, { file, send }),
    unused: tape.unused,
  }
}

function replaying(tape: Tape, file: string): Fetch {
  return async (input, init) => {
    const request = requestOf(input, init)
    const exchange = tape.next(hashOf(request))
    if (exchange === null) throw missOf(request, { file, recorded: tape.exchanges })
    return responseOf(exchange)
  }
}

function recording(tape: Tape, { file, send }: { readonly file: string; readonly send: Fetch }): Fetch {
  const append = appender(file)
  return async (input, init) => {
    const request = requestOf(input, init)
    const key = hashOf(request)
    const known = tape.next(key)
    if (known !== null) return responseOf(known)
    const ordinal = tape.newOrdinal(key)
    const response = await send(input, init)
    const secrets = secretsIn(init)
    const body = without(secrets, await response.text())
    if (mayPass(response)) return new Response(body, response)
    const exchange: Exchange = {
      key,
      ordinal,
      request,
      response: { status: response.status, headers: keptHeaders(response), body },
    }
    append(without(secrets, JSON.stringify(exchange)))
    return responseOf(exchange)
  }
}

/** What was recorded, handed out by key. */
interface Tape {
  readonly exchanges: readonly Exchange[]
  /** The next one of a key, or null when all are handed out. */
  next(key: string): Exchange | null
  /** Where the next one to be recorded stands among those of its key. */
  newOrdinal(key: string): number
  unused(): readonly RecordedRequest[]
}

function tapeOf(exchanges: readonly Exchange[]): Tape {
  const left = new Map<string, Exchange[]>()
  const ordinals = new Map<string, number>()
  for (const exchange of exchanges.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const { key, ordinal } = exchange
    left.set(key, [...(left.get(key) ?? []), exchange])
    ordinals.set(key, ordinal + 1)
  }
  return {
    exchanges,
    next: key => left.get(key)?.shift() ?? null,
    newOrdinal(key) {
      const ordinal = ordinals.get(key) ?? 0
      ordinals.set(key, ordinal + 1)
      return ordinal
    },
    unused: () => [...left.values()].flat().map(({ request }) => request),
  }
}

/** What a request is known by: hosts and headers are not part of it. */
function requestOf(input: string | URL | Request, init: RequestInit = {}): RecordedRequest {
  const { method = 'GET', body = null } = init
  if (input instanceof Request || (body !== null && typeof body !== 'string')) {
    throw new SupportGymError(
      'invalid_config',
      'A recording takes requests as the openai client sends them: an address, and a body that is text.',
    )
  }
  return { method: method.toUpperCase(), path: new URL(input).pathname, body: bodyOf(body) }
}

/** The body as JSON, so that the order of its keys is of no account, or as the text it is. */
function bodyOf(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return text
  }
}

function mayPass({ status }: Response): boolean {
  return [408, 409, 429].includes(status) || status >= 500
}

function keptHeaders({ headers }: Response): Record<string, string> {
  return Object.fromEntries(
    ['content-type', 'retry-after'].flatMap(name => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value]]
    }),
  )
}

function responseOf({ response: { status, headers, body } }: Exchange): Response {
  return new Response(body === '' ? null : body, { status, headers })
}
