import { type ApplyContext, type ApplyResult, apply } from './apply.ts'
import { type Books, copyBooks, type Invoice } from './books.ts'
import { type BillingError, missing, unexpectedState } from './errors.ts'
import type { Operation } from './operation.ts'

/** What an operation would come to, and the books as it would leave them. */
export interface Preview {
  readonly result: ApplyResult
  readonly books: Books
}

/** Does an operation to a copy: an invoice, credit note or proration is seen, and nothing has changed. */
export function preview(
  books: Books,
  operation: Operation,
  context: Omit<ApplyContext, 'idempotencyKey'>,
): Preview {
  const copy = copyBooks(books)
  return { result: apply(copy, operation, context), books: copy }
}

/** The invoice that the end of a subscription's period would make, with what waits for it, as things stand. */
export function upcomingInvoice(
  books: Books,
  subscription: number,
  context: Omit<ApplyContext, 'idempotencyKey'>,
): Invoice | BillingError {
  const record = books.subscriptions[subscription]
  if (record === undefined) return missing('subscription', subscription)
  const { status, cancelAtPeriodEnd, currentPeriodEndMs } = record
  if (cancelAtPeriodEnd) return unexpectedState('subscription', 'invoiced', `${status}, to be canceled`)
  const type = status === 'trialing' ? 'subscription.end_trial' : 'subscription.renew'
  const nowMs = Math.max(context.nowMs, currentPeriodEndMs)
  const seen = preview(books, { type, subscription }, { ...context, nowMs })
  if (!seen.result.ok) return seen.result.error
  const invoice = seen.books.invoices.findLast(each => each.subscription === subscription)
  return invoice ?? unexpectedState('subscription', 'invoiced', status)
}
