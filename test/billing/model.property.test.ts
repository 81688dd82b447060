import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advanceTo,
  applyFaulty,
  type Books,
  balanceTransactions,
  billingNoise,
  checkBooks,
  checkDelta,
  copyBooks,
  FaultConfig,
  invoiceTotals,
  lineTaxes,
  operationTypes,
  RequestFault,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { entries } from '../../src/core/log.ts'
import { openBooks, type Step, sequenceOf } from './sequences.ts'

const STEPS = 50
const RUNS = Math.ceil((process.env.SUPPORTGYM_FULL === '1' ? 100_000 : 3_000) / STEPS)

/** Every kind of fault, each in a few of a hundred calls. */
const faults = FaultConfig.parse({
  operations: Object.fromEntries(
    operationTypes.map(type => [type, Object.fromEntries(RequestFault.options.map(kind => [kind, 0.04]))]),
  ),
  refundsReturned: 0.3,
  lateDeclines: 0.3,
})

interface Life {
  readonly books: Books
  /** How often each fault was met. */
  readonly met: Map<string, number>
}

/** Lives through the steps with faults, replays and all that falls due, checking after each what must hold. */
function live(steps: readonly Step[], seed: number): Life {
  const { books, nowMs: openedAtMs } = openBooks()
  const noise = billingNoise(seed)
  const met = new Map<string, number>()
  let nowMs = openedAtMs
  for (const [index, { operation, daysLater, uniform, key }] of steps.entries()) {
    const before = copyBooks(books)
    nowMs += daysLater * DAY_MS
    if (daysLater > 0) advanceTo(books, nowMs, { actor: 'system', noise })
    holds(before, books)
    const settled = copyBooks(books)
    const keyed = key === null ? {} : { idempotencyKey: key }
    const context = {
      nowMs,
      actor: 'agent',
      draw: () => uniform,
      faults,
      noise,
      call: index,
      ...keyed,
    } as const
    const { fault, result, answered, error } = applyFaulty(books, operation, context)
    met.set(String(fault), (met.get(String(fault)) ?? 0) + 1)
    expect(answered).toBe(fault !== 'timeout_before_commit' && fault !== 'timeout_after_commit')
    if (answered) expect(error === null).toBe(result?.ok === true)
    if (result === null || result.replayed) {
      expect(books.journal.length).toBe(settled.journal.length)
      expect({ ...books, answers: [] }).toEqual({ ...settled, answers: [] })
    }
    if (result?.ok === true && key !== null && fault === null) {
      const again = applyFaulty(books, operation, { ...context, faults: FaultConfig.parse({}) })
      expect(again.result).toMatchObject({ ok: true, ordinal: result.ordinal, replayed: true })
    }
    holds(settled, books)
  }
  return { books, met }
}

function holds(before: Books, after: Books): void {
  expect([...checkBooks(after), ...checkDelta(before, after)]).toEqual([])
  const model = modelOf(after)
  expect(model.unbalanced).toEqual([])
  expect(model.balances).toEqual(after.balances)
  expect(model.cashCents).toBe(after.balances.Cash)
  for (const invoice of after.invoices) {
    const { subtotalCents, discountCents, taxCents, includedTaxCents, totalCents } = invoiceTotals(
      after,
      invoice,
    )
    expect(subtotalCents - discountCents + taxCents).toBe(totalCents)
    const byLine = lineTaxes(after, invoice).reduce((sum, tax) => sum + tax.amountCents, 0)
    expect(byLine).toBe(taxCents + includedTaxCents)
  }
  const moved = balanceTransactions(after).reduce((sum, each) => sum + each.netCents, 0)
  expect(moved + model.outsideCents).toBe(after.balances.Cash + after.balances.RefundClearing)
}

/**
 * The books once more, by somebody who knows nothing of operations: the journal folded by account, and cash
 * counted by what happened to each thing, as a shopkeeper would.
 */
function modelOf(books: Books) {
  const balances: Record<string, number> = Object.fromEntries(
    Object.keys(books.balances).map(account => [account, 0]),
  )
  const unbalanced: number[] = []
  let cashCents = 0
  let outsideCents = 0
  const succeeded = new Set<number>()
  for (const { ordinal, event, lines } of entries(books.journal)) {
    let difference = 0
    for (const { account, debitCents, creditCents } of lines) {
      balances[account]! += debitCents - creditCents
      difference += debitCents - creditCents
    }
    if (difference !== 0) unbalanced.push(ordinal)
    const about = event.ordinal
    switch (event.type) {
      case 'charge.captured':
        cashCents += books.charges[about]!.capturedCents
        break
      case 'refund.settled':
        succeeded.add(about)
        cashCents -= books.refunds[about]!.amountCents
        break
      case 'refund.failed':
        if (succeeded.has(about)) cashCents += books.refunds[about]!.amountCents
        break
      case 'dispute.opened':
        cashCents -= books.disputes[about]!.amountCents + 1500
        break
      case 'dispute.evidence_submitted':
        cashCents -= 1500
        break
      case 'dispute.won':
        cashCents += books.disputes[about]!.amountCents + 1500
        break
      case 'invoice.paid': {
        const payment = books.outOfBandPayments.find(each => each.invoice === about)
        outsideCents += payment?.amountCents ?? 0
        break
      }
      case 'credit_note.created':
        outsideCents -= books.creditNotes[about]!.outOfBandCents
        break
    }
  }
  return { balances, unbalanced, cashCents: cashCents + outsideCents, outsideCents }
}

describe('any life of the books, with faults, replays and time', () => {
  const lives = fc.tuple(sequenceOf(STEPS), fc.integer({ min: 0, max: 1_000_000 }))

  it(`keeps every invariant and agrees with a plain model (${RUNS} lives of ${STEPS} steps)`, () => {
    const met = new Map<string, number>()
    fc.assert(
      fc.property(lives, ([steps, seed]) => {
        for (const [fault, times] of live(steps, seed).met) met.set(fault, (met.get(fault) ?? 0) + times)
      }),
      { numRuns: RUNS },
    )
    expect([...met.keys()].sort()).toEqual(['null', ...RequestFault.options].sort())
  }, 1_200_000)

  it('is the same life again, and another with another seed', () => {
    fc.assert(
      fc.property(lives, ([steps, seed]) => {
        expect(live(steps, seed).books).toEqual(live(steps, seed).books)
      }),
      { numRuns: 5 },
    )
  })

  it('does not depend on how time is cut', () => {
    const whole = openBooks()
    const cut = openBooks()
    const context = { actor: 'system', noise: billingNoise(4) } as const
    const untilMs = whole.nowMs + 120 * DAY_MS
    advanceTo(whole.books, untilMs, context)
    for (let atMs = cut.nowMs; atMs <= untilMs; atMs += DAY_MS / 2) advanceTo(cut.books, atMs, context)
    expect(cut.books).toEqual(whole.books)
  })
})
