import { NEVER_MS } from '../../core/clock.ts'
import { allocate, cents, mulDiv } from '../../core/money.ts'
import type { Books, Invoice } from '../books.ts'
import { discountLifecycle } from '../discount.machine.ts'
import type { InvoiceLine } from '../operation.ts'
import type { Coupon, Discount, TaxRate } from '../rows.ts'
import { discountedCents, taxesOf, WHOLE } from '../taxes.ts'
import { isIncluded } from '../totals.ts'
import { follow, note, put, type Work } from './work.ts'

/**
 * The draft with what comes off it and on top of it: discounts on the subtotal, in the order they were given,
 * then taxes on the rest, each a line of its own unless it is within the prices. Rounded half up on magnitudes;
 * what of a discount falls on each line is told by largest remainders.
 */
export function adjusted(work: Work, draft: Invoice): Invoice {
  const discounts = discountsOn(work, draft)
  const rates = ratesOf(work.books, draft.customer)
  if (discounts.length === 0 && rates.length === 0) return draft
  const lines = [...draft.lines]
  let leftCents = draft.totalCents
  for (const discount of discounts) {
    const offCents = offOf(work.books.coupons[discount.coupon]!, leftCents)
    if (offCents === 0) continue
    tellByLine(work, draft, { discount: discount.ordinal, offCents })
    lines.push(
      lineOf('discount', work.books.coupons[discount.coupon]!.name, { draft, amountCents: -offCents }),
    )
    leftCents -= offCents
    useUp(work, discount)
  }
  for (const tax of taxesOf(leftCents, rates)) {
    const { taxRate, taxableCents, amountCents } = tax
    const ordinal = work.books.taxAmounts.length
    put(work, 'taxAmounts', { ordinal, taxRate, invoice: draft.ordinal, taxableCents, amountCents })
    if (isIncluded(work.books, tax)) continue
    lines.push(lineOf('tax', work.books.taxRates[taxRate]!.name, { draft, amountCents }))
    leftCents += amountCents
  }
  return put(work, 'invoices', {
    ...draft,
    lines: Object.freeze(lines),
    totalCents: cents(leftCents),
    remainingCents: cents(leftCents),
  })
}

/** Ends a discount: it comes off no later invoice. */
export function endDiscount(work: Work, discount: Discount): void {
  const status = follow(discountLifecycle, discount.status, 'discount.ended')
  put(work, 'discounts', { ...discount, status })
  note(work, 'discount.ended', { entity: 'discount', ordinal: discount.ordinal })
}

/** Discounts of the invoice's subscription or, without one, of the customer; those that ran out end here. */
function discountsOn(work: Work, { customer, subscription }: Invoice): readonly Discount[] {
  const { discounts } = work.books
  if (discounts.length === 0) return []
  for (const discount of discounts) {
    if (discount.status === 'active' && discount.endsAtMs <= work.nowMs) endDiscount(work, discount)
  }
  const active = discounts.filter(each => each.status === 'active' && each.customer === customer)
  const own = active.filter(each => each.subscription !== null && each.subscription === subscription)
  return own.length > 0 ? own : active.filter(each => each.subscription === null)
}

function useUp(work: Work, discount: Discount): void {
  if (work.books.coupons[discount.coupon]!.duration === 'once') endDiscount(work, discount)
}

function offOf(coupon: Coupon, subtotalCents: number): number {
  if (subtotalCents <= 0) return 0
  if (coupon.percentBasisPoints === null) return Math.min(coupon.amountOffCents!, subtotalCents)
  return mulDiv(cents(subtotalCents), coupon.percentBasisPoints, WHOLE)
}

/** Rates on the customer's invoices: none where a verified tax id exempts. */
function ratesOf(books: Books, customer: number): readonly TaxRate[] {
  const assigned = books.taxAssignments.filter(
    each => each.customer === customer && each.liftedAtMs === NEVER_MS,
  )
  if (assigned.length === 0) return []
  const isExempt = books.taxIds.some(id => id.customer === customer && id.status === 'verified')
  return isExempt ? [] : assigned.map(({ taxRate }) => books.taxRates[taxRate]!)
}

function tellByLine(
  work: Work,
  draft: Invoice,
  { discount, offCents }: { readonly discount: number; readonly offCents: number },
): void {
  const weights = draft.lines.map(({ amountCents }, line) =>
    Math.max(0, amountCents - discountedCents(work.books, draft, line)),
  )
  for (const [line, amountCents] of allocate(cents(offCents), weights).entries()) {
    if (amountCents === 0) continue
    const ordinal = work.books.discountAmounts.length
    put(work, 'discountAmounts', { ordinal, discount, invoice: draft.ordinal, line, amountCents })
  }
}

function lineOf(
  kind: 'discount' | 'tax',
  description: string,
  { draft, amountCents }: { readonly draft: Invoice; readonly amountCents: number },
): InvoiceLine {
  const { createdAtMs } = draft
  const moment = { periodStartMs: createdAtMs, periodEndMs: createdAtMs }
  return Object.freeze({
    kind,
    plan: null,
    quantity: 1,
    amountCents: cents(amountCents),
    ...moment,
    description,
  })
}
