import { z } from 'zod'
import { unknownName } from '../core/suggest.ts'
import { entities } from './events.ts'
import { operationTypes } from './operation.ts'
import { highest, Rate } from './rate.ts'
import { WebhookFaults } from './webhooks.ts'

/** What can go wrong with a request between the caller and the books; they themselves stay right. */
export const RequestFault = z.enum([
  'timeout_before_commit',
  'timeout_after_commit',
  'server_error',
  'unavailable',
  'rate_limit',
  'lock_timeout',
  'idempotency_key_in_use',
])
export type RequestFault = z.infer<typeof RequestFault>

const operation = z.enum(operationTypes, { error: wordsFor('operation', operationTypes) })
const resource = z.enum(entities, { error: wordsFor('resource', entities) })

/** A fault at a certain call of an operation. */
export const PlannedFault = z.strictObject({
  operation,
  call: z.int().min(1).describe('Which call of it fails.'),
  kind: RequestFault,
})
export type PlannedFault = z.infer<typeof PlannedFault>

const rates = z
  .partialRecord(RequestFault, Rate, { error: wordsFor('fault', RequestFault.options) })
  .refine(given => highestOf(given) <= 1 + 1e-9, {
    error: ({ input }) =>
      `expected rates that sum to 1 at most: a request meets one fault; got ${highestOf(input as Rates)}`,
  })
type Rates = Readonly<Partial<Record<RequestFault, Rate>>>

function highestOf(given: Rates): number {
  let sum = 0
  for (const rate of Object.values(given)) sum += highest(rate)
  return sum
}

/** Which faults happen and how often; everything is off unless given. */
export const FaultConfig = z.strictObject({
  planned: z.array(PlannedFault).default([]),
  operations: z.partialRecord(operation, rates, { error: wordsFor('operation', operationTypes) }).default({}),
  /** By what an operation's name begins with; the operation's own rates come first. */
  resources: z.partialRecord(resource, rates, { error: wordsFor('resource', entities) }).default({}),
  down: z
    .array(
      z
        .strictObject({ resource, fromMs: z.number(), toMs: z.number() })
        .refine(({ fromMs, toMs }) => fromMs < toMs, 'expected "fromMs" before "toMs"'),
    )
    .default([]),
  /** Lists and searches that miss what is younger than up to a minute. */
  stale: z
    .strictObject({ rate: Rate, msMax: z.number().min(0).max(60_000).default(60_000) })
    .default({ rate: 0, msMax: 60_000 }),
  /** The share of refunds that succeed and are sent back later. */
  refundsReturned: Rate.default(0),
  /** The share of bank debits under way that the bank will refuse. */
  lateDeclines: Rate.default(0),
  clockJump: z.strictObject({ rate: Rate, msMax: z.number().min(0) }).default({ rate: 0, msMax: 0 }),
  /** Log-normal, in virtual time; null for none. */
  latency: z
    .strictObject({ medianMs: z.number().positive(), p99Ms: z.number().positive() })
    .refine(({ medianMs, p99Ms }) => medianMs <= p99Ms, 'expected "medianMs" of "p99Ms" at most')
    .nullable()
    .default(null),
  webhooks: WebhookFaults.prefault({}),
})
export type FaultConfig = z.infer<typeof FaultConfig>

/** The latency of a payment API as its clients see it: p50 120 ms, p99 1.5 s. */
export const usualLatency = { medianMs: 120, p99Ms: 1500 } as const

/** Says of a name that nobody knows it, and what may have been meant. */
function wordsFor(what: string, known: readonly string[]): (issue: Misnamed) => string | undefined {
  return ({ code, keys, input }) => {
    if (code !== 'unrecognized_keys' && code !== 'invalid_value') return undefined
    const names = code === 'unrecognized_keys' ? (keys ?? []) : [String(input)]
    return names.map(name => unknownName(what, name, known).message.replace(/\.$/, '')).join('; ')
  }
}

interface Misnamed {
  readonly code?: string
  readonly keys?: readonly string[]
  readonly input?: unknown
}
