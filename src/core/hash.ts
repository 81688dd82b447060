import { createHash } from 'node:crypto'

/**
 * JSON with the keys of every object in one order (whole numbers by size, then the others alphabetically): equal
 * values give equal text. What JSON leaves out or changes is left out or changed the same way.
 */
export function canonicalJson(value: unknown): string {
  return textOf(value) ?? 'null'
}

/** The text of a value, or undefined for what JSON leaves out of objects. */
function textOf(value: unknown): string | undefined {
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return textOfItems(value)
  return 'toJSON' in value ? JSON.stringify(value) : textOfFields(value as Record<string, unknown>)
}

function textOfItems(items: readonly unknown[]): string {
  let text = '['
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ','
    text += textOf(items[i]) ?? 'null'
  }
  return `${text}]`
}

function textOfFields(record: Readonly<Record<string, unknown>>): string {
  let text = '{'
  for (const key of orderedKeys(record)) {
    const inner = textOf(record[key])
    if (inner === undefined) continue
    if (text.length > 1) text += ','
    text += `${quoted(key)}:${inner}`
  }
  return `${text}}`
}

/** Keys come again and again: each is quoted once, as long as they are few. */
const quotedKeys = new Map<string, string>()
const QUOTED_KEYS_MAX = 2_000

function quoted(key: string): string {
  const known = quotedKeys.get(key)
  if (known !== undefined) return known
  const text = JSON.stringify(key)
  if (quotedKeys.size < QUOTED_KEYS_MAX) quotedKeys.set(key, text)
  return text
}

function orderedKeys(record: object): readonly string[] {
  const keys = Object.keys(record)
  // Of an object's own keys whole numbers come first, by size.
  let numbers = 0
  while (numbers < keys.length && isWholeNumber(keys[numbers]!)) numbers += 1
  if (numbers === 0) return keys.sort()
  return [...keys.slice(0, numbers), ...keys.slice(numbers).sort()]
}

function isWholeNumber(key: string): boolean {
  const code = key.charCodeAt(0)
  return code >= 48 && code <= 57 && String(Number(key) >>> 0) === key
}

/** The SHA-256 of a value's canonical JSON, in hexadecimal. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}
