import type { Books, JournalEntry } from '../../src/billing-mock/index.ts'
import { entries } from '../../src/core/log.ts'

/** What a shopkeeper's own notebook says of the books. */
export interface Notebook {
  readonly balances: Record<string, number>
  /** By ordinal: what is still owed on an invoice that was opened, and what was paid on it. */
  readonly owed: ReadonlyMap<number, number>
  readonly paid: ReadonlyMap<number, number>
  readonly captured: ReadonlyMap<number, number>
  readonly refunded: ReadonlyMap<number, number>
  /** Under dispute or lost by one, by charge. */
  readonly disputed: ReadonlyMap<number, number>
  /** By customer: what they hold. */
  readonly credit: ReadonlyMap<number, number>
  /** Cash that came or went by another way than the processor. */
  readonly outsideCents: number
}

/**
 * The books once more, by somebody who knows neither operations nor journal lines: what the journal says happened to
 * which record, in order, with the amounts that the records were born with. Fees are Stripe's $15 and $15.
 */
export function notebookOf(books: Books): Notebook {
  const book = new Writing(books)
  for (const entry of entries(books.journal)) book.write(entry)
  return book.told()
}

const FEE_CENTS = 1500

class Writing {
  readonly books: Books
  readonly owed = new Map<number, number>()
  readonly paid = new Map<number, number>()
  readonly tax = new Map<number, number>()
  readonly captured = new Map<number, number>()
  readonly refunded = new Map<number, number>()
  readonly disputed = new Map<number, number>()
  readonly credit = new Map<number, number>()
  readonly written = new Set<number>()
  readonly settled = new Set<number>()
  cashCents = 0
  outsideCents = 0
  clearingCents = 0
  holdCents = 0
  feesCents = 0

  constructor(books: Books) {
    this.books = books
  }

  write({ event: { type, ordinal } }: JournalEntry): void {
    const { books } = this
    switch (type) {
      case 'invoice.finalized':
        this.owed.set(ordinal, sum(books.invoices[ordinal]!.lines))
        this.tax.set(ordinal, taxOn(books, ordinal))
        break
      case 'invoice.paid': {
        const otherwise = sum(books.outOfBandPayments.filter(each => each.invoice === ordinal))
        this.outsideCents += otherwise
        this.pay(ordinal, otherwise)
        break
      }
      case 'invoice.marked_uncollectible':
        this.written.add(ordinal)
        break
      case 'invoice.voided':
        this.owed.set(ordinal, 0)
        this.tax.set(ordinal, 0)
        break
      case 'credit.applied': {
        const { customer, invoice, amountCents } = books.credits[ordinal]!
        add(this.credit, customer, amountCents)
        if (invoice !== null) add(this.owed, invoice, amountCents)
        break
      }
      case 'charge.captured': {
        const { invoice, capturedCents } = books.charges[ordinal]!
        this.captured.set(ordinal, capturedCents)
        this.cashCents += capturedCents
        if (invoice !== null && (this.owed.get(invoice) ?? 0) > 0) this.pay(invoice, capturedCents)
        break
      }
      case 'credit_note.created': {
        const { invoice, reducedCents, taxCents, outOfBandCents } = books.creditNotes[ordinal]!
        add(this.owed, invoice, -reducedCents)
        add(this.tax, invoice, -taxCents)
        this.outsideCents -= outOfBandCents
        break
      }
      case 'credit_note.voided': {
        const { invoice, reducedCents, taxCents } = books.creditNotes[ordinal]!
        add(this.owed, invoice, reducedCents)
        add(this.tax, invoice, taxCents)
        break
      }
      case 'refund.created':
      case 'refund.settled':
      case 'refund.canceled':
      case 'refund.failed':
        this.refund(type, ordinal)
        break
      case 'dispute.opened':
      case 'dispute.evidence_submitted':
      case 'dispute.won':
      case 'dispute.lost':
        this.dispute(type, ordinal)
        break
    }
  }

  told(): Notebook {
    const { owed, paid, captured, refunded, disputed, credit, written, outsideCents } = this
    const open = [...owed].filter(([invoice]) => !written.has(invoice))
    const bad = [...owed].filter(([invoice]) => written.has(invoice))
    const balances = {
      Receivable: total(open),
      BadDebt: total(bad),
      Cash: this.cashCents + outsideCents,
      CustomerCredit: 0 - total([...credit]),
      RefundClearing: 0 - this.clearingCents,
      DisputeHold: this.holdCents,
      Fees: this.feesCents,
      TaxPayable: 0 - total([...this.tax]),
    }
    const rest = Object.values(balances).reduce((all, each) => all + each, 0)
    return {
      balances: { ...balances, Revenue: 0 - rest },
      ...{ owed, paid, captured, refunded, disputed, credit, outsideCents },
    }
  }

  pay(invoice: number, amountCents: number): void {
    add(this.paid, invoice, amountCents)
    add(this.owed, invoice, -amountCents)
  }

  refund(
    type: 'refund.created' | 'refund.settled' | 'refund.canceled' | 'refund.failed',
    ordinal: number,
  ): void {
    const { charge, amountCents } = this.books.refunds[ordinal]!
    if (type === 'refund.created') {
      add(this.refunded, charge, amountCents)
      this.clearingCents += amountCents
    } else if (type === 'refund.settled') {
      this.settled.add(ordinal)
      this.clearingCents -= amountCents
      this.cashCents -= amountCents
    } else {
      add(this.refunded, charge, -amountCents)
      if (this.settled.has(ordinal)) this.cashCents += amountCents
      else this.clearingCents -= amountCents
    }
  }

  dispute(
    type: 'dispute.opened' | 'dispute.evidence_submitted' | 'dispute.won' | 'dispute.lost',
    ordinal: number,
  ): void {
    const { charge, amountCents } = this.books.disputes[ordinal]!
    if (type === 'dispute.opened') {
      add(this.disputed, charge, amountCents)
      this.holdCents += amountCents
      this.cashCents -= amountCents
    }
    if (type === 'dispute.won') {
      add(this.disputed, charge, -amountCents)
      this.cashCents += amountCents
    }
    if (type === 'dispute.won' || type === 'dispute.lost') this.holdCents -= amountCents
    const feeCents = type === 'dispute.lost' ? 0 : type === 'dispute.won' ? -FEE_CENTS : FEE_CENTS
    this.feesCents += feeCents
    this.cashCents -= feeCents
  }
}

/** The lines of tax, and what the amounts of rates that prices include say. */
function taxOn({ invoices, taxAmounts, taxRates }: Books, invoice: number): number {
  const within = taxAmounts.filter(
    each => each.invoice === invoice && taxRates[each.taxRate]!.inclusive === true,
  )
  return sum(invoices[invoice]!.lines.filter(({ kind }) => kind === 'tax')) + sum(within)
}

function add(amounts: Map<number, number>, key: number, amountCents: number): void {
  amounts.set(key, (amounts.get(key) ?? 0) + amountCents)
}

function sum(rows: readonly { readonly amountCents: number }[]): number {
  return rows.reduce((all, { amountCents }) => all + amountCents, 0)
}

function total(amounts: readonly (readonly [number, number])[]): number {
  return amounts.reduce((all, [, amountCents]) => all + amountCents, 0)
}
