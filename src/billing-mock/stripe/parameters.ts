import { z } from 'zod'
import { type FormTree, type FormValue, shown } from './form.ts'
import { invalid, type Refusal } from './refusal.ts'

/** What parameters are made of: zod schemas from a form's text to values. A refusal names the parameter. */

const TEXT_MAX = 5000

/** Free text; the empty string unsets, which is null. */
export const text = (max = TEXT_MAX) =>
  z
    .string()
    .max(max, `Expected at most ${max} characters.`)
    .transform(value => (value === '' ? null : value))

/** An id or a name, not empty. */
export const name = z.string().min(1, 'Expected a value that is not empty.').max(TEXT_MAX)

/** A whole number. */
export const integer = z.string().transform((value, context) => {
  const number = /^[+-]?\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  if (Number.isSafeInteger(number)) return number + 0
  return issue(context, 'parameter_invalid_integer', `Invalid integer: ${shown(value)}`)
})

/** An amount in minor units, above zero. */
export const amount = integer.transform((value, context) =>
  value >= 1 ? value : issue(context, 'parameter_invalid_integer', 'Invalid positive integer'),
)

/** `true` or `false`. */
export const boolean = z.string().transform((value, context) => {
  if (value === 'true' || value === 'false') return value === 'true'
  return issue(context, 'parameter_invalid_boolean', `Invalid boolean: ${shown(value)}`)
})

/** One of these words. */
export function choice<const Word extends string>(words: readonly [Word, ...Word[]]) {
  return z.enum(words, {
    error: ({ input }) =>
      typeof input === 'string' ? `Must be one of ${words.join(', ')}; got ${shown(input)}.` : undefined,
  })
}

/** Only this value: what the simulation does anyway. */
export function only<const Word extends string>(word: Word) {
  return z.literal(word, { error: () => `Only ${word} is simulated.` })
}

/** `false` alone: what the other value would ask for is not simulated. */
export const onlyFalse = boolean.refine(value => !value, 'Only false is simulated.')

/** A list: `a[0]`, `a[1]`, or `a[]`. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value, context) => {
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    if (entries.every(([key]) => /^\d{1,4}$/.test(key))) {
      return entries.sort(([one], [other]) => Number(one) - Number(other)).map(([, inner]) => inner)
    }
    return issue(context, null, 'Invalid array')
  }, z.array(item))
}

/** A list, or the empty text for one with nothing in it. */
export function listOrNone<Item extends z.ZodType>(item: Item) {
  return z.preprocess(value => (value === '' ? {} : value), list(item))
}

/** Bounds on a number, or the number itself: `created[gte]=…`. */
export const range = z.union([
  integer.transform(value => ({ gte: value, lte: value })),
  z.strictObject({ gt: integer, gte: integer, lt: integer, lte: integer }).partial(),
])
export type Range = z.infer<typeof range>

/** Whether a number is within bounds. */
export function isWithin(value: number, bounds: Range | undefined): boolean {
  if (bounds === undefined) return true
  const { gt, gte, lt, lte } = { gt: undefined, lt: undefined, ...bounds }
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  )
}

/** How many keys of metadata an object has at most. */
export const METADATA_KEYS_MAX = 50
const METADATA_KEY_MAX = 40
const METADATA_VALUE_MAX = 500

/** A change of metadata: keys to set, those with an empty value to unset; the empty string unsets all. */
export const metadata = z.union([
  z
    .literal('', 'Expected a hash, or an empty value, which unsets all of it.')
    .transform((): MetadataChange => ({ clears: true, set: {} })),
  z.record(z.string(), z.string()).transform((set, context): MetadataChange => {
    const count = Object.values(set).filter(value => value !== '').length
    if (count > METADATA_KEYS_MAX) {
      return issue(
        context,
        null,
        `An object has at most ${METADATA_KEYS_MAX} keys of metadata, got ${count}.`,
      )
    }
    for (const [key, value] of Object.entries(set)) {
      if (key.length > METADATA_KEY_MAX) {
        return issue(
          context,
          null,
          `Metadata keys have at most ${METADATA_KEY_MAX} characters: ${shown(key)}`,
        )
      }
      if (value.length > METADATA_VALUE_MAX) {
        const message = `Metadata values have at most ${METADATA_VALUE_MAX} characters, ${shown(key)} has ${value.length}.`
        return issue(context, null, message)
      }
    }
    return { clears: false, set }
  }),
])
export interface MetadataChange {
  readonly clears: boolean
  readonly set: Readonly<Record<string, string>>
}

/** The parameters of every list. */
export const page = {
  limit: integer
    .transform((value, context) =>
      value >= 1 && value <= 100 ? value : issue(context, 'parameter_invalid_integer', 'Expected 1 to 100.'),
    )
    .optional(),
  starting_after: name.optional(),
  ending_before: name.optional(),
}
export type Page = { [Field in keyof typeof page]?: z.output<(typeof page)[Field]> }

/** The parameters of every search. */
export const searchParameters = z.strictObject({
  query: name,
  limit: page.limit,
  page: name.optional(),
})

/** The form as the schema wants it. Throws a refusal that names the first parameter that does not fit. */
export function parseParameters<Schema extends z.ZodType>(schema: Schema, form: FormTree): z.output<Schema> {
  const parsed = schema.safeParse(form)
  if (parsed.success) return parsed.data
  throw refusalOf(parsed.error.issues[0]!, form)
}

type Issue = z.core.$ZodIssue

function refusalOf(found: Issue, form: FormTree): Refusal {
  const param = nameOf(found.path)
  const value = valueAt(form, found.path)
  if (found.code === 'unrecognized_keys') {
    const unknown = nameOf([...found.path, found.keys[0]!])
    return invalid(unknown, `Received unknown parameter: ${shown(unknown)}`, 'parameter_unknown')
  }
  if (found.code === 'custom')
    return invalid(param, found.message, (found.params?.code as string | null | undefined) ?? null)
  if (value === undefined) return invalid(param, `Missing required param: ${param}.`, 'parameter_missing')
  // Of several shapes the one that was meant explains best: the hash for a hash, the text for a text.
  if (found.code === 'invalid_union') {
    const meant = found.errors.find(([first]) => first !== undefined && !isOfOtherShape(first, value))
    const inner = meant?.[0] ?? found.errors.at(-1)?.[0]
    if (inner !== undefined) return refusalOf({ ...inner, path: [...found.path, ...inner.path] }, form)
  }
  if (found.code === 'invalid_type') return invalid(param, `Invalid ${expectedOf(found)} for ${param}.`)
  return invalid(param, found.message)
}

function isOfOtherShape(found: Issue, value: FormValue): boolean {
  if (found.path.length > 0) return false
  return found.code === 'invalid_type' || (found.code === 'invalid_value' && typeof value !== 'string')
}

function expectedOf(found: Extract<Issue, { code: 'invalid_type' }>): string {
  return found.expected === 'record' || found.expected === 'object' ? 'hash' : found.expected
}

function nameOf([first, ...rest]: readonly PropertyKey[]): string {
  return [String(first ?? ''), ...rest.map(key => `[${String(key)}]`)].join('')
}

function valueAt(form: FormTree, path: readonly PropertyKey[]): FormValue | undefined {
  let at: FormValue | undefined = form
  for (const key of path) at = typeof at === 'object' ? at[String(key)] : undefined
  return at
}

function issue(context: z.core.$RefinementCtx, code: string | null, message: string): never {
  context.addIssue({ code: 'custom', message, params: { code } })
  return z.NEVER
}
