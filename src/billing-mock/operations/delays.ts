import { DAY_MS } from '../../core/clock.ts'

/**
 * Whole days, as banks work once a day, from the fewest to the most, each as likely as another; in milliseconds.
 */
export function delayMs([fewest, most]: readonly [number, number], draw: number): number {
  return (fewest + Math.floor(draw * (most - fewest + 1))) * DAY_MS
}
