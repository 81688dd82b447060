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
import { aimed } from './aim.ts'
import { type Course, courseOf, openBooks, operation, parameters, processorOf } from './sequences.ts'
import { allTransitions, transitionsIn } from './transitions.ts'

const STEPS = 50
const courses = courseOf(STEPS)
const RUNS = Math.ceil((process.env.SUPPORTGYM_FULL === '1' ? 100_000 : 5_000) / STEPS)

interface PlayOptions {
  /** Whether to check, after every step, all that must hold. */
  readonly check?: boolean
  readonly tell?: (type: OperationType, ok: boolean) => void
}

/** Plays the course on fresh books. */
function play(course: Course, { check = false, tell }: PlayOptions = {}): Books {
  const { books, nowMs: openedAtMs } = openBooks(course)
  const processor = processorOf(course)
  let nowMs = openedAtMs
  for (const step of course.steps) {
    nowMs += step.daysLater * DAY_MS
    const before = copyBooks(books)
    const key = step.key === null ? {} : { idempotencyKey: step.key }
    const context = { nowMs, actor: 'agent', draw: () => step.uniform, processor, ...key } as const
    const { ok, events, replayed } = apply(books, aimed(books, step), context)
    if (!replayed) tell?.(step.operation.type, ok)
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
      fc.property(courses, course => void play(course, { check: true })),
      { numRuns: RUNS },
    )
  }, 600_000)

  it('includes every operation, both done and refused, and every transition that an operation takes', () => {
    const seen = new Set<string>()
    const taken = new Set<string>()
    const tally = { done: 0, all: 0 }
    const tell = (type: string, ok: boolean) => {
      seen.add(`${type} ${ok ? 'done' : 'refused'}`)
      tally.all += 1
      if (ok) tally.done += 1
    }
    fc.assert(
      fc.property(courses, course => {
        const { journal } = play(course, { tell })
        for (const transition of transitionsIn(journal)) taken.add(transition)
      }),
      { numRuns: 2000, seed: 1 },
    )
    const all = Object.keys(parameters).flatMap(type => [`${type} done`, `${type} refused`])
    // The calendar comes before any subscription, and these books have some.
    expect([...seen].sort()).toEqual(all.filter(each => each !== 'calendar.set done').sort())
    // A card that asks for its holder is no bank debit, which alone takes days.
    const untaken = 'payment_intent: requires_action → processing by payment_intent.processing'
    expect([...taken].sort()).toEqual(allTransitions.filter(each => each !== untaken).sort())
    expect(tally.done / tally.all).toBeGreaterThan(0.4)
  }, 60_000)

  it('comes to the same books every time', () => {
    fc.assert(
      fc.property(courses, course => {
        expect(play(course)).toEqual(play(course))
      }),
      { numRuns: 20 },
    )
  })

  it('leaves plain JSON', () => {
    fc.assert(
      fc.property(courses, course => {
        const books = play(course)
        expect(JSON.parse(JSON.stringify(books))).toEqual(books)
      }),
      { numRuns: 20 },
    )
  })

  it('on a copy leaves the original as it was', () => {
    fc.assert(
      fc.property(courses, courses, (course, { steps: more }) => {
        const original = play(course)
        const text = JSON.stringify(readable(original))
        const copy = copyBooks(original)
        for (const step of more) {
          apply(copy, aimed(copy, step), { nowMs: 1e12, actor: 'agent', draw: () => step.uniform })
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
      fc.property(courses, ({ steps }) => {
        const books = emptyBooks()
        for (const { operation: next, key } of steps) {
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
