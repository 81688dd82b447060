import { type ApplyContext, type ApplyResult, apply } from '../apply.ts'
import { copyBooks } from '../books.ts'
import { type BillingError, renderTokens } from '../errors.ts'
import { collectionOf, type Entity } from '../events.ts'
import { applyFaulty } from '../faults.ts'
import type { Actor } from '../ledger.ts'
import { billingNoise } from '../noise.ts'
import type { Operation } from '../operation.ts'
import type { Processor } from '../processor.ts'
import type { Terms } from '../terms.ts'
import type { Fault } from './faults.ts'
import { type Kind, ofSecond } from './ids.ts'
import type { JsonObject } from './json.ts'
import { exists, resources } from './objects/index.ts'
import { METADATA_KEYS_MAX, type MetadataChange } from './parameters.ts'
import { invalid, noSuch, Refusal } from './refusal.ts'
import type { StripeRequest } from './request.ts'
import { type Note, noteKey, type StripeSnapshot, type StripeState } from './state.ts'
import { idOf, isDeleted, noteOf, objectFor, ordinalOf } from './view.ts'

/** What `handle` needs besides the state and the request; it holds nothing that changes. */
export interface StripeContext {
  readonly terms: Terms
  /** What the processor does by itself. */
  readonly processor: Processor
  /** In whose name the journal records what requests do. */
  readonly actor: Actor
  /** What goes wrong with a well-formed request, if anything; asked after the faults that were planned. */
  readonly faults?: (request: StripeRequest) => Fault | null
  /** Whether to check every invariant of the books after every operation. */
  readonly check?: boolean
  /** What `/_sim/reset` goes back to. */
  readonly origin: () => StripeSnapshot
}

/** A request on its way through a route: what the path named, and what it works on. */
export interface Call {
  readonly state: StripeState
  readonly context: StripeContext
  readonly request: StripeRequest
  /** The path without its query. */
  readonly path: string
  /** Records that the path names, by kind; each is there. */
  readonly ordinals: Readonly<Partial<Record<Kind, number>>>
  /** Other parts of the path, by name. */
  readonly words: Readonly<Record<string, string>>
  /** How long ago what a list shows was so. */
  readonly staleMs: number
  /** How many entries the journal had when the request came. */
  readonly since: number
  readonly fate: Fate
}

/** What becomes of the answer, as far as chance decides it while the request is executed. */
export interface Fate {
  isLost: boolean
  /** Whether it came as far as the ledger, where it met the faults of chance. */
  hasReached: boolean
  /** How much virtual time the request takes. */
  elapsedMs: number
}

/** The record that the path names. */
export function target(call: Call, kind: Kind): number {
  return call.ordinals[kind]!
}

/** The record that a parameter names by its id. Throws a refusal when it is not there. */
export function named(
  { state }: Call,
  kind: Kind,
  { id, param = kind }: { id: string; param?: string },
): number {
  const ordinal = ordinalOf(state, kind, id)
  if (exists(state, kind, ordinal) && !isDeleted(state, kind, ordinal)) return ordinal
  throw noSuch(kind, id, param)
}

/** The same, of a parameter that may be left out. */
export function namedIfGiven(call: Call, kind: Kind, id: string | undefined): number | undefined {
  return id === undefined ? undefined : named(call, kind, { id })
}

/**
 * Does operations one after another, all or none, and answers the ordinal of what the last one was about. Throws a
 * refusal in the words of the ledger; what was attempted and declined stays on record.
 */
export function perform(call: Call, ...operations: readonly Operation[]): number {
  const { state } = call
  const isDirect = operations.length === 1 && state.faultConfig === null
  const kept = isDirect ? state : copyOfKept(state)
  let ordinal = -1
  for (const operation of operations) {
    const result = attempted(call, kept, operation)
    if (!result.ok) {
      if (result.about !== null) keep(state, kept)
      throw refusalOf(state, result.error, { operation, about: result.about })
    }
    ordinal = result.ordinal
  }
  keep(state, kept)
  return ordinal
}

/** Does what the customer does elsewhere, on whose way no fault of the API lies; answers as `perform` does. */
export function performAsCustomer(call: Call, operation: Operation): number {
  const { state, context } = call
  const own = contextOf({ ...call, context: { ...context, actor: 'customer' } }, state, operation)
  const result = apply(state.books, operation, own)
  if (!result.ok) throw refusalOf(state, result.error, { operation, about: result.about })
  return result.ordinal
}

/** The state as operations would leave it: what a preview shows. Throws a refusal in the words of the ledger. */
export function foreseen(
  call: Call,
  operations: readonly Operation[],
  nowMs = call.state.nowMs,
): StripeState {
  const state = { ...call.state, ...copyOfKept(call.state), nowMs }
  for (const operation of operations) {
    const result = apply(state.books, operation, contextOf({ ...call, state }, state, operation))
    if (!result.ok) throw refusalOf(state, result.error, { operation, about: null })
  }
  return state
}

/** What operations write: all of it is kept, or none. */
type Kept = Pick<StripeState, 'books' | 'history'>

