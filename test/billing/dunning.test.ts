import { describe, expect, it } from 'vitest'
import {
  advanceTo,
  billingNoise,
  copyBooks,
  defaultProcessor,
  type Processor,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { attach, openShop, type Shop, subscribe } from './shop.ts'

/** A subscription whose renewal on day 30 was declined, on that day. */
function failing(behaviour: 'declines' | 'insufficient_funds'): Shop {
  const shop = openShop()
  subscribe(shop)
  attach(shop, behaviour)
  shop.live(30)
  return shop
}

const end = ({ books }: Shop) => [books.subscriptions[0]!.status, books.dunnings[0]!.status]

describe('dunning', () => {
  it('begins when a renewal fails, and tries eight times over two weeks before it cancels', () => {
    const shop = failing('declines')
    expect(end(shop)).toEqual(['past_due', 'running'])
    shop.live(13.9)
    expect(shop.books.dunnings[0]!.tries).toBe(7)
    const [last] = shop.live(0.1)
    expect(last!.atMs).toBe(44 * DAY_MS)
    expect(end(shop)).toEqual(['canceled', 'exhausted'])
    expect(shop.books.charges.filter(charge => charge.status === 'failed')).toHaveLength(9)
    expect(shop.books.invoices[1]!.status).toBe('open')
    expect(shop.live(100)).toEqual([])
  })

  it('ends where the customer pays, or gives another card', () => {
    for (const how of ['pay', 'card'] as const) {
      const shop = failing('declines')
      if (how === 'pay') shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: 0 })
      else attach(shop, 'normal')
      shop.live(3)
      expect(end(shop)).toEqual(['active', 'recovered'])
    }
  })

  it('is stopped by a cancel during dunning: the open invoice is tried no more', () => {
    const shop = failing('insufficient_funds')
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'now' })
    expect(end(shop)).toEqual(['canceled', 'stopped'])
    expect(shop.live(30)).toEqual([])
    expect(shop.books.invoices[1]!.status).toBe('open')
  })

  it('is over after a cancel during dunning, and the open invoice can still be paid', () => {
    const shop = failing('insufficient_funds')
    shop.live(3)
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'now' })
    shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: 0 })
    expect(end(shop)).toEqual(['canceled', 'stopped'])
    expect(shop.books.invoices[1]!.status).toBe('paid')
    expect(shop.live(100)).toEqual([])
  })

  it('stops when the invoice is voided', () => {
    const shop = failing('declines')
    shop.do({ type: 'invoice.void', invoice: 1 })
    expect(end(shop)).toEqual(['active', 'stopped'])
  })

  it('may end with a subscription that is unpaid, which a payment makes active, and billed from its next period', () => {
    const shop = failing('declines')
    const processor: Processor = {
      ...defaultProcessor,
      dunning: { ...defaultProcessor.dunning, ends: 'unpaid' },
    }
    const context = { actor: 'system', noise: billingNoise(1), processor, check: true } as const
    advanceTo(shop.books, 100 * DAY_MS, context)
    expect(end(shop)).toEqual(['unpaid', 'exhausted'])
    const later = { nowMs: 100 * DAY_MS }
    shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: 0 }, later)
    shop.do({ type: 'payment_method.set_default', customer: 0, paymentMethod: 0 }, later)
    expect(shop.books.subscriptions[0]!.status).toBe('active')
    const paid = () => shop.books.charges.filter(each => each.capturedCents > 0).map(each => each.createdAtMs)
    advanceTo(shop.books, 119 * DAY_MS, context)
    expect(paid()).toEqual([0, 100 * DAY_MS])
    advanceTo(shop.books, 121 * DAY_MS, context)
    expect(paid()).toEqual([0, 100 * DAY_MS, 120 * DAY_MS])
  })

  it('recovers near half of the cards that had no funds, and mostly early', () => {
    const failed = failing('insufficient_funds')
    // As of before the first try: the dunning that the first failure began is not there yet.
    const books = copyBooks(failed.books)
    books.dunnings = []
    const runs = 400
    let recovered = 0
    let early = 0
    for (let seed = 0; seed < runs; seed++) {
      const copy = copyBooks(books)
      const noise = billingNoise(seed)
      advanceTo(copy, 45 * DAY_MS, { actor: 'system', noise })
      const [dunning] = copy.dunnings
      if (dunning!.status === 'recovered') recovered += 1
      if (dunning!.status === 'recovered' && dunning!.tries <= 4) early += 1
    }
    expect(recovered / runs).toBeGreaterThan(0.42)
    expect(recovered / runs).toBeLessThan(0.54)
    expect(early / recovered).toBeGreaterThan(0.6)
  })
})
