import { cents } from '../../core/money.ts'
import type { Customer, Invoice } from '../books.ts'
import { inPeriodAt } from '../calendar.ts'
import { type DunningTransition, dunningLifecycle } from '../dunning.machine.ts'
import type { BillingError } from '../errors.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import { invoiceItemLifecycle } from '../invoiceItem.machine.ts'
import { type JournalLine, transfer } from '../ledger.ts'
import type { InvoiceLine } from '../operation.ts'
import { type SubscriptionTransition, subscriptionLifecycle } from '../subscription.machine.ts'
import { allTaxCents } from '../totals.ts'
import { adjusted } from './adjustments.ts'
import { captureNow, failCharge } from './charges.ts'
import { moveCredit } from './credits.ts'
import { declineOf, methodOf } from './methods.ts'
import { follow, note, put, type Work } from './work.ts'

/**
 * How an invoice becomes money: lines gather in a draft, the draft is opened, credit is used, the rest is
 * charged.
 */

/**
 * The draft of a subscription, in which prorations wait for the next invoice; undefined when nothing waits.
 */
export function draftOf({ books }: Pick<Work, 'books'>, subscription: number): Invoice | undefined {
  return books.invoices.findLast(
    invoice =>
      invoice.subscription === subscription &&
      invoice.status === 'draft' &&
      !books.heldDrafts.some(held => held.invoice === invoice.ordinal),
  )
}

/** A draft with these lines: added to the subscription's own draft, or a new one. */
export function draftInvoice(
  work: Work,
  owner: { readonly customer: number; readonly subscription: number | null },
  lines: readonly InvoiceLine[],
): Invoice {
  const existing = owner.subscription === null ? undefined : draftOf(work, owner.subscription)
  const all = [...(existing?.lines ?? []), ...lines]
  const totalCents = cents(all.reduce((sum, line) => sum + line.amountCents, 0))
  const invoice = put(work, 'invoices', {
    ordinal: existing?.ordinal ?? work.books.invoices.length,
    customer: owner.customer,
    subscription: owner.subscription,
    status: invoiceLifecycle.initial,
    lines: Object.freeze(all),
    totalCents,
    creditCents: 0,
    paidCents: 0,
    remainingCents: totalCents,
    createdAtMs: existing?.createdAtMs ?? work.nowMs,
  })
  const event = existing === undefined ? 'invoice.created' : 'invoice.updated'
  note(work, event, { entity: 'invoice', ordinal: invoice.ordinal })
  return invoice
}

/**
 * Opens a draft: it is owed from now on, the customer's credit is used first, and a total below zero becomes
 * credit, never a refund. With nothing left to collect it is paid at once.
 */
export function finalizeInvoice(work: Work, draft: Invoice): Invoice {
  return useCredit(work, openDraft(work, draft))
}

/** Opens a draft: all of it is owed. */
export function openDraft(work: Work, given: Invoice): Invoice {
  const draft = adjusted(work, given)
  const { ordinal, totalCents } = draft
  const opened = put(work, 'invoices', {
    ...draft,
    status: follow(invoiceLifecycle, draft.status, 'invoice.finalized'),
    creditCents: 0,
    remainingCents: totalCents,
  })
  const taxCents = allTaxCents(work.books, draft)
  const lines = [
    ...transfer('Receivable', 'Revenue', totalCents - taxCents),
    ...transfer('Receivable', 'TaxPayable', taxCents),
  ]
  note(work, 'invoice.finalized', { entity: 'invoice', ordinal, lines })
  return opened
}

/** Uses the customer's credit on an invoice that was just opened; one below zero becomes credit. */
export function useCredit(work: Work, opened: Invoice): Invoice {
  const { ordinal, customer, totalCents } = opened
  const creditCents = cents(Math.min(totalCents, heldCents(work.books.customers[customer]!)))
  if (creditCents === 0) return totalCents === 0 ? markPaid(work, opened) : opened
  const remainingCents = cents(totalCents - creditCents)
  const invoice = put(work, 'invoices', { ...opened, creditCents, remainingCents })
  moveCredit(work, {
    customer,
    invoice: ordinal,
    amountCents: -creditCents,
    reason: creditCents > 0 ? 'used_on_invoice' : 'invoice_below_zero',
    against: 'Receivable',
  })
  return remainingCents === 0 ? markPaid(work, invoice) : invoice
}

/** How to collect: by which method (null for the default), and what a decline comes to. */
interface CollectOptions {
  readonly paymentMethod: number | null
  /**
   * A person's request is refused and nothing happens; a renewal happens, and leaves a failed charge and a
   * debt.
   */
  readonly onDecline: 'refuse' | 'leave_open'
  /** Whether a card that had no funds has some now. */
  readonly isFunded?: boolean
}

/**
 * Charges what remains of an invoice that is owed; answers the error when it was to be refused, else null.
 */
