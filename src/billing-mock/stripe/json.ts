/** Plain data, as it goes over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object; `undefined` fields are left out when it is written. */
export interface JsonObject {
  readonly [field: string]: Json | undefined
}

/** A value with fields, and no list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy that shares nothing, as writing and reading it again would give. */
export function copyOf(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(copyOf)
  const copy: Record<string, Json> = {}
  for (const field in value) {
    const inner = (value as JsonObject)[field]
    if (inner !== undefined) copy[field] = copyOf(inner)
  }
  return copy
}
