import { describe, expect, it } from 'vitest'
import {
  changeCents,
  dueOperation,
  type Invoice,
  type ItemChange,
  invoiceTotals,
  type Operation,
  type OperationOf,
  preview,
  upcomingInvoice,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { entries } from '../../src/core/log.ts'
import { attach, openShop, type Shop, subscribe } from './shop.ts'

type Change = OperationOf<'subscription.change'>

const toYear: Change = {
  type: 'subscription.change',
  subscription: 0,
  plan: 2,
  quantity: null,
  proration: 'create_prorations',
}
const toMonth: Change = { ...toYear, plan: 0 }

const amounts = ({ lines }: Invoice) => lines.map(({ kind, amountCents }) => [kind, amountCents])
const period = ({ books }: Shop) => {
  const { currentPeriodStartMs, currentPeriodEndMs } = books.subscriptions[0]!
  return [currentPeriodStartMs / DAY_MS, currentPeriodEndMs / DAY_MS]
}

/** Customer 0 on the $10 plan since 1 January, whose 31 days are 15 over. */
function midJanuary(): Shop {
  const shop = openShop()
  shop.do({ type: 'calendar.set', epochMs: Date.parse('2024-01-01T00:00Z') })
  subscribe(shop)
  shop.pass(15)
  return shop
}

/** Customer 0 on a $10 plan and two seats of $5, which there are by the year too, for $120 and $48. */
function openTeam(): Shop {
  const shop = openShop()
  const seat = { type: 'plan.create', code: 'seat', name: 'Seat', unitCents: 500, interval: 'month' } as const
  shop.do(seat)
  shop.do({ ...seat, code: 'seat-yearly', unitCents: 4800, interval: 'year' })
  const furtherItems = [{ plan: 3, quantity: 2 }]
  shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, furtherItems })
  return shop
}

const update = (changes: ItemChange[]): Operation => ({
  type: 'subscription.update_items',
  subscription: 0,
  changes,
  proration: 'create_prorations',
})

