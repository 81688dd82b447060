import { cents, formatMoney, mulDiv } from '../core/money.ts'
import type { Books, Invoice } from './books.ts'
import { type BillingError, refuse } from './errors.ts'
import type { NoteLine } from './operation.ts'
import type { CreditNoteLine, Tax } from './rows.ts'
import { discountedCents, lineTaxes, placesOf, taxesOf } from './taxes.ts'
import { isIncluded } from './totals.ts'

/** A line of a credit note before it has a place in the books. */
export type NewNoteLine = Omit<CreditNoteLine, 'ordinal' | 'creditNote'>

/**
 * The lines of a credit note with the discount and the taxes in them, or why there cannot be such. A part of an
 * invoice's line takes its share of the line's discount and taxes; rounded so that all parts together take them
 * exactly.
 */
export function noteLines(
  books: Books,
  invoice: Invoice,
  asked: readonly NoteLine[],
): readonly NewNoteLine[] | BillingError {
  const lines: NewNoteLine[] = []
  for (const each of asked) {
    const isTwice = each.line !== null && lines.some(({ line }) => line === each.line)
    if (isTwice) return refuse('unexpected_state', 'A line is credited once in a credit note.', 'lines')
    const made =
      each.line === null ? ownLine(books, each) : partOf(books, invoice, { ...each, line: each.line })
    if ('status' in made) return made
    lines.push(Object.freeze(made))
  }
  return lines
}

/** What the lines of a credit note come to, with taxes, and the tax in it. */
export function noteTotals(
  books: Books,
  lines: readonly Pick<NewNoteLine, 'amountCents' | 'discountCents' | 'taxes'>[],
): { readonly amountCents: number; readonly taxCents: number; readonly includedTaxCents: number } {
  const taxes = lines.flatMap(line => line.taxes)
  const taxCents = sum(taxes)
  const includedTaxCents = sum(taxes.filter(tax => isIncluded(books, tax)))
  const discountCents = lines.reduce((all, line) => all + line.discountCents, 0)
  return { amountCents: sum(lines) - discountCents + taxCents - includedTaxCents, taxCents, includedTaxCents }
}

function ownLine(books: Books, asked: NoteLine): NewNoteLine | BillingError {
  const { quantity, amountCents, description } = asked
  const wrong = countError(asked)
  if (wrong !== null) return wrong
  const named = asked.taxes?.map(({ taxRate }) => taxRate) ?? asked.taxRates
  const rates = [...new Set(named)].map(rate => books.taxRates[rate])
  if (rates.some(rate => rate === undefined)) return refuse('resource_missing', 'No such tax rate', 'lines')
  const taxes = asked.taxes ?? taxesOf(amountCents, rates as NonNullable<(typeof rates)[number]>[])
  return { line: null, quantity, amountCents, discountCents: 0, taxes: frozen(taxes), description }
}

function partOf(
  books: Books,
  invoice: Invoice,
  asked: NoteLine & { readonly line: number },
): NewNoteLine | BillingError {
  const { line, quantity, amountCents } = asked
  const wrong = countError(asked)
  if (wrong !== null) return wrong
  if (!placesOf(invoice).includes(line))
    return refuse('resource_missing', 'No such line of the invoice', 'lines')
  const whole = invoice.lines[line]!
  const taken = takenOf(books, invoice, line)
  const takenCents = sum(taken)
  if (amountCents > whole.amountCents - takenCents || whole.amountCents === 0) {
    const { currency } = books.customers[invoice.customer]!
    const left = formatMoney(Math.max(0, whole.amountCents - takenCents), currency)
    const message = `Line amount (${formatMoney(amountCents, currency)}) is greater than what is left of the line (${left})`
    return refuse('refund_above_remaining', message, 'lines')
  }
  const share = (all: number, before: number): number =>
    Math.max(0, mulDiv(cents(all), takenCents + amountCents, whole.amountCents) - before)
  const discounted = taken.reduce((all, each) => all + each.discountCents, 0)
  const own = lineTaxes(books, invoice)
    .filter(each => each.line === line)
    .map(({ taxRate, taxableCents, amountCents: taxCents }) => {
      const before = taken.flatMap(each => each.taxes.filter(tax => tax.taxRate === taxRate))
      const taxableBefore = before.reduce((all, each) => all + each.taxableCents, 0)
      return {
        taxRate,
        taxableCents: share(taxableCents, taxableBefore),
        amountCents: share(taxCents, sum(before)),
        leftCents: taxCents - sum(before),
      }
    })
  const above = asked.taxes?.find(
    tax => tax.amountCents > (own.find(({ taxRate }) => taxRate === tax.taxRate)?.leftCents ?? -1),
  )
  if (above !== undefined) {
    return refuse(
      'invalid_integer',
      'The tax must be one that the line bears, and no more than is left of it.',
      'lines',
    )
  }
  const taxes = asked.taxes ?? own.map(({ leftCents: _left, ...tax }) => tax)
  return {
    line,
    quantity,
    amountCents,
    discountCents: share(discountedCents(books, invoice, line), discounted),
    taxes: frozen(taxes),
    description: whole.description,
  }
}

/** What issued notes took of a line of an invoice. */
function takenOf(books: Books, invoice: Invoice, line: number): readonly CreditNoteLine[] {
  return books.creditNoteLines.filter(each => {
    const note = books.creditNotes[each.creditNote]!
    return each.line === line && note.invoice === invoice.ordinal && note.status === 'issued'
  })
}

/** Counts are at least one; amounts beside taxes that are given, and these, at least nothing. */
function countError({ quantity, amountCents, taxes }: NoteLine): BillingError | null {
  const given = taxes?.flatMap(tax => [tax.taxableCents, tax.amountCents]) ?? []
  const isFit =
    isWhole(amountCents, taxes === undefined ? 1 : 0) &&
    (quantity === null || isWhole(quantity, 1)) &&
    given.every(amount => isWhole(amount, 0))
  return isFit ? null : refuse('invalid_integer', 'Invalid positive integer', 'lines')
}

function isWhole(count: number, atLeast: number): boolean {
  return Number.isSafeInteger(count) && count >= atLeast
}

function frozen(taxes: readonly Tax[]): readonly Tax[] {
  return Object.freeze(taxes.map(tax => Object.freeze(tax)))
}

function sum(items: readonly { readonly amountCents: number }[]): number {
  return items.reduce((all, item) => all + item.amountCents, 0)
}
