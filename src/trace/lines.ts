import { z } from 'zod'
import { FaultConfig } from '../billing-mock/index.ts'
import { deliveries } from '../env/index.ts'
import { CaseName, CustomerState } from '../personas/index.ts'
import { rewardPresets } from '../reward/index.ts'
import { Action } from '../world/actions.ts'
import { Business } from '../world/business.ts'
import type { Verdict } from '../world/station.ts'
import { outcomes, type Signal, signalKinds } from '../world/world.ts'

/** The version of the format; a reader refuses any other. */
export const TRACE_VERSION = 1

/** The part of an env's composition that is data: what a replay needs to make the same env again. */
export const TraceConfig = z.strictObject({
  reward: z.enum(rewardPresets).default('business'),
  delivery: z.enum(deliveries).default('settle'),
  gamma: z.number().exactOptional(),
  personas: z.string().exactOptional().describe('Name or file of a persona pack.'),
  scenarios: z.string().exactOptional().describe('A folder of scenarios.'),
  tickets: z.int().exactOptional().describe('Tickets of the same customer in an episode.'),
  stepsMax: z.int().exactOptional(),
  minutesMax: z.number().exactOptional(),
  truncateAfterSteps: z.int().exactOptional(),
  discountPerDay: z.number().exactOptional(),
  faults: FaultConfig.exactOptional(),
  check: z.boolean().exactOptional().describe('Whether every invariant of the books was checked throughout.'),
})
export type TraceConfig = z.infer<typeof TraceConfig>

const hash = z.string().regex(/^[0-9a-f]+$/)
const amounts = z.record(z.string(), z.number())

/** The first line of an episode: what it was, so that it can be begun again. */
export const HeaderLine = z.strictObject({
  supportgym: z.string().describe('Version of the package that recorded it.'),
  trace: z.literal(TRACE_VERSION),
  env: z.string(),
  episode: z.int().min(1).describe('Number of the episode in its file.'),
  policy: z.string(),
  seed: z.int().min(0),
  config: TraceConfig,
  scenario: z.string(),
  persona: z.string().describe('Id of the archetype.'),
  askedPersona: z.string().nullable().describe('What the reset asked for; null when the seed drew it.'),
  cause: z.string(),
  variant: z.string(),
  customer: CustomerState.exactOptional().describe('Who came, where the reset gave one.'),
  templateHash: hash,
  observationHash: hash.describe('Of the first observation.'),
})
export type HeaderLine = z.infer<typeof HeaderLine>

const VerdictShape = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allow') }),
  z.strictObject({ kind: z.literal('deny'), rule: z.string(), why: z.string() }),
  z.strictObject({ kind: z.literal('modify'), rule: z.string(), action: Action }),
  z.strictObject({
    kind: z.literal('approve'),
    rule: z.string(),
    queue: z.string(),
    ttlMs: z.number(),
    onTimeout: z.enum(['deny', 'escalate']),
  }),
  z.strictObject({ kind: z.literal('terminate'), rule: z.string(), why: z.string() }),
]) satisfies z.ZodType<Verdict>

/** One step: the action as it was given, what became of it, and what it was worth. */
export const StepLine = z.strictObject({
  t: z.int().min(1).describe('Number of the step; the causes of signals refer to it.'),
  action: z.union([z.int().min(0), Action]).describe('Structured, or an index of the discrete face.'),
  heard: z
    .array(z.string())
    .exactOptional()
    .describe('What the customer had said since the step before, in the words in which the agent read it.'),
  executed: Action.nullable().describe('What was applied; null when it was refused.'),
  propensity: z.number().min(0).max(1),
  reward: z.number(),
  terms: amounts.describe('The reward by term; terms of 0 are left out.'),
  costs: amounts.describe('Violations by name, those of 0 left out, and cost_sum: all so far.'),
  verdicts: z.array(VerdictShape),
  events: z.array(z.string()),
  clockMs: z.number(),
  elapsedMs: z.number(),
  signals: z
    .array(z.enum(signalKinds))
    .describe('What arrived in this step; each has a line of its own below.'),
  terminated: z.boolean(),
  truncated: z.boolean(),
  ticketOutcome: z
    .enum(outcomes)
    .exactOptional()
    .describe('Of the ticket that ended here, when the customer has come back with another.'),
  observationHash: hash,
})
export type StepLine = z.infer<typeof StepLine>

