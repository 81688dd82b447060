import { cents } from '../../core/money.ts'
import type { Customer, Invoice } from '../books.ts'
import type { BillingError } from '../errors.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import { transfer } from '../ledger.ts'
import type { InvoiceLine } from '../operation.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { captureNow, declined, failCharge, methodOf } from './charges.ts'
import { moveCredit } from './credits.ts'
import { follow, note, put, type Work } from './work.ts'

/**
 * How an invoice becomes money: lines gather in a draft, the draft is opened, credit is used, the rest is
 * charged.
 */

/**
 * The draft of a subscription, in which prorations wait for the next invoice; undefined when nothing waits.
 */
export function draftOf(work: Work, subscription: number): Invoice | undefined {
  return work.books.invoices.findLast(
    invoice => invoice.subscription === subscription && invoice.status === 'draft',
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
  const { ordinal, totalCents } = draft
  const holder = work.books.customers[draft.customer]!
  const creditCents = cents(Math.min(totalCents, heldCents(holder)))
  const opened = put(work, 'invoices', {
    ...draft,
    status: follow(invoiceLifecycle, draft.status, 'invoice.finalized'),
    creditCents,
    remainingCents: cents(totalCents - creditCents),
  })
  const lines = transfer('Receivable', 'Revenue', totalCents)
  note(work, 'invoice.finalized', { entity: 'invoice', ordinal, lines })
  if (creditCents !== 0) {
    moveCredit(work, {
      customer: draft.customer,
      invoice: ordinal,
      amountCents: -creditCents,
      reason: creditCents > 0 ? 'used_on_invoice' : 'invoice_below_zero',
      against: 'Receivable',
    })
  }
  return opened.remainingCents === 0 ? markPaid(work, opened) : opened
}

/** How to collect: by which method (null for the default), and what a decline comes to. */
interface CollectOptions {
  readonly paymentMethod: number | null
  /**
   * A person's request is refused and nothing happens; a renewal happens, and leaves a failed charge and a
   * debt.
   */
  readonly onDecline: 'refuse' | 'leave_open'
}

/**
 * Charges what remains of an invoice that is owed; answers the error when it was to be refused, else null.
 */
export function collect(work: Work, invoice: Invoice, how: CollectOptions): BillingError | null {
  if (invoice.remainingCents === 0) return null
  const method = methodOf(work.books, invoice.customer, how.paymentMethod)
  const found = 'behaviour' in method
  if (found && method.behaviour !== 'declines') {
    const against = invoice.status === 'uncollectible' ? 'BadDebt' : 'Receivable'
    captureNow(work, { method, invoice: invoice.ordinal, amountCents: invoice.remainingCents, against })
    markPaid(work, invoice)
    return null
  }
  if (how.onDecline === 'refuse') return found ? declined() : method
  if (found) failCharge(work, { method, invoice: invoice.ordinal, amountCents: invoice.remainingCents })
  follow(invoiceLifecycle, invoice.status, 'invoice.payment_failed')
  note(work, 'invoice.payment_failed', { entity: 'invoice', ordinal: invoice.ordinal })
  return null
}

/** A subscription that was past due is active again once no invoice of it is owed. */
export function recoverSubscription(work: Work, ordinal: number | null): void {
  if (ordinal === null) return
  const subscription = work.books.subscriptions[ordinal]!
  const status = subscriptionLifecycle.next(subscription.status, 'subscription.recovered')
  if (status === null) return
  if (work.books.invoices.some(invoice => invoice.subscription === ordinal && invoice.status === 'open'))
    return
  put(work, 'subscriptions', { ...subscription, status })
  note(work, 'subscription.recovered', { entity: 'subscription', ordinal })
}

function heldCents(customer: Customer): number {
  return -customer.balanceCents
}

function markPaid(work: Work, invoice: Invoice): Invoice {
  const paid = put(work, 'invoices', {
    ...invoice,
    status: follow(invoiceLifecycle, invoice.status, 'invoice.paid'),
    paidCents: invoice.paidCents + invoice.remainingCents,
    remainingCents: 0,
  })
  note(work, 'invoice.paid', { entity: 'invoice', ordinal: invoice.ordinal })
  return paid
}
