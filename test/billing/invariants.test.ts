import { describe, expect, it } from 'vitest'
import {
  apply,
  type Books,
  checkBooks,
  checkDelta,
  copyBooks,
  defaultTerms,
} from '../../src/billing-mock/index.ts'
import { damage, openShop, refundOf, type Shop, subscribe } from './shop.ts'

/** A shop with something of everything: a paid and an open invoice, a refund, a credit, a dispute. */
function busyShop(): Shop {
  const shop = openShop()
  subscribe(shop)
  shop.do(refundOf(0, 400), { idempotencyKey: 'a' })
  shop.do({ type: 'charge.duplicate', charge: 0 })
  shop.do({ type: 'dispute.open', charge: 1, amountCents: 700 })
  shop.do({ type: 'credit.apply', customer: 0, amountCents: 50, reason: 'goodwill' })
  const line = { kind: 'item', plan: null, quantity: 1, periodStartMs: 0, periodEndMs: 0 } as const
  shop.do({
    type: 'invoice.create',
    customer: 0,
    subscription: null,
    lines: [{ ...line, amountCents: 300, description: 'Setup' }],
  })
  return shop
}

const wrongs: readonly [rule: string, sentence: RegExp, corrupt: (books: Books) => void][] = [
  [
    'a record is frozen',
    /charges\[0\] is not frozen/,
    b => void b.charges.splice(0, 1, { ...b.charges[0]! }),
  ],
  ['an ordinal is an index', /plans\[1\] has the ordinal 7/, b => damageAt(b.plans, 1, { ordinal: 7 })],
  ['a reference leads somewhere', /refers to customer 9/, b => damage(b.charges, 0, { customer: 9 })],
  ['an amount is whole', /must be a safe integer/, b => damage(b.charges, 0, { capturedCents: 0.5 })],
  ['there is no −0', /of -0: it must be 0/, b => damage(b.customers, 0, { createdAtMs: -0 })],
  ['numbers are finite', /must be finite/, b => damage(b.refunds, 0, { settlesAtMs: Number.NaN })],
  ['only signed fields are negative', /must not be negative/, b => damage(b.plans, 0, { unitCents: -1 })],
  ['absent is null', /no plain JSON/, b => damage(b.charges, 0, { brand: undefined } as object)],
  [
    'a key has one answer',
    /key has two answers/,
    b => void b.answers.push(Object.freeze({ ...b.answers[0]!, ordinal: 1 })),
  ],
  [
    'the books have one currency',
    /mix currencies: usd, eur/,
    b => void b.customers.push(Object.freeze({ ...b.customers[0]!, ordinal: 1, currency: 'eur' })),
  ],
  [
    'live refunds sum to refunded',
    /Charge 0 says 399 refunded/,
    b => damage(b.charges, 0, { refundedCents: 399 }),
  ],
  ['refunded ≤ captured', /400 refunded of 300 captured/, b => damage(b.charges, 0, { capturedCents: 300 })],
  ['captured ≤ amount', /1000 captured of 999/, b => damage(b.charges, 0, { amountCents: 999 })],
  [
    'only what succeeded is captured',
    /is released with 1000/,
    b => damage(b.charges, 0, { status: 'released' }),
  ],
  [
    'refunds + disputes ≤ captured',
    /0 refunded and 1001 disputed/,
    b => damage(b.disputes, 0, { amountCents: 1001 }),
  ],
  ['disputed says so', /says not disputed; 1 disputes stand/, b => damage(b.charges, 1, { disputed: false })],
  ['lines sum to the total', /has a total of 1001/, b => damage(b.invoices, 0, { totalCents: 1001 })],
  [
    'due = credit + paid + remaining',
    /is due 1000, not credit/,
    b => damage(b.invoices, 0, { paidCents: 900 }),
  ],
  ['credit used = its credits', /says 0 credit used.*to 50/, b => damage(b.invoices, 1, { creditCents: 0 })],
  ['paid ≤ captured', /says 250 paid/, b => damage(b.invoices, 1, { paidCents: 250, remainingCents: 0 })],
  ['paid leaves nothing', /is paid with 250 remaining/, b => damage(b.invoices, 1, { status: 'paid' })],
  [
    'what is owed has something to collect',
    /is open with nothing to collect/,
    b => damage(b.invoices, 0, { status: 'open' }),
  ],
  [
    'a void invoice keeps no money',
    /is void with money on it/,
    b => damage(b.invoices, 0, { status: 'void' }),
  ],
  [
    'balance = its transactions',
    /balance of -7; the credits/,
    b => damage(b.customers, 0, { balanceCents: -7 }),
  ],
  [
    'a customer owes by invoice',
    /owes 7 outside of invoices/,
    b => damage(b.customers, 0, { balanceCents: 7 }),
  ],
  [
    'a period ends after it starts',
    /ends before it starts/,
    b => damage(b.subscriptions, 0, { currentPeriodEndMs: -1 }),
  ],
  [
    'a cancellation has a time',
    /time that does not fit/,
    b => damage(b.subscriptions, 0, { cancelAtPeriodEnd: true }),
  ],
  [
    'no subscription is incomplete',
    /left incomplete/,
    b => damage(b.subscriptions, 0, { status: 'incomplete' }),
  ],
  [
    'a refund settles after it was made',
    /before it was made/,
    b => damage(b.refunds, 0, { settlesAtMs: -1 }),
  ],
  [
    'a failure has a reason',
    /failure that does not fit/,
    b => damage(b.refunds, 0, { failureReason: 'declined' }),
  ],
  [
    'what will fail does not succeed',
    /the bank was to refuse it/,
    b => damage(b.refunds, 0, { fails: true, status: 'succeeded' }),
  ],
  ['a period is billed once', /from 0 ms is billed twice/, b => void b.invoices.push(twin(b))],
  ['a balance is the fold', /Cash stands at 1.*folds to/, b => void Object.assign(b.balances, { Cash: 1 })],
  [
    'an account is what records tell',
    /RefundClearing.*records tell -399/,
    b => damage(b.refunds, 0, { amountCents: 399 }),
  ],
  ['an entry balances', /more debits than credits/, b => damageJournal(b, { debitCents: 5, creditCents: 0 })],
  [
    'a line has one side',
    /line of 5 debit and 5 credit/,
    b => damageJournal(b, { debitCents: 5, creditCents: 5 }),
  ],
  [
    'the journal counts its entries',
    /entry 3 has the ordinal 4/,
    b => void b.journal.items.splice(3, 1, { ...b.journal.items[3]!, ordinal: 4 }),
  ],
  [
    'the journal tells each status',
    /leaves dispute 0 needs_response; its record says won/,
    b => damage(b.disputes, 0, { status: 'won' }),
  ],
  [
    'the journal tells legal transitions',
    /says dispute.won, which dispute 0 did not accept/,
    b => {
      const last = b.journal.items.at(-1)!
      const event = { type: 'dispute.won', entity: 'dispute', ordinal: 0, dueAtMs: null } as const
      b.journal.items[last.ordinal] = { ...last, event }
    },
  ],
]

