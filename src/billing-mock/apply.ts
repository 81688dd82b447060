import { invariant } from '../core/errors.ts'
import { canonicalJson } from '../core/hash.ts'
import { type Answer, type AnsweredResult, type Books, copyBooks } from './books.ts'
import { type BillingError, refuse } from './errors.ts'
import type { BillingEvent } from './events.ts'
import type { History } from './history.ts'
import { checkBooks, checkDelta } from './invariants.ts'
import type { Actor } from './ledger.ts'
import type { Operation } from './operation.ts'
import { drawsOf, handlers } from './operations/handlers.ts'
import { commit, type Outcome, rollBack, type Work } from './operations/work.ts'
import { defaultProcessor, type Processor } from './processor.ts'
import { defaultTerms, type Terms } from './terms.ts'

/** Everything that `apply` needs besides the books and the operation. */
export interface ApplyContext {
  readonly nowMs: number
  readonly actor: Actor
  /**
   * A uniform in [0, 1); called `drawsOf(operation.type)` times per call of `apply`, refused and replayed
   * ones too.
   */
  readonly draw: () => number
  /** The merchant's terms; `defaultTerms` unless given. */
  readonly terms?: Terms
  /** What the processor does by itself; `defaultProcessor` unless given. */
  readonly processor?: Processor
  /** The same key answers the same operation once and for all. It reaches `answers` and no other record. */
  readonly idempotencyKey?: string
  /** Where what is written is kept, for who wants to read the books as they were; nowhere unless given. */
  readonly history?: History
  /** Whether to check all invariants afterwards, which throws `invariant_broken` when one fails. */
  readonly check?: boolean
}

/**
 * What became of an operation: the ordinal of the record that it was about and the events in order, or the
 * error. A refusal changed nothing; a payment that was attempted and declined is on record all the same, under
 * `about` and with events. A replay under an idempotency key has the first answer and no events, since nothing
 * happened.
 */
export type ApplyResult =
  | {
      readonly ok: true
      readonly ordinal: number
      readonly events: readonly BillingEvent[]
      readonly replayed: boolean
    }
  | {
      readonly ok: false
      readonly error: BillingError
      readonly about: number | null
      readonly events: readonly BillingEvent[]
      readonly replayed: boolean
    }

/**
 * Does one operation to the books, or refuses it and changes nothing. Pure but for replacing entries of the
 * given books; all randomness comes from `context.draw` and all time from `context.nowMs`. The operation is
 * trusted to fit its schema. An answer is kept under the idempotency key when it succeeded or the bank
 * declined: other refusals are found before anything is executed, so that the corrected request may use the
 * key again (as at Stripe).
 */
export function apply(books: Books, operation: Operation, context: ApplyContext): ApplyResult {
  const draws = Array.from({ length: drawsOf(operation.type) }, context.draw)
  const key = context.idempotencyKey
  const known = answerUnder(books, key)
  if (known !== undefined) return replay(known, operation)
  const before = context.check === true ? copyBooks(books) : null
  const result = execute(books, operation, { context, draws })
  if (key !== undefined && isFinal(result)) keepAnswer(books, key, { operation, result })
  if (before !== null) {
    const broken = [...checkBooks(books), ...checkDelta(before, books)]
    invariant(broken.length === 0, `After ${operation.type} the books must hold: ${broken.join(' ')}`)
  }
  return result
}

function execute(
  books: Books,
  operation: Operation,
  { context, draws }: { context: ApplyContext; draws: readonly number[] },
): ApplyResult {
  const { actor, terms = defaultTerms, processor = defaultProcessor } = context
  const nowMs = context.nowMs + 0 // makes 0 of -0, which plain JSON would not keep apart
  const work: Work = { books, nowMs, actor, terms, processor, draws, done: [], written: [] }
  const handle = handlers[operation.type] as (work: Work, operation: Operation) => Outcome
  try {
    const outcome = handle(work, operation)
    if (typeof outcome === 'number') {
      return { ok: true, ordinal: outcome, events: commit(work, context.history), replayed: false }
    }
    if ('decline' in outcome) {
      const { about, decline } = outcome
      return { ok: false, error: decline, about, events: commit(work, context.history), replayed: false }
    }
    rollBack(work)
    return { ok: false, error: outcome, about: null, events: [], replayed: false }
  } catch (fault) {
    rollBack(work)
    throw fault
  }
}

function isFinal(result: ApplyResult): boolean {
  return result.ok || result.error.type === 'card_error'
}

/** The answer kept under a key, if any. */
export function answerUnder(books: Books, key: string | undefined): Answer | undefined {
  return key === undefined ? undefined : books.answers.find(answer => answer.key === key)
}

/** Keeps an answer under a key, for good. */
export function keepAnswer(
  books: Books,
  key: string,
  { operation, result }: { operation: Operation; result: ApplyResult },
): void {
  const answered: AnsweredResult = result.ok
    ? { ok: true, ordinal: result.ordinal }
    : { ok: false, error: result.error, ...(result.about === null ? {} : { about: result.about }) }
  books.answers.push(
    Object.freeze({
      ordinal: books.answers.length,
      key,
      operation: canonicalJson(operation),
      result: Object.freeze(answered),
    }),
  )
}

function replay({ operation: asked, result }: Answer, operation: Operation): ApplyResult {
  if (asked !== canonicalJson(operation)) {
    const error = refuse(
      'idempotency_error',
      'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    )
    return { ok: false, error, about: null, events: [], replayed: false }
  }
  return result.ok
    ? { ...result, events: [], replayed: true }
    : { about: null, ...result, events: [], replayed: true }
}