/** A signal, after the step in which it arrived. */
export const SignalLine = z.strictObject({
  signal: z.enum(signalKinds),
  value: z.union([z.number(), z.string(), z.null()]),
  atMs: z.number(),
  step: z
    .int()
    .min(1)
    .nullable()
    .describe('The step whose reward holds this one; null when it was collected after the end.'),
  causes: z.array(z.strictObject({ step: z.int().min(0), weight: z.number() })),
  reward: z.number(),
  ticketId: z.string(),
})
export type SignalLine = z.infer<typeof SignalLine>

/** Tokens that a model's endpoint said it used in an episode. */
const TokensUsed = z.strictObject({ promptTokens: z.int().min(0), completionTokens: z.int().min(0) })

/** The last line of an episode that was settled: its truth, which no agent and no reward reads. */
export const SettledEnd = z.strictObject({
  end: z.literal(true),
  outcome: z.enum(outcomes).describe('As settled.'),
  outcomeAtClose: z.enum(outcomes),
  reasons: z.array(z.string()),
  return: z.number(),
  costSum: z.number(),
  utilityCents: z.number(),
  leakedCents: z.number(),
  business: Business,
  satisfaction: z.number(),
  believed: z.boolean(),
  minutes: z.number(),
  abandoned: z.boolean(),
  leftSilently: z.boolean(),
  escalatedTo: z.string().nullable(),
  falseConfirms: z.int(),
  unkeptPromises: z.int(),
  tickets: z
    .array(CaseName.extend({ outcome: z.enum(outcomes), satisfaction: z.number() }))
    .exactOptional()
    .describe(
      'The tickets of the episode in their order, where there were several: the rest is of the last.',
    ),
  usage: TokensUsed.exactOptional(),
  stateHash: hash,
  linesHash: hash.describe('Of the lines above, which guards what a replay takes from the file.'),
})

export type SettledEnd = z.infer<typeof SettledEnd>

/** The last line of an episode that an outer limit cut off: no outcome, no settlement. */
const TruncatedEnd = z.strictObject({
  end: z.literal(true),
  outcome: z.null(),
  return: z.number(),
  costSum: z.number(),
  usage: TokensUsed.exactOptional(),
  stateHash: hash,
  linesHash: hash,
})

export const EndLine = z.union([SettledEnd, TruncatedEnd])
export type EndLine = z.infer<typeof EndLine>

export type TraceLine = HeaderLine | StepLine | SignalLine | EndLine

/** One episode: its lines in order, and the same by kind. */
export interface Trajectory {
  readonly header: HeaderLine
  readonly steps: readonly StepLine[]
  readonly signals: readonly SignalLine[]
  readonly end: EndLine
  readonly lines: readonly TraceLine[]
  /** Line number of the header in its file, from 1. */
  readonly firstLine: number
}

/** Which kind of line a parsed JSON value means to be, by the key that only this kind has; null for none. */
export function kindOf(value: unknown): 'header' | 'step' | 'signal' | 'end' | null {
  if (typeof value !== 'object' || value === null) return null
  if ('supportgym' in value) return 'header'
  if ('t' in value) return 'step'
  if ('signal' in value) return 'signal'
  return 'end' in value ? 'end' : null
}

/** The line of a signal; `step` is the step whose reward holds it, or null. */
export function signalLine(signal: Signal, step: number | null, reward: number): SignalLine {
  const { kind, value, atMs, causes, ticketId } = signal
  return { signal: kind, value, atMs, step, causes: causes.map(cause => ({ ...cause })), reward, ticketId }
}
