import { normalQuantile } from '../../core/quantiles.ts'

/** A figure of a sample; null where there is nothing to count. */
export type Estimator<Item> = (items: readonly Item[]) => number | null

export interface Interval {
  readonly value: number
  readonly ci95: readonly [low: number, high: number]
}

const GROUPS = 40

/**
 * A figure with its 95 % interval, by the jackknife over groups: the figure is computed again without each of 40
 * groups, and var = (g − 1) / g · Σ (θ₋ᵢ − θ̄)². Good for shares, ratios and correlations alike. Items of one cluster
 * have to be one item. Null where the figure, or one of those without a group, is not there.
 */
export function withInterval<Item>(items: readonly Item[], estimate: Estimator<Item>): Interval | null {
  const value = estimate(items)
  const groups = Math.min(GROUPS, items.length)
  if (value === null || groups < 2) return null
  const without: number[] = []
  for (let group = 0; group < groups; group++) {
    const left = estimate(items.filter((_, index) => index % groups !== group))
    if (left === null) return null
    without.push(left)
  }
  const mean = without.reduce((sum, each) => sum + each, 0) / groups
  const squares = without.reduce((sum, each) => sum + (each - mean) * (each - mean), 0)
  const margin = normalQuantile(0.975) * Math.sqrt(((groups - 1) / groups) * squares)
  return { value, ci95: [value - margin, value + margin] }
}
