import { NEVER_MS } from '../../core/clock.ts'
import type { Invoice } from '../books.ts'
import type { CollectionPause } from '../courseRows.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { stopAdvance } from './autoAdvances.ts'
import { finalizeInvoice, openDraft, useCredit } from './collection.ts'
import { markUncollectible, voidInvoice } from './invoices.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** A pause of collection that is in force. */
export type Pause = CollectionPause & { readonly behavior: NonNullable<CollectionPause['behavior']> }

/** Collects a subscription's invoices no more, until it is asked for or the time comes; periods go on as ever. */
export function pauseCollection(
  work: Work,
  operation: OperationOf<'subscription.pause_collection'>,
): Outcome {
  const { subscription: ordinal, behavior } = operation
  const subscription = work.books.subscriptions[ordinal]
  if (subscription === undefined) return missing('subscription', ordinal)
  const { status } = subscription
  if (status === 'canceled' || status === 'incomplete_expired') {
    return unexpectedState('subscription', 'paused', status)
  }
  const resumesAtMs = operation.resumesAtMs ?? NEVER_MS
  if (!(resumesAtMs > work.nowMs)) {
    return refuse('invalid_integer', 'Collection resumes in the future.', 'pause_collection[resumes_at]')
  }
  const row = { ordinal: work.books.collectionPauses.length, subscription: ordinal, behavior, resumesAtMs }
  put(work, 'collectionPauses', row)
  const due = operation.resumesAtMs === null ? {} : { dueAtMs: resumesAtMs }
  note(work, 'subscription.collection_paused', { entity: 'subscription', ordinal, ...due })
  return ordinal
}

/** Collects a subscription's invoices again; what was held back meanwhile stays as it is. */
export function resumeCollection(
  work: Work,
  operation: OperationOf<'subscription.resume_collection'>,
): Outcome {
  const { subscription: ordinal } = operation
  const subscription = work.books.subscriptions[ordinal]
  if (subscription === undefined) return missing('subscription', ordinal)
  if (lastPause(work, ordinal)?.behavior == null) {
    return refuse('unexpected_state', 'Collection of this subscription is not paused.', 'subscription')
  }
  const row = { ordinal: work.books.collectionPauses.length, subscription: ordinal, behavior: null }
  put(work, 'collectionPauses', { ...row, resumesAtMs: NEVER_MS })
  note(work, 'subscription.collection_resumed', { entity: 'subscription', ordinal })
  return ordinal
}

/** The pause in force; null when invoices are collected. */
export function pauseOf(work: Pick<Work, 'books' | 'nowMs'>, subscription: number): Pause | null {
  const last = lastPause(work, subscription)
  return last?.behavior != null && work.nowMs < last.resumesAtMs ? (last as Pause) : null
}

/** Opens a subscription's draft, to be collected; null where a pause of collection holds it back instead. */
export function issueInvoice(work: Work, subscription: number, draft: Invoice): Invoice | null {
  const pause = pauseOf(work, subscription)
  if (pause === null) return finalizeInvoice(work, draft)
  holdBack(work, draft, pause)
  return null
}

/**
 * What a pause makes of a draft that would be collected. The customer's credit is not used on it; one that has nothing
 * to collect is paid, as ever.
 */
function holdBack(work: Work, draft: Invoice, { behavior }: Pause): void {
  const { ordinal: invoice } = draft
  if (behavior === 'keep_as_draft') {
    put(work, 'heldDrafts', { ordinal: work.books.heldDrafts.length, invoice })
    note(work, 'invoice.draft_held', { entity: 'invoice', ordinal: invoice })
    stopAdvance(work, invoice)
    return
  }
  const opened = openDraft(work, draft)
  if (opened.totalCents <= 0) useCredit(work, opened)
  else if (behavior === 'void') voidInvoice(work, { type: 'invoice.void', invoice })
  else markUncollectible(work, { type: 'invoice.mark_uncollectible', invoice })
}

function lastPause({ books }: Pick<Work, 'books'>, subscription: number): CollectionPause | undefined {
  return books.collectionPauses.findLast(each => each.subscription === subscription)
}
