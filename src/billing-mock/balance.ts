import { entries } from '../core/log.ts'
import type { Books } from './books.ts'
import type { BillingEventType, Entity } from './events.ts'
import type { Account } from './ledger.ts'

/**
 * A movement of the money that the processor holds for the merchant: net = amount − fee, in minor units, of the
 * record that moved it.
 */
export interface BalanceTransaction {
  /** Of the journal entry: monotone, not without gaps. */
  readonly ordinal: number
  readonly kind: 'charge' | 'refund' | 'refund_failure' | 'dispute'
  readonly entity: Entity
  readonly source: number
  readonly amountCents: number
  readonly feeCents: number
  readonly netCents: number
  readonly atMs: number
}

/**
 * All balance transactions, oldest first, as the journal tells them. A refund moves money when it is made, as
 * at Stripe, and settles without another movement; money that came or went by another way is none of it.
 */
export function balanceTransactions(books: Books): readonly BalanceTransaction[] {
  return entries(books.journal).flatMap(({ ordinal, event, lines, atMs }) => {
    const kind = kinds[event.type]
    const moved = (account: Account): number =>
      lines
        .filter(line => line.account === account)
        .reduce((sum, line) => sum + line.debitCents - line.creditCents, 0)
    const netCents = moved('Cash') + moved('RefundClearing')
    if (kind === undefined || netCents === 0) return []
    const feeCents = moved('Fees')
    const { entity, ordinal: source } = event
    return [{ ordinal, kind, entity, source, amountCents: netCents + feeCents, feeCents, netCents, atMs }]
  })
}

const kinds: Partial<Record<BillingEventType, BalanceTransaction['kind']>> = {
  'charge.captured': 'charge',
  'refund.created': 'refund',
  'refund.canceled': 'refund_failure',
  'refund.failed': 'refund_failure',
  'dispute.opened': 'dispute',
  'dispute.evidence_submitted': 'dispute',
  'dispute.won': 'dispute',
}
