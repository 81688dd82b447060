import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/billing-mock/index.ts'
import { charge, openShop, refundOf, type Shop, subscribe } from './shop.ts'

/** The request to take a part of invoice 0 back as a refund. */
function noteOf(amountCents: number): Operation {
  const none = { taxCents: 0, creditCents: 0, outOfBandCents: 0, memo: '' }
  const note = { type: 'credit_note.create', invoice: 0, reason: 'duplicate', ...none } as const
  return { ...note, amountCents, refundCents: amountCents }
}

const refunded = ({ books }: Shop) => [books.charges[0]!.refundedCents, 0 - books.balances.RefundClearing]

describe('an over-refund', () => {
  it('in one refund above the charge is refused', () => {
    const shop = openShop()
    charge(shop, 4300)
    expect(shop.refused(refundOf(0, 4500))).toMatchObject({
      code: null,
      param: 'amount',
      status: 400,
      message: 'Refund amount ($45.00) is greater than unrefunded amount on charge ($43.00)',
    })
    expect(refunded(shop)).toEqual([0, 0])
  })

  it('by many partial refunds stops at the last cent', () => {
    const shop = openShop()
    charge(shop, 1000)
    for (let part = 0; part < 333; part++) shop.do(refundOf(0, 3))
    expect(shop.refused(refundOf(0, 3)).message).toBe(
      'Refund amount ($0.03) is greater than unrefunded amount on charge ($0.01)',
    )
    shop.do(refundOf(0))
    expect(shop.refused(refundOf(0, 1)).code).toBe('charge_already_refunded')
    expect(refunded(shop)).toEqual([1000, 1000])
  })

  it('by a pending refund and the refund of a credit note at once is refused, in either order', () => {
    for (const [first, tooMuch, rest] of [
      [refundOf(0, 600), noteOf(401), noteOf(400)],
      [noteOf(600), refundOf(0, 401), refundOf(0, 400)],
    ] as const) {
      const shop = openShop()
      subscribe(shop)
      shop.do(first)
      shop.refused(tooMuch)
      shop.do(rest)
      expect(shop.refused(refundOf(0, 1)).code).toBe('charge_already_refunded')
      shop.refused(noteOf(1))
      expect(refunded(shop)).toEqual([1000, 1000])
    }
  })

  it('after a refund that failed late is refused all the same: what another refund took is gone', () => {
    const shop = openShop()
    charge(shop, 1000)
    shop.do(refundOf(0, 600))
    shop.pass(11)
    shop.do({ type: 'refund.settle', refund: 0 })
    shop.do(refundOf(0, 400))
    shop.do({ type: 'refund.fail_late', refund: 0 })
    expect(shop.refused(refundOf(0, 601)).param).toBe('amount')
    shop.do(refundOf(0, 600))
    expect(shop.refused({ type: 'refund.fail_late', refund: 0 }).message).toContain('status of failed')
    expect(refunded(shop)).toEqual([1000, 1000])
  })

  it('of what credit notes gave as credit is refused', () => {
    const shop = openShop()
    subscribe(shop)
    shop.do({ ...noteOf(600), refundCents: 0, creditCents: 600 } as Operation)
    expect(shop.refused(refundOf(0)).message).toContain('Only $4.00 of the invoice are left')
    shop.do(refundOf(0, 400))
    expect(shop.refused(refundOf(0, 1)).message).toContain('Only $0.00')
  })
})
