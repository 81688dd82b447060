import type { Books } from './books.ts'
import { brokenDelta } from './invariants/delta.ts'
import { brokenLedger } from './invariants/ledger.ts'
import { brokenLifecycles } from './invariants/lifecycles.ts'
import { brokenMoney } from './invariants/money.ts'
import { brokenRecords } from './invariants/records.ts'

/** Every rule that the books break, as a sentence that names the record; empty when all hold. */
export function checkBooks(books: Books): string[] {
  const records = brokenRecords(books)
  if (records.length > 0) return records // the other rules follow references, which must lead somewhere
  return [...brokenMoney(books), ...brokenLedger(books), ...brokenLifecycles(books)]
}

/** Every rule about change that is broken between two moments of the same books; empty when all hold. */
export function checkDelta(before: Books, after: Books): string[] {
  return brokenDelta(before, after)
}
