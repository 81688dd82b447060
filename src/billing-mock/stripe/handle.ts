import { readFault } from '../faults.ts'
import { billingNoise } from '../noise.ts'
import { type Call, counted, type Fate, refusalOf, type StripeContext } from './call.ts'
import { withChance } from './chance.ts'
import { expandObject, readExpansion } from './expand.ts'
import { errorOf, type Fault, takeFault } from './faults.ts'
import { emptyForm, type FormTree, readForm } from './form.ts'
import { fingerprint, isFinal, keyOf, recall, remember } from './idempotency.ts'
import { entityOf, requestId } from './ids.ts'
import type { JsonObject } from './json.ts'
import { invalid, Refusal } from './refusal.ts'
import type { StripeRequest, StripeResponse } from './request.ts'
import { type Match, matchRoute } from './router.ts'
import type { StripeState } from './state.ts'
import { versionOf } from './version.ts'

/** The largest body, in bytes; a snapshot to restore may be larger. */
export const BODY_BYTES_MAX = 256 * 1024
export const SNAPSHOT_BYTES_MAX = 64 * 1024 * 1024

/** An answer, and how much virtual time it took, which is the caller's to let pass. */
export interface Handled {
  readonly response: StripeResponse
  readonly elapsedMs: number
}

/**
 * Answers one request as Stripe would. Pure but for moving the state along: no I/O, time is the state's virtual clock,
 * and the same requests on the same state give the same answers, whatever keys the client made up. Whatever is wrong
 * with a request is a response; it throws only where this package is at fault.
 */
export function handle(state: StripeState, request: StripeRequest, context: StripeContext): Handled {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'request-id': requestId(state.seed, state.requests),
  }
  state.requests += 1
  const fate: Fate = { isLost: false, hasReached: false, elapsedMs: 0 }
  const response = answerOrRefusal({ state, request, context, headers, fate })
  return { response, elapsedMs: fate.elapsedMs }
}

/**
 * What is wrong with a request whatever it asks for (its API key, its version, its idempotency key, its encoding), as
 * the answer to it; null for nothing. `handle` finds the same: this is for who has to know before it is handed on.
 */
export function refusedUnread({ method, headers, body }: StripeRequest): StripeResponse | null {
  try {
    authenticate(headers.authorization)
    versionOf(headers['stripe-version'])
    keyOf(method, headers['idempotency-key'])
    bodyText(body, false)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {
      status: error.status,
      headers: { 'content-type': 'application/json' },
      body: error.body,
      isLost: false,
    }
  }
}

interface Arrival {
  readonly state: StripeState
  readonly request: StripeRequest
  readonly context: StripeContext
  /** Of the response, as they gather. */
  readonly headers: Record<string, string>
  readonly fate: Fate
}

function answerOrRefusal(arrival: Arrival): StripeResponse {
  try {
    return answer(arrival)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, body } = error
    return { status, headers: { ...arrival.headers, ...error.headers }, body, isLost: false }
  }
}

function answer(arrival: Arrival): StripeResponse {
  const { state, request, context, headers, fate } = arrival
  const { method } = request
  const [path, query] = splitAt(request.path, '?')
  const isSimulation = path.startsWith('/_sim/')
  if (!isSimulation) authenticate(request.headers.authorization)
  headers['stripe-version'] = versionOf(request.headers['stripe-version'])
  const match = matchRoute(state, method, path)
  const form = readForm(bodyText(request.body, isSimulation), readForm(query, emptyForm()))
  const work = prepared(match, form)
  const { ordinals, words } = match
  const since = state.books.journal.length
  const calling = { state, context, request, path, ordinals, words, fate, since }
  if (isSimulation) {
    return { status: 200, headers, body: work({ ...calling, staleMs: 0 }), isLost: false }
  }

  const key = keyOf(method, request.headers['idempotency-key'])
  const fault = takeFault(state.faults, { method, path }) ?? context.faults?.(request) ?? null
  if (fault?.kind === 'timeout_before_commit') return { status: 0, headers, body: {}, isLost: true }
  fate.isLost = fault?.kind === 'timeout_after_commit'
  const error = fault === null ? null : errorOf(fault)
  const refusal = error === null ? null : refusalOf(state, error)
  if (refusal !== null && refusal.status !== 500) throw refusal
  const call: Call = { ...calling, staleMs: staleness(arrival, match) }
  const execute =
    refusal === null ? (): JsonObject => withChance(call, match.route, work) : refuseWith(refusal)
  return key === null
    ? executed(execute, { headers, fate })
    : once(arrival, { key, asked: fingerprint(method, path, form), execute, fault })
}

