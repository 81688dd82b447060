import type { Books, Plan } from './books.ts'

/** What a subscription is billed for: a plan, and how many of it. */
export interface Item {
  /** Its row among the further items; null for the item that the subscription was born with. */
  readonly item: number | null
  readonly plan: Plan
  readonly quantity: number
}

/** The items of a subscription: first the one on its own record, then the further ones in the order they came. */
export function itemsOf(books: Books, subscription: number): readonly Item[] {
  const { plan, quantity } = books.subscriptions[subscription]!
  const first: Item = { item: null, plan: books.plans[plan]!, quantity }
  if (books.subscriptionItems.length === 0) return [first]
  const rows = books.subscriptionItems.filter(each => each.subscription === subscription)
  const leading = rows.find(each => each.status === 'first')
  return [
    leading === undefined ? first : { ...first, item: leading.ordinal },
    ...rows
      .filter(each => each.status === 'further')
      .map(each => ({ item: each.ordinal, plan: books.plans[each.plan]!, quantity: each.quantity })),
  ]
}

/** What the items of a subscription cost a period, in minor units, before discounts and taxes. */
export function periodCents(books: Books, subscription: number): number {
  return itemsOf(books, subscription).reduce((sum, { plan, quantity }) => sum + plan.unitCents * quantity, 0)
}

/** The same by the month, a year being twelve; any fraction. */
export function monthlyCents(books: Books, subscription: number): number {
  const { interval } = books.plans[books.subscriptions[subscription]!.plan]!
  return periodCents(books, subscription) / (interval === 'year' ? 12 : 1)
}
