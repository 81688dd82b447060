import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/clock.ts'
import { entries, type Log } from '../core/log.ts'
import type { JournalEntry } from './ledger.ts'
import type { Noise } from './noise.ts'
import { Rate, rateOf } from './rate.ts'
import { webhookTypes } from './webhookTypes.ts'

/** How often a webhook goes astray; nothing does unless given. */
export const WebhookFaults = z.strictObject({
  duplicated: Rate.default(0),
  /** Arrives after what happened up to a minute later. */
  reordered: Rate.default(0),
  /** Arrives up to a day late. */
  delayed: Rate.default(0),
  /** Never arrives. */
  dropped: Rate.default(0),
})
export type WebhookFaults = z.infer<typeof WebhookFaults>

/** The `Stripe-Signature` of a body: `t=…,v1=HMAC-SHA256(secret, "t.body")`; `atMs` since 1970. */
export function signatureHeader(body: string, secret: string, atMs: number): string {
  const t = Math.floor(atMs / SECOND_MS)
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  return `t=${t},v1=${v1}`
}

/** One try at telling an endpoint of a journal entry. */
export interface Delivery {
  /** The entry's ordinal in the journal. */
  readonly entry: number
  /** 0 for the first try. */
  readonly tries: number
  readonly atMs: number
  readonly ordinal: number
}

/** What an endpoint has still to be told: plain data, replaced and never changed. */
export interface DeliveryQueue {
  /** Sorted by time, then by ordinal. */
  readonly pending: readonly Delivery[]
  /** How many journal entries have been queued. */
  readonly read: number
  readonly nextOrdinal: number
}

/** A queue for an endpoint that hears of everything after the first `read` entries. */
export function deliveryQueue(read = 0): DeliveryQueue {
  return { pending: [], read, nextOrdinal: 0 }
}

/** The queue with what the outside hears of the journal since (see `webhookTypes`); where faults are given, some of it goes astray. */
export function enqueue(
  queue: DeliveryQueue,
  journal: Log<JournalEntry>,
  astray?: { readonly faults: WebhookFaults; readonly noise: Noise },
): DeliveryQueue {
  let grown = queue
  for (const { ordinal: entry, atMs, event } of entries(journal).slice(queue.read)) {
    if (webhookTypes[event.type].length === 0) continue
    for (const delayMs of astray === undefined ? [0] : delaysOf(entry, astray)) {
      grown = queued(grown, { entry, tries: 0, atMs: atMs + delayMs })
    }
  }
  return { ...grown, read: journal.length }
}

/** What is to be delivered until now, in order, and the queue without it. */
export function poll(
  queue: DeliveryQueue,
  nowMs: number,
): { readonly due: readonly Delivery[]; readonly queue: DeliveryQueue } {
  const due = queue.pending.filter(delivery => delivery.atMs <= nowMs)
  return { due, queue: { ...queue, pending: queue.pending.slice(due.length) } }
}

/** The queue after an endpoint did not take a delivery: it is tried again, less and less often, for three days. */
export function retryLater(queue: DeliveryQueue, delivery: Delivery, nowMs: number): DeliveryQueue {
  const delayMs = RETRY_DELAYS_MS[delivery.tries]
  if (delayMs === undefined) return queue
  return queued(queue, { entry: delivery.entry, tries: delivery.tries + 1, atMs: nowMs + delayMs })
}

/** Stripe retries with growing delays for up to three days; how they grow is an assumption. */
const RETRY_DELAYS_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  30 * HOUR_MS,
]

function queued(queue: DeliveryQueue, delivery: Omit<Delivery, 'ordinal'>): DeliveryQueue {
  const { nextOrdinal } = queue
  const pending = queue.pending.slice()
  let at = pending.length
  while (at > 0 && pending[at - 1]!.atMs > delivery.atMs) at -= 1
  pending.splice(at, 0, { ...delivery, ordinal: nextOrdinal })
  return { ...queue, pending, nextOrdinal: nextOrdinal + 1 }
}

/** When the copies of a delivery arrive, after the fact: none when it is dropped. */
function delaysOf(
  entry: number,
  { faults, noise }: { readonly faults: WebhookFaults; readonly noise: Noise },
): readonly number[] {
  const draw = (purpose: string, ordinal = 0): number => noise(`webhook ${purpose}`, entry, ordinal)
  const goes = (purpose: keyof WebhookFaults): boolean =>
    draw(purpose) < rateOf(faults[purpose], { noise, name: `webhook ${purpose}` })
  if (goes('dropped')) return []
  const reorderedMs = goes('reordered') ? draw('reordered', 1) * MINUTE_MS : 0
  const delayedMs = goes('delayed') ? draw('delayed', 1) * 24 * HOUR_MS : 0
  const first = Math.round(reorderedMs + delayedMs)
  if (!goes('duplicated')) return [first]
  return [first, first + Math.round(draw('duplicated', 1) * HOUR_MS)]
}
