import { invariant } from './errors.ts'

declare const centsBrand: unique symbol

/** An amount in integer minor units of its currency (cents for USD, yen for JPY). */
export type Cents = number & { readonly [centsBrand]: true }

/** The amount, checked to be a safe integer. */
export function cents(amount: number): Cents {
  invariant(Number.isSafeInteger(amount), `An amount must be a safe integer of minor units, got ${amount}.`)
  return (amount === 0 ? 0 : amount) as Cents
}

/** amount × numerator / denominator, exact, rounded half up on magnitudes; denominator > 0. */
export function mulDiv(amount: Cents, numerator: number, denominator: number): Cents {
  invariant(denominator > 0, `mulDiv needs a denominator above 0, got ${denominator}.`)
  const product = BigInt(amount) * BigInt(numerator)
  const magnitude = product < 0n ? -product : product
  const divisor = BigInt(denominator)
  const rounded = Number((2n * magnitude + divisor) / (2n * divisor))
  return cents(product < 0n ? -rounded : rounded)
}

/** Splits an amount ≥ 0 by weights so that the parts sum to it exactly (largest remainder; ties to the first). */
export function allocate(amount: Cents, weights: readonly number[]): Cents[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  invariant(amount >= 0 && total > 0, 'allocate needs an amount of at least 0 and a positive sum of weights.')
  return apportion(amount, weights, { numerator: amount, denominator: total })
}

/**
 * Parts near weight × numerator / denominator that sum to exactly the amount, which must be that share of all weights,
 * rounded (largest remainder; ties to the first). Weights may be below zero; denominator > 0.
 */
export function apportion(
  amount: Cents,
  weights: readonly number[],
  { numerator, denominator }: { readonly numerator: number; readonly denominator: number },
): Cents[] {
  const divisor = BigInt(denominator)
  const exact = weights.map(weight => BigInt(weight) * BigInt(numerator))
  const remainders = exact.map(share => ((share % divisor) + divisor) % divisor)
  const parts = exact.map((share, index) => Number((share - remainders[index]!) / divisor))
  let left = amount - parts.reduce((sum, part) => sum + part, 0)
  invariant(left >= 0 && left <= parts.length, `${amount} is not the share of all weights, rounded.`)
  const byRemainder = remainders
    .map((remainder, index) => ({ index, remainder: Number(remainder) }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index)
  for (const { index } of byRemainder) {
    if (left === 0) break
    parts[index]! += 1
    left -= 1
  }
  return parts.map(part => cents(part))
}

/** Currencies without minor units and with three digits of them, as Stripe lists them; all others have two. */
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' ')
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ')

/** How many digits a currency (ISO 4217, lower case) has after the point. */
export function currencyDigits(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.includes(currency)) return 0
  return THREE_DECIMAL.includes(currency) ? 3 : 2
}

/** An amount for people: `$49.00`, `4,900 JPY`, `49.000 KWD`. */
export function formatMoney(amount: number, currency: string): string {
  const digits = currencyDigits(currency)
  const magnitude = (Math.abs(amount) / 10 ** digits).toFixed(digits)
  const grouped = magnitude.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',')
  const sign = amount < 0 ? '-' : ''
  if (currency === 'usd') return `${sign}$${grouped}`
  return `${sign}${grouped} ${currency.toUpperCase()}`
}
