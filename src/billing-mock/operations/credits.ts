import { cents, formatMoney } from '../../core/money.ts'
import type { Credit } from '../books.ts'
import { missing, refuse } from '../errors.ts'
import { type Account, transfer } from '../ledger.ts'
import type { OperationOf } from '../operation.ts'
import { amountError } from './amounts.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** Credit for the customer's next invoices: a gift, which comes out of revenue and is never paid out. */
export function applyCredit(work: Work, operation: OperationOf<'credit.apply'>): Outcome {
  const { customer, amountCents, reason } = operation
  const wrong = amountError(amountCents)
  if (wrong !== null) return wrong
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  return moveCredit(work, { customer, invoice: null, amountCents, reason, against: 'Revenue' })
}

/** Takes credit back that the customer has not used. */
export function revokeCredit(work: Work, operation: OperationOf<'credit.revoke'>): Outcome {
  const { customer, amountCents, reason } = operation
  const wrong = amountError(amountCents)
  if (wrong !== null) return wrong
  const holder = work.books.customers[customer]
  if (holder === undefined) return missing('customer', customer)
  if (amountCents > -holder.balanceCents) {
    const held = formatMoney(-holder.balanceCents, holder.currency)
    return refuse('amount_too_large', `The customer holds ${held} of credit.`)
  }
  return moveCredit(work, { customer, invoice: null, amountCents: -amountCents, reason, against: 'Revenue' })
}

/**
 * A movement of the customer's balance: positive gives credit, negative takes it; `against` is the other
 * account.
 */
type CreditMove = Omit<Credit, 'ordinal' | 'createdAtMs'> & { readonly against: Account }

/** Records a movement of the customer's balance, and answers its ordinal. */
export function moveCredit(work: Work, move: CreditMove): number {
  const { against, ...credit } = move
  const ordinal = work.books.credits.length
  const holder = work.books.customers[credit.customer]!
  put(work, 'credits', { ordinal, createdAtMs: work.nowMs, ...credit })
  put(work, 'customers', { ...holder, balanceCents: cents(holder.balanceCents - credit.amountCents) })
  const lines = transfer(against, 'CustomerCredit', credit.amountCents)
  note(work, 'credit.applied', { entity: 'credit', ordinal, lines })
  return ordinal
}
