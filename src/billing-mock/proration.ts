import { DAY_MS, SECOND_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'
import { type Cents, cents, mulDiv } from '../core/money.ts'
import type { Books, Plan } from './books.ts'
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
 * The two lines of a change within a period: the old price's unused time back, the new price's remaining time
 * due.
 */
export function prorationLines(from: Purchase, to: Purchase, moment: PeriodMoment): readonly InvoiceLine[] {
  const period = {
    kind: 'proration',
    periodStartMs: clamp(moment.atMs, moment.startMs, moment.endMs),
    periodEndMs: moment.endMs,
  } as const
  return [
    Object.freeze({
      ...period,
      plan: from.plan.ordinal,
      quantity: from.quantity,
      amountCents: cents(-prorate(from.plan.unitCents * from.quantity, moment)),
      description: `Unused time on ${from.quantity} × ${from.plan.name}`,
    }),
    Object.freeze({
      ...period,
      plan: to.plan.ordinal,
      quantity: to.quantity,
      amountCents: prorate(to.plan.unitCents * to.quantity, moment),
      description: `Remaining time on ${to.quantity} × ${to.plan.name}`,
    }),
  ]
}

/**
 * The value of the current period's unused time, in minor units: a quote, which moves nothing; 0 unless
 * active.
 */
export function unusedCents(books: Books, subscription: number, nowMs: number): number {
  const record = books.subscriptions[subscription]
  if (record?.status !== 'active') return 0
  return prorate(books.plans[record.plan]!.unitCents * record.quantity, {
    startMs: record.currentPeriodStartMs,
    endMs: record.currentPeriodEndMs,
    atMs: nowMs,
  })
}

const PERIOD_DAYS: Record<Interval, number> = { month: 30, year: 365 }

/**
 * The end of the period that starts then: 30 days for a month and 365 for a year. Time counts from the first
 * contact and no calendar is attached to it, so months have one length.
 */
export function periodEndMs(startMs: number, interval: Interval): number {
  return startMs + PERIOD_DAYS[interval] * DAY_MS
}
