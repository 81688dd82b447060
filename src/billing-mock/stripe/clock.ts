import { dueOperation } from '../due.ts'
import type { JournalEntry } from '../ledger.ts'
import { execute, type StripeContext } from './call.ts'
import type { StripeState } from './state.ts'

/**
 * Lets virtual time pass until `toMs`: what falls due on the way (renewals, settlements, holds that end) happens at
 * its time, in the order of the journal where times are equal. Answers how many things happened.
 */
export function advanceTo(state: StripeState, toMs: number, context: StripeContext): number {
  const due: JournalEntry[] = []
  let read = 0
  let happened = 0
  for (;;) {
    const { items, length } = state.books.journal
    for (; read < length; read++) {
      const { dueAtMs } = items[read]!.event
      if (dueAtMs !== null && dueAtMs <= toMs) due.push(items[read]!)
    }
    due.sort((one, other) => one.event.dueAtMs! - other.event.dueAtMs! || one.ordinal - other.ordinal)
    const next = due.shift()
    if (next === undefined) break
    const operation = dueOperation(state.books, next.event)
    if (operation === null) continue
    state.nowMs = Math.max(state.nowMs, next.event.dueAtMs!)
    if (execute(state, { ...context, actor: 'system' }, operation).ok) happened += 1
  }
  state.nowMs = Math.max(state.nowMs, toMs)
  return happened
}
