import { invariant } from '../core/errors.ts'
import { canonicalJson } from '../core/hash.ts'
import { type Answer, type AnsweredResult, type Books, copyBooks } from './books.ts'
import { type BillingError, refuse } from './errors.ts'
import type { BillingEvent } from './events.ts'
import { checkBooks, checkDelta } from './invariants.ts'
import type { Actor } from './ledger.ts'
import type { Operation, OperationOf, OperationType } from './operation.ts'
import {
  authorizeCharge,
  captureCharge,
  createCharge,
  duplicateCharge,
  releaseCharge,
} from './operations/charges.ts'
import { applyCredit } from './operations/credits.ts'
import { addActivity, attachPaymentMethod, createCustomer } from './operations/customers.ts'
import { closeDispute, openDispute, respondToDispute } from './operations/disputes.ts'
import { createInvoice, markUncollectible, payInvoice, voidInvoice } from './operations/invoices.ts'
import { createRefund, failRefundLate, REFUND_DRAWS, settleRefund } from './operations/refunds.ts'
import {
  cancelSubscription,
  changeSubscription,
  createPlan,
  createSubscription,
  endSubscription,
  renewSubscription,
} from './operations/subscriptions.ts'
import { commit, type Outcome, rollBack, type Work } from './operations/work.ts'
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
  /** The same key answers the same operation once and for all. It reaches `answers` and no other record. */
  readonly idempotencyKey?: string
  /** Whether to check all invariants afterwards, which throws `invariant_broken` when one fails. */
  readonly check?: boolean
}

/**
 * What became of an operation: the ordinal of the record that it was about and the events in order, or the
 * error. A replay under an idempotency key has the first answer and no events, since nothing happened.
 */
export type ApplyResult =
  | {
      readonly ok: true
      readonly ordinal: number
      readonly events: readonly BillingEvent[]
      readonly replayed: boolean
    }
  | { readonly ok: false; readonly error: BillingError; readonly replayed: boolean }

type Handlers = { readonly [Type in OperationType]: (work: Work, operation: OperationOf<Type>) => Outcome }

const handlers: Handlers = {
  'customer.create': createCustomer,
  'payment_method.attach': attachPaymentMethod,
  'activity.add': addActivity,
  'credit.apply': applyCredit,
  'plan.create': createPlan,
  'subscription.create': createSubscription,
  'subscription.renew': renewSubscription,
  'subscription.change': changeSubscription,
  'subscription.cancel': cancelSubscription,
  'subscription.end': endSubscription,
  'invoice.create': createInvoice,
  'invoice.pay': payInvoice,
  'invoice.void': voidInvoice,
  'invoice.mark_uncollectible': markUncollectible,
  'charge.create': createCharge,
  'charge.authorize': authorizeCharge,
  'charge.capture': captureCharge,
  'charge.release': releaseCharge,
  'charge.duplicate': duplicateCharge,
  'refund.create': createRefund,
  'refund.settle': settleRefund,
  'refund.fail_late': failRefundLate,
  'dispute.open': openDispute,
  'dispute.respond': respondToDispute,
  'dispute.close': closeDispute,
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
  const known = key === undefined ? undefined : books.answers.find(answer => answer.key === key)
  if (known !== undefined) return replay(known, operation)
  const before = context.check === true ? copyBooks(books) : null
  const result = execute(books, operation, { context, draws })
  if (key !== undefined && isFinal(result)) remember(books, key, { operation, result })
  if (before !== null) {
    const broken = [...checkBooks(books), ...checkDelta(before, books)]
    invariant(broken.length === 0, `After ${operation.type} the books must hold: ${broken.join(' ')}`)
  }
  return result
}

/** How many uniforms one `apply` of this operation draws, whatever comes of it. */
export function drawsOf(type: OperationType): number {
  return type === 'refund.create' ? REFUND_DRAWS : 0
}

function execute(
  books: Books,
  operation: Operation,
  { context, draws }: { context: ApplyContext; draws: readonly number[] },
): ApplyResult {
  const { actor, terms = defaultTerms } = context
  const nowMs = context.nowMs + 0 // makes 0 of -0, which plain JSON would not keep apart
  const work: Work = { books, nowMs, actor, terms, draws, done: [], undo: [] }
  const handle = handlers[operation.type] as (work: Work, operation: Operation) => Outcome
  try {
    const outcome = handle(work, operation)
    if (typeof outcome === 'number') {
      return { ok: true, ordinal: outcome, events: commit(work), replayed: false }
    }
    rollBack(work)
    return { ok: false, error: outcome, replayed: false }
  } catch (fault) {
    rollBack(work)
    throw fault
  }
}

function isFinal(result: ApplyResult): boolean {
  return result.ok || result.error.type === 'card_error'
}

function remember(
  books: Books,
  key: string,
  { operation, result }: { operation: Operation; result: ApplyResult },
): void {
  const answered: AnsweredResult = result.ok
    ? { ok: true, ordinal: result.ordinal }
    : { ok: false, error: result.error }
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
    return { ok: false, error, replayed: false }
  }
  return result.ok ? { ...result, events: [], replayed: true } : { ...result, replayed: true }
}
