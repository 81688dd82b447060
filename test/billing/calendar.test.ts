import { describe, expect, it } from 'vitest'
import { prorate, prorationLines } from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { formatMoney } from '../../src/core/money.ts'
import { openShop, type Shop, subscribe } from './shop.ts'

/** A shop whose time 0 is this date, with customer 0 on a plan from then on. */
function from(date: string, plan = 0): Shop {
  const shop = openShop()
  shop.do({ type: 'calendar.set', epochMs: Date.parse(date) })
  shop.do({ type: 'subscription.create', customer: 0, plan, quantity: 1 })
  return shop
}

const ends = (shop: Shop, date: string, periods: number): string[] =>
  Array.from({ length: periods }, () => {
    const { currentPeriodEndMs } = shop.books.subscriptions[0]!
    shop.live((currentPeriodEndMs - shop.nowMs) / DAY_MS)
    return new Date(Date.parse(date) + currentPeriodEndMs).toISOString().slice(0, 10)
  })

describe('with a calendar, a period', () => {
  it.each([
    ['2024-01-31T10:00Z', ['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31']],
    ['2023-01-31T10:00Z', ['2023-02-28', '2023-03-31', '2023-04-30', '2023-05-31']],
    ['2023-12-15T10:00Z', ['2024-01-15', '2024-02-15', '2024-03-15', '2024-04-15']],
  ])('of a month from %s ends on the same day, or the last there is', (date, expected) => {
    expect(ends(from(date), date, 4)).toEqual(expected)
  })

  it('of a year from a leap day ends on 28 February, and on a leap day again', () => {
    const date = '2024-02-29T00:00Z'
    expect(ends(from(date, 2), date, 4)).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'])
  })

  it('of February in a leap year is prorated over 29 days', () => {
    const shop = from('2024-02-01T00:00Z')
    const { currentPeriodEndMs: endMs } = shop.books.subscriptions[0]!
    expect(endMs).toBe(29 * DAY_MS)
    expect(prorate(2900, { startMs: 0, endMs, atMs: 10 * DAY_MS })).toBe(1900)
  })

  it('after a pause is counted from the day on which the subscription went on', () => {
    const date = '2026-01-31T00:00Z'
    const shop = from(date)
    shop.live(60)
    shop.do({ type: 'subscription.pause', subscription: 0, unusedTime: 'forfeited', invoicing: 'next' })
    shop.live(29)
    shop.do({ type: 'subscription.resume', subscription: 0 })
    expect(ends(shop, date, 4)).toEqual(['2026-05-30', '2026-06-30', '2026-07-30', '2026-08-30'])
  })

  it.each([
    [1, '2026-02-01', [500, 1000, 1000, 1000, 1000]],
    [3, '2026-02-01', [500, 500, 500, 1000, 1000]],
    [3, '2026-07-31', [500, 500, 500, 1000, 1000]],
  ])('counts the %i months of a repeating coupon from %s', (durationMonths, date, totals) => {
    const shop = openShop()
    shop.do({ type: 'calendar.set', epochMs: Date.parse(date) })
    const none = { amountOffCents: null, maxRedemptions: null, redeemByMs: null }
    const half = { name: 'Half', percentBasisPoints: 5000, duration: 'repeating', durationMonths } as const
    shop.do({ type: 'coupon.create', ...half, ...none })
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, coupon: 0 })
    shop.live(125)
    expect(shop.books.invoices.map(invoice => invoice.totalCents)).toEqual(totals)
  })

  it('is set once, before any subscription', () => {
    const shop = openShop()
    subscribe(shop)
    expect(shop.refused({ type: 'calendar.set', epochMs: 0 }).code).toBe('resource_already_exists')
  })
})

describe('a proration', () => {
  it('from $10 to $20 on day 15 of 31 is −516 + 1032 = +516', () => {
    const shop = from('2024-01-01T00:00Z')
    shop.pass(15)
    shop.do({
      type: 'subscription.change',
      subscription: 0,
      plan: 1,
      quantity: null,
      proration: 'create_prorations',
    })
    expect(shop.books.invoices[1]!.lines.map(line => line.amountCents)).toEqual([-516, 1032])
    expect(shop.books.invoices[1]!.totalCents).toBe(516)
  })

  it('at a given date is the same whenever it is asked for', () => {
    const shop = from('2024-01-01T00:00Z')
    shop.pass(20)
    const change = { type: 'subscription.change', subscription: 0, plan: 1, quantity: null } as const
    const at = { ...change, proration: 'always_invoice', prorationAtMs: 15 * DAY_MS } as const
    expect(shop.refused({ ...at, prorationAtMs: -1 }).param).toBe('proration_date')
    shop.do(at)
    expect(shop.books.invoices[1]!.totalCents).toBe(516)
  })

  it('down is the mirror of up', () => {
    const [basic, team] = openShop().books.plans as [never, never]
    const moment = { startMs: 0, endMs: 31 * DAY_MS, atMs: 15 * DAY_MS }
    const amounts = (from_: never, to: never): number[] =>
      prorationLines({ plan: from_, quantity: 1 }, { plan: to, quantity: 1 }, moment).map(
        line => line.amountCents,
      )
    expect(amounts(team, basic)).toEqual(
      amounts(basic, team)
        .map(amount => -amount)
        .reverse(),
    )
  })
})

describe('a currency with zero, two or three decimals', () => {
  it.each([
    ['jpy', '1,000 JPY', '900 JPY'],
    ['bhd', '1.000 BHD', '0.900 BHD'],
    ['usd', '$10.00', '$9.00'],
  ])('%s has its own digits, in refusals as well', (currency, whole, part) => {
    expect(formatMoney(1000, currency)).toBe(whole)
    const shop = openShop(currency)
    shop.do({ type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 900 })
    expect(
      shop.refused({ type: 'refund.create', charge: 0, amountCents: 1000, reason: 'duplicate' }).message,
    ).toBe(`Refund amount (${whole}) is greater than unrefunded amount on charge (${part})`)
  })
})
