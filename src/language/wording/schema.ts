import { z } from 'zod'
import { complaints, customerActs, tones } from '../../world/acts.ts'
import { dimensionNames, dimensions } from './guards.ts'

function oneOrMore<Schema extends z.ZodType>(
  schema: Schema,
): z.ZodType<readonly z.output<Schema>[], z.input<Schema> | readonly z.input<Schema>[]> {
  return z.union([schema.transform(value => [value]), z.array(schema).min(1)]) as never
}

const conditions = Object.fromEntries(
  dimensionNames.map(name => [name, oneOrMore(z.enum(dimensions[name])).exactOptional()]),
)

/** When a phrase fits: each dimension named has one of the values, all acts of `with` and none of `without` are there. */
const Guard = z.strictObject({
  ...conditions,
  with: oneOrMore(z.enum(customerActs)).exactOptional(),
  without: oneOrMore(z.enum(customerActs)).exactOptional(),
})
export type Guard = Readonly<Partial<Record<string, readonly string[]>>>

const Guarded = z.strictObject({
  if: Guard.refine(guard => Object.keys(guard).length > 0, 'expected at least one condition').exactOptional(),
  weight: z.number().positive().exactOptional().describe('Against 1 of each phrase without.'),
  say: oneOrMore(z.string().min(1)),
})

/** One way to say something, or several under one guard. */
const Phrases = z.array(z.union([z.string().min(1), Guarded])).min(1)
export type Phrases = z.infer<typeof Phrases>

/** What a customer with a complaint says of it, never of what is behind it. */
const OfComplaint = z.strictObject({
  about: z.enum(dimensions.about),
  thing: Phrases.describe('What it is called in passing: "the second charge".'),
  says: Phrases.describe('What happened, as the customer sees it.'),
  demands: Phrases,
  asks: Phrases,
  details: Phrases.describe('More of the same, for those who write more.'),
})
/** What is said otherwise for each complaint, named in phrases as `<says>`. */
export const families = ['thing', 'says', 'demands', 'asks', 'details'] as const
export type Family = (typeof families)[number]

/** How people write who are in a hurry, or whose language it is not: words by the word they replace. */
const Habits = z.strictObject({
  articles: z.array(z.string()).min(1).describe('Left out at low fluency.'),
  swaps: z.record(z.string(), z.string()).describe('Put otherwise at low fluency.'),
  short: z.record(z.string(), z.string()).describe('Cut short in haste.'),
})
export type Habits = z.infer<typeof Habits>

/** A file of phrases; the files of a folder are read together. */
export const WordingFile = z.strictObject({
  rules: z.record(z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, 'expected a name'), Phrases).default({}),
  complaints: z.partialRecord(z.enum(complaints), OfComplaint).default({}),
  markers: z
    .partialRecord(z.enum(tones), z.array(z.string()).min(1))
    .default({})
    .describe('Words that give a tone away: allowed in phrases that are guarded by it.'),
  habits: Habits.exactOptional(),
})
export type WordingFile = z.infer<typeof WordingFile>
