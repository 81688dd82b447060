import { z } from 'zod'
import { canonicalJson, hashOf } from '../core/hash.ts'
import { PolicySummary } from '../rollout/index.ts'
import { TraceConfig } from '../trace/index.ts'

/** The figures of a run; the same run gives the same bytes, so there is no time in it. */
export const RunSummary = z.strictObject({
  run: z.string(),
  seed: z.int().min(0),
  policies: z.array(PolicySummary),
})
export type RunSummary = z.infer<typeof RunSummary>

/** What `--json` prints: the figures, and how fast they came. */
export const TimedSummary = RunSummary.extend({
  policies: z.array(
    PolicySummary.extend({
      stepsPerSecond: z.number().positive(),
      costDollars: z.number().nullable().describe('By the prices that were given; null without.'),
    }),
  ),
})
export type TimedSummary = z.infer<typeof TimedSummary>

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** What makes a run the run it is: with all of this the same, so is every byte of its episodes and its summary. */
export const RunIdentity = z.strictObject({
  supportgym: z.string().describe('Version of the package.'),
  env: z.string(),
  config: TraceConfig,
  seed: z.int().min(0),
  episodesPerPolicy: z.int().min(1),
  policies: z.array(z.string()),
  scenarios: z.record(z.string(), hash).describe('Hash of each file by its id.'),
  companies: hash,
  personas: z.array(z.string()),
  personaPack: hash,
  plan: hash,
  spokenBy: z
    .strictObject({
      customer: z.string().nullable(),
      interpreter: z.string().nullable(),
      temperature: z.number().nullable(),
    })
    .exactOptional()
    .describe('The models that put the customer into words and heard the agent, where it was not rules.'),
  chunkLength: z.int().min(1).describe('Episodes of the plan in a chunk, the unit of resuming and merging.'),
})
export type RunIdentity = z.infer<typeof RunIdentity>

/** How a run came about, and how long it took. */
export const Manifest = RunIdentity.extend({
  run: z.string(),
  configHash: hash.describe('Of all that makes the run what it is.'),
  shard: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }).nullable(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  node: z.string(),
  workers: z.int().min(1),
  episodesPlayed: z.int().min(0),
  timings: z.array(
    z.strictObject({
      policy: z.string(),
      steps: z.int(),
      seconds: z.number().describe('Recording included; of all workers together.'),
    }),
  ),
})
export type Manifest = z.infer<typeof Manifest>

/** The hash of an identity: who shares it shares every byte. */
export function configHashOf(identity: RunIdentity): string {
  return hashOf(identity)
}

/** What differs between two runs, in words, for people; null when nothing does. */
export function differenceOf(there: RunIdentity, here: RunIdentity): string | null {
  const names = Object.keys(RunIdentity.shape) as (keyof RunIdentity)[]
  const differing = names.filter(name => canonicalJson(there[name]) !== canonicalJson(here[name]))
  // The plan follows from the others: it is named where it alone has changed.
  const told = differing.length > 1 ? differing.filter(name => name !== 'plan') : differing
  const words = told.map(name => {
    const [one, other] = [canonicalJson(there[name]), canonicalJson(here[name])]
    const isReadable = one.length + other.length < 120
    return isReadable ? `${name} (${one} there, ${other} here)` : name
  })
  return words.length === 0 ? null : words.join(', ')
}
