import type { Books, Invoice, Refund } from './books.ts'
import type { TaxAmount } from './rows.ts'

/** What an invoice comes to, in minor units: subtotal − discount + tax on top = total, and who bore it. */
export interface InvoiceTotals {
  readonly subtotalCents: number
  readonly discountCents: number
  /** On top of prices. */
  readonly taxCents: number
  /** Within them. */
  readonly includedTaxCents: number
  readonly totalCents: number
  /** Taken off by credit notes before it was paid. */
  readonly reducedCents: number
  /** The tax in that. */
  readonly reducedTaxCents: number
}

/** The totals of an invoice, from its lines and credit notes. */
export function invoiceTotals(books: Books, invoice: Invoice): InvoiceTotals {
  const discountCents = 0 - sum(invoice.lines.filter(line => line.kind === 'discount'))
  const taxCents = addedTaxCents(invoice)
  const reducing = books.creditNotes.filter(
    note => note.invoice === invoice.ordinal && note.status === 'issued' && note.reducedCents > 0,
  )
  return {
    subtotalCents: invoice.totalCents + discountCents - taxCents,
    discountCents,
    taxCents,
    includedTaxCents: includedTaxCents(books, invoice),
    totalCents: invoice.totalCents,
    reducedCents: reducing.reduce((all, note) => all + note.reducedCents, 0),
    reducedTaxCents: reducing.reduce((all, note) => all + note.taxCents, 0),
  }
}

/** The tax on an invoice, on top of prices and within them. */
export function allTaxCents(books: Books, invoice: Invoice): number {
  return addedTaxCents(invoice) + includedTaxCents(books, invoice)
}

/** What each rate comes to on an invoice. */
export function taxesOn({ taxAmounts }: Books, { ordinal }: Invoice): readonly TaxAmount[] {
  return taxAmounts.filter(each => each.invoice === ordinal)
}

/** Whether a tax is within the price. */
export function isIncluded({ taxRates }: Books, { taxRate }: { readonly taxRate: number }): boolean {
  return taxRates[taxRate]!.inclusive === true
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

function addedTaxCents({ lines }: Invoice): number {
  return sum(lines.filter(line => line.kind === 'tax'))
}

function includedTaxCents(books: Books, invoice: Invoice): number {
  return sum(taxesOn(books, invoice).filter(tax => isIncluded(books, tax)))
}

function sum(items: readonly { readonly amountCents: number }[]): number {
  return items.reduce((all, item) => all + item.amountCents, 0)
}
