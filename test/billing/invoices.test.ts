import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/billing-mock/index.ts'
import { attach, openShop } from './shop.ts'

function bill(...amounts: number[]): Operation {
  const lines = amounts.map(amountCents => ({
    kind: 'item' as const,
    plan: null,
    quantity: 1,
    amountCents,
    periodStartMs: 0,
    periodEndMs: 0,
    description: 'Setup',
  }))
  return { type: 'invoice.create', customer: 0, subscription: null, lines }
}

function pay(invoice: number, paymentMethod: number | null = null): Operation {
  return { type: 'invoice.pay', invoice, paymentMethod }
}

describe('an invoice', () => {
  it('is owed until it is paid, and cannot be paid twice', () => {
    const shop = openShop()
    const invoice = shop.do(bill(700, -200))
    expect(shop.books.invoices[invoice]).toMatchObject({ status: 'open', remainingCents: 500 })
    expect(shop.books.balances.Receivable).toBe(500)
    shop.do(pay(invoice))
    expect(shop.books.balances).toMatchObject({ Receivable: 0, Cash: 500, Revenue: -500 })
    expect(shop.refused(pay(invoice)).message).toBe('Invoice is already paid')
    expect(shop.books.charges).toHaveLength(1)
  })

  it('stays owed, without a trace, when its payment is declined', () => {
    const shop = openShop()
    const invoice = shop.do(bill(700))
    const card = attach(shop, 'declines')
    const before = structuredClone(shop.books)
    expect(shop.refused(pay(invoice, card)).declineCode).toBe('generic_decline')
    expect(shop.books).toEqual(before)
    shop.do(pay(invoice, 0))
  })

  it("is not paid by a stranger's card", () => {
    const shop = openShop()
    const invoice = shop.do(bill(700))
    const stranger = shop.do({ type: 'customer.create', currency: 'usd', country: 'US' })
    const card = shop.do({
      type: 'payment_method.attach',
      customer: stranger,
      brand: 'visa',
      last4: '0001',
      behaviour: 'normal',
    })
    expect(shop.refused(pay(invoice, card)).param).toBe('payment_method')
  })

  it('uses credit first and charges the rest', () => {
    const shop = openShop()
    shop.do({ type: 'credit.apply', customer: 0, amountCents: 300, reason: 'goodwill' })
    const invoice = shop.do(bill(700))
    expect(shop.books.invoices[invoice]).toMatchObject({ creditCents: 300, remainingCents: 400 })
    shop.do(pay(invoice))
    expect(shop.books.charges[0]!.capturedCents).toBe(400)
    expect(shop.books.balances).toMatchObject({ Cash: 400, CustomerCredit: 0, Revenue: -400 })
  })

  it('covered by credit is paid without a charge', () => {
    const shop = openShop()
    shop.do({ type: 'credit.apply', customer: 0, amountCents: 900, reason: 'goodwill' })
    const invoice = shop.do(bill(700))
    expect(shop.books.invoices[invoice]!.status).toBe('paid')
    expect(shop.books.customers[0]!.balanceCents).toBe(-200)
    expect(shop.books.charges).toEqual([])
  })

  it('that is void gives its credit back and is owed no more', () => {
    const shop = openShop()
    shop.do({ type: 'credit.apply', customer: 0, amountCents: 300, reason: 'goodwill' })
    const invoice = shop.do(bill(700))
    shop.do({ type: 'invoice.void', invoice })
    expect(shop.books.customers[0]!.balanceCents).toBe(-300)
    expect(shop.books.balances).toMatchObject({ Receivable: 0, CustomerCredit: -300, Revenue: 300 })
    expect(shop.refused(pay(invoice)).message).toContain('status of void')
  })

  it('that is written off is bad debt, until it is paid or taken back after all', () => {
    for (const last of ['paid', 'void'] as const) {
      const shop = openShop()
      const invoice = shop.do(bill(700))
      shop.do({ type: 'invoice.mark_uncollectible', invoice })
      expect(shop.books.balances).toMatchObject({ BadDebt: 700, Receivable: 0 })
      shop.do(last === 'paid' ? pay(invoice) : { type: 'invoice.void', invoice })
      expect(shop.books.invoices[invoice]!.status).toBe(last)
      expect(shop.books.balances.BadDebt).toBe(0)
      expect(shop.books.balances.Cash).toBe(last === 'paid' ? 700 : 0)
    }
  })
})

describe('credit', () => {
  it('is given once per request and never paid out', () => {
    const shop = openShop()
    const credit = shop.do({ type: 'credit.apply', customer: 0, amountCents: 300, reason: 'goodwill' })
    expect(shop.books.credits[credit]).toMatchObject({ amountCents: 300, invoice: null, reason: 'goodwill' })
    expect(shop.books.balances).toMatchObject({ Cash: 0, CustomerCredit: -300, Revenue: 300 })
    expect(shop.books.refunds).toEqual([])
  })

  it.each([0, -1, 2.5])('of %s cents is refused', amountCents => {
    const error = openShop().refused({ type: 'credit.apply', customer: 0, amountCents, reason: 'goodwill' })
    expect(error.code).toBe('parameter_invalid_integer')
  })
})
