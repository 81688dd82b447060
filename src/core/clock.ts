/** Virtual time: milliseconds from the customer's first contact; before it is negative. */
export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** A moment that does not come: finite, so that state stays plain JSON. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER

const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

/** Milliseconds of a duration such as `40s`, `-7d`, `1.5h`; null when the text is none. */
export function parseDurationMs(text: string): number | null {
  const match = /^(-?\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text)
  return match === null ? null : Math.round(Number(match[1]) * UNIT_MS[match[2]!]!)
}
