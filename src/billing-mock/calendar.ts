import { DAY_MS } from '../core/clock.ts'
import { entries } from '../core/log.ts'
import type { Books, Subscription } from './books.ts'
import type { BillingEventType } from './events.ts'
import type { Interval, InvoiceLine } from './operation.ts'
import { periodEndMs } from './proration.ts'

/**
 * The end of the billing period that starts then. Without a calendar, `periodEndMs`. With one, the same day of
 * the next month or year, at the same time of day (UTC); where that month is shorter, its last day, and in a
 * longer month after it the day of the anchor again: 31 January, 28 or 29 February, 31 March.
 */
export function periodEndIn(
  books: Books,
  startMs: number,
  { interval, anchorMs }: { readonly interval: Interval; readonly anchorMs: number },
): number {
  const epochMs = books.calendars[0]?.epochMs
  if (epochMs === undefined) return periodEndMs(startMs, interval)
  const start = new Date(epochMs + startMs)
  const year = start.getUTCFullYear()
  const month = start.getUTCMonth()
  const ahead = MONTHS[interval]
  const isLastDay = start.getUTCDate() === daysIn(year, month)
  const wanted = isLastDay
    ? Math.max(start.getUTCDate(), new Date(epochMs + anchorMs).getUTCDate())
    : start.getUTCDate()
  const day = Math.min(wanted, daysIn(year, month + ahead))
  const timeOfDayMs = start.getTime() - Date.UTC(year, month, start.getUTCDate())
  return Date.UTC(year, month + ahead, 1) + (day - 1) * DAY_MS + timeOfDayMs - epochMs
}

const MONTHS: Readonly<Record<Interval, number>> = { month: 1, year: 12 }

/** The end of this many monthly periods that start then. */
export function monthsEndIn(books: Books, startMs: number, months: number): number {
  let endMs = startMs
  for (let month = 0; month < months; month++) {
    endMs = periodEndIn(books, endMs, { interval: 'month', anchorMs: startMs })
  }
  return endMs
}

/**
 * From when a subscription's periods are counted: when it last went on after a pause or changed its interval, its
 * trial's end, or its start.
 */
export function anchorOf(books: Books, { ordinal, createdAtMs }: Subscription): number {
  const anchored = entries(books.journal).findLast(
    ({ event }) => ANCHORING.includes(event.type) && event.ordinal === ordinal,
  )
  return anchored?.atMs ?? trialEndMs(books, ordinal) ?? createdAtMs
}

/** Whether this period of a subscription began with a change of its interval. */
export function isRestarted(
  { journal }: Books,
  subscription: number,
  { periodStartMs, periodEndMs }: Pick<InvoiceLine, 'periodStartMs' | 'periodEndMs'>,
): boolean {
  return entries(journal).some(
    ({ atMs, event: { type, ordinal, dueAtMs } }) =>
      type === 'subscription.period_restarted' &&
      ordinal === subscription &&
      atMs === periodStartMs &&
      dueAtMs === periodEndMs,
  )
}

const ANCHORING: readonly BillingEventType[] = ['subscription.resumed', 'subscription.period_restarted']

/** When the trial of a subscription ends or ended; undefined when it has none. */
export function trialEndMs({ trials, trialMoves }: Books, subscription: number): number | undefined {
  const moved = trialMoves.findLast(each => each.subscription === subscription)
  return (moved ?? trials.find(each => each.subscription === subscription))?.endsAtMs
}

/** The subscription in the period that is then in progress, whatever was billed. */
export function inPeriodAt(books: Books, subscription: Subscription, atMs: number): Subscription {
  const { interval } = books.plans[subscription.plan]!
  const anchorMs = anchorOf(books, subscription)
  let { currentPeriodStartMs, currentPeriodEndMs } = subscription
  while (currentPeriodEndMs <= atMs) {
    currentPeriodStartMs = currentPeriodEndMs
    currentPeriodEndMs = periodEndIn(books, currentPeriodStartMs, { interval, anchorMs })
  }
  return { ...subscription, currentPeriodStartMs, currentPeriodEndMs }
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}
