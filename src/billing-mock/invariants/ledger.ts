import { entries } from '../../core/log.ts'
import type { Books, Invoice, Refund } from '../books.ts'
import { type Account, accounts, foldJournal, type JournalEntry } from '../ledger.ts'
import { allTaxCents } from '../totals.ts'

/**
 * What must hold of the ledger: balanced entries, balances as their fold, and accounts that agree with the
 * records.
 */
export function brokenLedger(books: Books): string[] {
  const folded = foldJournal(books.journal)
  const told = accountsFromRecords(books)
  const broken = entries(books.journal).flatMap(brokenEntry)
  for (const account of accounts) {
    const balance = books.balances[account]
    if (balance !== folded[account]) {
      broken.push(`${account} stands at ${balance}; its journal folds to ${folded[account]}.`)
    }
    if (balance !== told[account]) {
      broken.push(`${account} stands at ${balance}; the records tell ${told[account]}.`)
    }
  }
  return broken
}

function brokenEntry(entry: JournalEntry, index: number): string[] {
  const broken: string[] = []
  let difference = 0
  for (const { debitCents, creditCents } of entry.lines) {
    difference += debitCents - creditCents
    const whole = Number.isSafeInteger(debitCents) && Number.isSafeInteger(creditCents)
    if (!whole || debitCents < 0 || creditCents < 0 || debitCents * creditCents !== 0) {
      broken.push(`Journal entry ${index} has a line of ${debitCents} debit and ${creditCents} credit.`)
    }
  }
  if (difference !== 0) broken.push(`Journal entry ${index} has ${difference} more debits than credits.`)
  if (entry.ordinal !== index) broken.push(`Journal entry ${index} has the ordinal ${entry.ordinal}.`)
  return broken
}

/**
 * What each account must stand at, without any journal: debits less credits. Revenue is what balances the
 * rest.
 */
function accountsFromRecords(books: Books): Record<Account, number> {
  const { invoices, charges, refunds, disputes, customers, outOfBandPayments, creditNotes } = books
  const issued = creditNotes.filter(note => note.status === 'issued')
  const told = {
    Receivable: total(invoices, invoice => (invoice.status === 'open' ? invoice.remainingCents : 0)),
    BadDebt: total(invoices, invoice => (invoice.status === 'uncollectible' ? invoice.remainingCents : 0)),
    Cash:
      total(charges, charge => charge.capturedCents) +
      total(outOfBandPayments, payment => payment.amountCents) -
      total(issued, note => note.outOfBandCents) -
      total(refunds, refund => (refund.status === 'succeeded' ? refund.amountCents : 0)) -
      total(disputes, dispute => (dispute.status === 'won' ? 0 : dispute.amountCents) + dispute.feeCents),
    CustomerCredit: total(customers, customer => customer.balanceCents),
    RefundClearing: -total(refunds, refund => (isUnderWay(refund) ? refund.amountCents : 0)),
    DisputeHold: total(disputes, dispute =>
      dispute.status === 'needs_response' || dispute.status === 'under_review' ? dispute.amountCents : 0,
    ),
    Fees: total(disputes, dispute => dispute.feeCents),
    TaxPayable:
      total(issued, note => (bearsTax(invoices[note.invoice]!) ? note.taxCents : 0)) -
      total(invoices, invoice => (bearsTax(invoice) ? allTaxCents(books, invoice) : 0)),
  }
  return { ...told, Revenue: 0 - total(Object.values(told), amount => amount) }
}

function isUnderWay({ status }: Refund): boolean {
  return status === 'pending' || status === 'requires_action'
}

function bearsTax({ status }: Invoice): boolean {
  return status === 'open' || status === 'paid' || status === 'uncollectible'
}

function total<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0)
}
