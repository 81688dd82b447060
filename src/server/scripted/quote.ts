import { SupportGymError } from '../../core/errors.ts'
import { cutOff } from '../../core/text.ts'

/**
 * `{{ regex }}`, or `{{ regex | number }}`, which makes a number where it is the whole of a value. A regex may end in a
 * brace of its own.
 */
const QUOTE = /\{\{((?:(?!\{\{).)+?)(?:\|\s*number\s*)?\}\}(?!\})/gu
const NUMBER = /^\{\{((?:(?!\{\{).)+?)\|\s*number\s*\}\}$/u
const FLAGS = 'mu'

/** A quote whose pattern is none, where it stands, and why. */
export interface BrokenQuote {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** The quotes that can never be filled in, in a value at whatever depth. */
export function brokenQuotes(value: unknown, path: BrokenQuote['path'] = []): readonly BrokenQuote[] {
  if (typeof value === 'string') {
    return patternsIn(value).flatMap(pattern => {
      const message = whyBroken(pattern)
      return message === null ? [] : [{ path, message }]
    })
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    brokenQuotes(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  )
}

function patternsIn(text: string): readonly string[] {
  const [, number] = NUMBER.exec(text) ?? []
  return number === undefined ? [...text.matchAll(QUOTE)].map(([, pattern]) => pattern!) : [number]
}

function whyBroken(pattern: string): string | null {
  try {
    new RegExp(pattern.trim(), FLAGS)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * A reply with its `{{ regex }}` filled in: by the first group (or all) of what it matches in the newest tool result
 * that it matches. Throws `invalid_data` when there is none.
 */
export function quoting<Reply extends { readonly say?: string; readonly call?: unknown }>(
  reply: Reply,
  results: readonly string[],
): Reply {
  const { say, call } = reply
  return {
    ...reply,
    ...(say === undefined ? {} : { say: filledText(say, results) }),
    ...(call === undefined ? {} : { call: filled(call, results) }),
  }
}

/** A value with every text in it filled in, at whatever depth. */
function filled(value: unknown, results: readonly string[]): unknown {
  if (typeof value === 'string') return filledValue(value, results)
  if (Array.isArray(value)) return value.map(item => filled(item, results))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner, results)]))
}

function filledValue(text: string, results: readonly string[]): string | number {
  const [, pattern] = NUMBER.exec(text) ?? []
  if (pattern === undefined) return filledText(text, results)
  const found = quoted(pattern, results)
  const value = Number(found)
  if (found.trim() === '' || Number.isNaN(value)) {
    throw new SupportGymError('invalid_data', `The script expects a number of ${text}, got "${found}".`)
  }
  return value
}

function filledText(text: string, results: readonly string[]): string {
  return text.replaceAll(QUOTE, (_all, pattern: string) => quoted(pattern, results))
}

function quoted(pattern: string, results: readonly string[]): string {
  const regex = new RegExp(pattern.trim(), FLAGS)
  for (const result of results) {
    const match = regex.exec(result)
    if (match !== null) return match[1] ?? match[0]
  }
  throw new SupportGymError(
    'invalid_data',
    `The script quotes {{${pattern}}}, which no tool result has; the last one: "${cutOff(results[0] ?? '', 200)}".`,
  )
}
