/** base^exponent as exp(k · log x), for base ≥ 0: the same bits on every Node line, unlike `**`. */
export function power(base: number, exponent: number): number {
  return base === 0 ? 0 : Math.exp(exponent * Math.log(base))
}

/** The logistic function. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** The logit of a probability, which is kept away from 0 and 1 so that the result is finite (±13.8). */
export function logit(probability: number): number {
  const p = clamp(probability, 1e-6, 1 - 1e-6)
  return Math.log(p / (1 - p))
}

/** x, kept within [low, high]. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x
}

/** x, kept within [0, 1]. */
export function clamp01(x: number): number {
  return clamp(x, 0, 1)
}
