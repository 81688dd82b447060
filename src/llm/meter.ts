import type { Usage } from './answer.ts'

/** What was used of an endpoint so far. */
export interface Meter {
  /** Sent, those asked again among them. */
  readonly requests: number
  /** Of the requests, those that asked again. */
  readonly retries: number
  /** As far as the server said. */
  readonly promptTokens: number
  readonly completionTokens: number
  /** Null without prices, and once an answer came without its usage. */
  readonly costDollars: number | null
}

/** Dollars for a million tokens. */
interface Prices {
  readonly inputPerMillion: number
  readonly outputPerMillion: number
}

const MILLION = 1_000_000

/** A meter at zero, and what moves it. */
export function meterOf(prices: Prices | undefined) {
  let requests = 0
  let retries = 0
  let promptTokens = 0
  let completionTokens = 0
  let isWhole = true

  function costDollars(): number | null {
    if (prices === undefined || !isWhole) return null
    return (promptTokens * prices.inputPerMillion + completionTokens * prices.outputPerMillion) / MILLION
  }

  return {
    began(attempt: number): void {
      requests += 1
      if (attempt > 1) retries += 1
    },
    answered(usage: Usage | null): void {
      promptTokens += usage?.promptTokens ?? 0
      completionTokens += usage?.completionTokens ?? 0
      if (usage === null) isWhole = false
    },
    read: (): Meter => ({ requests, retries, promptTokens, completionTokens, costDollars: costDollars() }),
  }
}
