import { describe, expect, it } from 'vitest'
import {
  defaultTerms,
  emptyBooks,
  foldJournal,
  type JournalLine,
  Operation,
  post,
  Terms,
  transfer,
} from '../../src/billing-mock/index.ts'
import { charge, openShop, refundOf } from './shop.ts'

function entry(lines: readonly JournalLine[]) {
  const event = { type: 'charge.captured', entity: 'charge', ordinal: 0, dueAtMs: null } as const
  return { atMs: 0, actor: 'system', event, lines } as const
}

describe('the ledger', () => {
  it('takes no entry whose debits and credits differ', () => {
    const books = emptyBooks()
    expect(() => post(books, entry([{ account: 'Cash', debitCents: 1, creditCents: 0 }]))).toThrow(
      /must balance/,
    )
    expect(books).toEqual(emptyBooks())
  })

  it('turns a negative transfer round and leaves a transfer of nothing out', () => {
    expect(transfer('Cash', 'Revenue', -5)).toEqual(transfer('Revenue', 'Cash', 5))
    expect(transfer('Cash', 'Revenue', 0)).toEqual([])
  })

  it('tells who asked, when, and what moved', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    shop.pass(1)
    shop.do(refundOf(paid, 400), { actor: 'customer' })
    expect(shop.books.journal.items.at(-1)).toEqual({
      ordinal: 6,
      atMs: 86_400_000,
      actor: 'customer',
      event: { type: 'refund.created', entity: 'refund', ordinal: 0, dueAtMs: 9 * 86_400_000 },
      lines: [
        { account: 'Revenue', debitCents: 400, creditCents: 0 },
        { account: 'RefundClearing', debitCents: 0, creditCents: 400 },
      ],
    })
    expect(foldJournal(shop.books.journal)).toEqual(shop.books.balances)
  })
})

describe('the schemas', () => {
  it('take an operation as JSON gives it, and leave wrong amounts to billing', () => {
    expect(Operation.parse(JSON.parse(JSON.stringify(refundOf(0, -5))))).toEqual(refundOf(0, -5))
    expect(Operation.safeParse({ ...refundOf(0), reason: 'because' }).success).toBe(false)
    expect(Operation.safeParse({ type: 'refund.undo', refund: 0 }).success).toBe(false)
  })

  it('take the default terms, and none whose settlement ends before it starts', () => {
    expect(Terms.parse(defaultTerms)).toEqual(defaultTerms)
    expect(Terms.safeParse({ ...defaultTerms, refundSettlementDays: [5, 4] }).success).toBe(false)
  })
})
