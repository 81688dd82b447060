import { z } from 'zod'
import { refuse } from '../../errors.ts'
import { itemsOf } from '../../items.ts'
import type { ItemChange, Operation } from '../../operation.ts'
import { declineOf } from '../../operations/methods.ts'
import { type Call, create, foreseen, named, perform, refusalOf, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { foundItem } from '../objects/subscriptions.ts'
import { listed } from '../paging.ts'
import { boolean, choice, integer, metadata, name, page } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, itemOrdinal, momentMs } from '../view.ts'
import { recurringPlan } from './prices.ts'

/** How a change is billed. */
export const proration = {
  off_session: boolean.optional(),
  payment_behavior: choice(['allow_incomplete', 'error_if_incomplete']).optional(),
  proration_behavior: choice(['always_invoice', 'create_prorations', 'none']).default('create_prorations'),
  proration_date: integer.optional(),
}

/** An item as it is to be: one that is there by its id, a new one by its price. */
export const Item = z.strictObject({
  deleted: boolean.optional(),
  clear_usage: boolean.optional(),
  id: name.optional(),
  price: name.optional(),
  quantity: integer.optional(),
})

/** How a request wants a change of items billed. */
interface Billing {
  readonly proration_behavior: 'always_invoice' | 'create_prorations' | 'none'
  readonly proration_date?: number | undefined
}

type Changing = Billing & { readonly changes: ItemChange[] }

/** The change of items that a request gives; none when it gives none. */
export function itemChanges(
  call: Call,
  subscription: number,
  given: Billing & { readonly items?: readonly z.output<typeof Item>[] | undefined },
): readonly Operation[] {
  if (given.items === undefined || given.items.length === 0) return []
  const changes = given.items.map((item, at) => changeOf(call, subscription, { item, at: `items[${at}]` }))
  return [updateOf(call, subscription, { ...given, changes })]
}

function changeOf(
  call: Call,
  subscription: number,
  { item: given, at }: { readonly item: z.output<typeof Item>; readonly at: string },
): ItemChange {
  const { id, price, quantity, deleted } = given
  const plan = price === undefined ? null : recurringPlan(call, price, `${at}[price]`)
  if (id === undefined) {
    if (deleted === true) throw invalid(`${at}[id]`, 'Name the item to delete.', 'parameter_missing')
    if (plan === null) throw invalid(`${at}[price]`, 'A new item needs a price.', 'parameter_missing')
    return { type: 'add', plan, quantity: quantity ?? 1 }
  }
  const ordinal = named(call, 'subscription_item', { id, param: `${at}[id]` })
  const { item, subscription: owner } = foundItem(call.state.books, ordinal)!
  if (owner !== subscription) throw noSuch('subscription_item', id, `${at}[id]`)
  if (deleted === true) return { type: 'delete', item }
  return { type: 'change', item, plan, quantity: quantity ?? null }
}

/** The operation behind changes of items; of the first alone it is the one that a plan or quantity changes by. */
function updateOf(call: Call, subscription: number, { changes, ...given }: Changing): Operation {
  const { proration_behavior: behavior, proration_date: date } = given
  const billing = {
    subscription,
    proration: behavior,
    ...(date === undefined ? {} : { prorationAtMs: momentMs(date) }),
  }
  const [first] = itemsOf(call.state.books, subscription)
  const [only, ...others] = changes
  if (only?.type !== 'change' || only.item !== first!.item || others.length > 0) {
    return { type: 'subscription.update_items', changes, ...billing }
  }
  return { type: 'subscription.change', plan: only.plan, quantity: only.quantity, ...billing }
}

/** Throws a refusal where a change would leave an invoice open that the change itself makes. */
export function requirePaid(call: Call, subscription: number, operations: readonly Operation[]): void {
  const { books } = foreseen(call, operations)
  const opened = books.invoices.slice(call.state.books.invoices.length)
  const unpaid = opened.find(each => each.subscription === subscription && each.status === 'open')
  if (unpaid === undefined) return
  const charge = books.charges.findLast(each => each.invoice === unpaid.ordinal)
  const method = charge && books.paymentMethods[charge.paymentMethod]
  throw refusalOf(
    call.state,
    (method && declineOf(method)) ?? refuse('card_declined', 'Your card was declined.'),
  )
}

export const CreateItem = z.strictObject({
  ...proration,
  metadata: metadata.optional(),
  price: name,
  quantity: integer.default(1),
  subscription: name,
})

/** One item more, from now on. */
export function createItem(call: Call, given: z.output<typeof CreateItem>): JsonObject {
  const subscription = named(call, 'subscription', { id: given.subscription })
  const added = {
    type: 'add',
    plan: recurringPlan(call, given.price, 'price'),
    quantity: given.quantity,
  } as const
  const made = itemOrdinal(subscription, call.state.books.subscriptionItems.length)
  const ordinal = create(call, 'subscription_item', {
    operations: [updateOf(call, subscription, { ...given, changes: [added] })],
    writing: { metadata: given.metadata },
    ordinalOf: () => made,
  })
  return show(call, 'subscription_item', ordinal)
}

export const ListItems = z.strictObject({ ...page, subscription: name })

export function listItems(call: Call, { subscription: id, ...rest }: z.output<typeof ListItems>): JsonObject {
  const subscription = named(call, 'subscription', { id })
  const { books } = call.state
  return listed(call, 'subscription_item', {
    page: rest,
    keep: ordinal => foundItem(books, ordinal)?.subscription === subscription,
  })
}

export const UpdateItem = z.strictObject({
  ...proration,
  metadata: metadata.optional(),
  price: name.optional(),
  quantity: integer.optional(),
})

/** Another price or quantity of an item, and what is written on it. */
export function updateItem(call: Call, given: z.output<typeof UpdateItem>): JsonObject {
  const ordinal = target(call, 'subscription_item')
  const { item, subscription } = foundItem(call.state.books, ordinal)!
  const plan = given.price === undefined ? null : recurringPlan(call, given.price, 'price')
  const { quantity = null } = given
  const change = { type: 'change', item, plan, quantity } as const
  const isChanged = plan !== null || quantity !== null
  const operations = isChanged ? [updateOf(call, subscription, { ...given, changes: [change] })] : []
  if (given.payment_behavior === 'error_if_incomplete') requirePaid(call, subscription, operations)
  write(call, 'subscription_item', {
    ordinal,
    operations,
    writing: { metadata: given.metadata },
  })
  return show(call, 'subscription_item', ordinal)
}

export const DeleteItem = z.strictObject({
  clear_usage: boolean.optional(),
  proration_behavior: proration.proration_behavior,
  proration_date: proration.proration_date,
})

/** Takes an item off its subscription, which must have another. */
export function deleteItem(call: Call, given: z.output<typeof DeleteItem>): JsonObject {
  const ordinal = target(call, 'subscription_item')
  const { item, subscription } = foundItem(call.state.books, ordinal)!
  perform(call, updateOf(call, subscription, { ...given, changes: [{ type: 'delete', item }] }))
  return { id: idOf(call.state, 'subscription_item', ordinal), object: 'subscription_item', deleted: true }
}
