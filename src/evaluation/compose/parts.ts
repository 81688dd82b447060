import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { RequestFault } from '../../billing-mock/index.ts'
import { parseFile } from '../../scenarios/index.ts'
import { actionTypes } from '../../world/actions.ts'

const Clause = z.strictObject({
  id: z.string(),
  about: z.string(),
  terms: z.record(z.string(), z.unknown()).default({}).describe("Over the company's terms."),
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

const Fault = z.strictObject({ id: z.string(), kind: RequestFault.nullable() })
export type Fault = z.infer<typeof Fault>

const Band = z.strictObject({ id: z.string(), exclude: z.array(z.string()) })
export type Band = z.infer<typeof Band>

/** What the composer combines with scenarios. */
export const Parts = z.strictObject({
  clauses: z.array(Clause).min(1),
  faults: z.array(Fault).min(1),
  personas: z.array(Band).min(1),
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
