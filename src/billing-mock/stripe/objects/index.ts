/** Every kind of object, and how it is shown: the one table of resources. */
import type { Kind } from '../ids.ts'
import type { StripeState } from '../state.ts'
import { balanceTransactions } from './balance.ts'
import { prices, products, renderPlan } from './catalog.ts'
import { charges, refunds } from './charges.ts'
import { creditNoteLines, creditNotes } from './creditNotes.ts'
import { customerBalanceTransactions, customers } from './customers.ts'
import { disputes } from './disputes.ts'
import { events, eventTypeOf, subjectOf } from './events.ts'
import { paymentIntents } from './intents.ts'
import { invoiceItems } from './invoiceItems.ts'
import { invoices } from './invoices.ts'
import { invoicePayments, lineItems } from './lines.ts'
import { paymentMethods } from './methods.ts'
import { paymentLinks, testClocks, webhookEndpoints } from './own.ts'
import { coupons, discounts, promotionCodes } from './promotions.ts'
import type { Resource } from './resource.ts'
import { subscriptionItems, subscriptions } from './subscriptions.ts'
import { taxIds, taxRates } from './taxes.ts'

export const resources: Readonly<Record<Kind, Resource>> = {
  customer: customers,
  payment_method: paymentMethods,
  product: products,
  price: prices,
  coupon: coupons,
  promotion_code: promotionCodes,
  discount: discounts,
  tax_rate: taxRates,
  tax_id: taxIds,
  subscription: subscriptions,
  subscription_item: subscriptionItems,
  invoice: invoices,
  invoiceitem: invoiceItems,
  line_item: lineItems,
  invoice_payment: invoicePayments,
  credit_note: creditNotes,
  credit_note_line_item: creditNoteLines,
  charge: charges,
  payment_intent: paymentIntents,
  refund: refunds,
  dispute: disputes,
  customer_balance_transaction: customerBalanceTransactions,
  balance_transaction: balanceTransactions,
  payment_link: paymentLinks,
  webhook_endpoint: webhookEndpoints,
  test_clock: testClocks,
  event: {
    ...events,
    /** Events carry their object as it stands now: the journal keeps what happened, not how things looked. */
    render(state, ordinal) {
      const subject = subjectOf(state, ordinal)
      const isPlan = eventTypeOf(state.books, ordinal) === 'plan.created'
      const render = isPlan ? renderPlan : resources[subject.kind].render
      const object = render(state, subject.ordinal)
      return { ...events.render(state, ordinal), data: { object } }
    },
  },
}

/** Whether there is an object of this kind under this ordinal. */
export function exists(state: StripeState, kind: Kind, ordinal: number): boolean {
  const { count, has } = resources[kind]
  return ordinal >= 0 && ordinal < count(state) && (has?.(state, ordinal) ?? true)
}