/** How stale what is read is by chance, in milliseconds. Throws a refusal when it cannot be read at all. */
function staleness({ state, request, fate }: Arrival, { route }: Match): number {
  const { faultConfig: faults, seed, nowMs } = state
  const { kind, isList } = route.answers
  const entity = kind === null ? undefined : entityOf(kind)
  if (faults === null || request.method !== 'GET' || entity === undefined) return 0
  const call = counted(state, `read ${entity}`)
  const fared = readFault({ faults, noise: billingNoise(seed), call, nowMs }, entity)
  fate.elapsedMs += fared.elapsedMs
  if (fared.isDown) throw refusalOf(state, errorOf({ kind: 'unavailable' })!)
  return isList ? fared.staleMs : 0
}

/** Parameters and `expand`, checked before anything is done; what is returned does the work. */
function prepared({ route }: Match, { expand, ...rest }: FormTree): (call: Call) => JsonObject {
  const { kind } = route.answers
  const tree = readExpansion(expand, route.answers)
  const work = route.prepare(Object.assign(emptyForm(), rest))
  if (kind === null || Object.keys(tree).length === 0) return work
  return call => {
    const object = work(call)
    if (!route.answers.isList) return expandObject(call.state, object, { kind, tree })
    const data = object.data as readonly JsonObject[]
    return { ...object, data: data.map(item => expandObject(call.state, item, { kind, tree })) }
  }
}

/** Executes under a key: once, and every repeat has the first one's answer. */
function once(
  { state, headers, fate }: Arrival,
  ask: {
    readonly key: string
    readonly asked: string
    readonly execute: () => JsonObject
    readonly fault: Fault | null
  },
): StripeResponse {
  const { key, asked, execute, fault } = ask
  headers['idempotency-key'] = key
  const known = recall(state, key, asked)
  if (known !== undefined) {
    headers['idempotent-replayed'] = 'true'
    if (known.status === 500) headers['stripe-should-retry'] = 'false'
    return { status: known.status, headers, body: known.body, isLost: fate.isLost }
  }
  const response = executed(execute, { headers, fate })
  const { status, body } = response
  if (isFinal(status)) {
    remember(state, key, { atMs: state.nowMs, asked, status, body, busyFor: fault?.busyFor ?? 0 })
    if (status === 500) headers['stripe-should-retry'] = 'false'
  }
  return response
}

function executed(
  execute: () => JsonObject,
  { headers, fate }: { headers: Record<string, string>; fate: Fate },
): StripeResponse {
  try {
    const body = execute()
    return { status: 200, headers, body, isLost: fate.isLost }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, body } = error
    return { status, headers: Object.assign(headers, error.headers), body, isLost: fate.isLost }
  }
}

function refuseWith(refusal: Refusal): () => never {
  return () => {
    throw refusal
  }
}

/** Any test key will do; a live one must not be here at all. */
function authenticate(header: string | undefined): void {
  const [scheme, value = ''] = splitAt(header ?? '', ' ')
  const isBasic = scheme.toLowerCase() === 'basic'
  const key = isBasic ? Buffer.from(value, 'base64').toString('utf8').replace(/:.*$/s, '') : value.trim()
  if (/^(sk|rk)_live_/.test(key)) {
    throw new Refusal(
      401,
      'This is a simulation: use a test key (sk_test_…), and keep live keys away from it.',
    )
  }
  if (!/^(sk|rk)_\w+$/.test(key)) {
    throw new Refusal(401, 'No valid API key was given: expected "Authorization: Bearer sk_test_…".')
  }
}

function bodyText(body: string | Uint8Array, isSimulation: boolean): string {
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  const max = isSimulation ? SNAPSHOT_BYTES_MAX : BODY_BYTES_MAX
  if (bytes > max) throw new Refusal(413, `The body has ${bytes} bytes; at most ${max} are taken.`)
  if (typeof body === 'string') return body
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw invalid(null, 'The body is not UTF-8.')
  }
}

function splitAt(text: string, mark: string): readonly [before: string, after: string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
