import { writeFault } from '../faults.ts'
import { billingNoise } from '../noise.ts'
import { type Call, counted, refusalOf } from './call.ts'
import { errorOf } from './faults.ts'
import { entityOf } from './ids.ts'
import type { JsonObject } from './json.ts'
import { Refusal } from './refusal.ts'
import type { Route } from './route.ts'
import { refill } from './state.ts'

/**
 * Does the work of a request. A POST that reaches the ledger meets the faults of chance there; one that does not meets
 * them here, and what is to be undone is only what it wrote beside the books. Test clocks are levers, and meet none.
 */
export function withChance(
  call: Call,
  { answers, path }: Route,
  work: (call: Call) => JsonObject,
): JsonObject {
  const { state, request, fate } = call
  const { faultConfig: faults, own, seed, nowMs } = state
  const isExposed = request.method === 'POST' && !path.startsWith('/v1/test_helpers/')
  if (faults === null || !isExposed) return work(call)
  const notes = new Map(state.notes)
  const body = work(call)
  if (fate.hasReached) return body
  const chance = { faults, noise: billingNoise(seed), call: counted(state, 'metadata.update'), nowMs }
  const { fault, elapsedMs } = writeFault(chance, answers.kind === null ? undefined : entityOf(answers.kind))
  fate.elapsedMs += elapsedMs
  fate.isLost ||= fault === 'timeout_before_commit' || fault === 'timeout_after_commit'
  if (fault === null || fault === 'timeout_after_commit') return body
  state.own = own
  refill(state.notes, notes)
  const error = errorOf({ kind: fault })
  throw error === null ? new Refusal(503, 'This answer is lost.') : refusalOf(state, error)
}
