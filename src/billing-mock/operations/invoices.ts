import { cents } from '../../core/money.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import { transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { invoiceTotals } from '../totals.ts'
import { AMOUNT_CENTS_MAX, quantityError } from './amounts.ts'
import {
  collect,
  deleteDraft,
  draftInvoice,
  finalizeInvoice,
  payOutOfBand,
  recoverSubscription,
  stopDunning,
} from './collection.ts'
import { moveCredit } from './credits.ts'
import { draftWithItems } from './invoiceItems.ts'
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
  if (operation.outOfBand === true) {
    payOutOfBand(work, invoice)
    recoverSubscription(work, invoice.subscription)
    return invoice.ordinal
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
  const { taxCents, includedTaxCents, reducedCents, reducedTaxCents } = invoiceTotals(work.books, invoice)
  const owedCents = totalCents - reducedCents
  const owedTaxCents = taxCents + includedTaxCents - reducedTaxCents
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
  put(work, 'invoices', { ...invoice, status, creditCents: 0, remainingCents: owedCents })
  note(work, 'invoice.voided', {
    entity: 'invoice',
    ordinal,
    lines: [
      ...transfer('Revenue', against, owedCents - owedTaxCents),
      ...transfer('TaxPayable', against, owedTaxCents),
    ],
  })
  stopDunning(work, ordinal, 'dunning.stopped')
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
  stopDunning(work, invoice.ordinal, 'dunning.stopped')
  recoverSubscription(work, invoice.subscription)
  return invoice.ordinal
}

/** A draft with the customer's pending items; of a subscription, its own draft and its own items too. */
export function draftOpenItems(work: Work, operation: OperationOf<'invoice.draft'>): Outcome {
  const { customer, subscription } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (subscription !== null && work.books.subscriptions[subscription]?.customer !== customer) {
    return missing('subscription', subscription)
  }
  const draft = operation.takesItems === false ? draftInvoice : draftWithItems
  return draft(work, { customer, subscription }, []).ordinal
}

/** Opens a draft: it is owed from now on. */
export function openInvoice(work: Work, operation: OperationOf<'invoice.finalize'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  if (invoice.status !== 'draft') return unexpectedState('invoice', 'finalized', invoice.status)
  return finalizeInvoice(work, invoice).ordinal
}

/** Throws a draft away. */
export function deleteInvoice(work: Work, operation: OperationOf<'invoice.delete'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  if (invoice.status !== 'draft') return unexpectedState('invoice', 'deleted', invoice.status)
  deleteDraft(work, invoice)
  return invoice.ordinal
}

/** Sends an invoice to the customer, again if need be: nothing changes but that it was sent. */
export function sendInvoice(work: Work, operation: OperationOf<'invoice.send'>): Outcome {
  const invoice = work.books.invoices[operation.invoice]
  if (invoice === undefined) return missing('invoice', operation.invoice)
  const { ordinal, status } = invoice
  if (status !== 'open' && status !== 'paid') return unexpectedState('invoice', 'sent', status)
  note(work, 'invoice.sent', { entity: 'invoice', ordinal })
  return ordinal
}

function lineError(work: Work, line: OperationOf<'invoice.create'>['lines'][number]): BillingError | null {
  if (line.plan !== null && work.books.plans[line.plan] === undefined) return missing('plan', line.plan)
  if (!Number.isSafeInteger(line.amountCents) || Math.abs(line.amountCents) > AMOUNT_CENTS_MAX) {
    return refuse('invalid_integer', 'Invalid integer')
  }
  return quantityError(line.quantity)
}
