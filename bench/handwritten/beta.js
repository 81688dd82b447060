/** Mirrors the tables behind betaQuantile in src/core/quantiles.ts, which are not exported; set-up only. */

export const TABLE_STEPS = 256

/** The 257 quantiles of a Beta distribution. */
export function betaTable(a, b) {
  const table = new Float64Array(TABLE_STEPS + 1)
  for (let i = 0; i <= TABLE_STEPS; i++) {
    const target = Math.min(1 - 0.25 / TABLE_STEPS, Math.max(0.25 / TABLE_STEPS, i / TABLE_STEPS))
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

function betaCdf(x, a, b) {
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

function logGamma(x) {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  let sum = 0.9999999999998099
  for (let i = 0; i < coefficients.length; i++) sum += coefficients[i] / (x + i)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
