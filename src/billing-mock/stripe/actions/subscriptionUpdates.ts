import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { type Call, named, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { discountsOn } from '../objects/promotions.ts'
import { boolean, integer, list, name, only } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { seconds } from '../view.ts'
import { namedMethod } from './methods.ts'
import { type Discount, namedDiscount } from './promotions.ts'
import { Item, itemChanges, proration, requirePaid } from './subscriptionItems.ts'
import { movingTrial, PauseCollection, pausing } from './subscriptionPauses.ts'
import { cancellation, cancellationTexts, textsOf, written } from './subscriptions.ts'
import { taxesOf } from './taxes.ts'

export const UpdateSubscription = z.strictObject({
  ...written,
  ...proration,
  billing_cycle_anchor: only('unchanged').optional(),
  cancel_at: z.union([z.literal(''), z.literal('min_period_end'), integer]).optional(),
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
  const { customer, status } = call.state.books.subscriptions[subscription]!
  const { metadata: change, cancellation_details: details = {}, ...changes } = given
  if (status === 'canceled' && Object.keys(changes).some(field => !defaulted.includes(field))) {
    throw invalid(null, 'A canceled subscription can only update its cancellation_details and metadata.')
  }
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
    ...ending(call, subscription, endingOf(call, subscription, given)),
  ]
  if (given.payment_behavior === 'error_if_incomplete') requirePaid(call, subscription, operations)
  const writing = { metadata: change, texts: { ...textsOf(given), ...cancellationTexts(details) } }
  write(call, 'subscription', { ordinal: subscription, operations, writing })
  return show(call, 'subscription', subscription)
}

/** Parameters that every update has, by their default. */
const defaulted = ['proration_behavior']

/** Whether it is to end with the period, in any of the ways to say so. */
function endingOf(
  { state }: Call,
  subscription: number,
  { cancel_at: at, cancel_at_period_end: isWanted }: z.output<typeof UpdateSubscription>,
): boolean | undefined {
  if (at === undefined) return isWanted
  if (isWanted !== undefined) {
    throw invalid('cancel_at', 'Give cancel_at or cancel_at_period_end, not both.')
  }
  if (at === '') return false
  const end = seconds(state.books.subscriptions[subscription]!.currentPeriodEndMs)
  if (at === 'min_period_end' || at === end) return true
  throw invalid('cancel_at', `Only the end of the period is simulated: ${end}, or min_period_end.`)
}

/** These discounts and no others. */
export function discounting(
  call: Call,
  subscription: number,
  wanted: readonly z.output<typeof Discount>[] | undefined,
): readonly Operation[] {
  if (wanted === undefined) return []
  const { customer } = call.state.books.subscriptions[subscription]!
  const before = discountsOn(call.state, { customer, subscription })
  const staying = wanted.flatMap(({ discount: id, coupon, promotion_code: code }) => {
    if (id === undefined) return []
    if (coupon !== undefined || code !== undefined) {
      throw invalid('discounts', 'Give discount, coupon or promotion_code for each discount.')
    }
    const discount = named(call, 'discount', { id, param: 'discounts' })
    if (before.includes(discount)) return [discount]
    throw noSuch('discount', id, 'discounts')
  })
  const removed = before.filter(each => !staying.includes(each))
  return [
    ...removed.map(discount => ({ type: 'discount.remove', discount }) as const),
    ...wanted
      .filter(each => each.discount === undefined)
      .map(
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
