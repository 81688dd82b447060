import type { Log } from '../../core/log.ts'
import type { Books } from '../books.ts'
import type { BillingEventType } from '../events.ts'
import type { JournalEntry } from '../ledger.ts'

/**
 * Where in the journal something happened: the first entry of each (event type, ordinal). The journal only grows, so
 * an index is kept with its array and read on from where it ended; entries past the end of these books belong to a
 * fork that shares the array, and are not seen.
 */
interface JournalIndex {
  length: number
  readonly ordinals: Map<string, number>
  /** The entry in which a payment intent took this charge. */
  readonly owners: Map<number, number>
}

const indexes = new WeakMap<readonly JournalEntry[], JournalIndex>()

/** The first entry of this event type about this record; undefined when there is none. */
export function journalEntry(
  { journal }: Books,
  type: BillingEventType,
  ordinal: number,
): JournalEntry | undefined {
  const index = indexOf(journal)
  const at = index.ordinals.get(keyOf(type, ordinal))
  return at === undefined || at >= journal.length ? undefined : journal.items[at]
}

/** The payment intent of the books that made this charge, if one did. */
export function intentOf({ journal, paymentIntents }: Books, charge: number): number | undefined {
  if (paymentIntents.length === 0) return undefined
  const at = indexOf(journal).owners.get(charge)
  return at === undefined || at >= journal.length ? undefined : journal.items[at]!.event.ordinal
}

/** What an attempt of a payment intent is told as, after the charge that it made. */
const attempts: Readonly<Partial<Record<BillingEventType, BillingEventType>>> = {
  'payment_intent.succeeded': 'charge.captured',
  'payment_intent.payment_failed': 'charge.failed',
  'payment_intent.amount_capturable_updated': 'charge.authorized',
}

function indexOf({ items, length }: Log<JournalEntry>): JournalIndex {
  let index = indexes.get(items)
  if (index === undefined) {
    index = { length: 0, ordinals: new Map(), owners: new Map() }
    indexes.set(items, index)
  }
  for (; index.length < length; index.length++) {
    const { event } = items[index.length]!
    const key = keyOf(event.type, event.ordinal)
    if (!index.ordinals.has(key)) index.ordinals.set(key, index.length)
    const before = items[index.length - 1]?.event
    if (before !== undefined && attempts[event.type] === before.type) {
      index.owners.set(before.ordinal, index.length)
    }
  }
  return index
}

function keyOf(type: string, ordinal: number): string {
  return `${type} ${ordinal}`
}
