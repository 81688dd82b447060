import { DAY_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'

/** How numbers of the world are brought into [−1, 1] for the float observation. */

/** value ÷ most, kept within [0, 1]. */
export function share(value: number, most: number): number {
  return clamp(value / most, 0, 1)
}

/** Cents on a scale of $200. */
export function money(cents: number): number {
  return clamp(cents / 20_000, -1, 1)
}

export function age(atMs: number, nowMs: number): number {
  return share((nowMs - atMs) / DAY_MS, 100)
}
