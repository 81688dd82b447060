import { entries } from '../../core/log.ts'
import type { Books, Collection } from '../books.ts'
import { isReachable, living } from './lifecycles.ts'
import { collections } from './records.ts'

/** Records that, once written, are never replaced. */
const APPEND_ONLY: readonly Collection[] = [
  'paymentMethods',
  'plans',
  'credits',
  'activities',
  'answers',
  'calendars',
  'listings',
  'detachments',
  'defaultMethods',
  'outOfBandPayments',
  'discountAmounts',
  'taxAmounts',
  'creditNoteLines',
  'plannedDeclines',
  'refundReturns',
  'disputeCases',
  'autoAdvances',
  'trialMoves',
  'collectionPauses',
  'heldDrafts',
  'guests',
  'productDeletions',
  'removedLines',
]

/** What a record keeps from its birth. */
const BORN_WITH = [
  'ordinal',
  'customer',
  'subscription',
  'charge',
  'invoice',
  'paymentMethod',
  'createdAtMs',
  'openedAtMs',
  'settlesAtMs',
  'fails',
  'reason',
  'currency',
  'coupon',
  'promotionCode',
  'taxRate',
  'taxCents',
  'reducedCents',
  'endsAtMs',
  'evidenceDueAtMs',
  'recoversAtTry',
]

/** What may not happen between two moments of the same books. */
export function brokenDelta(before: Books, after: Books): string[] {
  return [
    ...collections.flatMap(collection => brokenCollection(before, after, collection)),
    ...brokenTransitions(before, after),
    ...brokenJournal(before, after),
  ]
}

function brokenCollection(before: Books, after: Books, collection: Collection): string[] {
  const broken: string[] = []
  for (const [index, was] of before[collection].entries()) {
    const is = after[collection][index]
    if (is === was) continue
    if (is === undefined) {
      broken.push(`${collection}[${index}] has vanished.`)
    } else if (APPEND_ONLY.includes(collection)) {
      broken.push(`${collection}[${index}] was replaced, and ${collection} are only ever added.`)
    } else {
      const old = new Map(Object.entries(was))
      for (const [field, value] of Object.entries(is)) {
        if (!BORN_WITH.includes(field) || old.get(field) === value) continue
        broken.push(`${collection}[${index}] changed its ${field} from ${old.get(field)} to ${value}.`)
      }
    }
  }
  return broken
}

function brokenTransitions(before: Books, after: Books): string[] {
  const broken: string[] = []
  for (const { entity, collection } of living) {
    for (const { ordinal, status } of before[collection]) {
      const now = after[collection][ordinal]?.status ?? status
      if (isReachable(entity, status, now)) continue
      broken.push(`${collection}[${ordinal}] went from ${status} to ${now}, which its machine forbids.`)
    }
  }
  return broken
}

function brokenJournal(before: Books, after: Books): string[] {
  const now = entries(after.journal)
  const changed = entries(before.journal).findIndex((entry, index) => entry !== now[index])
  return changed === -1
    ? []
    : [`Journal entry ${changed} was changed, and the journal is only ever added to.`]
}
