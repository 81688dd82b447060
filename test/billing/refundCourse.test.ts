import { describe, expect, it } from 'vitest'
import { apply, balanceTransactions } from '../../src/billing-mock/index.ts'
import { entries } from '../../src/core/log.ts'
import { attach, charge, openShop, refundOf } from './shop.ts'

describe('refunds of $9 on a charge of $10', () => {
  it('go through once, and not three times', () => {
    const shop = openShop()
    charge(shop, 1000)
    shop.do(refundOf(0, 900))
    for (const _again of [2, 3]) {
      expect(shop.refused(refundOf(0, 900))).toMatchObject({
        code: null,
        param: 'amount',
        status: 400,
        message: 'Refund amount ($9.00) is greater than unrefunded amount on charge ($1.00)',
      })
    }
    expect(shop.books.refunds).toHaveLength(1)
    shop.do(refundOf(0))
    expect(shop.refused(refundOf(0, 1)).code).toBe('charge_already_refunded')
  })

  it('under one key are one refund and one entry, and the answer is always the same', () => {
    const shop = openShop()
    charge(shop, 1000)
    const context = { nowMs: 0, actor: 'agent', draw: () => 0.5, idempotencyKey: 'k' } as const
    const before = entries(shop.books.journal).length
    const answers = [1, 2, 3].map(() => apply(shop.books, refundOf(0, 900), context))
    expect(answers.map(answer => answer.ok && answer.ordinal)).toEqual([0, 0, 0])
    expect(answers.map(answer => answer.replayed)).toEqual([false, true, true])
    expect(entries(shop.books.journal)).toHaveLength(before + 1)
    expect(shop.refused(refundOf(0, 100), { idempotencyKey: 'k' }).type).toBe('idempotency_error')
  })
})

describe('a refund that needs the customer', () => {
  it('waits, and can be canceled until they act', () => {
    const shop = openShop()
    attach(shop, 'refunds_require_action')
    charge(shop, 1000)
    shop.do(refundOf(0, 400))
    shop.do(refundOf(0, 600))
    expect(shop.live(30)).toEqual([])
    shop.do({ type: 'refund.cancel', refund: 0 })
    shop.do({ type: 'refund.take_action', refund: 1 })
    expect(shop.refused({ type: 'refund.cancel', refund: 1 }).message).toContain('a status of pending')
    shop.live(0)
    expect(shop.books.refunds.map(refund => refund.status)).toEqual(['canceled', 'succeeded'])
    expect(shop.books.charges[0]!.refundedCents).toBe(600)
    shop.do(refundOf(0, 400))
  })
})

describe('a bank that sends a refund back', () => {
  it('does so within 30 days of its settlement, with a balance transaction of its own', () => {
    const shop = openShop()
    charge(shop, 1000)
    shop.do(refundOf(0, 900))
    shop.refused({ type: 'refund.plan_return', refund: 0, days: 31 })
    shop.do({ type: 'refund.plan_return', refund: 0, days: 20 })
    shop.live(10)
    expect(shop.books.refunds[0]!.status).toBe('succeeded')
    shop.live(20)
    expect(shop.books.refunds[0]).toMatchObject({
      status: 'failed',
      failureReason: 'expired_or_canceled_card',
    })
    expect(balanceTransactions(shop.books)).toMatchObject([
      { kind: 'charge', netCents: 1000 },
      { kind: 'refund', netCents: -900, source: 0 },
      { kind: 'refund_failure', netCents: 900, source: 0 },
    ])
  })

  it('is too late after that', () => {
    const shop = openShop()
    charge(shop, 1000)
    shop.do(refundOf(0, 900))
    shop.live(10)
    shop.pass(31)
    expect(shop.refused({ type: 'refund.fail_late', refund: 0 }).message).toContain('no longer')
  })
})

describe('the balance transactions', () => {
  it('sum to the cash less what is on its way, fees told apart', () => {
    const shop = openShop()
    charge(shop, 1000)
    charge(shop, 2000)
    shop.do(refundOf(0, 300))
    shop.do({ type: 'dispute.file', charge: 1, amountCents: null, reason: 'duplicate' })
    const all = balanceTransactions(shop.books)
    const { Cash, RefundClearing } = shop.books.balances
    expect(all.reduce((sum, each) => sum + each.netCents, 0)).toBe(Cash + RefundClearing)
    expect(all.at(-1)).toMatchObject({ kind: 'dispute', amountCents: -2000, feeCents: 1500, netCents: -3500 })
  })
})