describe('a change of the interval', () => {
  it.each(['create_prorations', 'always_invoice'] as const)(
    'with %s on day 15 of 31 bills 12,000 cents less the 516 that were not used, at once',
    proration => {
      const shop = midJanuary()
      shop.do({ ...toYear, proration })
      const invoice = shop.books.invoices[1]!
      expect(invoice).toMatchObject({ status: 'paid', totalCents: 11_484, paidCents: 11_484 })
      expect(amounts(invoice)).toEqual([
        ['proration', -516],
        ['recurring', 12_000],
      ])
      expect(invoice.lines[0]).toMatchObject({ periodStartMs: 15 * DAY_MS, periodEndMs: 31 * DAY_MS })
      expect(invoice.lines[1]).toMatchObject({ periodStartMs: 15 * DAY_MS, periodEndMs: 381 * DAY_MS })
      expect(shop.books.balances.Cash).toBe(1000 + 11_484)
      expect(period(shop)).toEqual([15, 381])
    },
  )

  it('with none bills the new period in full, and credits nothing', () => {
    const shop = midJanuary()
    shop.do({ ...toYear, proration: 'none' })
    expect(amounts(shop.books.invoices[1]!)).toEqual([['recurring', 12_000]])
    expect(shop.books.invoices[1]!.status).toBe('paid')
  })

  it('to months leaves credit beyond the charge with the customer, which the next invoice uses', () => {
    const shop = openShop()
    shop.do({ type: 'subscription.create', customer: 0, plan: 2, quantity: 1 })
    shop.pass(73)
    shop.do(toMonth)
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      ['proration', -9600],
      ['recurring', 1000],
    ])
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', creditCents: -8600, paidCents: 0 })
    expect(shop.books.customers[0]!.balanceCents).toBe(-8600)
    expect(shop.books.refunds).toEqual([])
    shop.live(30)
    expect(shop.books.invoices[2]).toMatchObject({ status: 'paid', totalCents: 1000, creditCents: 1000 })
    expect(shop.books.customers[0]!.balanceCents).toBe(-7600)
    expect(shop.books.balances.Cash).toBe(12_000)
  })

  it('credits the unused time as of the proration date, and starts the new period now', () => {
    const shop = midJanuary()
    shop.pass(5)
    expect(shop.refused({ ...toYear, prorationAtMs: 32 * DAY_MS }).param).toBe('proration_date')
    shop.do({ ...toYear, prorationAtMs: 15 * DAY_MS })
    expect(shop.books.invoices[1]!.totalCents).toBe(11_484)
    expect(period(shop)[0]).toBe(20)
  })

  it('of a new quantity bills the new one and credits the old', () => {
    const shop = midJanuary()
    shop.do({ ...toYear, quantity: 3 })
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      ['proration', -516],
      ['recurring', 36_000],
    ])
  })

  it('tells of one new period, which is renewed at its end and not at that of the old one', () => {
    const shop = midJanuary()
    const [created] = entries(shop.books.journal).filter(({ event }) => event.type === 'subscription.created')
    const told = shop.events(toYear)
    const [restarted] = told.filter(({ entity }) => entity === 'subscription')
    expect(told.filter(({ entity }) => entity === 'subscription')).toHaveLength(1)
    expect(restarted).toMatchObject({ type: 'subscription.period_restarted', dueAtMs: 381 * DAY_MS })
    expect(dueOperation(shop.books, created!.event)).toBeNull()
    expect(shop.live(365)).toEqual([])
    expect(shop.live(1).map(({ operation }) => operation.type)).toEqual(['subscription.renew'])
    expect(shop.books.invoices[2]).toMatchObject({ status: 'paid', totalCents: 12_000 })
  })

  it('there and back at one moment bills each period once for each time that it began', () => {
    const shop = openShop()
    subscribe(shop)
    for (const change of [toYear, toMonth, toYear]) shop.do(change)
    expect(shop.books.invoices.map(({ totalCents }) => totalCents)).toEqual([1000, 11_000, -11_000, 11_000])
    expect(shop.books.balances).toMatchObject({ Cash: 12_000, CustomerCredit: 0 })
  })

  it('bills what waits for the next invoice: items and prorations', () => {
    const shop = midJanuary()
    const item = { type: 'invoice_item.create', customer: 0, subscription: null } as const
    shop.do({ ...item, amountCents: 250, description: 'Setup' })
    shop.do({ ...toYear, plan: 1 })
    shop.do(toYear)
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      ['proration', -516],
      ['proration', 1032],
      ['proration', -1032],
      ['recurring', 12_000],
      ['item', 250],
    ])
    expect(shop.books.invoices[1]).toMatchObject({ status: 'paid', totalCents: 11_734 })
    expect(shop.books.invoiceItems[0]).toMatchObject({ status: 'invoiced', billedOn: 1 })
  })

  it('bears discounts and taxes as any period', () => {
    const shop = midJanuary()
    const none = { amountOffCents: null, maxRedemptions: null, redeemByMs: null }
    const half = { name: 'Half', percentBasisPoints: 5000, duration: 'repeating', durationMonths: 3 } as const
    shop.do({ type: 'coupon.create', ...half, ...none })
    shop.do({ type: 'discount.attach', customer: 0, subscription: 0, coupon: 0, promotionCode: null })
    shop.do({ type: 'tax_rate.create', name: 'VAT', basisPoints: 1900, country: 'DE' })
    shop.do({ type: 'tax_assignment.create', customer: 0, taxRate: 0 })
    shop.do(toYear)
    expect(invoiceTotals(shop.books, shop.books.invoices[1]!)).toMatchObject({
      subtotalCents: 11_484,
      discountCents: 5742,
      taxCents: 1091,
      totalCents: 6833,
    })
  })

  it('in a trial bills nothing, and the trial ends when it was to', () => {
    const shop = openShop()
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, trialDays: 10 })
    shop.pass(4)
    shop.do({ ...toYear, proration: 'always_invoice' })
    expect(shop.books.invoices).toEqual([])
    expect(period(shop)).toEqual([0, 10])
    shop.live(6)
    expect(amounts(shop.books.invoices[0]!)).toEqual([['recurring', 12_000]])
    expect(period(shop)).toEqual([10, 375])
  })

  it.each([
    ['keep_as_draft', 'draft'],
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
  ] as const)('while collection is paused by %s leaves its invoice %s', (behavior, status) => {
    const shop = midJanuary()
    shop.do({ type: 'subscription.pause_collection', subscription: 0, behavior, resumesAtMs: null })
    shop.do(toYear)
    expect(shop.books.invoices[1]).toMatchObject({ status, totalCents: 11_484, paidCents: 0 })
    expect(period(shop)).toEqual([15, 381])
    expect(shop.books.balances.Cash).toBe(1000)
  })

  it.each(['create_prorations', 'always_invoice', 'none'] as const)(
    'with %s and a card that declines does not happen',
    proration => {
      const shop = midJanuary()
      attach(shop, 'declines')
      const before = structuredClone(shop.books)
      expect(shop.refused({ ...toYear, proration }).code).toBe('card_declined')
      expect(shop.books).toEqual(before)
    },
  )

  it('of one that is to end with its period ends it with the new one', () => {
    const shop = midJanuary()
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
    shop.do(toYear)
    expect(shop.live(365)).toEqual([])
    expect(shop.live(1).map(({ operation }) => operation.type)).toEqual(['subscription.end'])
    expect(shop.books.invoices).toHaveLength(2)
  })

  it('is what a preview and a quote of it say', () => {
    for (const change of [toYear, { ...toYear, plan: 1, proration: 'always_invoice' } as const]) {
      const shop = midJanuary()
      const context = { nowMs: shop.nowMs, actor: 'agent', draw: () => 0.5 } as const
      const seen = preview(shop.books, change, context).books.invoices[1]
      const quoted = changeCents(shop.books, { subscription: 0, plan: change.plan!, nowMs: shop.nowMs })
      shop.do(change)
      expect(shop.books.invoices[1]).toEqual(seen)
      expect(shop.books.invoices[1]!.totalCents).toBe(quoted)
    }
    const shop = midJanuary()
    shop.do(toYear)
    const next = upcomingInvoice(shop.books, 0, { nowMs: shop.nowMs, actor: 'agent', draw: () => 0.5 })
    expect(next).toMatchObject({ totalCents: 12_000 })
  })

  it('in a trial is quoted as nothing', () => {
    const shop = openShop()
    shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity: 1, trialDays: 10 })
    for (const plan of [1, 2]) expect(changeCents(shop.books, { subscription: 0, plan, nowMs: 1 })).toBe(0)
  })
})

