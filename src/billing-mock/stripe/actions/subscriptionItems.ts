import { z } from 'zod'
import type { Operation, OperationOf } from '../../operation.ts'
import { type Call, named, perform, target } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { choice, integer, name, page } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, momentMs } from '../view.ts'
import { recurringPlan } from './catalog.ts'

/** How a change is billed. */
export const proration = {
  payment_behavior: choice(['allow_incomplete', 'error_if_incomplete']).optional(),
  proration_behavior: choice(['always_invoice', 'create_prorations', 'none']).default('create_prorations'),
  proration_date: integer.optional(),
}

/** The item of a subscription, by its id, as it is to be. */
export const Item = z.strictObject({
  id: name.optional(),
  price: name.optional(),
  quantity: integer.optional(),
})

/** What of the items and their billing a request gives. */
export interface ItemChange {
  readonly items?: readonly z.output<typeof Item>[] | undefined
  readonly proration_behavior: 'always_invoice' | 'create_prorations' | 'none'
  readonly proration_date?: number | undefined
}

/** The change of the one item; none when none is asked for. */
export function itemChange(call: Call, subscription: number, given: ItemChange): readonly Operation[] {
  if (given.items === undefined) return []
  const [item, ...others] = given.items
  if (item === undefined || others.length > 0) throw oneItem(given.items.length)
  const own = idOf(call.state, 'subscription_item', subscription)
  if (item.id === undefined) {
    throw invalid('items[0][id]', `A second item is not simulated: name the one there is, ${own}.`)
  }
  if (item.id !== own) throw noSuch('subscription_item', item.id, 'items[0][id]')
  return [changed(call, subscription, { ...given, ...item })]
}

export const ListItems = z.strictObject({ ...page, subscription: name })

export function listItems(call: Call, { subscription: id, ...rest }: z.output<typeof ListItems>): JsonObject {
  const subscription = named(call, 'subscription', { id })
  return listed(call, 'subscription_item', { page: rest, keep: ordinal => ordinal === subscription })
}

export const UpdateItem = z.strictObject({
  ...proration,
  price: name.optional(),
  quantity: integer.optional(),
})

/** Another price or quantity of the one item. */
export function updateItem(call: Call, given: z.output<typeof UpdateItem>): JsonObject {
  const subscription = target(call, 'subscription_item')
  if (given.price !== undefined || given.quantity !== undefined) {
    perform(call, changed(call, subscription, given))
  }
  return show(call, 'subscription_item', subscription)
}

function changed(
  call: Call,
  subscription: number,
  given: ItemChange & { readonly price?: string | undefined; readonly quantity?: number | undefined },
): OperationOf<'subscription.change'> {
  const { price, quantity = null, proration_date: date } = given
  return {
    type: 'subscription.change',
    subscription,
    plan: price === undefined ? null : recurringPlan(call, price, 'items[0][price]'),
    quantity,
    proration: given.proration_behavior,
    ...(date === undefined ? {} : { prorationAtMs: momentMs(date) }),
  }
}

/** A subscription has one item here. */
export function oneItem(count: number): Error {
  return invalid('items', `A subscription has one item here, got ${count}.`)
}
