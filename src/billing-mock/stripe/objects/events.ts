import type { Books } from '../../books.ts'
import type { BillingEventType } from '../../events.ts'
import type { JournalEntry } from '../../ledger.ts'
import { type Kind, kindOf } from '../ids.ts'
import type { StripeState } from '../state.ts'
import { API_VERSION } from '../version.ts'
import { idOf, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

/** What an entry of the journal is called here: none, one or several events; the record as the event's object, which must be a resource. */
const eventTypes: Readonly<Partial<Record<BillingEventType, readonly string[]>>> = {
  'customer.created': ['customer.created'],
  'payment_method.attached': ['payment_method.attached'],
  'plan.created': ['price.created'],
  'activity.added': [],
  'credit.applied': ['customer.updated'],
  'subscription.created': ['customer.subscription.created'],
  'subscription.activated': ['customer.subscription.updated'],
  'subscription.renewed': ['customer.subscription.updated'],
  'subscription.updated': ['customer.subscription.updated'],
  'subscription.cancellation_scheduled': ['customer.subscription.updated'],
  'subscription.payment_failed': ['customer.subscription.updated'],
  'subscription.recovered': ['customer.subscription.updated'],
  'subscription.canceled': ['customer.subscription.deleted'],
  'invoice.created': ['invoice.created'],
  'invoice.updated': ['invoice.updated'],
  'invoice.deleted': [],
  'invoice.finalized': ['invoice.finalized'],
  'invoice.payment_failed': ['invoice.payment_failed'],
  'invoice.paid': ['invoice.paid', 'invoice.payment_succeeded'],
  'invoice.voided': ['invoice.voided'],
  'invoice.marked_uncollectible': ['invoice.marked_uncollectible'],
  'charge.authorized': ['payment_intent.amount_capturable_updated'],
  'charge.captured': ['charge.succeeded', 'payment_intent.succeeded'],
  'charge.failed': ['charge.failed', 'payment_intent.payment_failed'],
  'charge.released': ['charge.expired', 'payment_intent.canceled'],
  'refund.created': ['refund.created', 'charge.refunded'],
  'refund.settled': ['refund.updated'],
  'refund.failed': ['refund.failed'],
  'dispute.opened': ['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
  'dispute.evidence_submitted': ['charge.dispute.updated'],
  'dispute.won': ['charge.dispute.closed', 'charge.dispute.funds_reinstated'],
  'dispute.lost': ['charge.dispute.closed'],
}

/** No entry is more events than this; the ordinal of an event is its entry's times this, and its place. */
const PER_ENTRY = 4

export const events: Resource = {
  count: books => books.journal.length * PER_ENTRY,
  has: (books, ordinal) => eventTypeOf(books, ordinal) !== undefined,
  render: renderEvent,
  expands: {},
}

/** The type of an event; undefined when the entry is fewer events. */
export function eventTypeOf(books: Books, ordinal: number): string | undefined {
  return eventTypes[entryOf(books, ordinal).event.type]?.[ordinal % PER_ENTRY]
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

/** The record that an event is about. */
export function subjectOf(books: Books, ordinal: number): { readonly kind: Kind; readonly ordinal: number } {
  const { event } = entryOf(books, ordinal)
  const type = eventTypeOf(books, ordinal)!
  if (type === 'charge.refunded') {
    return { kind: 'charge', ordinal: books.refunds[event.ordinal]!.charge }
  }
  if (type === 'customer.updated') {
    return { kind: 'customer', ordinal: books.credits[event.ordinal]!.customer }
  }
  if (type.startsWith('payment_intent.')) return { kind: 'payment_intent', ordinal: event.ordinal }
  return { kind: kindOf(event.entity)!, ordinal: event.ordinal }
}
