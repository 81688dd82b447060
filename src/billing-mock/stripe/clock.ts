import { advanceTo } from '../advance.ts'
import { billingNoise } from '../noise.ts'
import type { StripeContext } from './call.ts'
import type { StripeState } from './state.ts'

/** Lets virtual time pass until `toMs`, and what falls due on the way happen. Answers how many things happened. */
export function letPass(
  state: StripeState,
  toMs: number,
  { terms, processor, check }: StripeContext,
): number {
  const done = advanceTo(state.books, toMs, {
    actor: 'system',
    noise: billingNoise(state.seed),
    terms,
    processor,
    history: state.history,
    ...(check === undefined ? {} : { check }),
  })
  state.nowMs = Math.max(state.nowMs, toMs)
  return done.filter(({ result }) => result.ok).length
}
