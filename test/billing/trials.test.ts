import { describe, expect, it } from 'vitest'
import { upcomingInvoice } from '../../src/billing-mock/index.ts'
import { DAY_MS, HOUR_MS, NEVER_MS } from '../../src/core/clock.ts'
import { attach, openShop, type Shop } from './shop.ts'

const start = { type: 'subscription.create', customer: 0, plan: 0, quantity: 1 } as const
const only = ({ books }: Shop) => books.subscriptions[0]!

describe('a trial', () => {
  it('is free, announced three days before its end, then billed', () => {
    const shop = openShop()
    shop.do({ ...start, trialDays: 14 })
    expect(only(shop)).toMatchObject({ status: 'trialing', currentPeriodEndMs: 14 * DAY_MS })
    expect(shop.books.invoices).toEqual([])
    expect(upcomingInvoice(shop.books, 0, { nowMs: 0, actor: 'agent', draw: () => 0.5 })).toMatchObject({
      totalCents: 1000,
    })
    shop.live(10.9)
    expect(shop.books.trials[0]!.remindedAtMs).toBe(NEVER_MS)
    shop.live(0.2)
    expect(shop.books.trials[0]!.remindedAtMs).toBe(11 * DAY_MS)
    shop.live(3)
    expect(only(shop)).toMatchObject({ status: 'active', currentPeriodEndMs: 44 * DAY_MS })
    expect(shop.books.balances.Cash).toBe(1000)
  })

  it.each([
    ['pause', 'paused'],
    ['cancel', 'canceled'],
    ['create_invoice', 'past_due'],
  ] as const)('without a way to pay ends, by %s, as %s', (withoutMethod, status) => {
    const shop = openShop()
    shop.do({ type: 'payment_method.detach', paymentMethod: 0 })
    shop.do({ ...start, trialDays: 14, withoutMethod })
    shop.live(14)
    expect(only(shop).status).toBe(status)
  })

  it('that was paused goes on from the day it is resumed', () => {
    const shop = openShop()
    shop.do({ type: 'payment_method.detach', paymentMethod: 0 })
    shop.do({ ...start, trialDays: 1, withoutMethod: 'pause' })
    shop.live(20)
    attach(shop, 'normal')
    shop.do({ type: 'subscription.resume', subscription: 0 })
    expect(only(shop)).toMatchObject({ status: 'active', currentPeriodStartMs: 20 * DAY_MS })
    shop.live(30)
    expect(shop.books.invoices).toHaveLength(2)
  })

  it('cancelled with its period ends unbilled, unless that is withdrawn', () => {
    for (const keeps of [false, true]) {
      const shop = openShop()
      shop.do({ ...start, trialDays: 5 })
      shop.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
      if (keeps) shop.do({ type: 'subscription.keep', subscription: 0 })
      shop.live(6)
      expect(only(shop).status).toBe(keeps ? 'active' : 'canceled')
      expect(shop.books.invoices).toHaveLength(keeps ? 1 : 0)
    }
  })
})

describe('a subscription whose first payment fails', () => {
  it('is incomplete where that is allowed, and expires after 23 hours with nothing owed', () => {
    const shop = openShop()
    attach(shop, 'declines')
    shop.do({ ...start, payment: 'allow_incomplete' })
    expect(only(shop).status).toBe('incomplete')
    expect(shop.books.invoices[0]!.status).toBe('open')
    shop.refused({ type: 'subscription.expire', subscription: 0 })
    const [expired] = shop.live(1)
    expect(expired).toMatchObject({ atMs: 23 * HOUR_MS, operation: { type: 'subscription.expire' } })
    expect(only(shop).status).toBe('incomplete_expired')
    expect(shop.books.invoices[0]!.status).toBe('void')
    expect(shop.books.balances).toMatchObject({ Receivable: 0, Revenue: 0 })
    expect(shop.live(60)).toEqual([])
  })

  it('does not start when another invoice of it is paid and the first is taken back', () => {
    const shop = openShop()
    attach(shop, 'declines')
    shop.do({ ...start, payment: 'allow_incomplete' })
    const line = { kind: 'item', plan: null, quantity: 1, periodStartMs: 0, periodEndMs: 0 } as const
    const lines = [{ ...line, amountCents: 100, description: 'Setup' }]
    shop.do({ type: 'invoice.create', customer: 0, subscription: 0, lines })
    shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: 0 })
    shop.do({ type: 'invoice.void', invoice: 0 })
    expect(only(shop).status).toBe('incomplete_expired')
  })

  it('is active once it is paid in time, and renews', () => {
    const shop = openShop()
    shop.do({ ...start, payment: 'default_incomplete' })
    expect(shop.books.charges).toEqual([])
    shop.do({ type: 'invoice.pay', invoice: 0, paymentMethod: null })
    expect(only(shop).status).toBe('active')
    shop.live(30)
    expect(shop.books.invoices).toHaveLength(2)
  })
})
