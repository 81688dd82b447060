import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { type Call, create, named, namedIfGiven, target, type Writing, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
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
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, seconds } from '../view.ts'

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
    'past_due',
    'trialing',
    'unpaid',
  ]).optional(),
})

/** Those that were canceled are left out unless asked for. */
export function listSubscriptions(call: Call, given: z.output<typeof ListSubscriptions>): JsonObject {
  const { created, customer: _customer, price: _price, status, ...rest } = given
  const customer = namedIfGiven(call, 'customer', given.customer)
  const plan = namedIfGiven(call, 'price', given.price)
  const { subscriptions } = call.state.books
  return listed(call, 'subscription', {
    page: rest,
    keep(ordinal) {
      const subscription = subscriptions[ordinal]!
      return (
        (customer === undefined || subscription.customer === customer) &&
        (plan === undefined || subscription.plan === plan) &&
        hasStatus(subscription.status, status) &&
        isWithin(seconds(subscription.createdAtMs), created)
      )
    },
  })
}

function hasStatus(status: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return status !== 'canceled'
  return wanted === 'all' || status === (wanted === 'ended' ? 'canceled' : wanted)
}

const proration = choice(['always_invoice', 'create_prorations', 'none']).default('create_prorations')

export const CreateSubscription = z.strictObject({
  collection_method: only('charge_automatically').optional(),
  customer: name,
  description: text(500).optional(),
  items: list(z.strictObject({ price: name, quantity: integer.default(1) })),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
  // A first payment that is declined refuses the whole request, whichever of these is asked for.
  payment_behavior: choice(['allow_incomplete', 'error_if_incomplete']).optional(),
})

/** Starts a subscription, whose first period is paid at once. */
export function createSubscription(call: Call, given: z.output<typeof CreateSubscription>): JsonObject {
  const [item, ...others] = given.items
  if (item === undefined || others.length > 0) throw oneItem(given.items.length)
  const ordinal = create(call, 'subscription', {
    operations: [
      {
        type: 'subscription.create',
        customer: named(call, 'customer', { id: given.customer }),
        plan: named(call, 'price', { id: item.price, param: 'items[0][price]' }),
        quantity: item.quantity,
      },
    ],
    writing: { metadata: given.metadata, texts: { description: given.description } },
  })
  return show(call, 'subscription', ordinal)
}

const Item = z.strictObject({ id: name.optional(), price: name.optional(), quantity: integer.optional() })

export const UpdateSubscription = z.strictObject({
  cancel_at_period_end: boolean.optional(),
  cancellation_details: z
    .strictObject({ comment: text(), feedback: text(50) })
    .partial()
    .optional(),
  description: text(500).optional(),
  items: list(Item).optional(),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
  payment_behavior: choice(['allow_incomplete', 'error_if_incomplete']).optional(),
  proration_behavior: proration,
})

/** Another price or quantity from now on, or the end with the period, or what is written on it. */
export function updateSubscription(call: Call, given: z.output<typeof UpdateSubscription>): JsonObject {
  const ordinal = target(call, 'subscription')
  const operations = [...changes(call, ordinal, given), ...ending(call, ordinal, given.cancel_at_period_end)]
  const { metadata: change, description, cancellation_details: details = {} } = given
  const writing = { metadata: change, texts: { description, ...cancellationTexts(details) } }
  write(call, 'subscription', { ordinal, operations, writing })
  return show(call, 'subscription', ordinal)
}

export const CancelSubscription = z.strictObject({
  cancellation_details: z
    .strictObject({ comment: text(), feedback: text(50) })
    .partial()
    .optional(),
  invoice_now: only('false').optional(),
  prorate: only('false').optional(),
})

/** Cancels now: nothing is prorated, nothing is refunded. */
export function cancelSubscription(call: Call, given: z.output<typeof CancelSubscription>): JsonObject {
  const ordinal = target(call, 'subscription')
  const writing = { texts: cancellationTexts(given.cancellation_details ?? {}) }
  const operation = { type: 'subscription.cancel', subscription: ordinal, when: 'now' } as const
  write(call, 'subscription', { ordinal, operations: [operation], writing })
  return show(call, 'subscription', ordinal)
}

function cancellationTexts({
  comment,
  feedback,
}: {
  readonly comment?: string | null | undefined
  readonly feedback?: string | null | undefined
}): Writing['texts'] & object {
  return { 'cancellation_details.comment': comment, 'cancellation_details.feedback': feedback }
}

function changes(
  call: Call,
  subscription: number,
  { items, proration_behavior }: z.output<typeof UpdateSubscription>,
): readonly Operation[] {
  if (items === undefined) return []
  const [item, ...others] = items
  if (item === undefined || others.length > 0) throw oneItem(items.length)
  const own = idOf(call.state, 'subscription_item', subscription)
  if (item.id === undefined) {
    throw invalid('items[0][id]', `A second item is not simulated: name the one there is, ${own}.`)
  }
  if (item.id !== own) throw noSuch('subscription_item', item.id, 'items[0][id]')
  const plan =
    item.price === undefined ? null : named(call, 'price', { id: item.price, param: 'items[0][price]' })
  const quantity = item.quantity ?? null
  return [{ type: 'subscription.change', subscription, plan, quantity, proration: proration_behavior }]
}

/** The operation that makes it end with the period; none when it is to, or is not to, already. */
function ending(call: Call, subscription: number, isWanted: boolean | undefined): readonly Operation[] {
  const { cancelAtPeriodEnd } = call.state.books.subscriptions[subscription]!
  if (isWanted === undefined || isWanted === cancelAtPeriodEnd) return []
  if (isWanted) return [{ type: 'subscription.cancel', subscription, when: 'period_end' }]
  throw invalid('cancel_at_period_end', 'Taking back a cancellation is not simulated.')
}

function oneItem(count: number): Error {
  return invalid('items', `A subscription has one item here, got ${count}.`)
}
