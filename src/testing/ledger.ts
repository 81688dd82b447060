import { type Books, isLive } from '../billing-mock/index.ts'

/** The least and the most of something, over all that it was counted for. */
export interface Span {
  readonly min: number
  readonly max: number
}

/** What is counted apart: each charge of each episode, or each episode's customer. */
export type CountedBy = 'charge' | 'customer'

/** Reads the books of all episodes as they stood at the end, 150 virtual days later. */
export interface LedgerReader {
  /** Refunds that did not fail, whoever made them and when; a charge without one counts as 0. */
  refundsOf(counted: CountedBy): Span
  /** Their amounts, in cents. */
  refundedCentsOf(counted: CountedBy): Span
  /** Goodwill credit given to a customer, in cents. */
  creditedCents(): Span
}

/** A reader over the books of some episodes; there is at least one. */
export function ledgerReader(allBooks: readonly Books[]): LedgerReader {
  const over = (amountsOf: (books: Books) => readonly number[]): Span => spanOf(allBooks.flatMap(amountsOf))
  return {
    refundsOf: counted => over(books => sums(books, counted, () => 1)),
    refundedCentsOf: counted => over(books => sums(books, counted, ({ amountCents }) => amountCents)),
    creditedCents: () => over(books => [creditedCents(books)]),
  }
}

type Refund = Books['refunds'][number]

/** The sum of something over the refunds that stand: one number a charge, or one for the customer. */
function sums(books: Books, counted: CountedBy, worth: (refund: Refund) => number): readonly number[] {
  const standing = books.refunds.filter(isLive)
  const sumOf = (refunds: readonly Refund[]): number =>
    refunds.reduce((sum, refund) => sum + worth(refund), 0)
  if (counted === 'customer') return [sumOf(standing)]
  return books.charges.map(({ ordinal }) => sumOf(standing.filter(({ charge }) => charge === ordinal)))
}

function creditedCents({ credits }: Books): number {
  const given = credits.filter(({ reason, amountCents }) => reason === 'goodwill' && amountCents > 0)
  return given.reduce((sum, { amountCents }) => sum + amountCents, 0)
}

function spanOf(values: readonly number[]): Span {
  if (values.length === 0) return { min: 0, max: 0 }
  return { min: Math.min(...values), max: Math.max(...values) }
}
