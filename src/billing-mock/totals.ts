import type { Books, Invoice, Refund } from './books.ts'

/** What an invoice comes to, in minor units: subtotal − discount + tax = total, and who bore it. */
export interface InvoiceTotals {
  readonly subtotalCents: number
  readonly discountCents: number
  readonly taxCents: number
  readonly totalCents: number
  /** Taken off by credit notes before it was paid. */
  readonly reducedCents: number
  /** The tax in that. */
  readonly reducedTaxCents: number
}

/** The totals of an invoice, from its lines and credit notes. */
export function invoiceTotals(books: Books, invoice: Invoice): InvoiceTotals {
  const discountCents = 0 - sum(invoice.lines.filter(line => line.kind === 'discount'))
  const taxCents = sum(invoice.lines.filter(line => line.kind === 'tax'))
  const reducing = books.creditNotes.filter(
    note => note.invoice === invoice.ordinal && note.status === 'issued' && note.reducedCents > 0,
  )
  return {
    subtotalCents: invoice.totalCents + discountCents - taxCents,
    discountCents,
    taxCents,
    totalCents: invoice.totalCents,
    reducedCents: reducing.reduce((all, note) => all + note.reducedCents, 0),
    reducedTaxCents: reducing.reduce((all, note) => all + note.taxCents, 0),
  }
}

/**
 * How much of an invoice can still be taken back, by credit note or refund: its total, and what was collected
 * beyond it by accident, less what went back.
 */
export function creditableCents(books: Books, invoice: Invoice): number {
  const charges = books.charges.filter(charge => charge.invoice === invoice.ordinal)
  const collected = charges.reduce((all, charge) => all + charge.capturedCents, 0)
  const otherwise = sum(books.outOfBandPayments.filter(payment => payment.invoice === invoice.ordinal))
  const surplusCents = Math.max(0, collected + otherwise - invoice.paidCents)
  const notes = books.creditNotes.filter(note => note.invoice === invoice.ordinal && note.status === 'issued')
  const refunded = charges.reduce((all, charge) => all + charge.refundedCents, 0)
  const byNotes = sum(
    books.refunds.filter(refund => isLive(refund) && notes.some(note => note.refund === refund.ordinal)),
  )
  return invoice.totalCents + surplusCents - sum(notes) - (refunded - byNotes)
}

/** Whether a refund is or will be with the customer, as far as is known. */
export function isLive({ status }: Pick<Refund, 'status'>): boolean {
  return status !== 'failed' && status !== 'canceled'
}

function sum(items: readonly { readonly amountCents: number }[]): number {
  return items.reduce((all, item) => all + item.amountCents, 0)
}
