import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { RequestFault } from '../../billing-mock/index.ts'
import { parseFile } from '../../core/data.ts'
import { Company, loadPersonaPack } from '../../scenarios/index.ts'
import { actionTypes } from '../../world/actions.ts'

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name such as "short-window"')

const Clause = z.strictObject({
  id,
  about: z.string(),
  terms: Company.shape.terms.default({}).describe("Over the company's terms."),
  articles: z.enum(['asTheyAre', 'outdated']).default('asTheyAre'),
  dulling: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('How far every check is drawn to what it shows on average: 1 tells nothing any more.'),
  applies: z
    .strictObject({ tools: z.array(z.enum(actionTypes)).min(1) })
    .nullable()
    .default(null)
    .describe('It is for cases in which the playbook uses one of these; for all when null.'),
})
export type Clause = z.infer<typeof Clause>

const Fault = z.strictObject({ id, kind: RequestFault.nullable() })
export type Fault = z.infer<typeof Fault>

const archetype = z
  .string()
  .refine(
    name => loadPersonaPack().archetypes.some(each => each.id === name),
    'expected an archetype of the default pack (see supportgym personas list)',
  )

const Band = z.strictObject({ id, exclude: z.array(archetype) })
export type Band = z.infer<typeof Band>

/** At least one, each under an id of its own: a combination is known by the ids of its parts. */
function named<Part extends z.ZodType<{ readonly id: string }>>(part: Part) {
  return z
    .array(part)
    .min(1)
    .refine(parts => new Set(parts.map(each => each.id)).size === parts.length, 'expected every id once')
}

/** What the composer combines with scenarios. */
export const Parts = z.strictObject({
  clauses: named(Clause),
  faults: named(Fault),
  personas: named(Band),
  levels: z
    .array(z.number().positive())
    .length(4)
    .refine(
      levels => levels.every((level, at) => at === 0 || level > levels[at - 1]!),
      'expected rising bounds',
    ),
})
export type Parts = z.infer<typeof Parts>

const FILE = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  '..',
  'scenarios',
  'composer',
  'parts.yaml',
)

/** The parts that ship, or those of a file. Throws `invalid_data`. */
export function loadParts(file = FILE): Parts {
  return parseFile(file, Parts)
}