export function collect(work: Work, invoice: Invoice, how: CollectOptions): BillingError | null {
  if (invoice.remainingCents === 0) return null
  const method = methodOf(work.books, invoice.customer, how.paymentMethod)
  const found = 'behaviour' in method
  const hasFunds = found && how.isFunded === true && method.behaviour === 'insufficient_funds'
  const decline = !found ? method : hasFunds ? null : declineOf(method)
  if (found && decline === null) {
    const against = invoice.status === 'uncollectible' ? 'BadDebt' : 'Receivable'
    captureNow(work, { method, invoice: invoice.ordinal, amountCents: invoice.remainingCents, against })
    markPaid(work, invoice)
    return null
  }
  if (how.onDecline === 'refuse') return decline
  if (found) failCharge(work, { method, invoice: invoice.ordinal, amountCents: invoice.remainingCents })
  follow(invoiceLifecycle, invoice.status, 'invoice.payment_failed')
  note(work, 'invoice.payment_failed', { entity: 'invoice', ordinal: invoice.ordinal })
  return null
}

/**
 * A subscription that owed is active again once no invoice of it is owed; one that never started does so now
 * if its first invoice was paid, and expires if that was taken back. Periods in which it was unpaid are not billed.
 */
export function recoverSubscription(work: Work, ordinal: number | null): void {
  if (ordinal === null) return
  const subscription = work.books.subscriptions[ordinal]!
  const own = work.books.invoices.filter(invoice => invoice.subscription === ordinal)
  if (own.some(invoice => invoice.status === 'open')) return
  const starts = subscription.status === 'incomplete'
  const started = own.some(invoice => invoice.status === 'paid' && invoice.lines.some(isRecurring))
  const event: SubscriptionTransition = !starts
    ? 'subscription.recovered'
    : started
      ? 'subscription.activated'
      : 'subscription.expired'
  const status = subscriptionLifecycle.next(subscription.status, event)
  if (status === null) return
  const isBack = subscription.status === 'unpaid'
  const current = isBack ? inPeriodAt(work.books, subscription, work.nowMs) : subscription
  const { currentPeriodEndMs } = put(work, 'subscriptions', { ...current, status })
  const falls = isBack || event === 'subscription.activated'
  note(work, event, { entity: 'subscription', ordinal, ...(falls ? { dueAtMs: currentPeriodEndMs } : {}) })
}

/** Money for the invoice that came by another way. */
export function payOutOfBand(work: Work, invoice: Invoice): void {
  const { ordinal, remainingCents: amountCents } = invoice
  const against = invoice.status === 'uncollectible' ? 'BadDebt' : 'Receivable'
  const payment = { ordinal: work.books.outOfBandPayments.length, invoice: ordinal, amountCents }
  put(work, 'outOfBandPayments', { ...payment, createdAtMs: work.nowMs })
  markPaid(work, invoice, transfer('Cash', against, amountCents))
}

/** Deletes a draft; the items on it wait for another invoice. */
export function deleteDraft(work: Work, draft: Invoice): void {
  const { ordinal } = draft
  const status = follow(invoiceLifecycle, draft.status, 'invoice.deleted')
  put(work, 'invoices', { ...draft, status })
  note(work, 'invoice.deleted', { entity: 'invoice', ordinal })
  for (const item of work.books.invoiceItems) {
    if (item.billedOn !== ordinal || item.status !== 'invoiced') continue
    const released = follow(invoiceItemLifecycle, item.status, 'invoice_item.released')
    put(work, 'invoiceItems', { ...item, status: released, billedOn: null })
    note(work, 'invoice_item.released', { entity: 'invoice_item', ordinal: item.ordinal })
  }
}

/** Tries the invoice no more, for the reason that the event tells. */
export function stopDunning(
  work: Work,
  invoice: number,
  event: Extract<DunningTransition, 'dunning.recovered' | 'dunning.stopped'>,
): void {
  const dunning = work.books.dunnings.find(each => each.invoice === invoice && each.status === 'running')
  if (dunning === undefined) return
  put(work, 'dunnings', { ...dunning, status: follow(dunningLifecycle, dunning.status, event) })
  note(work, event, { entity: 'dunning', ordinal: dunning.ordinal })
}

function isRecurring({ kind }: InvoiceLine): boolean {
  return kind === 'recurring'
}

function heldCents(customer: Customer): number {
  return -customer.balanceCents
}

/** Nothing of the invoice is owed any more; `lines` is what that moves besides. */
export function markPaid(work: Work, invoice: Invoice, lines: readonly JournalLine[] = []): Invoice {
  const paid = put(work, 'invoices', {
    ...invoice,
    status: follow(invoiceLifecycle, invoice.status, 'invoice.paid'),
    paidCents: invoice.paidCents + invoice.remainingCents,
    remainingCents: 0,
  })
  note(work, 'invoice.paid', { entity: 'invoice', ordinal: invoice.ordinal, lines })
  stopDunning(work, invoice.ordinal, 'dunning.recovered')
  return paid
}
