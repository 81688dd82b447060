import { describe, expect, it } from 'vitest'
import { dueOperation } from '../../src/billing-mock/index.ts'
import { DAY_MS, NEVER_MS } from '../../src/core/clock.ts'
import { attach, openShop, subscribe } from './shop.ts'

describe('a new subscription', () => {
  it('is invoiced for the period in advance and paid by the default method', () => {
    const shop = openShop()
    const card = attach(shop, 'normal')
    const subscription = subscribe(shop, 2)
    expect(shop.books.subscriptions[subscription]).toMatchObject({
      status: 'active',
      currentPeriodEndMs: 30 * DAY_MS,
      canceledAtMs: NEVER_MS,
    })
    expect(shop.books.invoices[0]).toMatchObject({ status: 'paid', totalCents: 2000, paidCents: 2000 })
    expect(shop.books.charges[0]).toMatchObject({ paymentMethod: card, invoice: 0, capturedCents: 2000 })
    expect(shop.books.balances).toMatchObject({ Cash: 2000, Revenue: -2000, Receivable: 0 })
  })

  it('is refused without a trace when the card declines or there is none', () => {
    const shop = openShop()
    attach(shop, 'declines')
    const before = structuredClone(shop.books)
    const start = { type: 'subscription.create', customer: 0, plan: 0, quantity: 1 } as const
    expect(shop.refused(start)).toMatchObject({ type: 'card_error', code: 'card_declined', status: 402 })
    expect(shop.books).toEqual(before)
    const customer = shop.do({ type: 'customer.create', currency: 'usd', country: 'DE' })
    expect(shop.refused({ ...start, customer }).message).toContain('no attached payment method')
  })
})

describe('a renewal', () => {
  it('bills the next period from the end of the last, and not before', () => {
    const shop = openShop()
    const [created] = shop.events({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1 })
    const renew = dueOperation(shop.books, created!)!
    expect(renew).toEqual({ type: 'subscription.renew', subscription: 0 })
    shop.pass(29)
    expect(shop.refused(renew).message).toBe('The current period has not ended yet.')
    shop.pass(3)
    shop.do(renew)
    expect(shop.books.subscriptions[0]).toMatchObject({
      currentPeriodStartMs: 30 * DAY_MS,
      currentPeriodEndMs: 60 * DAY_MS,
    })
    expect(dueOperation(shop.books, created!)).toBeNull()
  })

  it('that the card declines leaves a failed charge and a debt, and the subscription past due', () => {
    const shop = openShop()
    const subscription = subscribe(shop)
    attach(shop, 'declines')
    shop.pass(30)
    shop.do({ type: 'subscription.renew', subscription })
    expect(shop.books.subscriptions[subscription]!.status).toBe('past_due')
    expect(shop.books.charges[1]).toMatchObject({ status: 'failed', capturedCents: 0 })
    expect(shop.books.invoices[1]).toMatchObject({ status: 'open', remainingCents: 1000 })
    expect(shop.books.balances.Receivable).toBe(1000)

    attach(shop, 'normal')
    shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: null })
    expect(shop.books.subscriptions[subscription]!.status).toBe('active')
  })

  it('stays past due until the last open invoice is paid, voided or written off', () => {
    const shop = openShop()
    const subscription = subscribe(shop)
    attach(shop, 'declines')
    for (let month = 0; month < 3; month++) {
      shop.pass(30)
      shop.do({ type: 'subscription.renew', subscription })
    }
    shop.do({ type: 'invoice.pay', invoice: 1, paymentMethod: 0 })
    shop.do({ type: 'invoice.void', invoice: 2 })
    expect(shop.books.subscriptions[subscription]!.status).toBe('past_due')
    shop.do({ type: 'invoice.mark_uncollectible', invoice: 3 })
    expect(shop.books.subscriptions[subscription]!.status).toBe('active')
  })
})

describe('a cancellation', () => {
  it('at the end of the period stays active until then, and ends', () => {
    const shop = openShop()
    const [created] = shop.events({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1 })
    shop.pass(10)
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
    expect(shop.books.subscriptions[0]).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: true,
      canceledAtMs: 10 * DAY_MS,
    })
    expect(dueOperation(shop.books, created!)).toEqual({ type: 'subscription.end', subscription: 0 })
    expect(shop.refused({ type: 'subscription.end', subscription: 0 }).code).toBeNull()
    shop.pass(20)
    expect(shop.refused({ type: 'subscription.renew', subscription: 0 }).message).toContain(
      "to be canceled at the period's end",
    )
    shop.do({ type: 'subscription.end', subscription: 0 })
    expect(shop.books.subscriptions[0]!.status).toBe('canceled')
    expect(shop.books.invoices).toHaveLength(1)
  })

  it('now neither prorates nor refunds', () => {
    const shop = openShop()
    const subscription = subscribe(shop)
    shop.pass(10)
    const before = { ...shop.books.balances }
    shop.do({ type: 'subscription.cancel', subscription, when: 'now' })
    expect(shop.books.subscriptions[subscription]!.status).toBe('canceled')
    expect(shop.books.balances).toEqual(before)
    expect(shop.books.invoices).toHaveLength(1)
    expect(shop.books.refunds).toEqual([])
    expect(shop.books.credits).toEqual([])
  })

  it('now stops an open invoice that was to be charged by itself', () => {
    const shop = openShop()
    subscribe(shop)
    const line = { kind: 'item', plan: null, quantity: 1, periodStartMs: 0, periodEndMs: 0 } as const
    const lines = [{ ...line, amountCents: 700, description: 'Setup' }]
    shop.do({ type: 'invoice.create', customer: 0, subscription: 0, lines })
    shop.do({ type: 'invoice.set_auto_advance', invoice: 1, isOn: true, collects: true })
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'now' })
    expect(shop.live(30)).toEqual([])
    expect(shop.books.invoices[1]!.status).toBe('open')
  })

  it('at the end of the period bills what waits for its next invoice, and nothing else', () => {
    const shop = openShop()
    subscribe(shop)
    const item = { type: 'invoice_item.create', customer: 0, description: 'Setup' } as const
    shop.do({ ...item, subscription: 0, amountCents: 500 })
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
    shop.live(31)
    expect(shop.books.invoices.map(each => [each.status, each.totalCents])).toEqual([
      ['paid', 1000],
      ['paid', 500],
    ])
    const other = openShop()
    subscribe(other)
    other.do({ ...item, subscription: null, amountCents: 500 })
    other.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
    other.live(31)
    expect(other.books.invoices).toHaveLength(1)
  })

  it('is for good', () => {
    const shop = openShop()
    const subscription = subscribe(shop)
    shop.do({ type: 'subscription.cancel', subscription, when: 'now' })
    shop.pass(30)
    const after = [
      { type: 'subscription.cancel', subscription, when: 'now' },
      { type: 'subscription.cancel', subscription, when: 'period_end' },
      { type: 'subscription.renew', subscription },
      { type: 'subscription.end', subscription },
      { type: 'subscription.change', subscription, plan: 1, quantity: null, proration: 'none' },
    ] as const
    for (const operation of after) {
      expect(shop.refused(operation).message).toContain('a status of canceled')
    }
  })

  it('cannot be scheduled twice, but can be brought forward', () => {
    const shop = openShop()
    const subscription = subscribe(shop)
    shop.do({ type: 'subscription.cancel', subscription, when: 'period_end' })
    shop.refused({ type: 'subscription.cancel', subscription, when: 'period_end' })
    shop.do({ type: 'subscription.cancel', subscription, when: 'now' })
  })
})

