import { z } from 'zod'
import { logNormalQuantile, normalQuantile } from '../core/quantiles.ts'
import { type ApplyContext, type ApplyResult, answerUnder, apply, keepAnswer } from './apply.ts'
import type { Books } from './books.ts'
import { type BillingError, refuse } from './errors.ts'
import { type Entity, entities } from './events.ts'
import type { Noise } from './noise.ts'
import { type Operation, type OperationType, operationTypes } from './operation.ts'
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

/** A fault at a certain call of an operation. */
export const PlannedFault = z.strictObject({
  operation: z.enum(operationTypes),
  call: z.int().min(1).describe('Which call of it fails.'),
  kind: RequestFault,
})
export type PlannedFault = z.infer<typeof PlannedFault>

const rate = z.number().min(0).max(1)
const rates = z
  .partialRecord(RequestFault, rate)
  .refine(
    kinds => Object.values(kinds).reduce((sum, each) => sum + each, 0) <= 1 + 1e-9,
    'Expected rates of at most 1 in all',
  )

/** Which faults happen and how often; everything is off unless given. */
export const FaultConfig = z.strictObject({
  planned: z.array(PlannedFault).default([]),
  operations: z.partialRecord(z.enum(operationTypes), rates).default({}),
  /** By what an operation's name begins with; the operation's own rates come first. */
  resources: z.partialRecord(z.enum(entities), rates).default({}),
  down: z
    .array(
      z
        .strictObject({ resource: z.enum(entities), fromMs: z.number(), toMs: z.number() })
        .refine(({ fromMs, toMs }) => fromMs < toMs, 'Expected fromMs before toMs'),
    )
    .default([]),
  /** Lists and searches that miss what is younger than up to a minute. */
  stale: z
    .strictObject({ rate, msMax: z.number().min(0).max(60_000).default(60_000) })
    .default({ rate: 0, msMax: 60_000 }),
  /** The share of refunds that succeed and are sent back later. */
  refundsReturned: rate.default(0),
  /** The share of bank debits under way that the bank will refuse. */
  lateDeclines: rate.default(0),
  clockJump: z.strictObject({ rate, msMax: z.number().min(0) }).default({ rate: 0, msMax: 0 }),
  /** Log-normal, in virtual time; null for none. */
  latency: z
    .strictObject({ medianMs: z.number().positive(), p99Ms: z.number().positive() })
    .refine(({ medianMs, p99Ms }) => medianMs <= p99Ms, 'Expected medianMs of at most p99Ms')
    .nullable()
    .default(null),
  webhooks: WebhookFaults.prefault({}),
})
export type FaultConfig = z.infer<typeof FaultConfig>

/** The latency of a payment API as its clients see it: p50 120 ms, p99 1.5 s. */
export const usualLatency = { medianMs: 120, p99Ms: 1500 } as const

/** What comes of a request that may have met a fault. */
export interface Attempt {
  /** What the books did, which a caller without an answer does not know; null when nothing. */
  readonly result: ApplyResult | null
  /** False when the request timed out. */
  readonly answered: boolean
  /** The error that the caller is told; null when it went well or nothing is told. */
  readonly error: BillingError | null
}

/** Carries a request out as the fault, or none, has it. */
export function attempt(fault: RequestFault | null, carryOut: () => ApplyResult): Attempt {
  if (fault === null || fault === 'timeout_after_commit') {
    const result = carryOut()
    const answered = fault === null
    return { result, answered, error: answered && !result.ok ? result.error : null }
  }
  if (fault === 'timeout_before_commit') return { result: null, answered: false, error: null }
  return { result: null, answered: true, error: refuse(fault, messages[fault]) }
}

const messages: Readonly<Record<Exclude<RequestFault, `timeout_${string}`>, string>> = {
  server_error: 'Something went wrong on our end.',
  unavailable: 'The service is unavailable; try again later.',
  rate_limit: 'Too many requests; try again later.',
  lock_timeout: 'This object cannot be accessed right now because another request is using it.',
  idempotency_key_in_use: 'There is currently another in-progress request using this idempotency key.',
}

/** The fault planned for this call of an operation, if any. */
export function plannedFault(
  planned: readonly Readonly<PlannedFault>[],
  operation: OperationType,
  call: number,
): RequestFault | null {
  return planned.find(fault => fault.operation === operation && fault.call === call)?.kind ?? null
}

/** What `applyFaulty` needs besides. */
export interface FaultContext extends ApplyContext {
  readonly faults: FaultConfig
  readonly noise: Noise
  /** Which call of this operation it is, from 1: the key of all noise of the fault. */
  readonly call: number
}

/** What came of a request, and how long it took in virtual time, with what the clock jumped. */
export interface FaultyAttempt extends Attempt {
  readonly fault: RequestFault | null
  readonly elapsedMs: number
}

/**
 * `apply`, with the faults of the config around it; the same as `apply` where none is configured. A server
 * error is kept under the idempotency key, so that a replay answers it again; what was answered before meets
 * only faults of the way.
 */
