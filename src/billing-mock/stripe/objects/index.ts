/** Every kind of object, and how it is shown: the one table of resources. */
import type { Books } from '../../books.ts'
import type { Kind } from '../ids.ts'
import { balanceTransactions } from './balance.ts'
import { prices, products } from './catalog.ts'
import { charges, paymentIntents, refunds } from './charges.ts'
import { customerBalanceTransactions, customers, paymentMethods } from './customers.ts'
import { disputes } from './disputes.ts'
import { events, subjectOf } from './events.ts'
import { invoicePayments, invoices, lineItems } from './invoices.ts'
import type { Resource } from './resource.ts'
import { subscriptionItems, subscriptions } from './subscriptions.ts'

export const resources: Readonly<Record<Kind, Resource>> = {
  customer: customers,
  payment_method: paymentMethods,
  product: products,
  price: prices,
  subscription: subscriptions,
  subscription_item: subscriptionItems,
  invoice: invoices,
  line_item: lineItems,
  invoice_payment: invoicePayments,
  charge: charges,
  payment_intent: paymentIntents,
  refund: refunds,
  dispute: disputes,
  customer_balance_transaction: customerBalanceTransactions,
  balance_transaction: balanceTransactions,
  event: {
    ...events,
    /** Events carry their object as it stands now: the journal keeps what happened, not how things looked. */
    render(state, ordinal) {
      const subject = subjectOf(state.books, ordinal)
      const object = resources[subject.kind].render(state, subject.ordinal)
      return { ...events.render(state, ordinal), data: { object } }
    },
  },
}

/** Whether there is an object of this kind under this ordinal. */
export function exists(books: Books, kind: Kind, ordinal: number): boolean {
  const { count, has } = resources[kind]
  return ordinal >= 0 && ordinal < count(books) && (has?.(books, ordinal) ?? true)
}