describe('a change', () => {
  const toTeam = { type: 'subscription.change', subscription: 0, plan: 1, quantity: null } as const

  it('with create_prorations waits for the next invoice', () => {
    const shop = openShop()
    subscribe(shop)
    shop.pass(15)
    shop.do({ ...toTeam, proration: 'create_prorations' })
    expect(shop.books.invoices[1]).toMatchObject({ status: 'draft', totalCents: 500 })
    expect(shop.books.balances.Cash).toBe(1000)
    shop.pass(15)
    shop.do({ type: 'subscription.renew', subscription: 0 })
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: 2500 })
    expect(shop.books.invoices[1]!.lines.map(line => line.amountCents)).toEqual([-500, 1000, 2000])
  })

  it('with always_invoice is billed at once', () => {
    const shop = openShop()
    subscribe(shop)
    shop.pass(15)
    shop.do({ ...toTeam, proration: 'always_invoice' })
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: 500 })
    expect(shop.books.charges[1]!.capturedCents).toBe(500)
  })

  it('with always_invoice and a card that declines does not happen', () => {
    const shop = openShop()
    subscribe(shop)
    attach(shop, 'declines')
    const before = structuredClone(shop.books)
    expect(shop.refused({ ...toTeam, proration: 'always_invoice' }).code).toBe('card_declined')
    expect(shop.books).toEqual(before)
  })

  it('with none charges nothing before the next period', () => {
    const shop = openShop()
    subscribe(shop)
    shop.pass(15)
    shop.do({ ...toTeam, proration: 'none' })
    expect(shop.books.invoices).toHaveLength(1)
    shop.pass(15)
    shop.do({ type: 'subscription.renew', subscription: 0 })
    expect(shop.books.invoices[1]!.totalCents).toBe(2000)
  })

  it('to fewer seats becomes credit, never a refund, and the credit pays the next invoice first', () => {
    const shop = openShop()
    subscribe(shop, 4)
    shop.pass(15)
    shop.do({
      type: 'subscription.change',
      subscription: 0,
      plan: null,
      quantity: 1,
      proration: 'always_invoice',
    })
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: -1500, creditCents: -1500 })
    expect(shop.books.customers[0]!.balanceCents).toBe(-1500)
    expect(shop.books.refunds).toEqual([])
    expect(shop.books.balances).toMatchObject({ Cash: 4000, CustomerCredit: -1500 })
    shop.pass(15)
    shop.do({ type: 'subscription.renew', subscription: 0 })
    expect(shop.books.invoices[2]).toMatchObject({ status: 'paid', creditCents: 1000, paidCents: 0 })
    expect(shop.books.customers[0]!.balanceCents).toBe(-500)
  })

  it('drops waiting prorations when it is cancelled now, and bills them when it ends with its period', () => {
    for (const when of ['now', 'period_end'] as const) {
      const shop = openShop()
      subscribe(shop)
      shop.pass(15)
      shop.do({ ...toTeam, proration: 'create_prorations' })
      shop.do({ type: 'subscription.cancel', subscription: 0, when })
      shop.pass(15)
      if (when === 'period_end') shop.do({ type: 'subscription.end', subscription: 0 })
      expect(shop.books.invoices[1]!.status).toBe(when === 'now' ? 'deleted' : 'paid')
    }
  })

  it('to what it is already changes no price and bills nothing', () => {
    const shop = openShop()
    subscribe(shop)
    shop.pass(15)
    shop.do({ ...toTeam, plan: 0, quantity: 1, proration: 'create_prorations' })
    expect(shop.books.invoices).toHaveLength(1)
  })

  it('to nothing or to no quantity is refused', () => {
    const shop = openShop()
    subscribe(shop)
    const change = { ...toTeam, proration: 'none' } as const
    expect(shop.refused({ ...change, plan: 9 }).code).toBe('resource_missing')
    expect(shop.refused({ ...change, quantity: 0 }).param).toBe('quantity')
  })
})
