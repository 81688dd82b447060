import type { BillingEventType } from '../../events.ts'
import type { Account, JournalEntry } from '../../ledger.ts'
import { type Kind, objectOf } from '../ids.ts'
import { journalEntry } from '../journal.ts'
import type { StripeState } from '../state.ts'
import { currencyOf, idOf, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

/**
 * The merchant's balance with the processor: cash, less refunds that are under way. Every entry of the journal that
 * moves it is a balance transaction, with the entry's ordinal, so the balance is their sum.
 */
export const balanceTransactions: Resource = {
  count: ({ books }) => books.journal.length,
  has: ({ books }, ordinal) => movesBalance(books.journal.items[ordinal]!),
  render: renderTransaction,
  expands: { source: { kind: 'charge', orElse: ['refund', 'dispute'] } },
}

/** The balance as it stands. */
export function renderBalance({ books }: StripeState): StripeObject {
  const currency = currencyOf(books)
  const { Cash, RefundClearing } = books.balances
  const amount = Cash + RefundClearing
  return {
    object: 'balance',
    available: [{ amount, currency, source_types: { card: amount } }],
    livemode: false,
    pending: [{ amount: 0, currency, source_types: { card: 0 } }],
  }
}

/** The balance transaction of what happened to a record; null when it has not happened or moved nothing. */
export function entryId(state: StripeState, type: BillingEventType, ordinal: number): string | null {
  const entry = journalEntry(state.books, type, ordinal)
  if (entry === undefined || !movesBalance(entry)) return null
  return idOf(state, 'balance_transaction', entry.ordinal)
}

/** The transactions of a dispute, as whole objects. */
export function disputeTransactions(state: StripeState, ordinal: number): readonly StripeObject[] {
  return disputeEvents.flatMap(type => {
    const entry = journalEntry(state.books, type, ordinal)
    return entry === undefined || !movesBalance(entry) ? [] : [renderTransaction(state, entry.ordinal)]
  })
}

const disputeEvents = ['dispute.opened', 'dispute.evidence_submitted', 'dispute.won'] as const

/** What an entry moves, in minor units: the amount, less the fee, is the net. */
function movementOf({ lines }: JournalEntry): { readonly netCents: number; readonly feeCents: number } {
  let netCents = 0
  let feeCents = 0
  for (const { account, debitCents, creditCents } of lines) {
    if (isBalance(account)) netCents += debitCents - creditCents
    else if (account === 'Fees') feeCents += debitCents - creditCents
  }
  return { netCents, feeCents }
}

/** A refund that settles moves money within the balance: it is one transaction, when it is made. */
function movesBalance(entry: JournalEntry): boolean {
  return entry.lines.length > 0 && movementOf(entry).netCents !== 0
}

function isBalance(account: Account): boolean {
  return account === 'Cash' || account === 'RefundClearing'
}

function renderTransaction(state: StripeState, ordinal: number): StripeObject {
  const entry = state.books.journal.items[ordinal]!
  const { netCents, feeCents } = movementOf(entry)
  const { entity, ordinal: of } = entry.event
  const type = transactionType(entry)
  const object = objectOf(entity, of)
  return {
    id: idOf(state, 'balance_transaction', ordinal),
    object: 'balance_transaction',
    amount: netCents + feeCents,
    available_on: seconds(entry.atMs),
    balance_type: 'payments',
    created: seconds(entry.atMs),
    currency: currencyOf(state.books),
    description: null,
    exchange_rate: null,
    fee: feeCents,
    fee_details:
      feeCents === 0
        ? []
        : [
            {
              amount: feeCents,
              application: null,
              currency: currencyOf(state.books),
              description: 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: netCents,
    reporting_category: reportingCategory(type, entity),
    source: object === null ? null : idOf(state, object.kind, object.ordinal),
    status: 'available',
    type,
  }
}

/** The type of a balance transaction, by the event that made it. */
export function transactionType({ event }: JournalEntry): string {
  if (event.type === 'charge.captured') return 'charge'
  if (event.type === 'refund.created') return 'refund'
  if (event.type === 'refund.failed' || event.type === 'refund.canceled') return 'refund_failure'
  return 'adjustment'
}

function reportingCategory(type: string, entity: string): string {
  return type === 'adjustment' && entity === 'dispute' ? 'dispute' : type
}

/** Whether an entry of the journal is about this record. */
export function isAbout(
  { event }: JournalEntry,
  { kind, ordinal }: { readonly kind: Kind; readonly ordinal: number },
): boolean {
  const object = objectOf(event.entity, event.ordinal)
  return object?.kind === kind && object.ordinal === ordinal
}
