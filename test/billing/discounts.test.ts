import { describe, expect, it } from 'vitest'
import { invoiceTotals, type Operation } from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { charge, openShop, type Shop, subscribe } from './shop.ts'

type Coupon = Extract<Operation, { type: 'coupon.create' }>
type Code = Extract<Operation, { type: 'promotion_code.create' }>

function coupon(change: Partial<Coupon> = {}): Coupon {
  return {
    type: 'coupon.create',
    name: 'Spring',
    percentBasisPoints: 2500,
    amountOffCents: null,
    duration: 'forever',
    durationMonths: null,
    maxRedemptions: null,
    redeemByMs: null,
    ...change,
  }
}

function code(change: Partial<Code> = {}): Code {
  return {
    type: 'promotion_code.create',
    coupon: 0,
    code: 'SPRING',
    onlyFor: null,
    maxRedemptions: null,
    expiresAtMs: null,
    firstTimeOnly: false,
    minimumAmountCents: 0,
    ...change,
  }
}

const byCoupon = (subscription: number | null = null): Operation => ({
  type: 'discount.attach',
  customer: 0,
  subscription,
  coupon: 0,
  promotionCode: null,
})
const byCode = (subscription: number | null = null): Operation => ({
  type: 'discount.attach',
  customer: 0,
  subscription,
  coupon: null,
  promotionCode: 0,
})

const totals = ({ books }: Shop) => books.invoices.map(invoice => invoice.totalCents)

describe('a coupon', () => {
  it.each([
    ['once', null, [750, 1000, 1000, 1000]],
    ['repeating', 2, [750, 750, 1000, 1000]],
    ['forever', null, [750, 750, 750, 750]],
  ] as const)('that lasts %s comes off that many invoices', (duration, durationMonths, expected) => {
    const shop = openShop()
    shop.do(coupon({ duration, durationMonths }))
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, coupon: 0 })
    shop.live(90)
    expect(totals(shop)).toEqual(expected)
  })

  it('of an amount takes no more than there is, and tells its share of each line exactly', () => {
    const shop = openShop()
    shop.do(coupon({ percentBasisPoints: null, amountOffCents: 1001 }))
    shop.do(byCoupon())
    const item = {
      type: 'invoice_item.create',
      customer: 0,
      subscription: null,
      description: 'Item',
    } as const
    for (const amountCents of [1000, 1000, 1000]) shop.do({ ...item, amountCents })
    shop.do({ type: 'invoice.draft', customer: 0, subscription: null })
    shop.do({ type: 'invoice.finalize', invoice: 0 })
    expect(shop.books.discountAmounts.map(each => each.amountCents)).toEqual([334, 334, 333])
    shop.do({ ...item, amountCents: 900 })
    shop.do({ type: 'invoice.draft', customer: 0, subscription: null })
    shop.do({ type: 'invoice.finalize', invoice: 1 })
    expect(invoiceTotals(shop.books, shop.books.invoices[1]!)).toMatchObject({
      subtotalCents: 900,
      discountCents: 900,
      totalCents: 0,
    })
    expect(shop.books.invoices[1]!.status).toBe('paid')
  })

  it('after others takes of each line no more than they left', () => {
    const shop = openShop()
    for (const amountOffCents of [2, 1]) {
      const coupon_ = shop.do(coupon({ percentBasisPoints: null, amountOffCents }))
      shop.do({ ...byCoupon(), coupon: coupon_ } as Operation)
    }
    const line = { kind: 'item', plan: null, quantity: 1, periodStartMs: 0, periodEndMs: 0 } as const
    const lines = [1, 1, 1].map(amountCents => ({ ...line, amountCents, description: 'Cent' }))
    shop.do({ type: 'invoice.create', customer: 0, subscription: null, lines })
    expect(shop.books.discountAmounts.map(each => [each.line, each.amountCents])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ])
  })

  it('whose coupon or code ends at -0 is plain JSON', () => {
    const shop = openShop()
    shop.do(coupon({ redeemByMs: -0 }))
    shop.do(code({ expiresAtMs: -0 }))
    expect([shop.books.coupons[0]!.redeemByMs, shop.books.promotionCodes[0]!.expiresAtMs]).toEqual([0, 0])
  })

  it('of the subscription comes before one of the customer', () => {
    const shop = openShop()
    shop.do(coupon())
    shop.do(byCoupon())
    shop.do(coupon({ percentBasisPoints: 1000 }))
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, coupon: 1 })
    expect(totals(shop)).toEqual([900])
    shop.do({ type: 'discount.remove', discount: 1 })
    shop.refused({ type: 'discount.remove', discount: 1 })
    shop.live(30)
    expect(totals(shop)).toEqual([900, 750])
  })

  it.each([
    ['both a share and an amount', { amountOffCents: 100 }, 'percent_off'],
    ['more than all', { percentBasisPoints: 10_001 }, 'percent_off'],
    ['no months though it repeats', { duration: 'repeating' }, 'duration_in_months'],
    ['months though it does not', { durationMonths: 3 }, 'duration_in_months'],
    ['no redemptions', { maxRedemptions: 0 }, 'max_redemptions'],
  ] as const)('of %s is refused', (_what, change, param) => {
    expect(openShop().refused(coupon(change)).param).toBe(param)
  })

  it('that has expired, was used up or deleted gives no new discount', () => {
    const shop = openShop()
    shop.do(coupon({ redeemByMs: DAY_MS, maxRedemptions: 1 }))
    shop.do(byCoupon())
    expect(shop.refused(byCoupon()).message).toContain('used up')
    shop.pass(2)
    expect(shop.refused(byCoupon()).message).toContain('Coupon expired')
    shop.do({ type: 'coupon.delete', coupon: 0 })
    expect(shop.refused(byCoupon()).code).toBe('resource_missing')
    expect(shop.refused({ type: 'coupon.delete', coupon: 0 }).code).toBe('resource_missing')
    expect(shop.books.discounts[0]!.status).toBe('active')
  })
})

