import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { subscriptionLifecycle } from '../../subscription.machine.ts'
import { type Call, foreseen, named, namedIfGiven } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { invoices } from '../objects/invoices.ts'
import { boolean, choice, integer, list, listOrNone, name, only } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import type { StripeState } from '../state.ts'
import { itemOf, priced } from './invoiceItems.ts'
import { Discount } from './promotions.ts'
import { Item, itemChanges, proration } from './subscriptionItems.ts'
import { movingTrial } from './subscriptionPauses.ts'
import { newSubscription } from './subscriptions.ts'
import { discounting } from './subscriptionUpdates.ts'

export const PreviewInvoice = z.strictObject({
  currency: name.optional(),
  customer: name.optional(),
  discounts: listOrNone(Discount).optional(),
  invoice_items: list(z.strictObject(priced)).default([]),
  preview_mode: only('next').optional(),
  subscription: name.optional(),
  subscription_details: z
    .strictObject({
      billing_cycle_anchor: only('unchanged').optional(),
      cancel_at_period_end: boolean.optional(),
      cancel_now: boolean.optional(),
      items: list(Item).optional(),
      proration_behavior: choice(['always_invoice', 'create_prorations', 'none']).default(
        'create_prorations',
      ),
      proration_date: proration.proration_date,
      trial_end: z.union([z.literal('now'), integer]).optional(),
    })
    .optional(),
})

type Given = z.output<typeof PreviewInvoice>

/**
 * The next invoice of a subscription, with a change of it if one is given; the one that starts a new subscription; or
 * the customer's items that wait. Nothing is done.
 */
export function previewInvoice(call: Call, given: Given): JsonObject {
  const subscription = namedIfGiven(call, 'subscription', given.subscription)
  const { state, ordinal } =
    subscription === undefined ? forCustomer(call, given) : forSubscription(call, subscription, given)
  const { creditCents, totalCents } = state.books.invoices[ordinal]!
  const due = totalCents - creditCents
  const { id, ...rendered } = invoices.render(state, ordinal)
  return {
    ...rendered,
    id: `upcoming_${String(id)}`,
    amount_due: due,
    amount_paid: 0,
    amount_remaining: due,
    attempt_count: 0,
    attempted: false,
    ending_balance: null,
    number: null,
    status: 'draft',
  }
}

interface Seen {
  readonly state: StripeState
  readonly ordinal: number
}

function forSubscription(call: Call, subscription: number, given: Given): Seen {
  const { customer } = call.state.books.subscriptions[subscription]!
  const { subscription_details: details } = given
  const operations: Operation[] = [
    ...holding(call, subscription),
    ...discounting(call, subscription, given.discounts),
    ...given.invoice_items.map(each => itemOf(call, each, { customer, subscription }).operation),
    ...(details === undefined ? [] : itemChanges(call, subscription, details)),
    ...movingTrial(subscription, details?.trial_end),
  ]
  if (details?.cancel_now === true) {
    operations.push({ type: 'subscription.cancel', subscription, when: 'now', prorate: true })
    return latest(foreseen(call, operations))
  }
  if (details?.cancel_at_period_end === true) {
    const message = 'No upcoming invoices for customer: nothing is billed after the period.'
    throw invalid('subscription_details[cancel_at_period_end]', message, 'invoice_upcoming_none')
  }
  const changed = foreseen(call, operations)
  const atOnce = opened(call, changed)
  if (atOnce !== null) return atOnce
  if (details?.proration_behavior === 'always_invoice' && details.items !== undefined) {
    throw invalid('subscription_details[items]', 'Nothing to invoice for subscription.')
  }
  const { status, currentPeriodEndMs } = changed.books.subscriptions[subscription]!
  const type = status === 'trialing' ? 'subscription.end_trial' : 'subscription.renew'
  const atMs = Math.max(call.state.nowMs, currentPeriodEndMs)
  const next = opened(call, foreseen({ ...call, state: changed }, [{ type, subscription }], atMs))
  if (next === null) throw invalid(null, 'No upcoming invoices for customer.', 'invoice_upcoming_none')
  return next
}

/**
 * What makes previewed invoices drafts that nobody has to pay: a pause of collection, where the subscription is one
 * that is billed.
 */
function holding({ state }: Call, subscription: number): readonly Operation[] {
  const { status } = state.books.subscriptions[subscription]!
  if (subscriptionLifecycle.next(status, 'subscription.updated') === null) return []
  return [
    { type: 'subscription.pause_collection', subscription, behavior: 'keep_as_draft', resumesAtMs: null },
  ]
}

/** The first invoice that was held back since the call, with what opening it adds; null when there is none. */
function opened(call: Call, state: StripeState): Seen | null {
  const held = call.state.books.heldDrafts.length
  const ordinal = state.books.heldDrafts[held]?.invoice
  if (ordinal === undefined) return null
  const operations = [{ type: 'invoice.finalize', invoice: ordinal }] as const
  return { state: foreseen({ ...call, state }, operations, state.nowMs), ordinal }
}

function forCustomer(call: Call, given: Given): Seen {
  if (given.customer === undefined) {
    throw invalid('customer', 'Give customer or subscription.', 'parameter_missing')
  }
  const customer = named(call, 'customer', { id: given.customer })
  const items = given.invoice_items.map(
    each => itemOf(call, each, { customer, subscription: null }).operation,
  )
  const wanted = given.subscription_details?.items
  if (wanted !== undefined) {
    const asked = wanted.map(({ price, quantity = 1 }, at) => {
      if (price !== undefined) return { price, quantity }
      throw invalid(`subscription_details[items][${at}][price]`, 'Expected a price.', 'parameter_missing')
    })
    const started = newSubscription(call, customer, {
      items: asked,
      payment_behavior: 'default_incomplete',
      ...(given.discounts === undefined ? {} : { discounts: given.discounts }),
    })
    return latest(foreseen(call, [...items, started]))
  }
  if (given.discounts !== undefined) {
    throw invalid('discounts', 'They are simulated for subscriptions alone.')
  }
  const invoice = call.state.books.invoices.length
  const drafted = { type: 'invoice.draft', customer, subscription: null } as const
  const state = foreseen(call, [...items, drafted, { type: 'invoice.finalize', invoice }])
  if (state.books.invoices[invoice]!.lines.length === 0) {
    throw invalid(null, 'No upcoming invoices for customer.', 'invoice_upcoming_none')
  }
  return { state, ordinal: invoice }
}

function latest(state: StripeState): Seen {
  return { state, ordinal: state.books.invoices.length - 1 }
}
