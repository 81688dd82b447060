import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { parse } from 'yaml'
import type { z } from 'zod'
import type { FaultConfig } from '../billing-mock/index.ts'
import { unknownName } from '../core/suggest.ts'
import { deliveries } from '../env/index.ts'
import { rewardPresets } from '../reward/index.ts'
import { breakdowns } from './businessTable.ts'

/** Parsers of option values, for commander: each throws with what was expected. */

/** A whole number within bounds, which are part of the message. */
export function wholeNumber(low: number, high: number): (text: string) => number {
  return text => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= low && value <= high) return value
    throw new InvalidArgumentError(
      `Expected a whole number from ${count(low)} to ${count(high)}, got "${text}".`,
    )
  }
}

/** A number of 0 or more, such as a temperature or a price in dollars. */
export function amount(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError(`Expected a number of 0 or more, got "${text}".`)
}

/** An option that may be given several times, or once with commas. */
export function names(text: string, before: readonly string[] | undefined): readonly string[] {
  const given = text.split(',').map(name => name.trim())
  if (given.some(name => name === '')) throw new InvalidArgumentError('Expected names with commas between.')
  return [...new Set([...(before ?? []), ...given])]
}

export const rewardName = oneOf('reward', rewardPresets)
export const deliveryName = oneOf('delivery', deliveries)
export const breakdownName = oneOf('breakdown', breakdowns)

/** The entries of these ids, in their order; all of them when none is named. Throws `unknown_id`. */
export function chosen<Entry extends { readonly id: string }>(
  what: string,
  all: readonly Entry[],
  ids: readonly string[] | undefined,
): readonly Entry[] {
  const known = all.map(({ id }) => id)
  const unknown = ids?.find(id => !known.includes(id))
  if (unknown !== undefined) throw unknownName(what, unknown, known)
  return ids === undefined ? all : ids.map(id => all.find(entry => entry.id === id)!)
}

/** A number for people: `1,800`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

/** One of some names. */
export function oneOf<Name extends string>(what: string, known: readonly Name[]): (text: string) => Name {
  return text => {
    const found = known.find(name => name === text)
    if (found === undefined) throw unknownName(what, text, known)
    return found
  }
}

/** Reads the faults of a YAML or JSON file: those that an account can have, or only those of an episode. */
export function faultsIn(schema: z.ZodType<FaultConfig>): (file: string) => FaultConfig {
  return file => {
    const parsed = schema.safeParse(contentOf(file))
    if (parsed.success) return parsed.data
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    )
    throw new InvalidArgumentError(`${file}: ${issues.join('; ')}.`)
  }
}

function contentOf(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new InvalidArgumentError(
      `Expected a YAML or JSON file: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}
