/** Every kind of object, and how it is shown: the one table of resources. */
import type { Kind } from '../ids.ts'
import { previousAttributes, stateAt } from '../past.ts'
import type { StripeState } from '../state.ts'
import type { StripeObject } from '../view.ts'
import { balanceTransactions } from './balance.ts'
import { prices, products, renderPlan } from './catalog.ts'
import { charges, refunds } from './charges.ts'
import { creditNoteLines, creditNotes } from './creditNotes.ts'
import { customerBalanceTransactions, customers } from './customers.ts'
import { disputes } from './disputes.ts'
import { entryOf, events, eventTypeOf, subjectOf } from './events.ts'
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
  event: { ...events, render: renderEvent },
}

/** An event with its object as it was then; an update with what changed in it. */
function renderEvent(state: StripeState, ordinal: number): StripeObject {
  const { kind, ordinal: of } = subjectOf(state, ordinal)
  const type = eventTypeOf(state.books, ordinal)!
  const render = type === 'plan.created' ? renderPlan : resources[kind].render
  const { ordinal: entry } = entryOf(state.books, ordinal)
  const object = render(stateAt(state, entry + 1), of)
  const isKnown = type.endsWith('.updated') && entry >= state.history.from
  const data = isKnown
    ? { object, previous_attributes: previousAttributes(render(stateAt(state, entry), of), object) }
    : { object }
  return { ...events.render(state, ordinal), data }
}

/** Whether there is an object of this kind under this ordinal. */
export function exists(state: StripeState, kind: Kind, ordinal: number): boolean {
  const { count, has } = resources[kind]
  return ordinal >= 0 && ordinal < count(state) && (has?.(state, ordinal) ?? true)
}
