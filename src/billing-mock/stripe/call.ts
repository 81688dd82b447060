import { noiseKey, uniform } from '../../core/random.ts'
import { type ApplyResult, apply } from '../apply.ts'
import { copyBooks } from '../books.ts'
import { type BillingError, renderTokens } from '../errors.ts'
import type { Actor } from '../ledger.ts'
import type { Operation } from '../operation.ts'
import type { Terms } from '../terms.ts'
import type { Fault } from './faults.ts'
import { type Kind, kindOf, ordinalOf } from './ids.ts'
import { exists } from './objects/index.ts'
import { METADATA_KEYS_MAX, type MetadataChange } from './parameters.ts'
import { invalid, noSuch, Refusal } from './refusal.ts'
import type { StripeRequest } from './request.ts'
import { type Note, noteKey, type StripeSnapshot, type StripeState } from './state.ts'
import { idOf, noteOf } from './view.ts'

/** What `handle` needs besides the state and the request; it holds nothing that changes. */
export interface StripeContext {
  readonly terms: Terms
  /** In whose name the journal records what requests do. */
  readonly actor: Actor
  /** What goes wrong with a well-formed request, if anything; asked after the faults that were planned. */
  readonly faults?: (request: StripeRequest) => Fault | null
  /** Whether to check every invariant of the books after every operation. */
  readonly check?: boolean
  /** What `/_sim/reset` goes back to. */
  readonly origin: StripeSnapshot
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
  const ordinal = ordinalOf(state.seed, kind, id)
  if (exists(state.books, kind, ordinal)) return ordinal
  throw noSuch(kind, id, param)
}

/** The same, of a parameter that may be left out. */
export function namedIfGiven(call: Call, kind: Kind, id: string | undefined): number | undefined {
  return id === undefined ? undefined : named(call, kind, { id })
}

/**
 * Does operations one after another, all or none, and answers the ordinal of what the last one was about. Throws a
 * refusal in the words of the ledger.
 */
export function perform({ state, context }: Call, ...operations: readonly Operation[]): number {
  if (operations.length > 1) {
    const trial = { ...state, books: copyBooks(state.books) }
    for (const operation of operations) settled(state, execute(trial, context, operation))
  }
  let ordinal = -1
  for (const operation of operations) ordinal = settled(state, execute(state, context, operation))
  return ordinal
}

/** One stream of noise for billing through this surface. */
const NOISE = noiseKey(0, 200)

/** Does one operation now. Two draws a refund, keyed by its ordinal: a refused attempt moves no later noise. */
export function execute(
  state: StripeState,
  { terms, actor, check }: StripeContext,
  operation: Operation,
): ApplyResult {
  let draw = 2 * state.books.refunds.length
  return apply(state.books, operation, {
    nowMs: state.nowMs,
    actor,
    terms,
    draw: () => uniform(state.seed, NOISE, draw++),
    ...(check === undefined ? {} : { check }),
  })
}

function settled(state: StripeState, result: ApplyResult): number {
  if (result.ok) return result.ordinal
  throw refusalOf(state, result.error)
}

function refusalOf(
  state: StripeState,
  { type, code, declineCode, message, param, status }: BillingError,
): Refusal {
  const rendered = renderTokens(message, (entity, ordinal) => {
    const kind = kindOf(entity)
    return kind === null ? entity : idOf(state, kind, Math.max(0, ordinal))
  })
  return new Refusal(status, rendered, { type, code, declineCode, param })
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
  const { state } = call
  const note = revised(noteOf(state, kind, ordinal), writing)
  perform(call, ...operations)
  state.notes.set(noteKey(kind, ordinal), note)
}

/** Does operations of which the last makes a record, writes on it, and answers its ordinal. */
export function create(
  call: Call,
  kind: Kind,
  { operations, writing }: { operations: readonly Operation[]; writing: Writing },
): number {
  const ordinal = perform(call, ...operations)
  write(call, kind, { ordinal, writing })
  return ordinal
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
