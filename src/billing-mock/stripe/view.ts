import { NEVER_MS } from '../../core/clock.ts'
import type { Books } from '../books.ts'
import { type Kind, idOf as render } from './ids.ts'
import { journalEntry } from './journal.ts'
import type { JsonObject } from './json.ts'
import { type Note, noteKey, type StripeState } from './state.ts'

/** An object as the API shows it. */
export interface StripeObject extends JsonObject {
  readonly object: string
}

/** The virtual clock's zero, the first contact, on the calendar: clients want dates. */
const FIRST_CONTACT_S = Date.UTC(2026, 0, 15, 9) / 1000

/** A moment in seconds since 1970. */
export function seconds(atMs: number): number {
  return FIRST_CONTACT_S + Math.floor(atMs / 1000)
}

/** The moment in virtual milliseconds at which this second begins. */
export function momentMs(unixSeconds: number): number {
  return (unixSeconds - FIRST_CONTACT_S) * 1000
}

/** A moment, or null for one that does not come. */
export function secondsOrNull(atMs: number | undefined): number | null {
  return atMs === undefined || atMs === NEVER_MS ? null : seconds(atMs)
}

/** When the first event of this type happened to a record; null when it has not. */
export function happenedAt({ books }: StripeState, type: string, ordinal: number): number | null {
  return secondsOrNull(journalEntry(books, type, ordinal)?.atMs)
}

/** The id of a resource. */
export function idOf({ seed }: StripeState, kind: Kind, ordinal: number): string {
  return render(seed, kind, ordinal)
}

/** The id of a resource, null for none. */
export function idOrNull(state: StripeState, kind: Kind, ordinal: number | null | undefined): string | null {
  return ordinal === null || ordinal === undefined ? null : idOf(state, kind, ordinal)
}

const blank: Note = Object.freeze({ metadata: Object.freeze({}), texts: Object.freeze({}) })

/** What clients wrote about an object. */
export function noteOf({ notes }: StripeState, kind: Kind, ordinal: number): Note {
  return notes.get(noteKey(kind, ordinal)) ?? blank
}

/** The currency of the books; of empty ones, the one they will be kept in. */
export function currencyOf(books: Books): string {
  return books.customers[0]?.currency ?? 'usd'
}

/** A list within an object: all of it. */
export function wholeList(url: string, data: readonly JsonObject[]): StripeObject {
  return { object: 'list', data, has_more: false, url }
}
