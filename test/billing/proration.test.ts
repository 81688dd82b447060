import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prorate, prorationLines, unusedCents } from '../../src/billing-mock/index.ts'
import { DAY_MS, SECOND_MS } from '../../src/core/clock.ts'
import { openShop, subscribe } from './shop.ts'

const monthOf31 = { startMs: 0, endMs: 31 * DAY_MS, atMs: 15 * DAY_MS }

describe('proration', () => {
  it('from $10 to $20 on day 15 of 31 is −516 + 1032 = +516', () => {
    const [basic, team] = openShop().books.plans
    const lines = prorationLines({ plan: basic!, quantity: 1 }, { plan: team!, quantity: 1 }, monthOf31)
    expect(lines.map(line => line.amountCents)).toEqual([-516, 1032])
  })

  it('counts a leap year as its 366 days', () => {
    const leap = { startMs: 0, endMs: 366 * DAY_MS, atMs: 365 * DAY_MS }
    expect(prorate(36600, leap)).toBe(100)
    expect(prorate(36600, { ...leap, endMs: 365.5 * DAY_MS })).toBe(50)
  })

  it('goes to the second', () => {
    const hour = { startMs: 0, endMs: 3600 * SECOND_MS }
    expect(prorate(3600, { ...hour, atMs: 1 * SECOND_MS })).toBe(3599)
    expect(prorate(3600, { ...hour, atMs: 1 * SECOND_MS + 999 })).toBe(3599)
    expect(prorate(3600, { ...hour, atMs: 2 * SECOND_MS })).toBe(3598)
  })

  it('works before the first contact, where time is negative', () => {
    expect(prorate(1000, { startMs: -31 * DAY_MS, endMs: 0, atMs: -16 * DAY_MS })).toBe(516)
  })

  it('rounds half up on the magnitude', () => {
    expect(prorate(1, { startMs: 0, endMs: 2000, atMs: 1000 })).toBe(1)
  })

  it('of a currency without decimals stays in whole units', () => {
    expect(prorate(980, monthOf31)).toBe(506)
  })

  it('is all at the start, nothing at the end, and never rises in between', () => {
    const span = fc.integer({ min: 1, max: 400 * 86400 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), span, fc.tuple(span, span), (price, lengthS, ats) => {
        const at = (atS: number) => prorate(price, { startMs: 0, endMs: lengthS * 1000, atMs: atS * 1000 })
        const [early, late] = ats.sort((one, other) => one - other)
        expect(at(0)).toBe(price)
        expect(at(lengthS)).toBe(0)
        expect(at(early!)).toBeGreaterThanOrEqual(at(late!))
      }),
    )
  })
})

describe('the quote for the unused time', () => {
  it('is the rest of the period while the subscription is active, and moves nothing', () => {
    const shop = openShop()
    const subscription = subscribe(shop, 3)
    shop.pass(10)
    expect(unusedCents(shop.books, subscription, shop.nowMs)).toBe(2000)
    expect(shop.books.balances.Cash).toBe(3000)
    shop.do({ type: 'subscription.cancel', subscription, when: 'now' })
    expect(unusedCents(shop.books, subscription, shop.nowMs)).toBe(0)
    expect(unusedCents(shop.books, 99, shop.nowMs)).toBe(0)
  })
})
