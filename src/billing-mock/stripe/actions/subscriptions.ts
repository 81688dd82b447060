import { z } from 'zod'
import { DAY_MS } from '../../../core/clock.ts'
import { itemsOf } from '../../items.ts'
import type { OperationOf } from '../../operation.ts'
import { type Call, named, namedIfGiven, perform, target, type Writing, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import {
  boolean,
  choice,
  integer,
  isWithin,
  list,
  listOrNone,
  metadata,
  name,
  only,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, itemOrdinal, momentMs, seconds } from '../view.ts'
import { removeDiscount, requireCurrency } from './customers.ts'
import { namedMethod } from './methods.ts'
import { recurringPlan } from './prices.ts'
import { Discount, namedDiscount } from './promotions.ts'
import { proration } from './subscriptionItems.ts'
import { taxesOf } from './taxes.ts'

export const ListSubscriptions = z.strictObject({
  ...page,
  collection_method: choice(['charge_automatically', 'send_invoice']).optional(),
  created: range.optional(),
  current_period_end: range.optional(),
  current_period_start: range.optional(),
  customer: name.optional(),
  price: name.optional(),
  status: choice([
    'active',
    'all',
    'canceled',
    'ended',
    'incomplete',
    'incomplete_expired',
    'past_due',
    'paused',
    'trialing',
    'unpaid',
  ]).optional(),
})

/** Those that were canceled are left out unless asked for. */
export function listSubscriptions(call: Call, given: z.output<typeof ListSubscriptions>): JsonObject {
  const { limit, starting_after, ending_before, status } = given
  const customer = namedIfGiven(call, 'customer', given.customer)
  const plan = namedIfGiven(call, 'price', given.price)
  const { books } = call.state
  return listed(call, 'subscription', {
    page: { limit, starting_after, ending_before },
    keep(ordinal) {
      const subscription = books.subscriptions[ordinal]!
      return (
        (customer === undefined || subscription.customer === customer) &&
        (plan === undefined || itemsOf(books, ordinal).some(item => item.plan.ordinal === plan)) &&
        hasStatus(subscription.status, status) &&
        isWithin(seconds(subscription.createdAtMs), given.created) &&
        isWithin(seconds(subscription.currentPeriodEndMs), given.current_period_end) &&
        isWithin(seconds(subscription.currentPeriodStartMs), given.current_period_start) &&
        given.collection_method !== 'send_invoice'
      )
    },
  })
}

function hasStatus(status: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return status !== 'canceled'
  const isEnded = status === 'canceled' || status === 'incomplete_expired'
  return wanted === 'all' || (wanted === 'ended' ? isEnded : status === wanted)
}

/** What is said of how a subscription is paid: cards are the only way. */
const PaymentSettings = z
  .strictObject({
    payment_method_types: list(only('card')),
    save_default_payment_method: choice(['off', 'on_subscription']),
  })
  .partial()

/** What is said of a subscription, new or not. */
export const written = {
  default_tax_rates: listOrNone(name).optional(),
  description: text(500).optional(),
  discounts: listOrNone(Discount).optional(),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
  payment_settings: PaymentSettings.optional(),
}

export const CreateSubscription = z.strictObject({
  ...written,
  cancel_at_period_end: boolean.optional(),
  collection_method: only('charge_automatically').optional(),
  currency: name.optional(),
  customer: name,
  default_payment_method: name.optional(),
  items: list(z.strictObject({ metadata: metadata.optional(), price: name, quantity: integer.default(1) })),
  payment_behavior: choice(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).default(
    'allow_incomplete',
  ),
  proration_behavior: proration.proration_behavior,
  trial_end: integer.optional(),
  trial_period_days: integer.optional(),
  trial_settings: z
    .strictObject({
      end_behavior: z.strictObject({ missing_payment_method: choice(['cancel', 'create_invoice', 'pause']) }),
    })
    .optional(),
})

/** Starts a subscription, whose first period is paid at once unless a trial comes first. */
export function createSubscription(call: Call, given: z.output<typeof CreateSubscription>): JsonObject {
  if (given.currency !== undefined) requireCurrency(call, given.currency)
  const customer = named(call, 'customer', { id: given.customer })
  const method = namedMethod(call, given.default_payment_method)
  const subscription = call.state.books.subscriptions.length
  const chosen = { type: 'payment_method.set_default', customer, paymentMethod: method ?? -1 } as const
  const ending = { type: 'subscription.cancel', subscription, when: 'period_end' } as const
  const writing = { metadata: given.metadata, texts: textsOf(given) }
  const further = call.state.books.subscriptionItems.length
  perform(
    call,
    ...taxesOf(call, customer, given.default_tax_rates),
    ...(method === null ? [] : [chosen]),
    newSubscription(call, customer, given),
    ...(given.cancel_at_period_end === true ? [ending] : []),
  )
  write(call, 'subscription', { ordinal: subscription, writing })
  for (const [at, item] of given.items.entries()) {
    const ordinal = itemOrdinal(subscription, at === 0 ? null : further + at - 1)
    if (item.metadata === undefined) continue
    write(call, 'subscription_item', { ordinal, writing: { metadata: item.metadata } })
  }
  return show(call, 'subscription', subscription)
}

/** What is written on a subscription of what was said. */
export function textsOf(given: z.output<z.ZodObject<typeof written>>): Writing['texts'] & object {
  const { description, payment_settings: settings } = given
  return { description, save_default_payment_method: settings?.save_default_payment_method }
}

type NewSubscription = Pick<z.output<typeof CreateSubscription>, 'items'> &
  Partial<z.output<typeof CreateSubscription>>

/** The operation that starts a subscription. */
export function newSubscription(
  call: Call,
  customer: number,
  given: NewSubscription,
): OperationOf<'subscription.create'> {
  const [item, ...furtherItems] = given.items.map(({ price, quantity }, at) => ({
    plan: recurringPlan(call, price, `items[${at}][price]`),
    quantity,
  }))
  if (item === undefined) throw invalid('items', 'Expected at least one item.')
  const [discount, ...more] = given.discounts ?? []
  if (more.length > 0) throw invalid('discounts', 'One discount is simulated when a subscription starts.')
  const { coupon, promotionCode } =
    discount === undefined ? { coupon: null, promotionCode: null } : namedDiscount(call, discount)
  const without = given.trial_settings?.end_behavior.missing_payment_method
  const trialDays = trialDaysOf(call, given)
  return {
    type: 'subscription.create',
    customer,
    ...item,
    ...(furtherItems.length === 0 ? {} : { furtherItems }),
    ...(given.payment_behavior === undefined ? {} : { payment: given.payment_behavior }),
    ...(trialDays === undefined ? {} : { trialDays }),
    ...(without === undefined ? {} : { withoutMethod: without }),
    ...(coupon === null ? {} : { coupon }),
    ...(promotionCode === null ? {} : { promotionCode }),
  }
}

/** Trials are whole days here. */
function trialDaysOf(
  { state }: Call,
  { trial_end: end, trial_period_days: days }: NewSubscription,
): number | undefined {
  if (end === undefined) return days
  if (days !== undefined) throw invalid('trial_end', 'Give trial_end or trial_period_days, not both.')
  return Math.round((momentMs(end) - state.nowMs) / DAY_MS)
}

/** Why a subscription is canceled. */
export const cancellation = z.strictObject({ comment: text(), feedback: text(50) }).partial()

export const CancelSubscription = z.strictObject({
  cancellation_details: cancellation.optional(),
  invoice_now: boolean.optional(),
  prorate: boolean.default(false),
})

/** Cancels now: nothing is refunded; prorated, unused time becomes credit. */
export function cancelSubscription(call: Call, given: z.output<typeof CancelSubscription>): JsonObject {
  const subscription = target(call, 'subscription')
  const { prorate } = given
  requireLive(call, subscription)
  if (given.invoice_now === true && !prorate)
    throw invalid('invoice_now', 'It is simulated with prorate alone.')
  const writing = { texts: cancellationTexts(given.cancellation_details ?? {}) }
  const operation = { type: 'subscription.cancel', subscription, when: 'now', prorate } as const
  write(call, 'subscription', { ordinal: subscription, operations: [operation], writing })
  return show(call, 'subscription', subscription)
}

/** One that was canceled is not there to be canceled again. */
function requireLive({ state }: Call, subscription: number): void {
  if (state.books.subscriptions[subscription]!.status !== 'canceled') return
  throw noSuch('subscription', idOf(state, 'subscription', subscription), 'id')
}

/** Takes the subscription's discount away. */
export function deleteSubscriptionDiscount(call: Call): JsonObject {
  const subscription = target(call, 'subscription')
  return removeDiscount(call, {
    customer: call.state.books.subscriptions[subscription]!.customer,
    subscription,
  })
}

/** What is written of it. */
export function cancellationTexts({
  comment,
  feedback,
}: z.output<typeof cancellation>): Writing['texts'] & object {
  return { 'cancellation_details.comment': comment, 'cancellation_details.feedback': feedback }
}
