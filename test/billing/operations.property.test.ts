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
import { openBooks, operation, parameters, type Step, sequenceOf } from './sequences.ts'

const STEPS = 50
const steps = sequenceOf(STEPS)
const RUNS = Math.ceil((process.env.SUPPORTGYM_FULL === '1' ? 100_000 : 5_000) / STEPS)

interface PlayOptions {
  /** Whether to check, after every step, all that must hold. */
  readonly check?: boolean
  readonly tell?: (type: OperationType, ok: boolean) => void
}

/** Plays the steps on fresh books. */
function play(all: readonly Step[], { check = false, tell }: PlayOptions = {}): Books {
  const { books, nowMs: openedAtMs } = openBooks()
  let nowMs = openedAtMs
  for (const step of all) {
    nowMs += step.daysLater * DAY_MS
    const before = copyBooks(books)
    const key = step.key === null ? {} : { idempotencyKey: step.key }
    const context = { nowMs, actor: 'agent', draw: () => step.uniform, ...key } as const
    const { ok, events } = apply(books, step.operation, context)
    tell?.(step.operation.type, ok)
    if (!check) continue
    expect([...checkBooks(books), ...checkDelta(before, books)]).toEqual([])
    expect(foldByHand(books)).toEqual(books.balances)
    if (!ok && events.length === 0) expect({ ...books, answers: [] }).toEqual({ ...before, answers: [] })
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
      { numRuns: 1000, seed: 1 },
    )
    const all = Object.keys(parameters).flatMap(type => [`${type} done`, `${type} refused`])
    // The calendar comes before any subscription, and these books have some.
    expect([...seen].sort()).toEqual(all.filter(each => each !== 'calendar.set done').sort())
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
