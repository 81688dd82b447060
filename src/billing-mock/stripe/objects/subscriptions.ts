import { NEVER_MS } from '../../../core/clock.ts'
import type { Books, Subscription } from '../../books.ts'
import { anchorOf, trialEndMs } from '../../calendar.ts'
import { type Item, itemsOf } from '../../items.ts'
import { pauseOf } from '../../operations/pauses.ts'
import { ofFirst, ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  happenedAt,
  idOf,
  idOrNull,
  itemOrdinal,
  noteOf,
  type StripeObject,
  seconds,
  secondsOrNull,
  wholeList,
} from '../view.ts'
import { prices, renderPlan } from './catalog.ts'
import { discountsOn } from './promotions.ts'
import { nothing, number, type Resource, word } from './resource.ts'
import { taxRates } from './taxes.ts'

export const subscriptions: Resource = {
  count: ({ books }) => books.subscriptions.length,
  render: renderSubscription,
  expands: {
    customer: { kind: 'customer' },
    application: nothing,
    default_payment_method: nothing,
    default_source: nothing,
    items: { kind: 'subscription_item', isList: true },
    discounts: { kind: 'discount' },
    latest_invoice: { kind: 'invoice' },
    on_behalf_of: nothing,
    pending_setup_intent: nothing,
    schedule: nothing,
    test_clock: { kind: 'test_clock' },
  },
  search: { canceled_at: number, created: number, customer: word, status: word },
}

/** First the subscriptions' own items, then the further ones. */
export const subscriptionItems: Resource = {
  count: ({ books }) => 2 * Math.max(books.subscriptions.length, books.subscriptionItems.length),
  has: ({ books }, ordinal) => foundItem(books, ordinal) !== undefined,
  order({ books }) {
    const firsts = books.subscriptions.map(({ ordinal, createdAtMs }) => ({
      ordinal: ofFirst(ordinal),
      createdAtMs,
    }))
    const further = books.subscriptionItems.map(({ ordinal, createdAtMs }) => ({
      ordinal: ofSecond(ordinal),
      createdAtMs,
    }))
    const made = [...firsts, ...further].sort((one, other) => one.createdAtMs - other.createdAtMs)
    return made.map(({ ordinal }) => ordinal)
  },
  render: renderItem,
  expands: { discounts: { kind: 'discount' }, price: { kind: 'price' }, tax_rates: nothing },
}

function renderSubscription(state: StripeState, ordinal: number): StripeObject {
  const subscription = state.books.subscriptions[ordinal]!
  const { customer, status, cancelAtPeriodEnd, canceledAtMs, createdAtMs } = subscription
  const id = idOf(state, 'subscription', ordinal)
  const { metadata, texts } = noteOf(state, 'subscription', ordinal)
  const trial = state.books.trials.find(each => each.subscription === ordinal)
  const trialEnd = trialEndMs(state.books, ordinal)
  const isEnding = cancelAtPeriodEnd && status !== 'canceled'
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: seconds(anchorOf(state.books, subscription)),
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: isEnding ? seconds(subscription.currentPeriodEndMs) : null,
    cancel_at_period_end: cancelAtPeriodEnd,
    canceled_at: secondsOrNull(canceledAtMs),
    cancellation_details: {
      comment: texts['cancellation_details.comment'] ?? null,
      feedback: texts['cancellation_details.feedback'] ?? null,
      feedback_option: null,
      reason: cancellationReason(state, subscription),
    },
    collection_method: 'charge_automatically',
    created: seconds(createdAtMs),
    currency: currencyOf(state.books),
    customer: idOf(state, 'customer', customer),
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: taxRatesOf(state, customer),
    description: texts.description ?? null,
    discounts: discountsOn(state, { customer, subscription: ordinal }).map(each =>
      idOf(state, 'discount', each),
    ),
    ended_at: endedAt(state, subscription),
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: wholeList(
      `/v1/subscription_items?subscription=${id}`,
      itemsOf(state.books, ordinal).map(({ item }) => renderItem(state, itemOrdinal(ordinal, item))),
    ),
    latest_invoice: idOrNull(state, 'invoice', latestInvoice(state, ordinal)),
    livemode: false,
    managed_payments: null,
    metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: pausedCollection(state, ordinal),
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: texts.save_default_payment_method ?? 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: seconds(createdAtMs),
    status,
    test_clock: noteOf(state, 'customer', customer).texts.test_clock ?? null,
    transfer_data: null,
    trial_end: secondsOrNull(trialEnd),
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: trial?.without ?? 'create_invoice',
      },
    },
    trial_start: trial === undefined ? null : seconds(createdAtMs),
  }
}

/** The item under an ordinal, and whose it is; undefined where it was deleted or never was. */
export function foundItem(
  books: Books,
  ordinal: number,
): (Item & { readonly subscription: number }) | undefined {
  const { isSecond, row } = rowOf(ordinal)
  const subscription = isSecond ? books.subscriptionItems[row]?.subscription : row
  if (subscription === undefined || books.subscriptions[subscription] === undefined) return undefined
  const wanted = isSecond ? row : null
  const found = itemsOf(books, subscription).find(({ item }) => item === wanted)
  return found && { ...found, subscription }
}

function renderItem(state: StripeState, ordinal: number): StripeObject {
  const { item, plan, quantity, subscription } = foundItem(state.books, ordinal)!
  const owner = state.books.subscriptions[subscription]!
  return {
    id: idOf(state, 'subscription_item', ordinal),
    object: 'subscription_item',
    billing_thresholds: null,
    created: seconds((item === null ? owner : state.books.subscriptionItems[item]!).createdAtMs),
    current_period_end: seconds(owner.currentPeriodEndMs),
    current_period_start: seconds(owner.currentPeriodStartMs),
    current_trial: null,
    discounts: [],
    metadata: noteOf(state, 'subscription_item', ordinal).metadata,
    plan: renderPlan(state, plan.ordinal),
    price: prices.render(state, plan.ordinal),
    quantity,
    subscription: idOf(state, 'subscription', subscription),
    tax_rates: [],
  }
}

function pausedCollection(state: StripeState, ordinal: number): JsonObject | null {
  const pause = pauseOf(state, ordinal)
  return pause && { behavior: pause.behavior, resumes_at: secondsOrNull(pause.resumesAtMs) }
}

/** In these books a tax is the customer's. */
function taxRatesOf(state: StripeState, customer: number): readonly StripeObject[] {
  return state.books.taxAssignments
    .filter(each => each.customer === customer && each.liftedAtMs === NEVER_MS)
    .map(({ taxRate }) => taxRates.render(state, taxRate))
}

function endedAt(state: StripeState, { ordinal, status }: Subscription): number | null {
  if (status === 'incomplete_expired') return happenedAt(state, 'subscription.expired', ordinal)
  return status === 'canceled' ? happenedAt(state, 'subscription.canceled', ordinal) : null
}

/** Asked for, or the end of dunning. */
function cancellationReason({ books }: StripeState, { ordinal, canceledAtMs }: Subscription): string | null {
  if (canceledAtMs === NEVER_MS) return null
  const isDunned = books.dunnings.some(each => each.subscription === ordinal && each.status === 'exhausted')
  return isDunned ? 'payment_failed' : 'cancellation_requested'
}

/** The last invoice of a subscription that was sent: the draft in which prorations wait is none yet. */
function latestInvoice({ books }: StripeState, ordinal: number): number | undefined {
  return books.invoices.findLast(
    ({ subscription, status }) => subscription === ordinal && status !== 'draft' && status !== 'deleted',
  )?.ordinal
}
