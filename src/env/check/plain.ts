import { canonicalJson } from '../../core/hash.ts'

/** A value as text, to the byte: keys in order, typed arrays and numbers that JSON cannot tell apart by name. */
export function textOf(value: unknown): string {
  return canonicalJson(tagged(value))
}

function tagged(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    return { [Object.prototype.toString.call(value)]: Array.from(value as Uint8Array, tagged) }
  }
  if (Array.isArray(value)) return value.map(tagged)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tagged(inner)]))
  }
  return isPlainLeaf(value) ? value : { [typeof value]: Object.is(value, -0) ? '-0' : String(value) }
}

/** The place and kind of the first thing in a value that is no plain data, e.g. `info.costs.cost is NaN`; null if none. */
export function firstOddity(value: unknown, path: string): string | null {
  if (ArrayBuffer.isView(value)) return firstOddity(Array.from(value as Uint8Array), path)
  if (value === null || typeof value !== 'object') {
    return isPlainLeaf(value) ? null : `${path} is ${Object.is(value, -0) ? '-0' : String(value)}`
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && prototype !== Array.prototype) {
    return `${path} is a ${value.constructor.name}`
  }
  for (const [key, inner] of Object.entries(value)) {
    const oddity = firstOddity(inner, `${path}.${key}`)
    if (oddity !== null) return oddity
  }
  return null
}

/** What JSON gives back as it was. */
function isPlainLeaf(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  return value === null || typeof value === 'string' || typeof value === 'boolean'
}

/** Overwrites everything in a value that lets itself be overwritten; what is frozen stays as it is. */
export function scribbleOver(value: unknown, seen = new Set<unknown>()): void {
  if (value === null || typeof value !== 'object' || seen.has(value)) return
  seen.add(value)
  if (ArrayBuffer.isView(value)) {
    ;(value as Uint8Array).fill(1)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    scribbleOver(inner, seen)
    Reflect.set(value, key, 'scribble')
  }
  Reflect.set(value, Array.isArray(value) ? value.length : 'scribble', 'scribble')
}
