import { invariant } from '../../core/errors.ts'
import type { Lifecycle } from '../../core/lifecycle.ts'
import type { Books, Collection } from '../books.ts'
import type { BillingError } from '../errors.ts'
import type { BillingEvent, BillingEventType, Entity } from '../events.ts'
import { type Change, type History, takeBack } from '../history.ts'
import { type Actor, type JournalLine, post } from '../ledger.ts'
import type { Processor } from '../processor.ts'
import type { Terms } from '../terms.ts'

/**
 * One operation in progress. Records are written to the books as it goes, so that a later part of it reads
 * what an earlier one did; the ledger moves at the end. A refusal anywhere rolls all of it back.
 */
export interface Work {
  readonly books: Books
  readonly nowMs: number
  readonly actor: Actor
  readonly terms: Terms
  readonly processor: Processor
  /** The uniforms drawn for this operation. */
  readonly draws: readonly number[]
  readonly done: { readonly event: BillingEvent; readonly lines: readonly JournalLine[] }[]
  /** What was written, in order; `entry` counts the events before it. */
  readonly written: Change[]
}

/**
 * What an operation comes to: the ordinal of the record that it was about, why it was refused, or the decline of
 * a payment that was attempted and is on record.
 */
export type Outcome = number | BillingError | Declined

/** A decline that does not undo the attempt. */
export interface Declined {
  readonly about: number
  readonly decline: BillingError
}

/**
 * Writes a record under its ordinal: a new one at the end of its array, or a replacement. Answers the record.
 */
export function put<Name extends Collection>(
  work: Work,
  collection: Name,
  record: Books[Name][number],
): Books[Name][number] {
  const records = writable(work.books, collection)
  invariant(record.ordinal <= records.length, `${collection} must be written without gaps.`)
  const { ordinal } = record
  work.written.push({ entry: work.done.length, collection, ordinal, previous: records[ordinal] ?? null })
  Object.freeze(record)
  records[ordinal] = record
  return record
}

/** The collection's array; a table that has no rows yet gets one of its own. */
function writable<Name extends Collection>(books: Books, collection: Name): Books[Name][number][] {
  if (books[collection].length === 0 && Object.isFrozen(books[collection])) books[collection] = [] as never
  return books[collection]
}

/** What to say about an event besides its type. */
interface EventDetail {
  readonly entity: Entity
  readonly ordinal: number
  readonly lines?: readonly JournalLine[]
  readonly dueAtMs?: number
}

/** Notes one past fact: it becomes one event and one journal entry. */
export function note(work: Work, type: BillingEventType, detail: EventDetail): void {
  const { entity, ordinal, lines = [], dueAtMs = null } = detail
  work.done.push({
    event: Object.freeze({ type, entity, ordinal, dueAtMs }),
    lines: Object.freeze([...lines]),
  })
}

/** The status that follows where the operation has made sure that the machine accepts the event. */
export function follow<State extends string, Event extends string>(
  machine: Lifecycle<State, Event>,
  state: State,
  event: Event,
): State {
  const next = machine.next(state, event)
  invariant(next !== null, `A record with status ${state} must accept ${event}.`)
  return next
}

/** Moves the ledger, and keeps in the history what was written; answers the events, in order. */
export function commit(
  { books, done, written, nowMs, actor }: Work,
  history?: History,
): readonly BillingEvent[] {
  const first = books.journal.length
  for (const { event, lines } of done) post(books, { atMs: nowMs, actor, event, lines })
  const last = books.journal.length - 1
  if (history !== undefined) {
    for (const { entry, collection, ordinal, previous } of written) {
      history.changes.push({ entry: Math.min(first + entry, last), collection, ordinal, previous })
    }
  }
  return done.map(({ event }) => event)
}

/** Puts every record back as it was. */
export function rollBack({ books, written }: Work): void {
  for (const change of written.reverse()) takeBack(books, change)
}
