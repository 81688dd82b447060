import { describe, expect, it } from 'vitest'
import {
  betaQuantile,
  categoricalQuantile,
  exponentialQuantile,
  logNormalQuantile,
  normalQuantile,
} from '../../src/core/quantiles.ts'

/** A draw has 32 bits and stands for the middle of its cell: this is the probability half a cell below. */
const HALF_CELL = 2 ** -33
const LARGEST_DRAW = 1 - 2 ** -32

describe('the normal quantile', () => {
  it.each([
    [1e-6, -4.753424308822899],
    [0.001, -3.090232306167813],
    [0.01, -2.3263478740408408],
    [0.024, -1.9773684281819468],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.5, 0],
    [0.6, 0.2533471031357997],
    [0.975, 1.959963984540054],
    [0.99, 2.3263478740408408],
    [0.999, 3.090232306167813],
  ])('of %d is %d', (probability, expected) => {
    expect(Math.abs(normalQuantile(probability - HALF_CELL) - expected)).toBeLessThan(1e-8)
  })

  it('is finite at both ends, and odd', () => {
    expect(normalQuantile(0)).toBeLessThan(-6)
    expect(normalQuantile(0)).toBeGreaterThan(-7)
    expect(normalQuantile(LARGEST_DRAW)).toBeCloseTo(-normalQuantile(0), 6)
  })

  it('never falls, across the seams of its approximation too', () => {
    let before = normalQuantile(0)
    for (let n = 1; n <= 10_000; n++) {
      const next = normalQuantile(n / 10_001)
      expect(next).toBeGreaterThan(before)
      before = next
    }
  })
})

/** Quantiles of a Beta by summing its density on a fine grid: slow, simple, and nothing like the table. */
function integratedQuantiles(a: number, b: number, probabilities: readonly number[]): number[] {
  const cells = 200_000
  const density = (x: number): number => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log(1 - x))
  let total = 0
  for (let cell = 0; cell < cells; cell++) total += density((cell + 0.5) / cells)
  const found: number[] = []
  let sum = 0
  for (let cell = 0; cell < cells; cell++) {
    sum += density((cell + 0.5) / cells)
    while (found.length < probabilities.length && sum >= probabilities[found.length]! * total) {
      found.push((cell + 1) / cells)
    }
  }
  return found
}

describe('the beta quantile', () => {
  const probabilities = Array.from({ length: 98 }, (_, n) => (n + 1.37) / 100)

  it.each([
    [0.2, 6],
    [0.5, 6],
    [0.8, 6],
    [0.5, 2],
    [0.65, 20],
  ])('with mean %d and concentration %d is within 0.002 of the integrated density', (mean, concentration) => {
    const a = mean * concentration
    const exact = integratedQuantiles(a, concentration - a, probabilities)
    expect(exact).toHaveLength(probabilities.length)
    for (const [n, u] of probabilities.entries()) {
      expect(Math.abs(betaQuantile(u, mean, concentration) - exact[n]!), `u = ${u}`).toBeLessThan(2e-3)
    }
  })

  it('averages to its mean and stays inside (0, 1)', () => {
    const count = 10_000
    let sum = 0
    for (let n = 0; n < count; n++) sum += betaQuantile((n + 0.5) / count, 0.2, 6)
    expect(sum / count).toBeCloseTo(0.2, 3)
    expect(betaQuantile(0, 0.2, 6)).toBeGreaterThan(0)
    expect(betaQuantile(LARGEST_DRAW, 0.8, 6)).toBeLessThan(1)
  })
})

describe('the exponential quantile', () => {
  it.each([
    [0.5, 3 * Math.LN2],
    [1 - Math.exp(-1), 3],
    [1 - Math.exp(-2), 6],
  ])('of %d with mean 3 is %d', (u, expected) => {
    expect(exponentialQuantile(u, 3)).toBeCloseTo(expected, 12)
  })

  it('is zero at zero, and not minus zero, and finite at the largest draw', () => {
    expect(exponentialQuantile(0, 3)).toBe(0)
    expect(exponentialQuantile(LARGEST_DRAW, 3)).toBeLessThan(70)
  })
})

describe('the log-normal quantile', () => {
  it('has the median given, and the spread of its logarithm', () => {
    expect(logNormalQuantile(0.5 - HALF_CELL, 8, 0.5)).toBeCloseTo(8, 12)
    expect(logNormalQuantile(0.975 - HALF_CELL, 8, 0.5)).toBeCloseTo(8 * Math.exp(0.5 * 1.959963984540054), 6)
    expect(logNormalQuantile(0.3, 8, 0)).toBe(8)
  })
})

describe('the categorical quantile', () => {
  it.each([
    [0, [1, 1, 2], 0],
    [0.2499, [1, 1, 2], 0],
    [0.25, [1, 1, 2], 1],
    [0.5, [1, 1, 2], 2],
    [LARGEST_DRAW, [1, 1, 2], 2],
    [0, [0, 1], 1],
    [LARGEST_DRAW, [1, 0], 0],
    [LARGEST_DRAW, [0.1, 0.2, 0.3, 0], 2],
    [0.7, [5], 0],
  ])('of %d with weights %j is %d', (u, weights, expected) => {
    expect(categoricalQuantile(u, weights)).toBe(expected)
  })

  it('draws in proportion to the weights', () => {
    const counts = [0, 0, 0]
    for (let n = 0; n < 1000; n++) counts[categoricalQuantile(n / 1000, [44, 30, 26])]! += 1
    expect(counts).toEqual([440, 300, 260])
  })
})
