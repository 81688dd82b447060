import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../src/core/clock.ts'
import { charge, openShop, refundOf, type Shop } from './shop.ts'

const filed = { type: 'dispute.file', charge: 0, amountCents: null, reason: 'fraudulent' } as const
const asked = { type: 'inquiry.open', charge: 0, amountCents: null, reason: 'unrecognized' } as const

function sold(): Shop {
  const shop = openShop()
  charge(shop, 1000)
  return shop
}

describe('a filed dispute', () => {
  it('has a deadline within 7 to 21 days and a decision within 60 to 75', () => {
    for (const [uniform, evidence, decision] of [
      [0, 7, 60],
      [0.999, 21, 75],
    ] as const) {
      const shop = sold()
      shop.do(filed, { draw: () => uniform })
      const [course] = shop.books.disputeCases
      expect(course!.evidenceDueAtMs).toBe(evidence * DAY_MS)
      expect(course!.decidesAtMs).toBe(decision * DAY_MS)
    }
  })

  it('takes no evidence after the deadline, and is lost then', () => {
    const shop = sold()
    shop.do(filed)
    shop.pass(15)
    expect(shop.refused({ type: 'dispute.respond', dispute: 0 })).toMatchObject({
      param: 'evidence',
      status: 400,
    })
    shop.live(0)
    expect(shop.books.disputes[0]!.status).toBe('lost')
    expect(shop.books.balances).toMatchObject({ Cash: -1500, Fees: 1500, DisputeHold: 0 })
  })

  it('takes evidence once, before the deadline, and is decided later', () => {
    for (const wins of [true, false]) {
      const shop = sold()
      shop.do(filed, { draw: () => (wins ? 0.1 : 0.9) })
      shop.do({ type: 'dispute.respond', dispute: 0 })
      shop.refused({ type: 'dispute.respond', dispute: 0 })
      shop.live(59)
      expect(shop.books.disputes[0]!.status).toBe('under_review')
      shop.live(16)
      expect(shop.books.disputes[0]!.status).toBe(wins ? 'won' : 'lost')
      expect(shop.books.disputes[0]!.feeCents).toBe(wins ? 1500 : 3000)
    }
  })

  it('closed without evidence is lost for good', () => {
    const shop = sold()
    shop.do(filed)
    shop.do({ type: 'dispute.close', dispute: 0, won: false })
    shop.refused({ type: 'dispute.respond', dispute: 0 })
    shop.refused({ type: 'dispute.close', dispute: 0, won: true })
    expect(shop.live(100)).toEqual([])
  })

  it('refuses a refund of the charge', () => {
    const shop = sold()
    shop.do(filed)
    expect(shop.refused(refundOf(0, 100))).toMatchObject({
      code: 'charge_disputed',
      message: 'Charge {charge:0} has been charged back; cannot issue a refund.',
    })
  })

  it('comes within 120 days of the charge', () => {
    const shop = sold()
    shop.pass(121)
    expect(shop.refused(filed).message).toContain('120 days')
  })
})

describe('an inquiry', () => {
  it('moves no money and lets the charge be refunded, and then goes away', () => {
    const shop = sold()
    shop.do(asked)
    expect(shop.books.balances.Cash).toBe(1000)
    shop.do(refundOf(0))
    shop.live(22)
    expect(shop.books.inquiries[0]!.status).toBe('warning_closed')
    expect(shop.books.disputes).toEqual([])
  })

  it('that is answered is reviewed and closed', () => {
    const shop = sold()
    shop.do(asked)
    shop.do({ type: 'inquiry.respond', inquiry: 0 })
    expect(shop.books.inquiries[0]!.status).toBe('warning_under_review')
    shop.refused({ type: 'inquiry.respond', inquiry: 0 })
    shop.live(80)
    expect(shop.books.inquiries[0]!.status).toBe('warning_closed')
    expect(shop.books.disputes).toEqual([])
  })

  it('that is not answered becomes a dispute of what is left', () => {
    const shop = sold()
    shop.do(asked)
    shop.do(refundOf(0, 300))
    shop.pass(22)
    expect(shop.refused({ type: 'inquiry.respond', inquiry: 0 }).param).toBe('evidence')
    shop.live(0)
    expect(shop.books.disputes[0]).toMatchObject({ amountCents: 700, status: 'needs_response' })
  })
})