export function applyFaulty(books: Books, operation: Operation, context: FaultContext): FaultyAttempt {
  const { faults, noise, call, idempotencyKey: key } = context
  const { type } = operation
  const drawn = requestFault(context, { type, resource: type.split('.')[0] as Entity })
  const isKnown = answerUnder(books, key) !== undefined
  const fault = isKnown && drawn === 'server_error' ? null : drawn
  const made = attempt(fault, () => apply(books, operation, context))
  if (fault === 'server_error' && key !== undefined) {
    const result = { ok: false, error: made.error!, about: null, events: [], replayed: false } as const
    keepAnswer(books, key, { operation, result })
  }
  if (made.result?.ok === true && !made.result.replayed) plan(books, made.result.events, context)
  return { ...made, fault, elapsedMs: elapsedMs(faults, noise, { purpose: type, call }) }
}

/** How a read fares: whether the resource is down, how old what it lists may be, and how long it takes. */
export function readFault(
  { faults, noise, call, nowMs }: Pick<FaultContext, 'faults' | 'noise' | 'call' | 'nowMs'>,
  resource: Entity,
): { readonly isDown: boolean; readonly staleMs: number; readonly elapsedMs: number } {
  const isStale = noise(`stale ${resource}`, call, 0) < faults.stale.rate
  const age = noise(`stale ${resource}`, call, 1)
  return {
    isDown: isDown(faults, resource, nowMs),
    staleMs: isStale ? Math.round(age * faults.stale.msMax) : 0,
    elapsedMs: elapsedMs(faults, noise, { purpose: `read ${resource}`, call }),
  }
}

/**
 * How a request fares that writes beside the books alone: metadata, descriptions, webhook endpoints. It goes as
 * `metadata.update`, of the resource that it writes on if the books have that.
 */
export function writeFault(
  context: Pick<FaultContext, 'faults' | 'noise' | 'call' | 'nowMs'>,
  resource: Entity | undefined,
): { readonly fault: RequestFault | null; readonly elapsedMs: number } {
  const { faults, noise, call } = context
  const purpose = 'metadata.update'
  return {
    fault: requestFault(context, { type: purpose, resource }),
    elapsedMs: elapsedMs(faults, noise, { purpose, call }),
  }
}

/** The fault of a call: planned, else of a resource that is down, else drawn by one uniform. */
function requestFault(
  { faults, noise, call, nowMs }: Pick<FaultContext, 'faults' | 'noise' | 'call' | 'nowMs'>,
  { type, resource }: { readonly type: OperationType; readonly resource: Entity | undefined },
): RequestFault | null {
  const planned = plannedFault(faults.planned, type, call)
  if (planned !== null) return planned
  if (resource !== undefined && isDown(faults, resource, nowMs)) return 'unavailable'
  const byKind = faults.operations[type] ?? (resource === undefined ? undefined : faults.resources[resource])
  if (byKind === undefined) return null
  let left = noise(`fault ${type}`, call, 0)
  for (const kind of RequestFault.options) {
    left -= byKind[kind] ?? 0
    if (left < 0) return kind
  }
  return null
}

/** Decides what will go wrong later with what has just begun: keyed by the record, so by no call. */
function plan(
  books: Books,
  events: Extract<ApplyResult, { ok: true }>['events'],
  context: FaultContext,
): void {
  const { faults, noise } = context
  const { idempotencyKey: _key, ...own } = context
  for (const { type, ordinal } of events) {
    if (type === 'refund.created' && noise('refund returned', ordinal, 0) < faults.refundsReturned) {
      const days = noise('refund returned', ordinal, 1) * RETURN_DAYS_MAX
      apply(books, { type: 'refund.plan_return', refund: ordinal, days }, own)
    }
    if (type === 'payment_intent.processing' && noise('late decline', ordinal, 0) < faults.lateDeclines) {
      apply(books, { type: 'payment_intent.plan_decline', paymentIntent: ordinal }, own)
    }
  }
}

/** How late a refund is returned by fault, in days after its settlement. */
const RETURN_DAYS_MAX = 30

function isDown({ down }: FaultConfig, resource: Entity, nowMs: number): boolean {
  return down.some(each => each.resource === resource && each.fromMs <= nowMs && nowMs < each.toMs)
}

function elapsedMs(
  { latency, clockJump }: FaultConfig,
  noise: Noise,
  { purpose, call }: { readonly purpose: string; readonly call: number },
): number {
  const jumps = noise(`jump ${purpose}`, call, 0) < clockJump.rate
  const jumpMs = jumps ? Math.round(noise(`jump ${purpose}`, call, 1) * clockJump.msMax) : 0
  if (latency === null) return jumpMs
  const sigma = Math.log(latency.p99Ms / latency.medianMs) / normalQuantile(0.99)
  return jumpMs + Math.round(logNormalQuantile(noise(`latency ${purpose}`, call, 0), latency.medianMs, sigma))
}
