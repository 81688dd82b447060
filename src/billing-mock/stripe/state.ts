import { entries } from '../../core/log.ts'
import { type Books, copyBooks, freezeRecords } from '../books.ts'
import type { FaultConfig } from '../faultConfig.ts'
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

/** What is kept beside the books, as plain JSON. */
export interface StripeMemory {
  readonly requests: number
  readonly notes: readonly (readonly [of: string, versions: readonly NoteVersion[]])[]
  readonly answers: readonly (readonly [key: string, answer: StoredAnswer])[]
  readonly calls: Readonly<Record<string, number>>
  readonly own: Own
}

/** The state as plain JSON. */
export interface StripeSnapshot extends StripeMemory {
  readonly seed: number
  readonly books: Books
  readonly history: History
  readonly nowMs: number
  readonly faults: readonly PlannedFault[]
  readonly faultConfig: FaultConfig | null
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

/** What is kept beside the books; nobody else holds it. */
export function takeMemory({ requests, notes, answers, calls, own }: StripeState): StripeMemory {
  return plain({ requests, notes: [...notes], answers: [...answers], calls, own })
}

/** Makes what is kept beside the books what it was. */
export function restoreMemory(state: StripeState, memory: StripeMemory): void {
  const { notes, answers, ...rest } = structuredClone(memory)
  Object.assign(state, rest)
  refill(state.notes, notes)
  refill(state.answers, answers)
}

/** The state as plain JSON that nobody else holds. */
export function takeSnapshot(state: StripeState): StripeSnapshot {
  const { seed, history, nowMs, faults, faultConfig } = state
  const { journal } = state.books
  const books = {
    ...copyBooks(state.books),
    journal: { items: [...entries(journal)], length: journal.length },
  }
  return { ...takeMemory(state), ...plain({ seed, books, history, nowMs, faults, faultConfig }) }
}

/** Makes the state what it was when the snapshot was taken. */
export function restoreState(state: StripeState, snapshot: StripeSnapshot): void {
  const { requests, notes, answers, calls, own, faults, ...rest } = snapshot
  restoreMemory(state, { requests, notes, answers, calls, own })
  Object.assign(state, structuredClone(rest))
  freezeRecords(state.books)
  state.faults.splice(0, Number.POSITIVE_INFINITY, ...structuredClone(faults))
}

function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value
}

/** Makes a map what these pairs are. */
export function refill<Value>(map: Map<string, Value>, pairs: Iterable<readonly [string, Value]>): void {
  map.clear()
  for (const [key, value] of pairs) map.set(key, value)
}
