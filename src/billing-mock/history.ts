import { type Books, type Collection, copyBooks } from './books.ts'
import { foldJournal } from './ledger.ts'

/** What has been written to books since they were opened: plain data, enough to read them as they were. */
export interface History {
  /** How many entries the journal had when this history began. */
  readonly from: number
  /** Oldest first. */
  readonly changes: Change[]
}

/** One record that was written. */
export interface Change {
  /** The first journal entry that knows of it. */
  readonly entry: number
  readonly collection: Collection
  readonly ordinal: number
  /** What it replaced; null when it was new. */
  readonly previous: unknown
}

/** The history of books in which nothing has been written since now. */
export function openHistory({ journal }: Books): History {
  return { from: journal.length, changes: [] }
}

/** The books as they were when their journal had `length` entries; those that the history began with for less. */
export function booksAt(books: Books, { from, changes }: History, length: number): Books {
  const journal = { items: books.journal.items, length: Math.max(length, from) }
  const past = { ...copyBooks(books), journal, balances: foldJournal(journal) }
  for (let at = changes.length - 1; at >= 0 && changes[at]!.entry >= journal.length; at--) {
    takeBack(past, changes[at]!)
  }
  return past
}

/** Puts a record back as it was. */
export function takeBack(books: Books, { collection, ordinal, previous }: Omit<Change, 'entry'>): void {
  const records: unknown[] = books[collection]
  if (previous === null) records.length = ordinal
  else records[ordinal] = previous
}
