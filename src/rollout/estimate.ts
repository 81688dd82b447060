import { z } from 'zod'
import { normalQuantile } from '../core/quantiles.ts'
import { MICROS } from './aggregate.ts'

/** A mean with its 95 % interval: Student's t over independent episodes; null below two of them. */
export const Estimate = z.strictObject({
  mean: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
})
export type Estimate = z.infer<typeof Estimate>

/** What an estimate is made of: how many values, and the exact sums of their millionths and of the squares of these. */
export interface Moments {
  readonly count: number
  readonly sum: bigint
  readonly squares: bigint
}

/**
 * Mean and 95 % interval: mean ± t(.975, n − 1) · s / √n. Strata only narrow the spread of a mean, so for stratified
 * episodes the interval errs on the wide side. s² = (n Σx² − (Σx)²) / (n (n − 1)), exact up to the division.
 */
export function estimate({ count, sum, squares }: Moments): Estimate {
  const mean = Number(sum) / (count * MICROS)
  if (count < 2) return { mean, ci95: null }
  const n = BigInt(count)
  const error = Math.sqrt(Number(n * squares - sum * sum) / Number(n * n * (n - 1n))) / MICROS
  const margin = studentQuantile(count - 1) * error
  return { mean, ci95: [mean - margin, mean + margin] }
}

/** t(.975) for few degrees of freedom, where the expansion below is off. */
const FEW_DEGREES = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306]

/** The .975 quantile of Student's t: an expansion around the normal's (Abramowitz and Stegun 26.7.5). */
export function studentQuantile(degrees: number): number {
  const listed = FEW_DEGREES[degrees - 1]
  if (listed !== undefined) return listed
  const x = normalQuantile(0.975)
  const x2 = x * x
  const first = (x * (x2 + 1)) / 4
  const second = (x * (5 * x2 * x2 + 16 * x2 + 3)) / 96
  const third = (x * (3 * x2 * x2 * x2 + 19 * x2 * x2 + 17 * x2 - 15)) / 384
  return x + first / degrees + second / (degrees * degrees) + third / (degrees * degrees * degrees)
}
