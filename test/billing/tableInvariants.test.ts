import { describe, expect, it } from 'vitest'
import { apply, type Books, checkBooks, checkDelta, copyBooks } from '../../src/billing-mock/index.ts'
import { NEVER_MS } from '../../src/core/clock.ts'
import { openBooks } from './sequences.ts'
import { damage } from './shop.ts'

/** A row once more, as no operation would write it. */
function twice<T extends { readonly ordinal: number }>(rows: T[], change: Partial<T> = {}): void {
  rows.push(Object.freeze({ ...rows[0]!, ordinal: rows.length, ...change }))
}

const wrongs: readonly [rule: string, sentence: RegExp, corrupt: (books: Books) => void][] = [
  [
    'a trial is its period',
    /Trial 1 ends at 5; its period does not/,
    b => damage(b.trials, 1, { endsAtMs: 5 }),
  ],
  [
    'a draft is billed for its items',
    /Draft 7 has item lines of 700; its items are of 1/,
    b => damage(b.invoiceItems, 1, { amountCents: 1 }),
  ],
  [
    'a line is removed once',
    /remove a line twice/,
    b => {
      b.removedLines = [0, 1].map(ordinal => Object.freeze({ ordinal, invoice: 6, line: 9 }))
    },
  ],
  [
    'a draft is held back once',
    /hold one draft back twice/,
    b => {
      b.heldDrafts = [0, 1].map(ordinal => Object.freeze({ ordinal, invoice: 6 }))
    },
  ],
  [
    'a guest is one customer',
    /have a guest twice/,
    b => {
      b.guests = [0, 1].map(ordinal => Object.freeze({ ordinal, customer: 0 }))
    },
  ],
  [
    'a product is deleted once',
    /delete a product twice/,
    b => {
      b.productDeletions = [0, 1].map(ordinal => Object.freeze({ ordinal, product: 0 }))
    },
  ],
  [
    'an intent has a method',
    /0 is requires_capture without/,
    b => damage(b.paymentIntents, 0, { method: null }),
  ],
  [
    'its charge is of its amount',
    /charge of another amount/,
    b => damage(b.paymentIntents, 0, { amountCents: 1 }),
  ],
  [
    'it says succeeded',
    /is succeeded with a authorized/,
    b => damage(b.paymentIntents, 0, { status: 'succeeded' }),
  ],
  [
    'it says that money is held',
    /hold that does not fit/,
    b => damage(b.paymentIntents, 1, { latestCharge: 5 }),
  ],
  [
    'a debit is decided',
    /decision that does not fit/,
    b => damage(b.paymentIntents, 2, { decidesAtMs: NEVER_MS }),
  ],
  [
    'a note is its parts',
    /is of 60; its parts sum to 50/,
    b => damage(b.creditNotes, 0, { amountCents: 60 }),
  ],
  ['tax is a part of a note', /has 51 tax of 50/, b => damage(b.creditNotes, 0, { taxCents: 51 })],
  [
    'a note says what was refunded',
    /says 50 refunded; its refund is of 0/,
    b => damage(b.creditNotes, 0, { reducedCents: 0, refundedCents: 50 }),
  ],
  [
    'a note says what was credited',
    /says 50 credited; its credit is of 0/,
    b => damage(b.creditNotes, 0, { reducedCents: 0, creditedCents: 50 }),
  ],
  [
    'only what reduced can be void',
    /is void with money that has gone back/,
    b => damage(b.creditNotes, 0, { status: 'void', reducedCents: 0, outOfBandCents: 50 }),
  ],
  [
    'notes do not exceed the invoice',
    /exceed what was invoiced/,
    b => damage(b.creditNotes, 0, { amountCents: 5000, outOfBandCents: 4950 }),
  ],
  [
    'a reduction is off the invoice',
    /Invoice 6 is due/,
    b => damage(b.creditNotes, 0, { reducedCents: 40, outOfBandCents: 10 }),
  ],
  ['a code is of its coupon', /code of another coupon/, b => damage(b.discounts, 0, { promotionCode: 0 })],
  [
    'a discount is on an own subscription',
    /another customer's subscription/,
    b => damage(b.discounts, 0, { subscription: 0 }),
  ],
  [
    'a code is its customer’s',
    /another customer's code/,
    b => {
      damage(b.promotionCodes, 0, { onlyFor: 0, coupon: 1 })
      damage(b.discounts, 0, { promotionCode: 0 })
    },
  ],
  [
    'a coupon has a limit',
    /one too many of its coupon/,
    b => {
      damage(b.coupons, 1, { maxRedemptions: 1 })
      twice(b.discounts)
    },
  ],
  [
    'once is one invoice',
    /came off several invoices/,
    b => {
      damage(b.coupons, 1, { duration: 'once' })
      twice(b.discountAmounts, { invoice: 7 })
    },
  ],
  [
    'an item says where it is',
    /Invoice item 0 is invoiced on/,
    b => damage(b.invoiceItems, 0, { billedOn: null }),
  ],
  [
    'an item is on an own invoice',
    /another customer's invoice/,
    b => damage(b.invoiceItems, 0, { billedOn: 0 }),
  ],
  ['what is paid is not dunned', /runs though nothing is owed/, b => damage(b.dunnings, 0, { invoice: 0 })],
  ['dunning goes on', /runs without a next try after 0/, b => damage(b.dunnings, 0, { nextAtMs: NEVER_MS })],
  [
    'discounts are told by line',
    /has discounts of 90; by line they are 91/,
    b => damage(b.discountAmounts, 0, { amountCents: 91 }),
  ],
  ['taxes are told by rate', /tax; by rate it is 1/, b => damage(b.taxAmounts, 0, { amountCents: 1 })],
  [
    'items have one interval',
    /Subscription 1 has items of several intervals/,
    b => damage(b.subscriptionItems, 0, { plan: 3 }),
  ],
  [
    'items have plans of their own',
    /Subscription 1 has two items of one plan/,
    b => damage(b.subscriptionItems, 0, { plan: 1 }),
  ],
  [
    'one item is the first',
    /Subscription 1 has two first items/,
    b => {
      damage(b.subscriptionItems, 0, { status: 'first' })
      damage(b.subscriptionItems, 1, { status: 'first' })
    },
  ],
  [
    'a subscription says what its first item is',
    /says another plan or quantity than its first item/,
    b => damage(b.subscriptionItems, 0, { status: 'first' }),
  ],
  [
    'an item is billed once a period',
    /The period of item 0 of subscription 1 from .* is billed twice/,
    b => twice(b.invoices, { ...b.invoices[1]!, ordinal: b.invoices.length }),
  ],
  [
    'a note is its lines',
    /Credit note 0 has lines of 40 with 0 of tax/,
    b => Object.assign(b, { creditNoteLines: noteLines(40, null) }),
  ],
  [
    'a line is credited once',
    /Line 0 of invoice 6 has 9999 credited of 900/,
    b => Object.assign(b, { creditNoteLines: noteLines(9999, 0) }),
  ],
  ['there is one calendar', /two calendars/, b => Object.assign(b, { calendars: rows(2, { epochMs: 0 }) })],
  ['a code is unique', /two active promotion codes/, b => twice(b.promotionCodes)],
  ['a trial is the only one', /two trials/, b => twice(b.trials)],
  ['a dunning is the only one', /two dunnings/, b => twice(b.dunnings)],
  [
    'a plan is of one product',
    /a plan in two/,
    b => Object.assign(b, { listings: rows(2, { plan: 0, product: 0 }) }),
  ],
  [
    'a dispute has one course',
    /two courses/,
    b => Object.assign(b, { disputeCases: rows(2, { dispute: 0, reason: 'general' }) }),
  ],
  [
    'a record has one set of metadata',
    /two metadata/,
    b => Object.assign(b, { metadata: rows(2, { entity: 'charge', about: 0 }) }),
  ],
  [
    'metadata are of something',
    /about charge 99, which is not there/,
    b => Object.assign(b, { metadata: rows(1, { entity: 'charge', about: 99 }) }),
  ],
]