describe('a promotion code', () => {
  it.each([
    ['expired', { expiresAtMs: -1 }, 'has expired'],
    ['for another customer', { onlyFor: 1 }, 'for another customer'],
    ['for first orders', { firstTimeOnly: true }, 'the associated customer has prior transactions'],
    ['for orders above its minimum', { minimumAmountCents: 1001 }, 'minimum amount of $10.01'],
  ] as const)('that is %s is refused otherwise', (_what, change, message) => {
    const shop = openShop()
    shop.do({ type: 'customer.create', currency: 'usd', country: 'DE' })
    subscribe(shop)
    shop.do(coupon())
    shop.do(code(change))
    expect(shop.refused(byCode(0))).toMatchObject({ param: 'promotion_code' })
    expect(shop.refused(byCode(0)).message).toContain(message)
    expect(shop.books.discounts).toEqual([])
  })

  it('is accepted where its restrictions hold, as often as it may be used', () => {
    const shop = openShop()
    shop.do(coupon())
    shop.do(code({ firstTimeOnly: true, minimumAmountCents: 1000, maxRedemptions: 1, onlyFor: 0 }))
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, promotionCode: 0 })
    expect(totals(shop)).toEqual([750])
    expect(shop.refused(byCode(0)).message).toContain('used up')
  })

  it('is unique while it is active', () => {
    const shop = openShop()
    shop.do(coupon())
    shop.do(code())
    expect(shop.refused(code()).code).toBe('resource_already_exists')
    shop.do({ type: 'promotion_code.update', promotionCode: 0, active: false })
    expect(shop.refused(byCode()).message).toContain('not active')
    shop.do(code())
    shop.refused({ type: 'promotion_code.update', promotionCode: 0, active: true })
    charge(shop, 100)
  })
})
