import { cents } from '../../core/money.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import { transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { AMOUNT_CENTS_MAX, quantityError } from './amounts.ts'
import { collect, draftInvoice, finalizeInvoice, recoverSubscription } from './collection.ts'
import { moveCredit } from './credits.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/**
 * An invoice for these lines, open and not yet charged; of a subscription, it takes its waiting prorations
 * along.
 */
export function createInvoice(work: Work, operation: OperationOf<'invoice.create'>): Outcome {
  const { customer, subscription } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (subscription !== null && work.books.subscriptions[subscription]?.customer !== customer) {
    return missing('subscription', subscription)
  }
  for (const line of operation.lines) {
    const wrong = lineError(work, line)
    if (wrong !== null) return wrong
  }
  const lines = operation.lines.map(line =>
    Object.freeze({
      ...line,
      amountCents: cents(line.amountCents),
      periodStartMs: line.periodStartMs + 0, // makes 0 of -0, which plain JSON would not keep apart
      periodEndMs: line.periodEndMs + 0,
    }),
  )
  return finalizeInvoice(work, draftInvoice(work, { customer, subscription }, lines)).ordinal
}

/**
 * Collects what remains, by the given method or, for null, the default; a written-off invoice can still be
 * paid.
 */
export function payInvoice(work: Work, operation: OperationOf<'invoice.pay'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  if (invoiceLifecycle.next(invoice.status, 'invoice.paid') === null) {
    return invoice.status === 'paid'
      ? refuse('unexpected_state', 'Invoice is already paid', 'invoice')
      : unexpectedState('invoice', 'paid', invoice.status)
  }
  const refused = collect(work, invoice, { paymentMethod: operation.paymentMethod, onDecline: 'refuse' })
  if (refused !== null) return refused
  recoverSubscription(work, invoice.subscription)
  return invoice.ordinal
}

/** Takes the invoice back: nothing is owed any more, and credit used on it returns to the customer. */
export function voidInvoice(work: Work, operation: OperationOf<'invoice.void'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const { ordinal, customer, creditCents, totalCents } = invoice
  const status = invoiceLifecycle.next(invoice.status, 'invoice.voided')
  if (status === null) return unexpectedState('invoice', 'voided', invoice.status)
  const against = invoice.status === 'uncollectible' ? 'BadDebt' : 'Receivable'
  if (creditCents > 0) {
    moveCredit(work, {
      customer,
      invoice: ordinal,
      amountCents: creditCents,
      reason: 'invoice_voided',
      against,
    })
  }
  put(work, 'invoices', { ...invoice, status, creditCents: 0, remainingCents: totalCents })
  note(work, 'invoice.voided', {
    entity: 'invoice',
    ordinal,
    lines: transfer('Revenue', against, totalCents),
  })
  recoverSubscription(work, invoice.subscription)
  return ordinal
}

/** Writes off what is owed. */
export function markUncollectible(work: Work, operation: OperationOf<'invoice.mark_uncollectible'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const status = invoiceLifecycle.next(invoice.status, 'invoice.marked_uncollectible')
  if (status === null) return unexpectedState('invoice', 'marked uncollectible', invoice.status)
  put(work, 'invoices', { ...invoice, status })
  note(work, 'invoice.marked_uncollectible', {
    entity: 'invoice',
    ordinal: invoice.ordinal,
    lines: transfer('BadDebt', 'Receivable', invoice.remainingCents),
  })
  recoverSubscription(work, invoice.subscription)
  return invoice.ordinal
}

function lineError(work: Work, line: OperationOf<'invoice.create'>['lines'][number]): BillingError | null {
  if (line.plan !== null && work.books.plans[line.plan] === undefined) return missing('plan', line.plan)
  if (!Number.isSafeInteger(line.amountCents) || Math.abs(line.amountCents) > AMOUNT_CENTS_MAX) {
    return refuse('invalid_integer', 'Invalid integer')
  }
  return quantityError(line.quantity)
}
