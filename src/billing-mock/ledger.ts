import { invariant } from '../core/errors.ts'
import { append, entries, type Log } from '../core/log.ts'
import { cents } from '../core/money.ts'
import type { BillingEvent } from './events.ts'

/** The accounts of the ledger, all in the currency of the books. */
export const accounts = [
  'Receivable',
  'Cash',
  'Revenue',
  'TaxPayable',
  'CustomerCredit',
  'RefundClearing',
  'DisputeHold',
  'Fees',
  'BadDebt',
] as const

/** The name of an account. */
export type Account = (typeof accounts)[number]

/**
 * Debits less credits of each account, in minor units: positive where the merchant has or has spent
 * (Receivable, Cash, DisputeHold, Fees, BadDebt), negative where it earned or owes (Revenue, TaxPayable,
 * CustomerCredit, RefundClearing). They sum to zero.
 */
export type Balances = Record<Account, number>

/** Who asked for an operation. */
export type Actor = 'agent' | 'system' | 'customer'

/** One side of an entry; one of the two amounts is zero. */
export interface JournalLine {
  readonly account: Account
  readonly debitCents: number
  readonly creditCents: number
}

/** One event and the money it moved; no lines when it moved none. */
export interface JournalEntry {
  readonly ordinal: number
  readonly atMs: number
  readonly actor: Actor
  readonly event: BillingEvent
  readonly lines: readonly JournalLine[]
}

/** The journal, and the balances that are its fold. */
export interface Ledger {
  balances: Balances
  journal: Log<JournalEntry>
}

/**
 * Appends a balanced entry and moves the balances; throws `invariant_broken` when debits and credits differ.
 */
export function post(ledger: Ledger, entry: Omit<JournalEntry, 'ordinal'>): void {
  const balanceCents = entry.lines.reduce((sum, line) => sum + line.debitCents - line.creditCents, 0)
  invariant(
    balanceCents === 0,
    `The entry of ${entry.event.type} must balance; debits exceed credits by ${balanceCents}.`,
  )
  for (const line of entry.lines) {
    ledger.balances[line.account] = cents(ledger.balances[line.account] + line.debitCents - line.creditCents)
  }
  ledger.journal = append(ledger.journal, Object.freeze({ ordinal: ledger.journal.length, ...entry }))
}

/**
 * The two lines of a transfer: `debit` receives, `credit` gives; a negative amount goes the other way, zero
 * nowhere.
 */
export function transfer(debit: Account, credit: Account, amountCents: number): readonly JournalLine[] {
  if (amountCents < 0) return transfer(credit, debit, -amountCents)
  if (amountCents === 0) return []
  return [
    Object.freeze({ account: debit, debitCents: amountCents, creditCents: 0 }),
    Object.freeze({ account: credit, debitCents: 0, creditCents: amountCents }),
  ]
}

/** All balances, from the journal alone. */
export function foldJournal(journal: Log<JournalEntry>): Balances {
  const balances = zeroBalances()
  for (const { lines } of entries(journal)) {
    for (const line of lines) balances[line.account] += line.debitCents - line.creditCents
  }
  return balances
}

/** Every account at zero. */
export function zeroBalances(): Balances {
  return Object.fromEntries(accounts.map(account => [account, 0])) as Balances
}
