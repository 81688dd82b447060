import { describe, expect, it } from 'vitest'
import { defaultTerms, dueOperation, renderTokens } from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { attach, charge, openShop, refundOf } from './shop.ts'

describe('a refund', () => {
  it('never lets three of $9 through on a charge of $10', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    shop.do(refundOf(paid, 900))
    for (let again = 0; again < 2; again++) {
      expect(shop.refused(refundOf(paid, 900))).toEqual({
        type: 'invalid_request_error',
        code: null,
        declineCode: null,
        message: 'Refund amount ($9.00) is greater than unrefunded amount on charge ($1.00)',
        param: 'amount',
        status: 400,
      })
    }
    expect(shop.books.charges[paid]!.refundedCents).toBe(900)
    expect(shop.books.refunds).toHaveLength(1)
  })

  it('of null cents sends back what is left, after which nothing is left', () => {
    const shop = openShop()
    const paid = charge(shop, 4300)
    shop.do(refundOf(paid, 300))
    const rest = shop.do(refundOf(paid))
    expect(shop.books.refunds[rest]!.amountCents).toBe(4000)
    const error = shop.refused(refundOf(paid))
    expect(error.code).toBe('charge_already_refunded')
    expect(renderTokens(error.message, (entity, ordinal) => `<${entity} ${ordinal}>`)).toBe(
      'Charge <charge 0> has already been refunded.',
    )
  })

  it.each([0, -5, 1.5, Number.NaN])('of %s cents is no positive integer', amountCents => {
    const shop = openShop()
    const error = shop.refused(refundOf(charge(shop, 1000), amountCents))
    expect(error).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'Invalid positive integer',
    })
  })

  it('of a charge that is not there is a 404 that names it', () => {
    const error = openShop().refused(refundOf(-1))
    expect(error).toMatchObject({
      code: 'resource_missing',
      status: 404,
      message: "No such charge: '{charge:-1}'",
    })
  })

  it('of a hold is refused: there is nothing to send back', () => {
    const shop = openShop()
    const hold = shop.do({ type: 'charge.authorize', customer: 0, paymentMethod: null, amountCents: 500 })
    expect(shop.refused(refundOf(hold)).message).toBe(
      'This charge could not be refunded because it has a status of authorized.',
    )
  })

  it('is pending in clearing until it is due, and then leaves the cash', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    const [created] = shop.events(refundOf(paid))
    const dueAtMs = created!.dueAtMs!
    expect(shop.books.balances).toMatchObject({ Cash: 1000, RefundClearing: -1000 })
    expect(shop.books.balances.Revenue).toBe(0)

    const settle = dueOperation(shop.books, created!)!
    expect(shop.refused(settle, { nowMs: dueAtMs - 1 }).message).toBe('The refund is not due yet.')
    expect(shop.books.refunds[0]!.status).toBe('pending')

    shop.do(settle, { nowMs: dueAtMs })
    expect(shop.books.refunds[0]!.status).toBe('succeeded')
    expect(shop.books.balances).toMatchObject({ Cash: 0, RefundClearing: 0 })
    expect(dueOperation(shop.books, created!)).toBeNull()
  })

  it.each([
    [0, 5],
    [0.5, 8],
    [0.999999, 10],
  ])('with a draw of %s settles after %s whole days', (draw, days) => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    shop.pass(3)
    shop.do(refundOf(paid), { draw: () => draw })
    expect(shop.books.refunds[0]!.settlesAtMs).toBe((3 + days) * DAY_MS)
  })

  it('to a card that sends refunds back fails when due, reverses the books and can be made again', () => {
    const shop = openShop()
    attach(shop, 'refunds_fail')
    const paid = charge(shop, 1000)
    const before = { ...shop.books.balances }
    const refund = shop.do(refundOf(paid, 700))
    shop.pass(10)
    expect(shop.events({ type: 'refund.settle', refund }).map(event => event.type)).toEqual(['refund.failed'])
    expect(shop.books.refunds[refund]).toMatchObject({ status: 'failed', failureReason: 'declined' })
    expect(shop.books.balances).toEqual(before)
    shop.do(refundOf(paid, 1000))
  })

  it('that had succeeded can still fail late, which reverses the books and frees the amount', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    const before = { ...shop.books.balances }
    const refund = shop.do(refundOf(paid))
    shop.pass(10)
    shop.do({ type: 'refund.settle', refund })
    shop.pass(20)
    shop.do({ type: 'refund.fail_late', refund })
    expect(shop.books.refunds[refund]!.status).toBe('failed')
    expect(shop.books.charges[paid]!.refundedCents).toBe(0)
    expect(shop.books.balances).toEqual(before)
    expect(shop.refused({ type: 'refund.settle', refund }).message).toContain('status of failed')
    expect(shop.refused({ type: 'refund.fail_late', refund }).message).toContain('status of failed')
    shop.do(refundOf(paid))
  })

  it('fails by chance where the second draw is below the failure rate, and not at it', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    const terms = { ...defaultTerms, refundFailureRate: 0.25 }
    const draws = [0.5, 0.2499, 0.5, 0.25]
    const draw = () => draws.shift()!
    shop.do(refundOf(paid, 100), { draw, terms })
    shop.do(refundOf(paid, 100), { draw, terms })
    expect(shop.books.refunds.map(refund => refund.fails)).toEqual([true, false])
  })

  it('settles once', () => {
    const shop = openShop()
    const refund = shop.do(refundOf(charge(shop, 1000)))
    shop.pass(10)
    shop.do({ type: 'refund.settle', refund })
    expect(shop.refused({ type: 'refund.settle', refund }).message).toContain('status of succeeded')
  })

  it('names its amounts in a currency without decimals as they are', () => {
    const shop = openShop('jpy')
    const paid = charge(shop, 4900)
    expect(shop.refused(refundOf(paid, 5000)).message).toBe(
      'Refund amount (5,000 JPY) is greater than unrefunded amount on charge (4,900 JPY)',
    )
  })
})
