import { MINUTE_MS } from '../core/clock.ts'
import type { Observation } from '../env/index.ts'
import type { Action, ActionType } from '../world/actions.ts'
import { handOn } from './desk.ts'

/** Answers that say nothing of whether a request was carried out, or only that it was not just now. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'timeout',
  'api_error',
  'rate_limit',
  'lock_timeout',
  'idempotency_key_in_use',
])

/** Where the records show whether a write was carried out. */
const shownBy: Partial<Record<ActionType, Action>> = {
  issue_refund: { type: 'lookup_refunds' },
  apply_credit: { type: 'lookup_customer' },
  cancel_subscription: { type: 'lookup_subscriptions' },
  change_plan: { type: 'lookup_subscriptions' },
  change_seats: { type: 'lookup_subscriptions' },
  retry_payment: { type: 'lookup_invoices' },
  void_invoice: { type: 'lookup_invoices' },
  issue_credit_note: { type: 'lookup_invoices' },
  answer_dispute: { type: 'lookup_disputes' },
}

/** The write of which no record shows whether it was carried out. */
const UNSHOWN: ActionType = 'apply_promotion'
/** Lists may lag this long behind the books. */
const LAG_MS = 1.5 * MINUTE_MS
/** Failures after which the desk stops trying. */
const FAILURES_MAX = 6

/**
 * What to do after a tool that did not answer: the same write is never sent again before the records have shown, later
 * than they may lag, that it was not carried out. Null when there is nothing to recover from.
 */
export function recover(observation: Observation): Action | null {
  if (observation.toolFailures === 0) return null
  const answers = observation.transcript.filter(fact => fact.from === 'tool')
  const failures = answers.filter(({ result }) => TRANSIENT.has(result.code ?? ''))
  const last = failures.at(-1)
  if (last === undefined) return null
  if (failures.length >= FAILURES_MAX) {
    return handOn(observation, 'billing', `A tool keeps failing: ${last.result.message}`)
  }
  if (failures.some(({ result }) => result.code === 'timeout' && result.tool === UNSHOWN)) {
    return handOn(observation, 'billing', 'A tool timed out, and no record shows whether it was carried out.')
  }
  const isLatest = observation.toolResult === last.result
  const write = failures.findLast(({ result }) => shownBy[result.tool as ActionType] !== undefined)
  if (write === undefined) return isLatest ? { type: 'wait', minutes: 5 } : null
  const read = shownBy[write.result.tool as ActionType]!
  const seen = answers.findLast(
    ({ result, atMs }) => result.ok && result.tool === read.type && atMs >= write.atMs,
  )
  if (seen === undefined) return isLatest && last !== write ? { type: 'wait', minutes: 5 } : read
  return seen.atMs - write.atMs >= LAG_MS ? null : lookAgain(observation, read)
}

/** Waits, and reads again: what is not in the records yet may still come. */
function lookAgain({ toolResult }: Observation, read: Action): Action {
  return toolResult?.tool === read.type ? { type: 'wait', minutes: 5 } : read
}
