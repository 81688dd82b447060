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
  type Invoice,
  invoiceTotals,
  lineTaxes,
  operationTypes,
  RequestFault,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { entries } from '../../src/core/log.ts'
import { aimed } from './aim.ts'
import { type Notebook, notebookOf } from './model.ts'
import { type Course, courseOf, openBooks, processorOf } from './sequences.ts'

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

/** Lives through the course with faults, replays and all that falls due, checking after each what must hold. */
function live(course: Course, seed: number): Life {
  const { books, nowMs: openedAtMs } = openBooks(course)
  const processor = processorOf(course)
  const noise = billingNoise(seed)
  const met = new Map<string, number>()
  let nowMs = openedAtMs
  for (const [index, step] of course.steps.entries()) {
    const { daysLater, uniform, key } = step
    const before = copyBooks(books)
    nowMs += daysLater * DAY_MS
    if (daysLater > 0) advanceTo(books, nowMs, { actor: 'system', noise, processor })
    holds(before, books)
    const settled = copyBooks(books)
    const operation = aimed(books, step)
    const keyed = key === null ? {} : { idempotencyKey: key }
    const context = {
      nowMs,
      actor: 'agent',
      draw: () => uniform,
      faults,
      noise,
      call: index,
      processor,
      ...keyed,
    } as const
    const { fault, result, answered, error } = applyFaulty(books, operation, context)
    met.set(String(fault), (met.get(String(fault)) ?? 0) + 1)
    expect(answered).toBe(fault !== 'timeout_before_commit' && fault !== 'timeout_after_commit')
    if (answered) expect(error === null).toBe(result?.ok === true)
    if (result === null || result.replayed) {
      expect(books.journal.length).toBe(settled.journal.length)
      expect(changed(settled, books)).toEqual([])
      expect(books.balances).toEqual(settled.balances)
    }
    if (result?.ok === true && key !== null && fault === null) {
      const again = applyFaulty(books, operation, { ...context, faults: FaultConfig.parse({}) })
      expect(again.result).toMatchObject({ ok: true, ordinal: result.ordinal, replayed: true })
    }
    holds(settled, books)
  }
  return { books, met }
}

/** That all is well with the books or, where the journal tells of nothing, that nothing has changed. */
function holds(before: Books, after: Books): void {
  if (after.journal.length === before.journal.length) {
    expect(changed(before, after)).toEqual([])
    return
  }
  expect([...checkBooks(after), ...checkDelta(before, after)]).toEqual([])
  const notebook = notebookOf(after)
  expect(unbalanced(after)).toEqual([])
  expect(notebook.balances).toEqual(after.balances)
  expect(disagreements(after, notebook)).toEqual([])
  const moved = balanceTransactions(after).reduce((sum, each) => sum + each.netCents, 0)
  expect(moved + notebook.outsideCents).toBe(after.balances.Cash + after.balances.RefundClearing)
  for (const invoice of after.invoices) {
    const { subtotalCents, discountCents, taxCents, includedTaxCents, totalCents } = invoiceTotals(
      after,
      invoice,
    )
    expect(subtotalCents).toBe(sumOf(invoice, ['recurring', 'proration', 'item']))
    expect([0 - discountCents, taxCents]).toEqual([sumOf(invoice, ['discount']), sumOf(invoice, ['tax'])])
    expect(totalCents).toBe(invoice.totalCents)
    const byLine = lineTaxes(after, invoice).reduce((sum, tax) => sum + tax.amountCents, 0)
    expect(byLine).toBe(taxCents + includedTaxCents)
    expect(overDiscounted(after, invoice)).toEqual([])
  }
}

/** The collections in which a record is another than before. */
function changed(before: Books, after: Books): string[] {
  const { journal: _journal, balances: _balances, answers: _answers, ...records } = after
  const old = new Map<string, readonly unknown[]>(Object.entries({ ...before, journal: [], balances: [] }))
  return Object.entries(records).flatMap(([name, rows]) => {
    const was = old.get(name)!
    return rows.length === was.length && rows.every((row, index) => row === was[index]) ? [] : [name]
  })
}

