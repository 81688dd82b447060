import { describe, expect, it } from 'vitest'
import { dueOperation, type Operation } from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { attach, openShop, refundOf, subscribe } from './shop.ts'

const hold: Operation = { type: 'charge.authorize', customer: 0, paymentMethod: null, amountCents: 800 }

describe('a hold', () => {
  it('moves no money until it is captured, and then only what is taken', () => {
    const shop = openShop()
    const charge = shop.do(hold)
    expect(shop.books.balances.Cash).toBe(0)
    expect(shop.refused({ type: 'charge.capture', charge, amountCents: 801 }).message).toBe(
      'Capture amount ($8.01) is greater than authorized amount ($8.00)',
    )
    shop.do({ type: 'charge.capture', charge, amountCents: 500 })
    expect(shop.books.balances.Cash).toBe(500)
    expect(shop.refused(refundOf(charge, 501)).param).toBe('amount')
    expect(shop.refused({ type: 'charge.release', charge }).message).toContain('status of succeeded')
    expect(shop.refused({ type: 'charge.capture', charge, amountCents: null }).status).toBe(400)
  })

  it('falls due for release after seven days', () => {
    const shop = openShop()
    const [authorized] = shop.events(hold)
    expect(authorized!.dueAtMs).toBe(7 * DAY_MS)
    shop.pass(7)
    shop.do(dueOperation(shop.books, authorized!)!)
    expect(shop.books.charges[0]!.status).toBe('released')
    expect(dueOperation(shop.books, authorized!)).toBeNull()
  })
})

describe('a duplicate charge', () => {
  it.each(['first', 'second'])('leaves the same books whichever twin is refunded: the %s', twin => {
    const shop = openShop()
    subscribe(shop)
    const second = shop.do({ type: 'charge.duplicate', charge: 0 })
    expect(shop.books.charges[second]).toMatchObject({ invoice: 0, capturedCents: 1000, status: 'succeeded' })
    expect(shop.books.invoices[0]!.paidCents).toBe(1000)
    shop.do(refundOf(twin === 'first' ? 0 : second))
    shop.pass(10)
    shop.do({ type: 'refund.settle', refund: 0 })
    expect(shop.books.balances).toMatchObject({ Cash: 1000, Revenue: -1000, RefundClearing: 0 })
  })

  it('is only of money that was captured', () => {
    const shop = openShop()
    const charge = shop.do(hold)
    expect(shop.refused({ type: 'charge.duplicate', charge }).message).toContain('status of authorized')
  })
})

describe('a charge off invoice', () => {
  it('is refused for a card that declines, for no amount and for too much', () => {
    const shop = openShop()
    const buy = { type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 100 } as const
    expect(shop.refused({ ...buy, amountCents: 0 }).code).toBe('parameter_invalid_integer')
    expect(shop.refused({ ...buy, amountCents: 100_000_000 }).code).toBe('amount_too_large')
    expect(shop.refused({ ...buy, customer: 7 }).code).toBe('resource_missing')
    expect(shop.refused({ ...buy, paymentMethod: 7 }).code).toBe('resource_missing')
    attach(shop, 'declines')
    expect(shop.refused(buy).code).toBe('card_declined')
    shop.do({ ...buy, paymentMethod: 0 })
  })
})
