import { invalid } from './refusal.ts'

/** The API version whose shapes are served. */
export const API_VERSION = '2026-10-28.endive'

/** The first one with these shapes: periods on items, `parent` of an invoice, payments instead of a charge. */
const OLDEST = '2025-03-31.basil'

/** The version that a response names: the one asked for, if its shapes are those served. */
export function versionOf(header: string | undefined): string {
  if (header === undefined) return API_VERSION
  if (!/^\d{4}-\d{2}-\d{2}(\.[a-z_]+)?$/.test(header)) {
    throw invalid(null, `Invalid Stripe-Version: expected one such as ${API_VERSION}.`)
  }
  if (header >= OLDEST.slice(0, 10)) return header
  throw invalid(
    null,
    `Stripe-Version ${header} is not simulated: objects have the shapes of ${OLDEST} and later. Use an SDK of 2025-04 or later.`,
  )
}
