import { code } from './markdown.ts'

/** The part of JSON Schema that zod writes for this package. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** A row of a table of fields: path, type, whether it may be left out, and what it is. */
export type FieldRow = readonly [path: string, type: string, needed: string, description: string]

/** Every field of an object, those of objects inside it too: `customer.opening.acts`, `variants[].id`. */
export function fieldRows(schema: JsonSchema, prefix = ''): readonly FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]): FieldRow[] => {
    const path = prefix + name
    const row: FieldRow = [
      code(path),
      typeText(field),
      neededText(schema, name, field),
      field.description ?? '',
    ]
    return [row, ...innerRows(field, path)]
  })
}

function innerRows(field: JsonSchema, path: string): readonly FieldRow[] {
  if (field.properties !== undefined) return fieldRows(field, `${path}.`)
  if (field.items?.properties !== undefined) return fieldRows(field.items, `${path}[].`)
  const values = field.additionalProperties
  return typeof values === 'object' ? innerRows(values, `${path}.<name>`) : []
}

function neededText(owner: JsonSchema, name: string, field: JsonSchema): string {
  if (field.default !== undefined) return `default ${code(JSON.stringify(field.default))}`
  return owner.required?.includes(name) === true ? 'yes' : 'no'
}

/** A type in words: `"duplicate" | "fraudulent"`, `integer, 1 … 1440`, `list of string`. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum !== undefined) return schema.enum.map(value => code(JSON.stringify(value))).join(' | ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) return alternatives.map(typeText).join(' | ')
  if (schema.type === 'array') return `list of ${typeText(schema.items ?? {})}${sizeText(schema)}`
  if (schema.type === 'object') return objectText(schema)
  return `${[schema.type ?? 'anything'].flat().join(' | ')}${rangeText(schema)}`
}

/** The field by which an alternative is told from the others, as `name` and value; null where there is none. */
export function discriminator(schema: JsonSchema): { readonly field: string; readonly value: string } | null {
  for (const [field, { const: value }] of Object.entries(schema.properties ?? {})) {
    if (typeof value === 'string') return { field, value }
  }
  return null
}

function objectText(schema: JsonSchema): string {
  const known = discriminator(schema)
  if (known !== null) return code(known.value)
  const values = schema.additionalProperties
  return typeof values === 'object' && schema.properties === undefined
    ? `object by name, of ${typeText(values)}`
    : 'object'
}

function sizeText({ minItems, maxItems }: JsonSchema): string {
  if (maxItems !== undefined) return `, ${minItems ?? 0} … ${maxItems}`
  return minItems === undefined ? '' : `, at least ${minItems}`
}

function rangeText({ minimum, maximum, exclusiveMinimum, maxLength, pattern }: JsonSchema): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? null : minimum
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum
  if (low !== null && high !== null) return `, ${low} … ${high}`
  if (low !== null) return `, at least ${low}`
  if (high !== null) return `, at most ${high}`
  if (exclusiveMinimum !== undefined) return `, above ${exclusiveMinimum}`
  if (maxLength !== undefined) return `, at most ${maxLength} characters`
  return pattern === undefined ? '' : ` like ${code(pattern)}`
}
