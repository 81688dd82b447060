import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseFile } from '../../core/data.ts'
import { type Complaint, complaints, customerActs, noticed, UNSURE } from '../../world/acts.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'language')

/** A file of the package's language data. */
export function languageFile(...path: readonly string[]): string {
  return join(folder, ...path)
}

/** Ways to say something, as one pattern over folded text. */
const Pattern = z
  .array(z.string().min(1).refine(isRegex, 'expected a regular expression'))
  .min(1)
  .transform(ways => new RegExp(`(?<![\\w-])(?:${ways.join('|')})(?![\\w-])`, 'u'))

const Noticed = z.strictObject({ is: z.string(), words: Pattern })

const Marks = z.strictObject({
  has: z.strictObject({
    ...(Object.fromEntries(customerActs.filter(act => act !== 'answer').map(act => [act, Pattern])) as Record<
      Exclude<(typeof customerActs)[number], 'answer'>,
      typeof Pattern
    >),
    done: Pattern,
  }),
  hasNot: z.strictObject({
    threaten: Pattern,
    accept: Pattern,
    doubt: Pattern,
    thank: Pattern,
    leave: Pattern,
  }),
  closes: Pattern,
  tones: z.strictObject({ annoyed: Pattern, angry: Pattern, effusive: Pattern, upset: Pattern }),
  roles: Pattern,
  requests: Pattern,
  noticed: z.strictObject({
    symptom: z.record(z.enum([...noticed.symptom, UNSURE]), Noticed),
    onset: z.record(z.enum([...noticed.onset, UNSURE]), Noticed),
  }),
})

/** What a complaint is, how its words begin, and what belongs to it beyond. */
const Matters = z.record(
  z.enum(complaints),
  z.strictObject({
    is: z.string(),
    words: z
      .array(z.string().regex(/^[a-z0-9-]+$/, 'expected the beginning of a word'))
      .min(1)
      .transform(words => new RegExp(`(?<!\\w)(?:${words.join('|')})`, 'u')),
    allows: z.array(z.enum(['money', 'threat'])),
  }),
)

/** How texts give away what they do, and what customers complain of. */
export interface Lexicon {
  readonly marks: z.output<typeof Marks>
  readonly matters: Readonly<Record<Complaint, z.output<typeof Matters>[Complaint]>>
}

let shipped: Lexicon | null = null

/** The lexicon that ships (`language/llm`), read once. Throws `invalid_data`. */
export function lexicon(): Lexicon {
  shipped ??= {
    marks: parseFile(languageFile('llm', 'marks.yaml'), Marks),
    matters: parseFile(languageFile('llm', 'complaints.yaml'), Matters),
  }
  return shipped
}

function isRegex(source: string): boolean {
  try {
    new RegExp(source, 'u')
    return true
  } catch {
    return false
  }
}
