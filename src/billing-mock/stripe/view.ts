import { NEVER_MS } from '../../core/clock.ts'
import type { Books } from '../books.ts'
import type { BillingEventType, Entity } from '../events.ts'
import { isGuest } from '../operations/customers.ts'
import { type Kind, objectOf, ofFirst, ofSecond, parseIdOf, renderIdOf } from './ids.ts'
import { intentOf, journalEntry } from './journal.ts'
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
export function happenedAt({ books }: StripeState, type: BillingEventType, ordinal: number): number | null {
  return secondsOrNull(journalEntry(books, type, ordinal)?.atMs)
}

/** The id of a resource; a coupon's may be a name that was chosen for it. */
export function idOf(state: StripeState, kind: Kind, ordinal: number): string {
  const chosen = kind === 'coupon' ? noteOf(state, kind, ordinal).texts.id : undefined
  return chosen ?? renderIdOf(state.seed, kind, ordinal)
}

/** The ordinal behind an id, or -1 when it is nobody's. */
export function ordinalOf(state: StripeState, kind: Kind, id: string): number {
  const parsed = parseIdOf(state.seed, kind, id)
  if (parsed >= 0 || kind !== 'coupon') return parsed
  return state.books.coupons.findLastIndex(({ ordinal }) => idOf(state, kind, ordinal) === id)
}

/** The object that a record of the books is here; null for what Stripe has no word for. */
export function objectFor(state: StripeState, entity: Entity, row: number): ReturnType<typeof objectOf> {
  return entity === 'payment_method'
    ? { kind: 'payment_method', ordinal: methodOrdinal(state, row) }
    : objectOf(entity, row)
}

/** The payment method of a row of the books: one that was made before it was attached keeps its id. */
export function methodOrdinal({ own }: StripeState, row: number): number {
  const made = own.methods.findIndex(each => each.attachedAs === row)
  return made < 0 ? ofFirst(row) : ofSecond(made)
}

/** The payment intent of a charge. */
export function intentOrdinal({ books, present = books }: StripeState, charge: number): number {
  const intent = intentOf(present, charge)
  return intent === undefined ? ofFirst(charge) : ofSecond(intent)
}

/** The item of a subscription in this row of the further items; its own, for none. */
export function itemOrdinal(subscription: number, item: number | null | undefined): number {
  return item == null ? ofFirst(subscription) : ofSecond(item)
}

/** The product that a plan is a price of. */
export function productOrdinal({ books }: StripeState, plan: number): number {
  const listing = books.listings.find(each => each.plan === plan)
  return listing === undefined ? ofFirst(plan) : ofSecond(listing.product)
}

/** The id of a resource, null for none. */
export function idOrNull(state: StripeState, kind: Kind, ordinal: number | null | undefined): string | null {
  return ordinal === null || ordinal === undefined ? null : idOf(state, kind, ordinal)
}

const blank: Note = Object.freeze({ metadata: Object.freeze({}), texts: Object.freeze({}) })

/** What clients wrote about an object, by now or, in a view of the past, by then. */
export function noteOf({ notes, books, present }: StripeState, kind: Kind, ordinal: number): Note {
  const versions = notes.get(noteKey(kind, ordinal))
  const { length } = books.journal
  return (
    (present === undefined ? versions?.at(-1) : versions?.findLast(({ since }) => since < length)) ?? blank
  )
}

/** The id of a customer; null for one who left no name. */
export function customerId(state: StripeState, customer: number): string | null {
  return isGuest(state.books, customer) ? null : idOf(state, 'customer', customer)
}

/** Whether a client deleted a record that the books keep; it can still be read. */
export function isDeleted(state: StripeState, kind: Kind, ordinal: number): boolean {
  return kind === 'customer' && noteOf(state, kind, ordinal).texts.deleted === 'true'
}

/** The currency of the books; of empty ones, the one they will be kept in. */
export function currencyOf(books: Books): string {
  return books.customers[0]?.currency ?? 'usd'
}

/** A list within an object: all of it. */
export function wholeList(url: string, data: readonly JsonObject[]): StripeObject {
  return { object: 'list', data, has_more: false, url }
}
