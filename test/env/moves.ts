import fc from 'fast-check'
import { Action, discreteActions, type Info, type Observation } from '../../src/index.ts'
import {
  actionTypes,
  creditNoteReasons,
  disputeAnswers,
  refundReasons,
  resolutions,
} from '../../src/world/actions.ts'
import { promises, refusalReasons, remedies, slots, topics } from '../../src/world/acts.ts'
import { teams } from '../../src/world/tools.ts'

/** What a generated agent means to do: made an action when it is its turn, by what it sees then. */
export type Move = (observation: Observation, info: Info) => unknown

/** An id of something in view, or of nothing. */
const target = fc.oneof(
  { weight: 4, arbitrary: fc.nat(9) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'ch_', 'ch_00000000000000', 'sub_zzzzzzzzzzzzzz', '__proto__'),
  },
)
const amountCents = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(100, 1900, 2900, 4900, 9900, 19_900) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, -1, 1, 1e12, Number.MAX_SAFE_INTEGER) },
)
const minutes = fc.oneof(fc.constantFrom(1, 10, 60), fc.integer({ min: 1, max: 1440 }))

function idIn(rows: readonly { readonly id: string }[] | null, wanted: number | string): string {
  return typeof wanted === 'string' ? wanted : (rows?.[wanted % rows.length]?.id ?? `none-${wanted}`)
}

const act = fc.oneof(
  fc.constantFrom('greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely').map(act => ({
    act,
  })),
  fc.constantFrom(...slots).map(slot => ({ act: 'ask', slot })),
  fc.constantFrom(...topics).map(topic => ({ act: 'explain', topic })),
  fc
    .record({ what: fc.constantFrom(...promises), byWhenMinutes: fc.integer({ min: 1, max: 43_200 }) })
    .map(promise => ({ act: 'promise', ...promise })),
  fc.constantFrom(...remedies).map(remedy => ({ act: 'offer', remedy })),
  fc.constantFrom(...refusalReasons).map(why => ({ act: 'refuse', why })),
)

const write: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ target, amountCents, reason: fc.constantFrom(...refundReasons) }).map(
    (given): Move =>
      ({ charges }) => ({
        type: 'issue_refund',
        chargeId: idIn(charges, given.target),
        amountCents: given.amountCents,
        reason: given.reason,
      }),
  ),
  amountCents.map(
    (cents): Move =>
      () => ({ type: 'apply_credit', amountCents: cents }),
  ),
  fc.record({ target, when: fc.constantFrom('now', 'period_end') }).map(
    (given): Move =>
      ({ subscriptions }) => ({
        type: 'cancel_subscription',
        subscriptionId: idIn(subscriptions, given.target),
        when: given.when,
      }),
  ),
  fc.record({ target, quantity: fc.integer({ min: -1, max: 30 }) }).map(
    (given): Move =>
      ({ subscriptions }) => ({
        type: 'change_seats',
        subscriptionId: idIn(subscriptions, given.target),
        quantity: given.quantity,
      }),
  ),
  fc.record({ target, type: fc.constantFrom('retry_payment', 'void_invoice') }).map(
    (given): Move =>
      ({ invoices }) => ({ type: given.type, invoiceId: idIn(invoices, given.target) }),
  ),
  fc.record({ target, amountCents, reason: fc.constantFrom(...creditNoteReasons) }).map(
    (given): Move =>
      ({ invoices }) => ({
        type: 'issue_credit_note',
        invoiceId: idIn(invoices, given.target),
        amountCents: given.amountCents,
        reason: given.reason,
      }),
  ),
  fc.record({ target, code: fc.constantFrom('SPRING25', 'HELLO20', '') }).map(
    (given): Move =>
      ({ subscriptions }) => ({
        type: 'apply_promotion',
        subscriptionId: idIn(subscriptions, given.target),
        code: given.code,
      }),
  ),
  fc.record({ target, answer: fc.constantFrom(...disputeAnswers) }).map(
    (given): Move =>
      ({ disputes }) => ({
        type: 'answer_dispute',
        disputeId: idIn(disputes, given.target),
        answer: given.answer,
      }),
  ),
)

const plainTypes = actionTypes.filter(type => Action.safeParse({ type }).success)