const noteLines = (amountCents: number, line: number | null): readonly object[] =>
  rows(1, {
    creditNote: 0,
    line,
    quantity: null,
    amountCents,
    discountCents: 0,
    taxes: Object.freeze([]),
    description: '',
  })

const rows = (count: number, fields: object): readonly object[] =>
  Array.from({ length: count }, (_, ordinal) => Object.freeze({ ordinal, ...fields }))

describe('the invariants of the tables', () => {
  it('hold for books that operations made', () => {
    const { books } = openBooks()
    expect(checkBooks(books)).toEqual([])
  })

  it.each(wrongs)('name it when it does not hold that %s', (_rule, sentence, corrupt) => {
    const { books } = openBooks()
    corrupt(books)
    expect(checkBooks(books).join('\n')).toMatch(sentence)
  })

  it.each([
    [
      'what is only added is not replaced',
      /taxAmounts\[0\] was replaced/,
      (b: Books) => damage(b.taxAmounts, 0, {}),
    ],
    [
      'the latent stays',
      /changed its recoversAtTry/,
      (b: Books) => damage(b.dunnings, 0, { recoversAtTry: 8 }),
    ],
    [
      'a tax rate keeps its rate',
      /taxRates\[0\] changed its basisPoints from 1900 to 700/,
      (b: Books) => damage(b.taxRates, 0, { basisPoints: 700 }),
    ],
    [
      'a tax rate keeps what it is within',
      /taxRates\[0\] changed its inclusive from undefined to true/,
      (b: Books) => damage(b.taxRates, 0, { inclusive: true }),
    ],
    [
      'a coupon keeps what it takes off',
      /coupons\[0\] changed its percentBasisPoints from 5000 to 10000/,
      (b: Books) => damage(b.coupons, 0, { percentBasisPoints: 10_000 }),
    ],
    [
      'a terminal state is never left',
      /from ended to active/,
      (b: Books) => damage(b.discounts, 0, { status: 'active' }),
    ],
  ])('name it when between two moments it does not hold that %s', (_rule, sentence, corrupt) => {
    const { books, nowMs } = openBooks()
    const context = { nowMs, actor: 'agent', draw: () => 0.5 } as const
    apply(books, { type: 'discount.remove', discount: 0 }, context)
    const before = copyBooks(books)
    corrupt(books)
    expect(checkDelta(before, books).join('\n')).toMatch(sentence)
  })
})
