import { entries } from '../core/log.ts'
import { type ApplyContext, type ApplyResult, apply } from './apply.ts'
import type { Books } from './books.ts'
import { dueOperation } from './due.ts'
import type { BillingEvent } from './events.ts'
import type { Noise } from './noise.ts'
import type { Operation } from './operation.ts'

/** What `advanceTo` needs besides the books and the time. */
export interface AdvanceContext extends Omit<ApplyContext, 'nowMs' | 'draw' | 'idempotencyKey'> {
  readonly noise: Noise
}

/** Something that fell due, and what came of it. */
export interface Advanced {
  readonly atMs: number
  readonly operation: Operation
  readonly result: ApplyResult
}

/**
 * Lets time pass, as a test clock: everything that falls due until `toMs` (included) happens in order, what
 * that makes due as well, and an invoice that a renewal could not collect is dunned. Draws come from
 * `context.noise`, keyed by the operation and the record it is about, so that they do not depend on how time is
 * cut. Time never runs backwards: what was due before the last journal entry happens at its time.
 */
export function advanceTo(books: Books, toMs: number, context: AdvanceContext): readonly Advanced[] {
  const done: Advanced[] = []
  const queue: BillingEvent[] = []
  let nowMs = -Infinity
  const consider = (event: BillingEvent): void => {
    if (event.dueAtMs !== null && event.dueAtMs <= toMs && dueOperation(books, event) !== null) {
      queue.push(event)
    }
    const dunning = dunningOf(books, event)
    if (dunning !== null) run(dunning)
  }
  const run = (operation: Operation): void => {
    const draw = drawsFor(operation, context.noise)
    const result = apply(books, operation, { ...context, nowMs, draw })
    done.push({ atMs: nowMs, operation, result })
    for (const event of result.events) consider(event)
  }
  const history = entries(books.journal).slice()
  nowMs = history.at(-1)?.atMs ?? nowMs
  for (const { event } of history) consider(event)
  for (let event = takeEarliest(queue); event !== undefined; event = takeEarliest(queue)) {
    const operation = dueOperation(books, event)
    if (operation === null) continue
    nowMs = Math.max(nowMs, event.dueAtMs!)
    run(operation)
  }
  return done
}

/** Takes the event that is due first; of several, the one that was there first. */
function takeEarliest(queue: BillingEvent[]): BillingEvent | undefined {
  let earliest = 0
  for (let i = 1; i < queue.length; i++) {
    if (queue[i]!.dueAtMs! < queue[earliest]!.dueAtMs!) earliest = i
  }
  return queue.splice(earliest, 1)[0]
}

/** The dunning of an invoice that just could not be collected, where its subscription owes it. */
function dunningOf(books: Books, { type, ordinal }: BillingEvent): Operation | null {
  if (type !== 'invoice.payment_failed') return null
  const { status, subscription } = books.invoices[ordinal]!
  if (status !== 'open' || subscription === null) return null
  if (books.subscriptions[subscription]!.status !== 'past_due') return null
  if (books.dunnings.some(dunning => dunning.invoice === ordinal)) return null
  return { type: 'dunning.start', invoice: ordinal }
}

/** Draws keyed by what is done to which record. */
function drawsFor(operation: Operation, noise: Noise): () => number {
  const about = 'invoice' in operation ? operation.invoice : 'inquiry' in operation ? operation.inquiry : 0
  let ordinal = 0
  return () => noise(operation.type, about ?? 0, ordinal++)
}
