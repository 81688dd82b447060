import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Books,
  type Invoice,
  invoiceTotals,
  lineTaxes,
  noteLines,
  noteTotals,
} from '../../src/billing-mock/index.ts'
import { openShop, type Shop } from './shop.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 5_000 : 300

const rate = fc.record({
  basisPoints: fc.constantFrom(0, 1, 700, 725, 1900, 3333, 10_000),
  inclusive: fc.boolean(),
})
const rates = fc.array(rate, { minLength: 1, maxLength: 3 })
const discount = fc.option(fc.constantFrom(1, 1000, 3333, 10_000))

/** A bill of these amounts, with these taxes and this much off. */
function openBill(
  amounts: readonly number[],
  given: readonly { readonly basisPoints: number; readonly inclusive: boolean }[],
  offBasisPoints: number | null,
): { readonly shop: Shop; readonly invoice: Invoice } {
  const shop = openShop()
  for (const [taxRate, { basisPoints, inclusive }] of given.entries()) {
    shop.do({ type: 'tax_rate.create', name: 'Tax', basisPoints, country: 'DE', inclusive })
    shop.do({ type: 'tax_assignment.create', customer: 0, taxRate })
  }
  if (offBasisPoints !== null) {
    const none = { amountOffCents: null, durationMonths: null, maxRedemptions: null, redeemByMs: null }
    const coupon = shop.do({
      type: 'coupon.create',
      name: 'Off',
      percentBasisPoints: offBasisPoints,
      duration: 'forever',
      ...none,
    })
    shop.do({ type: 'discount.attach', customer: 0, subscription: null, coupon, promotionCode: null })
  }
  const lines = amounts.map(amountCents => ({
    kind: 'item' as const,
    plan: null,
    quantity: 1,
    amountCents,
    periodStartMs: 0,
    periodEndMs: 0,
    description: 'Line',
  }))
  const ordinal = shop.do({ type: 'invoice.create', customer: 0, subscription: null, lines })
  return { shop, invoice: shop.books.invoices[ordinal]! }
}

/** What a line costs after its discounts. */
function paidCents(books: Books, { lines }: Invoice, line: number): number {
  const off = books.discountAmounts.filter(each => each.line === line)
  return lines[line]!.amountCents - off.reduce((sum, each) => sum + each.amountCents, 0)
}

describe('taxes by line', () => {
  it(`sum to those of the invoice, and each is its line's within a cent (${RUNS} invoices)`, () => {
    const amounts = fc.array(fc.integer({ min: -1000, max: 3000 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(amounts, rates, discount, (cents, given, off) => {
        const { shop, invoice } = openBill(cents, given, off)
        const { books } = shop
        const taxes = lineTaxes(books, invoice)
        const within = given.filter(each => each.inclusive).reduce((sum, each) => sum + each.basisPoints, 0)
        for (const { taxRate, amountCents, taxableCents } of books.taxAmounts) {
          const own = taxes.filter(tax => tax.taxRate === taxRate)
          expect(own.reduce((sum, tax) => sum + tax.amountCents, 0)).toBe(amountCents)
          expect(own.reduce((sum, tax) => sum + tax.taxableCents, 0)).toBe(taxableCents)
          for (const tax of own) {
            const net = (paidCents(books, invoice, tax.line) * 10_000) / (10_000 + within)
            const exact = (net * given[taxRate]!.basisPoints) / 10_000
            // A part of a cent by the split; those on top are of what the split of those within left.
            expect(Math.abs(tax.amountCents - exact)).toBeLessThan(1 + given.length)
          }
        }
        const { taxCents, includedTaxCents, totalCents } = invoiceTotals(books, invoice)
        expect(taxes.reduce((sum, tax) => sum + tax.amountCents, 0)).toBe(taxCents + includedTaxCents)
        const paid = cents.reduce((sum, _cents, line) => sum + paidCents(books, invoice, line), 0)
        expect(totalCents).toBe(paid + taxCents)
      }),
      { numRuns: RUNS },
    )
  })

  it(`are taken back exactly by credit notes for all parts of a line (${RUNS} invoices)`, () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 })
    const parts = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 3 })
    let emptied = 0
    fc.assert(
      fc.property(amounts, rates, discount, parts, (cents, given, off, sizes) => {
        const { shop, invoice } = openBill(cents, given, off)
        if (invoice.status !== 'open') return // nothing was left to pay
        const { books } = shop
        const taxes = lineTaxes(books, invoice).filter(tax => tax.line === 0)
        let left = cents[0]!
        for (const size of [...sizes, cents[0]!]) {
          const amountCents = Math.min(size, left)
          if (amountCents === 0) break
          const asked = [{ line: 0, quantity: null, amountCents, description: '', taxRates: [] }]
          const made = noteLines(books, invoice, asked)
          if ('status' in made) throw new Error(made.message)
          const sums = noteTotals(books, made)
          if (sums.amountCents < 1) return // all of it is off
          const none = { refundCents: 0, creditCents: 0, outOfBandCents: 0 }
          shop.do({
            type: 'credit_note.create',
            invoice: invoice.ordinal,
            amountCents: sums.amountCents,
            taxCents: sums.taxCents,
            lines: asked,
            ...none,
            reason: 'order_change',
            memo: '',
          })
          left -= amountCents
        }
        const taken = books.creditNoteLines.flatMap(line => line.taxes)
        for (const { taxRate, amountCents } of taxes) {
          const own = taken.filter(tax => tax.taxRate === taxRate)
          expect(own.reduce((sum, tax) => sum + tax.amountCents, 0)).toBe(amountCents)
        }
        const discounted = books.creditNoteLines.reduce((sum, line) => sum + line.discountCents, 0)
        expect(cents[0]! - discounted).toBe(paidCents(books, invoice, 0))
        if (cents.length === 1) expect(books.invoices[0]).toMatchObject({ status: 'paid', remainingCents: 0 })
        if (cents.length === 1)
          expect(books.balances).toMatchObject({ Receivable: 0, Revenue: 0, TaxPayable: 0 })
        emptied += 1
      }),
      { numRuns: RUNS },
    )
    expect(emptied).toBeGreaterThan(RUNS / 3)
  })
})