const wrongChanges: readonly [rule: string, sentence: RegExp, change: (books: Books) => void][] = [
  ['no record vanishes', /refunds\[0\] has vanished/, b => void b.refunds.pop()],
  [
    'what is only added is not replaced',
    /credits\[0\] was replaced/,
    b => damage(b.credits, 0, { reason: 'other' }),
  ],
  [
    'a record keeps what it was born with',
    /changed its fails from false to true/,
    b => damage(b.refunds, 0, { fails: true }),
  ],
  [
    'a charge keeps its amount',
    /charges\[0\] changed its amountCents from 1000 to 2000/,
    b => damage(b.charges, 0, { amountCents: 2000 }),
  ],
  [
    'what was billed stays',
    /invoices\[0\] was paid, and its lines changed/,
    b => damage(b.invoices, 0, { lines: Object.freeze(b.invoices[0]!.lines.slice()) }),
  ],
  [
    'a customer keeps its country',
    /customers\[0\] changed its country from US to DE/,
    b => damage(b.customers, 0, { country: 'DE' }),
  ],
  [
    'a terminal state is never left',
    /from paid to open, which its machine forbids/,
    b => damage(b.invoices, 0, { status: 'open' }),
  ],
  [
    'the journal is only added to',
    /Journal entry 2 was changed/,
    b => void Object.assign(b, { journal: { items: b.journal.items.slice(0, 2), length: 2 } }),
  ],
]

describe('the invariants', () => {
  it('hold for books that operations made', () => {
    const { books } = busyShop()
    expect(checkBooks(books)).toEqual([])
    expect(checkDelta(copyBooks(books), books)).toEqual([])
  })

  it.each(wrongs)('name it when it does not hold that %s', (_rule, sentence, corrupt) => {
    const { books } = busyShop()
    corrupt(books)
    expect(checkBooks(books).join('\n')).toMatch(sentence)
  })

  it.each(wrongChanges)('name it when it does not hold that %s', (_rule, sentence, change) => {
    const { books } = busyShop()
    const before = copyBooks(books)
    change(books)
    expect(checkDelta(before, books).join('\n')).toMatch(sentence)
  })

  it('stop an operation on broken books, where it asks for the check', () => {
    const { books } = busyShop()
    books.balances.Cash += 1
    const act = (check: boolean) => () =>
      apply(books, refundOf(0, 1), { nowMs: 0, actor: 'agent', draw: () => 0.5, check })
    expect(act(true)).toThrow(/After refund.create the books must hold: Cash stands at/)
    expect(act(false)).not.toThrow()
  })

  it('stop an operation that changes what must stay', () => {
    const { books } = busyShop()
    const context = {
      nowMs: 0,
      actor: 'agent',
      draw: () => 0.5,
      check: true,
      get terms() {
        damage(books.refunds, 0, { fails: true })
        return defaultTerms
      },
    } as const
    expect(() => apply(books, refundOf(0, 1), context)).toThrow(/changed its fails/)
  })
})

function damageAt<T extends object>(records: T[], index: number, change: Partial<T>): void {
  records[index] = Object.freeze({ ...records[index]!, ...change })
}

function twin(books: Books) {
  return Object.freeze({ ...books.invoices[0]!, ordinal: books.invoices.length })
}

function damageJournal(books: Books, amounts: { debitCents: number; creditCents: number }): void {
  const index = books.journal.items.findIndex(entry => entry.lines.length > 0)
  const entry = books.journal.items[index]!
  books.journal.items[index] = { ...entry, lines: [{ account: 'Cash', ...amounts }] }
}
