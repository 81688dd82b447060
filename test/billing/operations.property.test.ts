import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accounts,
  apply,
  type Books,
  checkBooks,
  checkDelta,
  copyBooks,
  drawsOf,
  emptyBooks,
  Operation,
  type OperationType,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { entries } from '../../src/core/log.ts'

const STEPS = 50
const RUNS = Math.ceil((process.env.SUPPORTGYM_FULL === '1' ? 100_000 : 5_000) / STEPS)

/** Mostly what is right, now and then what is not. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })

const ordinal = mostly(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -1, max: 30 }))
const amount = mostly(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(-1, -0, 0.5, 1e9))
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const quantity = mostly(fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 0.5))
const line = fc.record({
  kind: fc.constantFrom('item', 'proration'),
  plan: fc.constant(null),
  quantity,
  amountCents: mostly(fc.integer({ min: -1000, max: 3000 }), fc.constantFrom(-0, 1.5)),
  periodStartMs: fc.constantFrom(0, -0),
  periodEndMs: fc.constant(1),
  description: fc.constant('Item'),
})

/** The parameters of every operation: mostly small enough to be legal, some of them wrong. */
const parameters: { [Type in OperationType]: Record<string, fc.Arbitrary<unknown>> } = {
  'customer.create': { currency: fc.constantFrom('usd', 'USD', 'jpy'), country: fc.constant('US') },
  'payment_method.attach': {
    customer: ordinal,
    brand: fc.constant('visa'),
    last4: fc.constant('4242'),
    behaviour: fc.constantFrom('normal', 'normal', 'refunds_fail', 'declines'),
  },
  'activity.add': {
    customer: ordinal,
    kind: fc.constantFrom('login', 'downtime'),
    subscription: optional(ordinal),
    amountCents: optional(amount),
    note: fc.constant(''),
  },
  'credit.apply': { customer: ordinal, amountCents: amount, reason: fc.constant('goodwill') },
  'plan.create': {
    code: fc.constantFrom('a', 'b', 'c'),
    name: fc.constant('Plan'),
    unitCents: mostly(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(-1, -0)),
    interval: fc.constantFrom('month', 'year'),
  },
  'subscription.create': { customer: ordinal, plan: ordinal, quantity },
  'subscription.renew': { subscription: ordinal },
  'subscription.change': {
    subscription: ordinal,
    plan: optional(ordinal),
    quantity: optional(quantity),
    proration: fc.constantFrom('create_prorations', 'always_invoice', 'none'),
  },
  'subscription.cancel': { subscription: ordinal, when: fc.constantFrom('now', 'period_end') },
  'subscription.end': { subscription: ordinal },
  'invoice.create': {
    customer: ordinal,
    subscription: optional(ordinal),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  },
  'invoice.pay': { invoice: ordinal, paymentMethod: optional(ordinal) },
  'invoice.void': { invoice: ordinal },
  'invoice.mark_uncollectible': { invoice: ordinal },
  'charge.create': { customer: ordinal, paymentMethod: optional(ordinal), amountCents: amount },
  'charge.authorize': { customer: ordinal, paymentMethod: optional(ordinal), amountCents: amount },
  'charge.capture': { charge: ordinal, amountCents: optional(amount) },
  'charge.release': { charge: ordinal },
  'charge.duplicate': { charge: ordinal },
  'refund.create': {
    charge: ordinal,
    amountCents: optional(amount),
    reason: fc.constantFrom('duplicate', 'requested_by_customer'),
  },
  'refund.settle': { refund: ordinal },
  'refund.fail_late': { refund: ordinal },
  'dispute.open': { charge: ordinal, amountCents: optional(amount) },
  'dispute.respond': { dispute: ordinal },
  'dispute.close': { dispute: ordinal, won: fc.boolean() },
}

interface Step {
  readonly operation: Operation
  readonly daysLater: number
  readonly uniform: number
  readonly key: string | null
}

const operation = fc.oneof(
  ...Object.entries(parameters).map(([type, fields]) => fc.record({ type: fc.constant(type), ...fields })),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Operation>

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    operation,
    daysLater: fc.constantFrom(0, 0, 1, 6, 31),
    uniform: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    key: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null, freq: 4 }),
  }),
  { minLength: STEPS, maxLength: STEPS, size: 'max' },
)