/** The entries whose debits and credits differ. */
function unbalanced({ journal }: Books): number[] {
  return entries(journal)
    .filter(({ lines }) => lines.reduce((sum, line) => sum + line.debitCents - line.creditCents, 0) !== 0)
    .map(({ ordinal }) => ordinal)
}

/** Where the records say otherwise than the notebook. */
function disagreements(books: Books, notebook: Notebook): string[] {
  const { owed, paid, captured, refunded, disputed, credit } = notebook
  const amounts = [
    ...books.charges.flatMap(({ ordinal, capturedCents, refundedCents, disputed: isDisputed }) => [
      [`charge ${ordinal} captured`, capturedCents, captured.get(ordinal) ?? 0],
      [`charge ${ordinal} refunded`, refundedCents, refunded.get(ordinal) ?? 0],
      [`charge ${ordinal} disputed`, isDisputed, (disputed.get(ordinal) ?? 0) > 0],
      [`charge ${ordinal} is enough`, true, isEnough(notebook, ordinal)],
    ]),
    ...books.invoices.flatMap(({ ordinal, status, paidCents, remainingCents }) => [
      [`invoice ${ordinal} paid`, paidCents, paid.get(ordinal) ?? 0],
      [`invoice ${ordinal} opened`, status !== 'draft' && status !== 'deleted', owed.has(ordinal)],
      ...(owed.has(ordinal) && status !== 'void'
        ? [[`invoice ${ordinal} owed`, remainingCents, owed.get(ordinal)!]]
        : []),
    ]),
    ...books.customers.map(({ ordinal, balanceCents }) => [
      `customer ${ordinal} holds`,
      0 - balanceCents,
      credit.get(ordinal) ?? 0,
    ]),
  ]
  return amounts.flatMap(([what, said, told]) => (said === told ? [] : [`${what}: ${said}, not ${told}`]))
}

/** No more goes back of a charge, by refund and by dispute, than came. */
function isEnough({ captured, refunded, disputed }: Notebook, charge: number): boolean {
  return (refunded.get(charge) ?? 0) + (disputed.get(charge) ?? 0) <= (captured.get(charge) ?? 0)
}

function sumOf({ lines }: Invoice, kinds: readonly string[]): number {
  return lines
    .filter(({ kind }) => kinds.includes(kind))
    .reduce((sum, { amountCents }) => sum + amountCents, 0)
}

/** The lines of which discounts took more than there is. */
function overDiscounted({ discountAmounts }: Books, { ordinal, lines }: Invoice): number[] {
  const own = discountAmounts.filter(({ invoice }) => invoice === ordinal)
  return [...new Set(own.map(({ line }) => line))].filter(line => {
    const offCents = own.reduce((sum, each) => sum + (each.line === line ? each.amountCents : 0), 0)
    return offCents > lines[line]!.amountCents
  })
}

describe('any life of the books, with faults, replays and time', () => {
  const lives = fc.tuple(courseOf(STEPS), fc.integer({ min: 0, max: 1_000_000 }))

  it(`keeps every invariant and agrees with a plain model (${RUNS} lives of ${STEPS} steps)`, () => {
    const met = new Map<string, number>()
    fc.assert(
      fc.property(lives, ([course, seed]) => {
        for (const [fault, times] of live(course, seed).met) met.set(fault, (met.get(fault) ?? 0) + times)
      }),
      { numRuns: RUNS },
    )
    expect([...met.keys()].sort()).toEqual(['null', ...RequestFault.options].sort())
  }, 1_200_000)

  it('is the same life again, and another with another seed', () => {
    fc.assert(
      fc.property(lives, ([course, seed]) => {
        expect(live(course, seed).books).toEqual(live(course, seed).books)
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