function copyOfKept({ books, history }: Kept): Kept {
  return { books: copyBooks(books), history: { ...history, changes: history.changes.slice() } }
}

function keep(state: StripeState, { books, history }: Kept): void {
  state.books = books
  state.history = history
}

/** One operation, with what goes wrong by chance around it. */
function attempted(call: Call, kept: Kept, operation: Operation): ApplyResult {
  const { state, fate } = call
  const { books } = kept
  const context = contextOf(call, kept, operation)
  if (state.faultConfig === null) return apply(books, operation, context)
  fate.hasReached = true
  const noise = billingNoise(state.seed)
  const chance = { faults: state.faultConfig, noise, call: counted(state, operation.type) }
  const made = applyFaulty(books, operation, { ...context, ...chance })
  fate.elapsedMs += made.elapsedMs
  fate.isLost ||= !made.answered
  if (made.result !== null) return made.result
  if (made.error === null) throw new Refusal(503, 'This answer is lost.')
  throw refusalOf(state, made.error)
}

/** Which call of its name this is, from 1. */
export function counted(state: StripeState, name: string): number {
  const count = (state.calls[name] ?? 0) + 1
  state.calls = { ...state.calls, [name]: count }
  return count
}

/** Draws are keyed by the record that is to be: a refused attempt moves no later noise. */
function contextOf({ state, context }: Call, { books, history }: Kept, { type }: Operation): ApplyContext {
  const { terms, processor, actor, check } = context
  const noise = billingNoise(state.seed)
  const about = books[collectionOf[type.split('.')[0] as Entity]].length
  let ordinal = 0
  return {
    nowMs: state.nowMs,
    actor,
    terms,
    processor,
    history,
    draw: () => noise(type, about, ordinal++),
    ...(check === undefined ? {} : { check }),
  }
}

/** An error of the ledger in the words of the API. */
export function refusalOf(
  state: StripeState,
  error: BillingError,
  attempt?: { readonly operation: Operation; readonly about: number | null },
): Refusal {
  const { type, code, declineCode, message, param, status } = error
  const rendered = renderTokens(message, (entity, ordinal) => {
    const object = objectFor(state, entity, Math.max(0, ordinal))
    return object === null ? entity : idOf(state, object.kind, object.ordinal)
  })
  const about =
    attempt === undefined || attempt.about === null
      ? {}
      : onRecord(state, attempt.operation.type, attempt.about)
  return new Refusal(status, rendered, {
    type,
    code,
    declineCode,
    param,
    row: attempt?.about ?? null,
    ...(code === 'lock_timeout' ? { headers: { 'stripe-should-retry': 'true' } } : {}),
    about,
  })
}

/** What was attempted and is on record, as an error shows it. */
function onRecord(state: StripeState, type: string, row: number): JsonObject {
  if (!type.startsWith('payment_intent.')) return {}
  const intent = resources.payment_intent.render(state, ofSecond(row))
  return { charge: intent.latest_charge ?? undefined, payment_intent: intent }
}

/** What a request writes on a record besides what the ledger keeps; `undefined` leaves a text as it is. */
export interface Writing {
  readonly metadata?: MetadataChange | undefined
  readonly texts?: Readonly<Record<string, string | null | undefined>>
}

/** Writes on a record that is there, once the operations on it are done; all of it or nothing. */
export function write(
  call: Call,
  kind: Kind,
  {
    ordinal,
    operations = [],
    writing,
  }: { ordinal: number; operations?: readonly Operation[]; writing: Writing },
): void {
  const { state, since } = call
  const note = revised(noteOf(state, kind, ordinal), writing)
  if (operations.length > 0) perform(call, ...operations)
  const key = noteKey(kind, ordinal)
  const earlier = state.notes.get(key)?.filter(version => version.since < since) ?? []
  state.notes.set(key, [...earlier, { since, ...note }])
}

/** Does operations of which the last makes a record, writes on it, and answers its ordinal: the row's, unless told. */
export function create(
  call: Call,
  kind: Kind,
  {
    operations,
    writing,
    ordinalOf: made = row => row,
  }: { operations: readonly Operation[]; writing: Writing; ordinalOf?: (row: number) => number },
): number {
  try {
    const ordinal = made(perform(call, ...operations))
    write(call, kind, { ordinal, writing })
    return ordinal
  } catch (error) {
    const row = error instanceof Refusal ? error.row : null
    if (row !== null) write(call, kind, { ordinal: made(row), writing })
    throw error
  }
}

/** The note as it will be: metadata is merged, an empty value unsets its key. Throws when there is too much. */
function revised(note: Note, { metadata, texts = {} }: Writing): Note {
  const merged = { ...(metadata?.clears === true ? {} : note.metadata), ...metadata?.set }
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''))
  if (Object.keys(kept).length > METADATA_KEYS_MAX) {
    throw invalid('metadata', `An object has at most ${METADATA_KEYS_MAX} keys of metadata.`)
  }
  const given = Object.entries(texts).filter((pair): pair is [string, string | null] => pair[1] !== undefined)
  return { metadata: kept, texts: { ...note.texts, ...Object.fromEntries(given) } }
}
