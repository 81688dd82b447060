import { DAY_MS } from '../core/clock.ts'
import type { Books } from './books.ts'
import type { Interval } from './operation.ts'
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
  const ahead = interval === 'month' ? 1 : 12
  const isLastDay = start.getUTCDate() === daysIn(year, month)
  const wanted = isLastDay
    ? Math.max(start.getUTCDate(), new Date(epochMs + anchorMs).getUTCDate())
    : start.getUTCDate()
  const day = Math.min(wanted, daysIn(year, month + ahead))
  const timeOfDayMs = start.getTime() - Date.UTC(year, month, start.getUTCDate())
  return Date.UTC(year, month + ahead, 1) + (day - 1) * DAY_MS + timeOfDayMs - epochMs
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}