/** A well-formed action of every type, possible now or not. */
const structured: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: write },
  {
    weight: 4,
    arbitrary: fc.constantFrom(...plainTypes).map(
      (type): Move =>
        () => ({ type }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        acts: fc.array(act, { minLength: 1, maxLength: 6 }),
        text: fc.option(fc.string({ maxLength: 40 }), { nil: undefined }),
      })
      .map(
        (given): Move =>
          () => ({ type: 'reply', ...given }),
      ),
  },
  {
    weight: 1,
    arbitrary: minutes.map(
      (each): Move =>
        () => ({ type: 'wait', minutes: each }),
    ),
  },
  {
    weight: 1,
    arbitrary: target.map(
      (given): Move =>
        ({ subscriptions }) => ({
          type: 'quote_cancellation',
          subscriptionId: idIn(subscriptions, given),
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ target, plan: fc.constantFrom('pro-monthly', 'team-yearly', 'none') }).map(
      (given): Move =>
        ({ subscriptions }) => ({
          type: 'quote_change',
          subscriptionId: idIn(subscriptions, given.target),
          plan: given.plan,
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: target.map(
      (given): Move =>
        ({ invoices }) => ({ type: 'resend_invoice', invoiceId: idIn(invoices, given) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(minutes, fc.option(write)).map(
      ([inMinutes, call]): Move =>
        (observation, info) => ({
          type: 'schedule_follow_up',
          inMinutes,
          call: call?.(observation, info) ?? null,
        }),
    ),
  },
)

const ending: fc.Arbitrary<Move> = fc.oneof(
  fc.constantFrom(...teams).map(
    (team): Move =>
      () => ({ type: 'escalate', team }),
  ),
  fc.constantFrom(...resolutions).map(
    (resolution): Move =>
      () => ({ type: 'close', resolution }),
  ),
)

const index = fc.nat(discreteActions.length - 1)
const verify: Move = () => ({ type: 'verify_identity' })
const refundNow: Move = ({ charges }) => ({
  type: 'issue_refund',
  chargeId: idIn(charges, 0),
  amountCents: charges?.[0]?.amountCents ?? 100,
  reason: 'duplicate',
})

/** Actions that fit the action space: what is possible, what is not, with right and wrong arguments. */
const wellFormed: fc.Arbitrary<Move> = fc.oneof(
  { weight: 10, arbitrary: structured },
  { weight: 3, arbitrary: fc.constantFrom(verify, refundNow) },
  {
    weight: 6,
    arbitrary: index.map(
      (nth): Move =>
        (_seen, info) =>
          allowed(info, nth),
    ),
  },
  {
    weight: 3,
    arbitrary: index.map(
      (nth): Move =>
        () =>
          nth,
    ),
  },
  { weight: 1, arbitrary: ending },
)

/** What makes most tools possible: who it is, and what there is. */
const acquaintance: readonly Move[] = (
  ['verify_identity', 'lookup_charges', 'lookup_subscriptions', 'lookup_invoices', 'lookup_disputes'] as const
).map(
  (type): Move =>
    () => ({ type }),
)

/** A whole agent: every other one knows the case before it does whatever it does. */
export const conduct: fc.Arbitrary<readonly Move[]> = fc
  .tuple(fc.boolean(), fc.array(wellFormed, { minLength: 1, maxLength: 30 }))
  .map(([isAcquainted, moves]) => (isAcquainted ? [...acquaintance, ...moves] : moves))

function allowed({ actionMask }: Info, nth: number): number {
  const possible = [...actionMask.keys()].filter(each => actionMask[each] === 1)
  return possible[nth % possible.length]!
}

/** What is no action: garbage, indexes out of range, and actions with something missing, wrong or too much. */
export const malformed: fc.Arbitrary<unknown> = fc
  .oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true, withTypedArray: true }),
    fc.double(),
    fc.integer({ max: -1 }),
    fc.record({ type: fc.constantFrom(...actionTypes) }, { noNullPrototype: false }),
    fc.record({ type: fc.string() }),
    fc.record({ type: fc.constantFrom(...plainTypes), extra: fc.anything() }),
    fc.record({ type: fc.constant('wait'), minutes: fc.anything() }),
    fc.record({ type: fc.constant('reply'), acts: fc.array(fc.anything(), { maxLength: 8 }) }),
  )
  .filter(given =>
    typeof given === 'number' ? discreteActions[given] === undefined : !Action.safeParse(given).success,
  )
