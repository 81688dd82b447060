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
