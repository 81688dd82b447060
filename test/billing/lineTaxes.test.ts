import { describe, expect, it } from 'vitest'
import { invoiceTotals, lineTaxes, type Operation } from '../../src/billing-mock/index.ts'
import { openShop, type Shop } from './shop.ts'

function taxed(shop: Shop, basisPoints: number, inclusive: boolean): void {
  const taxRate = shop.do({ type: 'tax_rate.create', name: 'VAT', basisPoints, country: 'DE', inclusive })
  shop.do({ type: 'tax_assignment.create', customer: 0, taxRate })
}

const bill = (...amounts: readonly number[]): Operation => ({
  type: 'invoice.create',
  customer: 0,
  subscription: null,
  lines: amounts.map(amountCents => ({
    kind: 'item',
    plan: null,
    quantity: 1,
    amountCents,
    periodStartMs: 0,
    periodEndMs: 0,
    description: 'Line',
  })),
})

const told = ({ books }: Shop) =>
  lineTaxes(books, books.invoices[0]!).map(tax => [tax.line, tax.taxableCents, tax.amountCents])

describe('a tax on an invoice', () => {
  it('on top of prices falls on lines by largest remainders', () => {
    const shop = openShop()
    taxed(shop, 1000, false)
    shop.do(bill(14, 14, 12))
    // 1.4 + 1.4 + 1.2 = 4: two of the three are rounded down, and the first has the largest remainder.
    expect(told(shop)).toEqual([
      [0, 14, 2],
      [1, 14, 1],
      [2, 12, 1],
    ])
    expect(shop.books.invoices[0]!.totalCents).toBe(44)
  })

  it('within prices leaves the total as it is, and is owed to the state all the same', () => {
    const shop = openShop()
    taxed(shop, 1000, true)
    shop.do(bill(60_000))
    expect(told(shop)).toEqual([[0, 54_545, 5455]])
    const { books } = shop
    expect(invoiceTotals(books, books.invoices[0]!)).toMatchObject({
      subtotalCents: 60_000,
      taxCents: 0,
      includedTaxCents: 5455,
      totalCents: 60_000,
    })
    expect(books.balances).toMatchObject({ Receivable: 60_000, Revenue: -54_545, TaxPayable: -5455 })
    shop.do({ type: 'invoice.void', invoice: 0 })
    expect(books.balances).toMatchObject({ Receivable: 0, Revenue: 0, TaxPayable: 0 })
  })

  it('on top of one within is of the price without that', () => {
    const shop = openShop()
    taxed(shop, 1000, true)
    taxed(shop, 2000, false)
    shop.do(bill(1100))
    expect(told(shop)).toEqual([
      [0, 1000, 100],
      [0, 1000, 200],
    ])
    expect(shop.books.invoices[0]!.totalCents).toBe(1300)
  })

  it('gives back on lines below zero what it takes on the others', () => {
    const shop = openShop()
    taxed(shop, 1900, false)
    shop.do(bill(-1000, 3000))
    expect(told(shop)).toEqual([
      [0, -1000, -190],
      [1, 3000, 570],
    ])
  })
})

describe('a credit note by lines', () => {
  const note = (
    lines: Extract<Operation, { type: 'credit_note.create' }>['lines'],
    sums: object,
  ): Operation =>
    ({
      type: 'credit_note.create',
      invoice: 0,
      refundCents: 0,
      creditCents: 0,
      outOfBandCents: 0,
      reason: 'order_change',
      memo: '',
      lines,
      ...sums,
    }) as Operation
  const part = (line: number | null, amountCents: number, taxRates: number[] = []) => ({
    line,
    quantity: null,
    amountCents,
    description: 'Part',
    taxRates,
  })

  function openBill(): Shop {
    const shop = openShop()
    taxed(shop, 1900, false)
    shop.do(bill(1000, 300))
    return shop
  }

  it('takes the tax of those lines back, and no other', () => {
    const shop = openBill()
    shop.do(note([part(1, 300)], { amountCents: 357, taxCents: 57 }))
    expect(shop.books.creditNoteLines).toMatchObject([
      { line: 1, amountCents: 300, taxes: [{ taxRate: 0, taxableCents: 300, amountCents: 57 }] },
    ])
    expect(shop.books.invoices[0]!.remainingCents).toBe(1190)
    expect(shop.books.balances.TaxPayable).toBe(-190)
  })

  it('has lines of its own, with the rates given', () => {
    const shop = openBill()
    shop.do(note([part(null, 100, [0]), part(null, 50)], { amountCents: 169, taxCents: 19 }))
    expect(shop.books.creditNoteLines.map(({ line, taxes }) => [line, taxes.length])).toEqual([
      [null, 1],
      [null, 0],
    ])
  })

  it('takes nothing of a line of nothing', () => {
    const shop = openShop()
    taxed(shop, 1900, false)
    shop.do(bill(1000, 0))
    const taxes = [{ taxRate: 0, taxableCents: 0, amountCents: 0 }]
    const asked = note([{ ...part(1, 0), taxes }, part(0, 100)], { amountCents: 119, taxCents: 19 })
    expect(shop.refused(asked).message).toContain('what is left of the line ($0.00)')
  })

  it('gives a voided note’s part of a line free again', () => {
    const shop = openBill()
    const all = note([part(1, 300)], { amountCents: 357, taxCents: 57 })
    const creditNote = shop.do(all)
    expect(shop.refused(all).message).toContain('what is left of the line ($0.00)')
    shop.do({ type: 'credit_note.void', creditNote })
    shop.do(all)
  })

  it.each<[string, Operation, RegExp]>([
    [
      'more than the line',
      note([part(1, 301)], { amountCents: 358, taxCents: 57 }),
      /left of the line \(\$3\.00\)/,
    ],
    ['a line that is none', note([part(2, 100)], { amountCents: 119, taxCents: 19 }), /No such line/],
    ['nothing of a line', note([part(1, 0)], { amountCents: 0, taxCents: 0 }), /positive integer/],
    ['a rate that is none', note([part(null, 1, [7])], { amountCents: 1, taxCents: 0 }), /No such tax rate/],
    ['a line twice', note([part(1, 1), part(1, 1)], { amountCents: 2, taxCents: 0 }), /once/],
    ['another sum', note([part(1, 300)], { amountCents: 300, taxCents: 0 }), /come to 357 with 57 of tax/],
  ])('is refused for %s', (_case, operation, message) => {
    const shop = openBill()
    expect(shop.refused(operation).message).toMatch(message)
    expect(shop.books.creditNoteLines).toEqual([])
  })
})
