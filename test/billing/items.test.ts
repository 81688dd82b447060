import { describe, expect, it } from 'vitest'
import {
  type Invoice,
  type ItemChange,
  itemsOf,
  type Operation,
  unusedCents,
} from '../../src/billing-mock/index.ts'
import { openShop, type Shop, subscribe } from './shop.ts'

/** The shop with customer 0 on two seats of $5 beside the $10 plan. */
function openTeam(): Shop {
  const shop = openShop()
  shop.do({ type: 'plan.create', code: 'seat', name: 'Seat', unitCents: 500, interval: 'month' })
  const furtherItems = [{ plan: 3, quantity: 2 }]
  shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, furtherItems })
  return shop
}

function update(
  changes: ItemChange[],
  proration: 'create_prorations' | 'always_invoice' | 'none' = 'create_prorations',
): Operation {
  return { type: 'subscription.update_items', subscription: 0, changes, proration }
}

const items = ({ books }: Shop) =>
  itemsOf(books, 0).map(({ item, plan, quantity }) => [item, plan.ordinal, quantity])
const amounts = ({ lines }: Invoice) => lines.map(line => [line.item ?? null, line.amountCents])

describe('a subscription of several items', () => {
  it('is billed for each when it starts, and each period', () => {
    const shop = openTeam()
    expect(items(shop)).toEqual([
      [null, 0, 1],
      [0, 3, 2],
    ])
    expect(amounts(shop.books.invoices[0]!)).toEqual([
      [null, 1000],
      [0, 1000],
    ])
    shop.live(30)
    expect(amounts(shop.books.invoices[1]!)).toEqual(amounts(shop.books.invoices[0]!))
    expect(shop.books.balances.Cash).toBe(4000)
  })

  it('is billed for each when its trial ends', () => {
    const shop = openShop()
    const furtherItems = [{ plan: 1, quantity: 3 }]
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, furtherItems, trialDays: 5 })
    shop.do(update([{ type: 'change', item: 0, plan: null, quantity: 2 }], 'always_invoice'))
    expect(shop.books.invoices).toEqual([])
    shop.live(5)
    expect(amounts(shop.books.invoices[0]!)).toEqual([
      [null, 1000],
      [0, 4000],
    ])
  })

  it('prorates an item that is added, changed or deleted, by the second', () => {
    const shop = openTeam()
    shop.pass(15)
    shop.do(update([{ type: 'add', plan: 1, quantity: 1 }]))
    shop.do(update([{ type: 'change', item: 0, plan: null, quantity: 3 }]))
    shop.do(update([{ type: 'delete', item: 1 }]))
    const draft = shop.books.invoices[1]!
    expect(draft.status).toBe('draft')
    expect(amounts(draft)).toEqual([
      [1, 1000],
      [0, -500],
      [0, 750],
      [1, -1000],
    ])
    shop.live(15)
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: 250 + 1000 + 1500 })
  })

  it('bills a change of several items at once on one invoice, or not before the next period', () => {
    const shop = openTeam()
    shop.pass(15)
    const changes: ItemChange[] = [
      { type: 'add', plan: 1, quantity: 1 },
      { type: 'delete', item: 0 },
    ]
    shop.do(update(changes, 'always_invoice'))
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: 500 })
    shop.do(update([{ type: 'change', item: 1, plan: null, quantity: 2 }], 'none'))
    expect(shop.books.invoices).toHaveLength(2)
    shop.live(15)
    expect(amounts(shop.books.invoices[2]!)).toEqual([
      [null, 1000],
      [1, 4000],
    ])
  })

  it('whose first item is deleted is of the others, under the numbers they had', () => {
    const shop = openTeam()
    shop.do(update([{ type: 'add', plan: 1, quantity: 1 }], 'none'))
    shop.do(update([{ type: 'delete', item: null }], 'none'))
    expect(items(shop)).toEqual([
      [0, 3, 2],
      [1, 1, 1],
    ])
    expect(shop.books.subscriptions[0]).toMatchObject({ plan: 3, quantity: 2 })
    shop.do({
      type: 'subscription.change',
      subscription: 0,
      plan: null,
      quantity: 5,
      proration: 'none',
    })
    shop.do(update([{ type: 'change', item: 0, plan: 0, quantity: null }], 'none'))
    expect(items(shop)).toEqual([
      [0, 0, 5],
      [1, 1, 1],
    ])
    shop.live(30)
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      [0, 5000],
      [1, 2000],
    ])
  })

  it('can have its one item replaced by another in one change', () => {
    const shop = openShop()
    subscribe(shop)
    shop.pass(15)
    const changes: ItemChange[] = [
      { type: 'delete', item: null },
      { type: 'add', plan: 1, quantity: 1 },
    ]
    shop.do(update(changes))
    expect(items(shop)).toEqual([[0, 1, 1]])
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      [0, 1000],
      [null, -500],
    ])
  })

  it('quotes, credits and previews the unused time of all items', () => {
    const shop = openTeam()
    shop.pass(15)
    expect(unusedCents(shop.books, 0, shop.nowMs)).toBe(1000)
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'now', prorate: true })
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      [null, -500],
      [0, -500],
    ])
    expect(shop.books.customers[0]!.balanceCents).toBe(-1000)
  })

  it('tells of a change once', () => {
    const shop = openTeam()
    const changes: ItemChange[] = [
      { type: 'add', plan: 1, quantity: 1 },
      { type: 'delete', item: 0 },
    ]
    expect(shop.events(update(changes, 'none')).map(({ type }) => type)).toEqual(['subscription.updated'])
  })

  it.each<[string, ItemChange[], RegExp, string | null]>([
    [
      'the last item is deleted',
      [
        { type: 'delete', item: 0 },
        { type: 'delete', item: null },
      ],
      /at least one active plan/,
      null,
    ],
    ['a plan is there twice', [{ type: 'add', plan: 0, quantity: 1 }], /same plan: \{plan:0\}/, 'plan'],
    ['intervals differ', [{ type: 'add', plan: 2, quantity: 1 }], /mismatch in interval/, 'plan'],
    [
      'there is no such item',
      [{ type: 'delete', item: 7 }],
      /No such subscription item/,
      'subscription_item',
    ],
    ['there is no such plan', [{ type: 'add', plan: 9, quantity: 1 }], /No such plan/, 'plan'],
    ['it is of no number', [{ type: 'add', plan: 1, quantity: 0 }], /positive integer/, 'quantity'],
    [
      'an item is changed twice',
      [
        { type: 'change', item: 0, plan: null, quantity: 3 },
        { type: 'delete', item: 0 },
      ],
      /twice/,
      'items',
    ],
  ])('is left as it is where %s', (_case, changes, message, param) => {
    const shop = openTeam()
    const error = shop.refused(update(changes))
    expect(error.message).toMatch(message)
    expect(error).toMatchObject({ type: 'invalid_request_error', param })
    expect(items(shop)).toEqual([
      [null, 0, 1],
      [0, 3, 2],
    ])
  })

  it('has at most twenty', () => {
    const shop = openTeam()
    const plans = Array.from({ length: 19 }, (_, at) =>
      shop.do({ type: 'plan.create', code: `p${at}`, name: 'Plan', unitCents: 1, interval: 'month' }),
    )
    const changes = plans.map(plan => ({ type: 'add', plan, quantity: 1 }) as const)
    expect(shop.refused(update([...changes], 'none')).message).toContain('at most 20')
    shop.do(update(changes.slice(1), 'none'))
    expect(items(shop)).toHaveLength(20)
  })

  it('leaves books without any as they were before there were such', () => {
    const shop = openShop()
    subscribe(shop)
    expect(shop.books.subscriptionItems).toEqual([])
    expect(shop.books.invoices[0]!.lines[0]).not.toHaveProperty('item')
  })
})
