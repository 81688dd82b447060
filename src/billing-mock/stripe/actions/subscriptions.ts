import { z } from 'zod'
import { DAY_MS } from '../../../core/clock.ts'
import { itemsOf } from '../../items.ts'
import type { Operation, OperationOf } from '../../operation.ts'
import { type Call, named, namedIfGiven, perform, target, type Writing, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { discountsOn } from '../objects/promotions.ts'
import { listed } from '../paging.ts'
import {
  boolean,
  choice,
  integer,
  isWithin,
  list,
  metadata,
  name,
  only,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { momentMs, seconds } from '../view.ts'
import { recurringPlan } from './catalog.ts'
import { removeDiscount } from './customers.ts'
import { namedMethod } from './methods.ts'
import { Discount, namedDiscount } from './promotions.ts'
import { Item, itemChanges, proration } from './subscriptionItems.ts'
import { movingTrial, PauseCollection, pausing } from './subscriptionPauses.ts'
import { taxesOf } from './taxes.ts'

export const ListSubscriptions = z.strictObject({
  ...page,
  created: range.optional(),
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
  const { created, customer: _customer, price: _price, status, ...rest } = given
  const customer = namedIfGiven(call, 'customer', given.customer)
  const plan = namedIfGiven(call, 'price', given.price)
  const { books } = call.state
  return listed(call, 'subscription', {
    page: rest,
    keep(ordinal) {
      const subscription = books.subscriptions[ordinal]!
      return (
        (customer === undefined || subscription.customer === customer) &&
        (plan === undefined || itemsOf(books, ordinal).some(item => item.plan.ordinal === plan)) &&
        hasStatus(subscription.status, status) &&
        isWithin(seconds(subscription.createdAtMs), created)
      )
    },
  })
}

function hasStatus(status: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return status !== 'canceled'
  const isEnded = status === 'canceled' || status === 'incomplete_expired'
  return wanted === 'all' || (wanted === 'ended' ? isEnded : status === wanted)
}

const written = {
  default_tax_rates: list(name).optional(),
  description: text(500).optional(),
  discounts: list(Discount).optional(),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
}

export const CreateSubscription = z.strictObject({
  ...written,
  cancel_at_period_end: boolean.optional(),
  collection_method: only('charge_automatically').optional(),
  customer: name,
  default_payment_method: name.optional(),
  items: list(z.strictObject({ price: name, quantity: integer.default(1) })),
  payment_behavior: choice(['allow_incomplete', 'default_incomplete', 'error_if_incomplete']).default(
    'allow_incomplete',
  ),
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
  const customer = named(call, 'customer', { id: given.customer })
  const method = namedMethod(call, given.default_payment_method)
  const subscription = call.state.books.subscriptions.length
  const chosen = { type: 'payment_method.set_default', customer, paymentMethod: method ?? -1 } as const
  const ending = { type: 'subscription.cancel', subscription, when: 'period_end' } as const
  const writing = { metadata: given.metadata, texts: { description: given.description } }
  perform(
    call,
    ...taxesOf(call, customer, given.default_tax_rates),
    ...(method === null ? [] : [chosen]),
    newSubscription(call, customer, given),
    ...(given.cancel_at_period_end === true ? [ending] : []),
  )
  write(call, 'subscription', { ordinal: subscription, writing })
  return show(call, 'subscription', subscription)
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

const cancellation = z.strictObject({ comment: text(), feedback: text(50) }).partial()

export const UpdateSubscription = z.strictObject({
  ...written,
  ...proration,
  cancel_at_period_end: boolean.optional(),
  cancellation_details: cancellation.optional(),
  default_payment_method: name.optional(),
  items: list(Item).optional(),
  pause_collection: PauseCollection.optional(),
  trial_end: z.union([z.literal('now'), integer]).optional(),
})

/**
 * Other items, prices or quantities from now on, a discount, another end of the trial, a pause of collection, the end
 * with the period or not, what is written on it.
 */
export function updateSubscription(call: Call, given: z.output<typeof UpdateSubscription>): JsonObject {
  const subscription = target(call, 'subscription')
  const { customer } = call.state.books.subscriptions[subscription]!
  const method = namedMethod(call, given.default_payment_method)
  const operations: readonly Operation[] = [
    ...taxesOf(call, customer, given.default_tax_rates),
    ...(method === null
      ? []
      : [{ type: 'payment_method.set_default', customer, paymentMethod: method } as const]),
    ...discounting(call, subscription, given.discounts),
    ...pausing(call, subscription, given.pause_collection),
    ...itemChanges(call, subscription, given),
    ...movingTrial(subscription, given.trial_end),
    ...ending(call, subscription, given.cancel_at_period_end),
  ]
  const { metadata: change, description, cancellation_details: details = {} } = given
  const writing = { metadata: change, texts: { description, ...cancellationTexts(details) } }
  write(call, 'subscription', { ordinal: subscription, operations, writing })
  return show(call, 'subscription', subscription)
}

export const CancelSubscription = z.strictObject({
  cancellation_details: cancellation.optional(),
  invoice_now: boolean.optional(),
  prorate: boolean.default(false),
})

/** Cancels now: nothing is refunded; prorated, unused time becomes credit. */
export function cancelSubscription(call: Call, given: z.output<typeof CancelSubscription>): JsonObject {
  const subscription = target(call, 'subscription')
  const { prorate } = given
  if (given.invoice_now === true && !prorate)
    throw invalid('invoice_now', 'It is simulated with prorate alone.')
  const writing = { texts: cancellationTexts(given.cancellation_details ?? {}) }
  const operation = { type: 'subscription.cancel', subscription, when: 'now', prorate } as const
  write(call, 'subscription', { ordinal: subscription, operations: [operation], writing })
  return show(call, 'subscription', subscription)
}

/** Takes the subscription's discount away. */
export function deleteSubscriptionDiscount(call: Call): JsonObject {
  const subscription = target(call, 'subscription')
  return removeDiscount(call, {
    customer: call.state.books.subscriptions[subscription]!.customer,
    subscription,
  })
}

function cancellationTexts({ comment, feedback }: z.output<typeof cancellation>): Writing['texts'] & object {
  return { 'cancellation_details.comment': comment, 'cancellation_details.feedback': feedback }
}

/** These discounts and no others. */
function discounting(
  call: Call,
  subscription: number,
  wanted: readonly z.output<typeof Discount>[] | undefined,
): readonly Operation[] {
  if (wanted === undefined) return []
  const { customer } = call.state.books.subscriptions[subscription]!
  const removed = discountsOn(call.state, { customer, subscription })
  return [
    ...removed.map(discount => ({ type: 'discount.remove', discount }) as const),
    ...wanted.map(
      each => ({ type: 'discount.attach', customer, subscription, ...namedDiscount(call, each) }) as const,
    ),
  ]
}

/** The operation that makes it end with the period or go on; none when it does already. */
function ending(call: Call, subscription: number, isWanted: boolean | undefined): readonly Operation[] {
  const { cancelAtPeriodEnd } = call.state.books.subscriptions[subscription]!
  if (isWanted === undefined || isWanted === cancelAtPeriodEnd) return []
  return [
    isWanted
      ? { type: 'subscription.cancel', subscription, when: 'period_end' }
      : { type: 'subscription.keep', subscription },
  ]
}
