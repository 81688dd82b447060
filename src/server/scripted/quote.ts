import { SupportGymError } from '../../core/errors.ts'
import type { ScriptedReply } from './script.ts'

/** `{{ regex }}`, or `{{ regex | number }}` where it is the whole of a value. */
const QUOTE = /\{\{(.+?)\}\}/gu
const NUMBER = /^\{\{(.+?)\|\s*number\s*\}\}$/u

/**
 * A reply with its `{{ regex }}` filled in: by the first group (or all) of what it matches in the newest tool result
 * that it matches. Throws `invalid_data` when there is none.
 */
export function quoting(reply: ScriptedReply, results: readonly string[]): ScriptedReply {
  const { say, call } = reply
  return {
    ...reply,
    ...(say === undefined ? {} : { say: filledText(say, results) }),
    ...(call === undefined ? {} : { call: filled(call, results) as NonNullable<ScriptedReply['call']> }),
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
  const regex = new RegExp(pattern.trim(), 'mu')
  for (const result of results) {
    const match = regex.exec(result)
    if (match !== null) return match[1] ?? match[0]
  }
  throw new SupportGymError(
    'invalid_data',
    `The script quotes {{${pattern}}}, which no tool result has; the last one: "${(results[0] ?? '').slice(0, 200)}".`,
  )
}
