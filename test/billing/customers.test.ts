import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../src/core/clock.ts'
import { openShop, subscribe } from './shop.ts'

describe('a customer', () => {
  it('has the currency of the books, whatever its case', () => {
    const shop = openShop()
    const customer = shop.do({ type: 'customer.create', currency: 'USD', country: 'DE' })
    expect(shop.books.customers[customer]!.currency).toBe('usd')
    const error = shop.refused({ type: 'customer.create', currency: 'eur', country: 'DE' })
    expect(error.message).toBe('These books are kept in usd; eur needs books of its own.')
  })

  it('is as old as the operation that made it, a moment of -0 being 0', () => {
    const shop = openShop()
    const create = { type: 'customer.create', currency: 'usd', country: 'DE' } as const
    expect(shop.books.customers[shop.do(create, { nowMs: -DAY_MS })]!.createdAtMs).toBe(-DAY_MS)
    expect(shop.books.customers[shop.do(create, { nowMs: -0 })]!.createdAtMs).toBe(0)
  })
})

describe('an activity', () => {
  const login = {
    type: 'activity.add',
    customer: 0,
    kind: 'login',
    subscription: 0,
    amountCents: null,
    note: 'from Lisbon',
  } as const

  it('is kept with its moment and moves no money', () => {
    const shop = openShop()
    subscribe(shop)
    const before = { ...shop.books.balances }
    const activity = shop.do(login, { nowMs: -DAY_MS })
    expect(shop.books.activities[activity]).toEqual({
      ordinal: 0,
      customer: 0,
      atMs: -DAY_MS,
      kind: 'login',
      subscription: 0,
      amountCents: null,
      note: 'from Lisbon',
    })
    expect(shop.books.balances).toEqual(before)
  })

  it("is not about a stranger's subscription", () => {
    const shop = openShop()
    subscribe(shop)
    const customer = shop.do({ type: 'customer.create', currency: 'usd', country: 'DE' })
    expect(shop.refused({ ...login, customer }).message).toBe("No such subscription: '{subscription:0}'")
  })
})

describe('a plan', () => {
  it('has a code of its own and a price that is no debt', () => {
    const shop = openShop()
    const create = {
      type: 'plan.create',
      code: 'free',
      name: 'Free',
      unitCents: 0,
      interval: 'month',
    } as const
    const plan = shop.do(create)
    expect(shop.refused(create)).toMatchObject({ code: 'resource_already_exists', param: 'code' })
    expect(shop.refused({ ...create, code: 'other', unitCents: -1 }).message).toBe(
      'Invalid non-negative integer',
    )
    shop.do({ type: 'subscription.create', customer: 0, plan, quantity: 1 })
    expect(shop.books.charges).toEqual([])
  })
})
