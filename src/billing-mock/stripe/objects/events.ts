import type { Books } from '../../books.ts'
import type { BillingEvent } from '../../events.ts'
import type { JournalEntry } from '../../ledger.ts'
import { webhookTypes } from '../../webhookTypes.ts'
import type { Kind } from '../ids.ts'
import type { StripeState } from '../state.ts'
import { API_VERSION } from '../version.ts'
import { idOf, objectFor, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

/** No entry is more events than this; the ordinal of an event is its entry's times this, and its place. */
const PER_ENTRY = 4

export const events: Resource = {
  count: ({ books }) => books.journal.length * PER_ENTRY,
  has: ({ books }, ordinal) => eventTypeOf(books, ordinal) !== undefined,
  render: renderEvent,
  expands: {},
}

/** The type of an event; undefined when the entry is fewer events. */
export function eventTypeOf(books: Books, ordinal: number): string | undefined {
  return webhookTypes[entryOf(books, ordinal).event.type][ordinal % PER_ENTRY]
}

/** The entry of the journal that an event tells of. */
export function entryOf({ journal }: Books, ordinal: number): JournalEntry {
  return journal.items[Math.floor(ordinal / PER_ENTRY)]!
}

/** The event without its object: that is a rendered resource, which only the table of resources can give. */
function renderEvent(state: StripeState, ordinal: number): StripeObject {
  const { atMs } = entryOf(state.books, ordinal)
  return {
    id: idOf(state, 'event', ordinal),
    object: 'event',
    api_version: API_VERSION,
    created: seconds(atMs),
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: eventTypeOf(state.books, ordinal)!,
  }
}

/** The events that an entry of the journal is. */
export function eventsOf({ journal }: Books, entry: number): readonly number[] {
  return webhookTypes[journal.items[entry]!.event.type].map((_type, place) => entry * PER_ENTRY + place)
}

/** The record that an event is about. */
export function subjectOf(
  state: StripeState,
  ordinal: number,
): { readonly kind: Kind; readonly ordinal: number } {
  const { books } = state
  const { event } = entryOf(books, ordinal)
  const row = event.ordinal
  switch (eventTypeOf(books, ordinal)) {
    case 'charge.refunded':
      return { kind: 'charge', ordinal: books.refunds[row]!.charge }
    case 'customer.updated':
      return { kind: 'customer', ordinal: ownerOf(books, event) }
    case 'price.updated':
      return { kind: 'price', ordinal: listedPlan(books, Math.floor(ordinal / PER_ENTRY)) }
    default:
      return objectFor(state, event.entity, row)!
  }
}

/** Whose customer it is that changed with a record of his. */
function ownerOf(books: Books, { entity, ordinal }: BillingEvent): number {
  if (entity === 'credit') return books.credits[ordinal]!.customer
  if (entity === 'tax_assignment') return books.taxAssignments[ordinal]!.customer
  return books.paymentMethods[ordinal]!.customer
}

/** The plan that became a price with this entry: listings are in the order of their entries. */
function listedPlan({ journal, listings }: Books, entry: number): number {
  let listing = 0
  for (let at = 0; at < entry; at++) {
    if (journal.items[at]!.event.type === 'product.plan_listed') listing += 1
  }
  return listings[listing]!.plan
}