describe('a change of the interval of several items', () => {
  const both: ItemChange[] = [
    { type: 'change', item: null, plan: 2, quantity: null },
    { type: 'change', item: 0, plan: 4, quantity: null },
  ]

  it('credits each and bills each', () => {
    const shop = openTeam()
    shop.pass(15)
    shop.do(update(both))
    expect(shop.books.invoices[1]!.lines.map(line => [line.item ?? null, line.amountCents])).toEqual([
      [null, -500],
      [0, -500],
      [null, 12_000],
      [0, 9600],
    ])
    expect(period(shop)).toEqual([15, 380])
  })

  it('may leave some behind and bring others', () => {
    const shop = openTeam()
    shop.pass(15)
    const changes: ItemChange[] = [
      { type: 'delete', item: null },
      { type: 'delete', item: 0 },
      { type: 'add', plan: 4, quantity: 1 },
    ]
    shop.do(update(changes))
    expect(amounts(shop.books.invoices[1]!)).toEqual([
      ['proration', -500],
      ['proration', -500],
      ['recurring', 4800],
    ])
  })

  it.each<[string, ItemChange[]]>([
    ['one alone would move', [both[0]!]],
    ['another alone would move', [both[1]!]],
    ['one moves and a new one does not', [...both, { type: 'add', plan: 1, quantity: 1 }]],
  ])('is refused where %s, and nothing changes', (_case, changes) => {
    const shop = openTeam()
    const before = structuredClone(shop.books)
    expect(shop.refused(update(changes))).toMatchObject({
      param: 'plan',
      message:
        'Currency and interval fields must match across all plans on this subscription. ' +
        'Found mismatch in interval field.',
    })
    expect(shop.refused(toYear).param).toBe('plan')
    expect(shop.books).toEqual(before)
  })
})

describe('after a change of the interval, periods are counted from it', () => {
  /** The days on which the next periods end, after a change on that day of a subscription from the other one. */
  function ends(from: string, on: string, change: Change): string[] {
    const shop = openShop()
    const epochMs = Date.parse(from)
    shop.do({ type: 'calendar.set', epochMs })
    shop.do({ type: 'subscription.create', customer: 0, plan: change.plan === 2 ? 0 : 2, quantity: 1 })
    shop.live((Date.parse(on) - epochMs) / DAY_MS)
    shop.do(change)
    return Array.from({ length: 4 }, () => {
      const { currentPeriodEndMs } = shop.books.subscriptions[0]!
      shop.live((currentPeriodEndMs - shop.nowMs) / DAY_MS)
      return new Date(epochMs + currentPeriodEndMs).toISOString().slice(0, 10)
    })
  }

  it('to years on a leap day', () => {
    const expected = ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']
    expect(ends('2024-02-15T00:00Z', '2024-02-29T00:00Z', toYear)).toEqual(expected)
  })

  it('to months on the last day of a short month', () => {
    const expected = ['2024-03-29', '2024-04-29', '2024-05-29', '2024-06-29']
    expect(ends('2023-08-31T00:00Z', '2024-02-29T00:00Z', toMonth)).toEqual(expected)
  })

  it('to months on the 31st', () => {
    const expected = ['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31']
    expect(ends('2023-08-15T00:00Z', '2024-01-31T00:00Z', toMonth)).toEqual(expected)
  })
})