/** Two customers with something of everything, so that most steps find what they are about. */
const opening: readonly Operation[] = [
  { type: 'customer.create', currency: 'usd', country: 'US' },
  { type: 'customer.create', currency: 'usd', country: 'DE' },
  { type: 'payment_method.attach', customer: 0, brand: 'visa', last4: '4242', behaviour: 'normal' },
  { type: 'payment_method.attach', customer: 1, brand: 'visa', last4: '4341', behaviour: 'refunds_fail' },
  { type: 'plan.create', code: 'basic', name: 'Basic', unitCents: 1000, interval: 'month' },
  { type: 'plan.create', code: 'team', name: 'Team', unitCents: 2500, interval: 'month' },
  { type: 'subscription.create', customer: 0, plan: 0, quantity: 2 },
  { type: 'payment_method.attach', customer: 0, brand: 'visa', last4: '0002', behaviour: 'declines' },
  { type: 'subscription.renew', subscription: 0 },
  { type: 'charge.create', customer: 1, paymentMethod: null, amountCents: 3000 },
  { type: 'charge.authorize', customer: 1, paymentMethod: null, amountCents: 1500 },
  { type: 'dispute.open', charge: 2, amountCents: 500 },
]

interface PlayOptions {
  /** Whether to check, after every step, all that must hold. */
  readonly check?: boolean
  readonly tell?: (type: OperationType, ok: boolean) => void
}

/** Plays the steps on fresh books. */
function play(all: readonly Step[], { check = false, tell }: PlayOptions = {}): Books {
  const books = emptyBooks()
  let nowMs = -40 * DAY_MS
  for (const first of opening) {
    const begun = apply(books, first, { nowMs, actor: 'system', draw: () => 0.5 })
    if (!begun.ok) throw new Error(`${first.type} must open the books: ${begun.error.message}`)
    if (first.type === 'subscription.create') nowMs += 30 * DAY_MS
  }
  for (const step of all) {
    nowMs += step.daysLater * DAY_MS
    const before = copyBooks(books)
    const key = step.key === null ? {} : { idempotencyKey: step.key }
    const context = { nowMs, actor: 'agent', draw: () => step.uniform, ...key } as const
    const { ok } = apply(books, step.operation, context)
    tell?.(step.operation.type, ok)
    if (!check) continue
    expect([...checkBooks(books), ...checkDelta(before, books)]).toEqual([])
    expect(foldByHand(books)).toEqual(books.balances)
    if (!ok) expect({ ...books, answers: [] }).toEqual({ ...before, answers: [] })
  }
  return books
}

/** The journal folded without the ledger's own code. */
function foldByHand(books: Books): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const account of accounts) sums[account] = 0
  for (const entry of entries(books.journal)) {
    for (const { account, debitCents, creditCents } of entry.lines) {
      sums[account] = sums[account]! + debitCents - creditCents
    }
  }
  return sums
}

describe('any sequence of operations', () => {
  it(`keeps every invariant, and a refused one changes nothing (${RUNS} sequences of ${STEPS})`, () => {
    fc.assert(
      fc.property(steps, all => void play(all, { check: true })),
      { numRuns: RUNS },
    )
  }, 600_000)

  it('includes every operation, both done and refused', () => {
    const seen = new Set<string>()
    const tell = (type: string, ok: boolean) => void seen.add(`${type} ${ok ? 'done' : 'refused'}`)
    fc.assert(
      fc.property(steps, all => void play(all, { tell })),
      { numRuns: 400, seed: 1 },
    )
    const all = Object.keys(parameters).flatMap(type => [`${type} done`, `${type} refused`])
    expect([...seen].sort()).toEqual(all.sort())
  })

  it('comes to the same books every time', () => {
    fc.assert(
      fc.property(steps, all => {
        expect(play(all)).toEqual(play(all))
      }),
      { numRuns: 20 },
    )
  })

  it('leaves plain JSON', () => {
    fc.assert(
      fc.property(steps, all => {
        const books = play(all)
        expect(JSON.parse(JSON.stringify(books))).toEqual(books)
      }),
      { numRuns: 20 },
    )
  })

  it('on a copy leaves the original as it was', () => {
    fc.assert(
      fc.property(steps, steps, (all, more) => {
        const original = play(all)
        const text = JSON.stringify(readable(original))
        const copy = copyBooks(original)
        for (const step of more) {
          apply(copy, step.operation, { nowMs: 1e12, actor: 'agent', draw: () => step.uniform })
        }
        expect(JSON.stringify(readable(original))).toBe(text)
        apply(original, more[0]!.operation, { nowMs: 1e12, actor: 'agent', draw: () => 0 })
        expect([...checkBooks(original), ...checkBooks(copy)]).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('draws as many uniforms as its type says, refused or replayed as well', () => {
    fc.assert(
      fc.property(steps, all => {
        const books = emptyBooks()
        for (const { operation: next, key } of all) {
          let drawn = 0
          const draw = () => {
            drawn += 1
            return 0.5
          }
          const keyed = key === null ? {} : { idempotencyKey: key }
          apply(books, next, { nowMs: 0, actor: 'agent', draw, ...keyed })
          expect(drawn).toBe(drawsOf(next.type))
        }
      }),
      { numRuns: 20 },
    )
  })

  it('is made of operations that the schema takes', () => {
    fc.assert(fc.property(operation, one => void Operation.parse(one)))
  })
})

function readable(books: Books): unknown {
  return { ...books, journal: entries(books.journal) }
}
