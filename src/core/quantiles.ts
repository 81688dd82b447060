import { clamp } from './math.ts'

/** Inverse CDFs: each turns one uniform in [0, 1) into one draw, without rejection. */

const HALF_ULP = 2 ** -33

/** Standard normal, by Acklam's rational approximation (relative error below 1.15e-9). */
export function normalQuantile(u: number): number {
  const p = clamp(u + HALF_ULP, HALF_ULP, 1 - HALF_ULP)
  if (p < 0.02425) return normalTail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - 0.02425) return -normalTail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  const numerator =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239
  const denominator =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1
  return (numerator * q) / denominator
}

function normalTail(q: number): number {
  const numerator =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
    2.938163982698783
  const denominator =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
    1
  return numerator / denominator
}

/** Exponential with the given mean. */
export function exponentialQuantile(u: number, mean: number): number {
  return 0 - mean * Math.log(1 - u) // `-mean * …` would be −0 at u = 0
}

/** Log-normal with the given median and the standard deviation of its logarithm. */
export function logNormalQuantile(u: number, median: number, sigma: number): number {
  return median * Math.exp(sigma * normalQuantile(u))
}

/** Index drawn with probability proportional to its weight; weights are ≥ 0 with a positive sum. */
export function categoricalQuantile(u: number, weights: readonly number[]): number {
  let left = u * weights.reduce((sum, weight) => sum + weight, 0)
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!
    if (left < 0) return i
  }
  return weights.length - 1
}

const TABLE_STEPS = 256
/** By concentration, then by mean. */
const betaTables = new Map<number, Map<number, Float64Array>>()

/** Beta with the given mean (0 … 1, exclusive) and concentration k = a + b, from a table of 257 quantiles. */
export function betaQuantile(u: number, mean: number, concentration: number): number {
  const table = betaTables.get(concentration)?.get(mean) ?? keptBetaTable(mean, concentration)
  const position = u * TABLE_STEPS
  const below = Math.floor(position)
  const low = table[below]!
  return low + (position - below) * (table[below + 1]! - low)
}

function keptBetaTable(mean: number, concentration: number): Float64Array {
  const table = betaTable(mean * concentration, (1 - mean) * concentration)
  const ofConcentration = betaTables.get(concentration) ?? new Map<number, Float64Array>()
  betaTables.set(concentration, ofConcentration.set(mean, table))
  return table
}

function betaTable(a: number, b: number): Float64Array {
  const table = new Float64Array(TABLE_STEPS + 1)
  for (let i = 0; i <= TABLE_STEPS; i++) {
    const target = clamp(i / TABLE_STEPS, 0.25 / TABLE_STEPS, 1 - 0.25 / TABLE_STEPS)
    let low = 0
    let high = 1
    for (let round = 0; round < 50; round++) {
      const middle = (low + high) / 2
      if (betaCdf(middle, a, b) < target) low = middle
      else high = middle
    }
    table[i] = (low + high) / 2
  }
  return table
}

/** Regularised incomplete beta function by Lentz's continued fraction (Numerical Recipes, section 6.4). */
function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a)
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m < 200; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    const delta = d * c
    fraction *= delta
    if (Math.abs(delta - 1) < 1e-14) break
  }
  return front * fraction
}

/** Logarithm of the gamma function, x > 0 (Lanczos, g = 7). */
function logGamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  let sum = 0.9999999999998099
  for (let i = 0; i < coefficients.length; i++) sum += coefficients[i]! / (x + i)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
