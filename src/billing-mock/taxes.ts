import { apportion, cents, mulDiv } from '../core/money.ts'
import type { Books, Invoice } from './books.ts'
import type { Tax, TaxRate } from './rows.ts'
import { isIncluded, taxesOn } from './totals.ts'

/** All of something, in basis points. */
export const WHOLE = 10_000

/**
 * What rates come to on an amount, rounded half up on magnitudes: those that are within it are taken out of it, each
 * as its share of the whole and them all, and what is left is what the others come on top of.
 */
export function taxesOf(amountCents: number, rates: readonly TaxRate[]): readonly Tax[] {
  const within = rates.filter(rate => rate.inclusive === true)
  const gross = grossOf(within)
  const parts = within.map(rate => mulDiv(cents(amountCents), rate.basisPoints, gross))
  const taxableCents = parts.reduce((left, part) => left - part, amountCents)
  return [
    ...within.map(({ ordinal }, at) => ({ taxRate: ordinal, taxableCents, amountCents: parts[at]! })),
    ...rates
      .filter(rate => rate.inclusive !== true)
      .map(rate => ({
        taxRate: rate.ordinal,
        taxableCents,
        amountCents: mulDiv(cents(taxableCents), rate.basisPoints, WHOLE),
      })),
  ]
}

/** A tax, and the place of the line of an invoice that it is on. */
export interface LineTax extends Tax {
  readonly line: number
}

/**
 * The taxes on an invoice by line, in the order of its lines: those of one rate sum to what the rate comes to on the
 * invoice exactly, by largest remainders.
 */
export function lineTaxes(books: Books, invoice: Invoice): readonly LineTax[] {
  const taxes = taxesOn(books, invoice)
  if (taxes.length === 0) return []
  const places = placesOf(invoice)
  const paid = places.map(line => paidCents(books, invoice, line))
  const within = taxes.filter(tax => isIncluded(books, tax))
  const gross = grossOf(within.map(({ taxRate }) => books.taxRates[taxRate]!))
  const split = (tax: Tax, weights: readonly number[], denominator: number): readonly number[] =>
    apportion(cents(tax.amountCents), weights, {
      numerator: books.taxRates[tax.taxRate]!.basisPoints,
      denominator,
    })
  const parts = new Map(within.map(tax => [tax, split(tax, paid, gross)]))
  const taxable = paid.map((amount, at) => within.reduce((left, tax) => left - parts.get(tax)![at]!, amount))
  for (const tax of taxes) if (!parts.has(tax)) parts.set(tax, split(tax, taxable, WHOLE))
  return places.flatMap((line, at) =>
    taxes.map(tax => ({
      line,
      taxRate: tax.taxRate,
      taxableCents: taxable[at]!,
      amountCents: parts.get(tax)![at]!,
    })),
  )
}

/** The places of an invoice's lines that something was bought by: discounts and taxes are none. */
export function placesOf({ lines }: Invoice): readonly number[] {
  return lines.flatMap(({ kind }, place) => (kind === 'discount' || kind === 'tax' ? [] : [place]))
}

/** What of a line its discounts took off. */
export function discountedCents({ discountAmounts }: Books, { ordinal }: Invoice, line: number): number {
  return discountAmounts
    .filter(each => each.invoice === ordinal && each.line === line)
    .reduce((sum, each) => sum + each.amountCents, 0)
}

function paidCents(books: Books, invoice: Invoice, line: number): number {
  return invoice.lines[line]!.amountCents - discountedCents(books, invoice, line)
}

/** What a price with these taxes in it is of the price without, in basis points. */
function grossOf(within: readonly TaxRate[]): number {
  return within.reduce((sum, rate) => sum + rate.basisPoints, WHOLE)
}
