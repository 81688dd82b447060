import { DAY_MS } from '../../core/clock.ts'
import { canonicalJson, hashOf } from '../../core/hash.ts'
import type { FormTree } from './form.ts'
import { invalid, Refusal } from './refusal.ts'
import type { StoredAnswer, StripeState } from './state.ts'

/** Keys are forgotten after a day, as at Stripe. */
const KEPT_MS = DAY_MS
const KEY_LENGTH_MAX = 255

/** The key of a POST, checked; null where there is none. */
export function keyOf(method: string, header: string | undefined): string | null {
  if (header === undefined || method !== 'POST') return null
  if (header.length >= 1 && header.length <= KEY_LENGTH_MAX) return header
  throw invalid(null, `An idempotency key has 1 to ${KEY_LENGTH_MAX} characters, got ${header.length}.`)
}

/** A request's own text serves up to this length, its hash beyond. */
const ASKED_LENGTH_MAX = 500

/** What tells one request from another under the same key. */
export function fingerprint(method: string, path: string, form: FormTree): string {
  const text = `${method} ${path} ${canonicalJson(form)}`
  return text.length > ASKED_LENGTH_MAX ? hashOf(text) : text
}

/**
 * The answer that this key already has; undefined when the request is to be executed. Throws when the key was used
 * for another request, or its request is still in flight.
 */
export function recall(state: StripeState, key: string, asked: string): StoredAnswer | undefined {
  const known = state.answers.get(key)
  if (known === undefined) return undefined
  if (state.nowMs - known.atMs >= KEPT_MS) {
    state.answers.delete(key)
    return undefined
  }
  if (known.asked !== asked) {
    throw new Refusal(
      400,
      'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      { type: 'idempotency_error' },
    )
  }
  if (known.busyFor === 0) return known
  state.answers.set(key, { ...known, busyFor: known.busyFor - 1 })
  throw new Refusal(409, 'A request with the same idempotency key is still in flight.', {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
  })
}

/**
 * Whether an answer is kept: executed requests, the bank's declines and 500s are, while other refusals are found
 * before anything is executed, so that the corrected request may use the key again.
 */
export function isFinal(status: number): boolean {
  return status < 400 || status === 402 || status === 500
}

/** Keeps an answer under its key; the oldest are dropped once they have expired. */
export function remember(state: StripeState, key: string, answer: StoredAnswer): void {
  for (const [old, { atMs }] of state.answers) {
    if (state.nowMs - atMs < KEPT_MS) break
    state.answers.delete(old)
  }
  state.answers.set(key, answer)
}
