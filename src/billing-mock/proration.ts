import { DAY_MS, SECOND_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'
import { type Cents, cents, mulDiv } from '../core/money.ts'
import type { Books, Plan } from './books.ts'
import { itemsOf } from './items.ts'
import type { Interval, InvoiceLine } from './operation.ts'

/** A billing period and a moment in it. */
export interface PeriodMoment {
  readonly startMs: number
  readonly endMs: number
  readonly atMs: number
}

/** What is bought for a period: the price is the plan's unit times the quantity. */
export interface Purchase {
  readonly plan: Plan
  readonly quantity: number
  /** The row of the item that it is, as of `itemsOf`. */
  readonly item?: number | null
}

/**
 * The part of a period's price that falls on the time from `atMs` to the end, in minor units: round(price ×
 * (end − at) / (end − start)), in whole seconds, exact, half up (Stripe's rule). A moment outside of the
 * period counts as its nearer end.
 */
export function prorate(priceCents: number, moment: PeriodMoment): Cents {
  const startS = Math.floor(moment.startMs / SECOND_MS)
  const endS = Math.floor(moment.endMs / SECOND_MS)
  const atS = clamp(Math.floor(moment.atMs / SECOND_MS), startS, endS)
  return mulDiv(cents(priceCents), endS - atS, endS - startS)
}

/**
 * The lines of a change within a period: the old price's unused time back, the new price's remaining time due; null
 * where there is no old or no new one.
 */
export function prorationLines(
  from: Purchase | null,
  to: Purchase | null,
  moment: PeriodMoment,
): readonly InvoiceLine[] {
  return [
    ...(from === null ? [] : [unusedLine(from, moment)]),
    ...(to === null ? [] : [remainingLine(to, moment)]),
  ]
}

/** The line that gives the unused time of a period back. */
export function unusedLine(purchase: Purchase, moment: PeriodMoment): InvoiceLine {
  return prorated(purchase, moment, {
    amountCents: cents(-prorate(priceOf(purchase), moment)),
    description: `Unused time on ${purchase.quantity} × ${purchase.plan.name}`,
  })
}

function remainingLine(purchase: Purchase, moment: PeriodMoment): InvoiceLine {
  return prorated(purchase, moment, {
    amountCents: prorate(priceOf(purchase), moment),
    description: `Remaining time on ${purchase.quantity} × ${purchase.plan.name}`,
  })
}

function prorated(
  { plan, quantity, item }: Purchase,
  { startMs, endMs, atMs }: PeriodMoment,
  { amountCents, description }: Pick<InvoiceLine, 'amountCents' | 'description'>,
): InvoiceLine {
  return Object.freeze({
    kind: 'proration',
    periodStartMs: clamp(atMs, startMs, endMs),
    periodEndMs: endMs,
    plan: plan.ordinal,
    quantity,
    amountCents,
    description,
    ...(item == null ? {} : { item }),
  })
}

function priceOf({ plan, quantity }: Purchase): number {
  return plan.unitCents * quantity
}

/**
 * The value of the current period's unused time, in minor units: a quote, which moves nothing; 0 unless
 * active.
 */
export function unusedCents(books: Books, subscription: number, nowMs: number): number {
  const record = books.subscriptions[subscription]
  if (record?.status !== 'active') return 0
  const moment = { startMs: record.currentPeriodStartMs, endMs: record.currentPeriodEndMs, atMs: nowMs }
  return itemsOf(books, subscription).reduce((sum, item) => sum + prorate(priceOf(item), moment), 0)
}

/**
 * What a change of a subscription's first item to a plan would bill at once, in minor units, before discounts, taxes
 * and what waits for the invoice: a quote, which moves nothing. To another interval it is the whole of the new price
 * less what was not used of the old one; in a trial it is nothing.
 */
export function changeCents(
  books: Books,
  {
    subscription,
    plan,
    nowMs,
  }: { readonly subscription: number; readonly plan: number; readonly nowMs: number },
): number {
  const {
    status,
    currentPeriodStartMs: startMs,
    currentPeriodEndMs: endMs,
  } = books.subscriptions[subscription]!
  if (status === 'trialing') return 0
  const from = itemsOf(books, subscription)[0]!
  const to = { ...from, plan: books.plans[plan]! }
  const moment = { startMs, endMs, atMs: nowMs }
  const isWhole = to.plan.interval !== from.plan.interval
  return (isWhole ? priceOf(to) : prorate(priceOf(to), moment)) - prorate(priceOf(from), moment)
}

const PERIOD_DAYS: Record<Interval, number> = { month: 30, year: 365 }

/**
 * The end of the period that starts then: 30 days for a month and 365 for a year. Time counts from the first
 * contact and no calendar is attached to it, so months have one length.
 */
export function periodEndMs(startMs: number, interval: Interval): number {
  return startMs + PERIOD_DAYS[interval] * DAY_MS
}
