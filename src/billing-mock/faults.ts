import { logNormalQuantile, normalQuantile } from '../core/quantiles.ts'
import { type ApplyContext, type ApplyResult, answerUnder, apply, keepAnswer } from './apply.ts'
import type { Books } from './books.ts'
import { type BillingError, refuse } from './errors.ts'
import type { Entity } from './events.ts'
import { type FaultConfig, type PlannedFault, RequestFault } from './faultConfig.ts'
import type { Noise } from './noise.ts'
import type { Operation, OperationType } from './operation.ts'
import { rateOf } from './rate.ts'

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
  const isStale = noise(`stale ${resource}`, call, 0) < rateOf(faults.stale.rate, { noise, name: 'stale' })
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
    left -= rateOf(byKind[kind], { noise, name: `${type} ${kind}` })
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
  const returned = rateOf(faults.refundsReturned, { noise, name: 'refunds returned' })
  const declined = rateOf(faults.lateDeclines, { noise, name: 'late declines' })
  for (const { type, ordinal } of events) {
    if (type === 'refund.created' && noise('refund returned', ordinal, 0) < returned) {
      const days = noise('refund returned', ordinal, 1) * RETURN_DAYS_MAX
      apply(books, { type: 'refund.plan_return', refund: ordinal, days }, own)
    }
    if (type === 'payment_intent.processing' && noise('late decline', ordinal, 0) < declined) {
      apply(books, { type: 'payment_intent.plan_decline', paymentIntent: ordinal }, own)
    }
  }
}

/** How late a refund is returned by fault, in days after its settlement. */
const RETURN_DAYS_MAX = 30

/** Whether a resource does not answer now. */
export function isDown({ down }: FaultConfig, resource: Entity, nowMs: number): boolean {
  return down.some(each => each.resource === resource && each.fromMs <= nowMs && nowMs < each.toMs)
}

function elapsedMs(
  { latency, clockJump }: FaultConfig,
  noise: Noise,
  { purpose, call }: { readonly purpose: string; readonly call: number },
): number {
  const jumps = noise(`jump ${purpose}`, call, 0) < rateOf(clockJump.rate, { noise, name: 'clock jump' })
  const jumpMs = jumps ? Math.round(noise(`jump ${purpose}`, call, 1) * clockJump.msMax) : 0
  if (latency === null) return jumpMs
  const sigma = Math.log(latency.p99Ms / latency.medianMs) / normalQuantile(0.99)
  return jumpMs + Math.round(logNormalQuantile(noise(`latency ${purpose}`, call, 0), latency.medianMs, sigma))
}
