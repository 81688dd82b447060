import { SupportGymError } from '../../core/errors.ts'
import { entries } from '../../core/log.ts'
import { type Books, copyBooks, freezeRecords } from '../books.ts'
import type { FaultConfig } from '../faults.ts'
import { type History, openHistory } from '../history.ts'
import type { PlannedFault } from './faults.ts'
import type { Kind } from './ids.ts'
import type { JsonObject } from './json.ts'
import { noOwn, type Own } from './own.ts'

/**
 * Everything that changes behind the surface: the books and their clock, and what a processor keeps beside a ledger:
 * notes on records and answers under idempotency keys. Nothing of the latter ever reaches the books.
 */
export interface StripeState {
  seed: number
  books: Books
  /** What was written to the books since they were opened: events show their objects as they were. */
  history: History
  /** In a view of the past, the books of today: whose an id is does not change. */
  readonly present?: Books
  /** The virtual clock, in milliseconds from the first contact. */
  nowMs: number
  /** Requests answered so far, which number the next one's id. */
  requests: number
  /** By kind and ordinal, which hold under any seed: see `noteKey`. */
  readonly notes: Map<string, readonly NoteVersion[]>
  /** By idempotency key. */
  readonly answers: Map<string, StoredAnswer>
  /** What goes wrong next, in order. */
  readonly faults: PlannedFault[]
  /** What goes wrong by chance; null for nothing. */
  faultConfig: FaultConfig | null
  /** How often each operation and read was called since there was such a config: what keys its chances. */
  calls: Readonly<Record<string, number>>
  /** Objects that no ledger keeps. */
  own: Own
}

/** What a client wrote about a record: free text, of which the ledger knows nothing. */
export interface Note {
  readonly metadata: Readonly<Record<string, string>>
  /** Fields such as description, email or evidence, by name; null where one was unset. */
  readonly texts: Readonly<Record<string, string | null>>
}

/** A note as it is from a journal entry on; the versions of one are in order. */
export interface NoteVersion extends Note {
  /** The first entry that knows it. */
  readonly since: number
}

/** What was answered under a key, and to which request; kept from when execution began. */
export interface StoredAnswer {
  readonly atMs: number
  /** The method, the path and the parameters, or a hash of them. */
  readonly asked: string
  readonly status: number
  readonly body: JsonObject
  /** How many more repeats will find the request in flight. */
  readonly busyFor: number
}

/** The state as plain JSON. */
export interface StripeSnapshot {
  readonly seed: number
  readonly books: Books
  readonly history: History
  readonly nowMs: number
  readonly requests: number
  readonly notes: readonly (readonly [of: string, versions: readonly NoteVersion[]])[]
  readonly answers: readonly (readonly [key: string, answer: StoredAnswer])[]
  readonly faults: readonly PlannedFault[]
  readonly faultConfig: FaultConfig | null
  readonly calls: Readonly<Record<string, number>>
  readonly own: Own
}

/** A state over these books, in which no request has been made. The books are used, not copied. */
export function openState(books: Books, { seed, nowMs }: Pick<StripeState, 'seed' | 'nowMs'>): StripeState {
  return {
    seed,
    books,
    history: openHistory(books),
    nowMs,
    requests: 0,
    notes: new Map(),
    answers: new Map(),
    faults: [],
    faultConfig: null,
    calls: {},
    own: noOwn,
  }
}

/** The key of the note on a record. */
export function noteKey(kind: Kind, ordinal: number): string {
  return `${kind} ${ordinal}`
}

/** A note that has always been there. */
export function givenNote(texts: Note['texts']): readonly NoteVersion[] {
  return [{ since: -1, metadata: {}, texts }]
}

/** The state as plain JSON that nobody else holds. */
export function takeSnapshot(state: StripeState): StripeSnapshot {
  const { books, notes, answers, ...rest } = state
  const { journal } = books
  const trimmed = { ...copyBooks(books), journal: { items: [...entries(journal)], length: journal.length } }
  const plain = { ...rest, books: trimmed, notes: [...notes], answers: [...answers] }
  return JSON.parse(JSON.stringify(plain)) as StripeSnapshot
}

/** Makes the state what it was when the snapshot was taken. Throws `invalid_snapshot` when it is none. */
export function restoreState(state: StripeState, snapshot: StripeSnapshot): void {
  if (!isSnapshot(snapshot)) {
    throw new SupportGymError(
      'invalid_snapshot',
      'Expected a snapshot as it was taken, with seed, books, history, nowMs, notes, answers, faults and own.',
    )
  }
  const { notes, answers, faults, ...rest } = structuredClone(snapshot)
  freezeRecords(rest.books)
  Object.assign(state, rest)
  refill(state.notes, notes)
  refill(state.answers, answers)
  state.faults.splice(0, Number.POSITIVE_INFINITY, ...faults)
}

/** Makes a map what these pairs are. */
export function refill<Value>(map: Map<string, Value>, pairs: Iterable<readonly [string, Value]>): void {
  map.clear()
  for (const [key, value] of pairs) map.set(key, value)
}

function isSnapshot(value: unknown): value is StripeSnapshot {
  if (typeof value !== 'object' || value === null) return false
  const { seed, books, history, nowMs, requests, notes, answers, faults, own } =
    value as Partial<StripeSnapshot>
  return (
    [seed, nowMs, requests].every(Number.isSafeInteger) &&
    [notes, answers, faults, books?.journal?.items, books?.customers, history?.changes, own?.endpoints].every(
      Array.isArray,
    )
  )
}
