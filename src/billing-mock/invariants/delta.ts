import { entries } from '../../core/log.ts'
import type { Books, Collection } from '../books.ts'
import { isReachable, living } from './lifecycles.ts'
import { collections } from './records.ts'

/** The fields of a record that may change; all others it keeps from its birth, and records of other kinds all. */
const CHANGEABLE: Partial<Record<Collection, readonly string[]>> = {
  customers: ['balanceCents'],
  subscriptions: [
    'plan',
    'quantity',
    'status',
    'currentPeriodStartMs',
    'currentPeriodEndMs',
    'cancelAtPeriodEnd',
    'canceledAtMs',
  ],
  invoices: ['status', 'lines', 'totalCents', 'creditCents', 'paidCents', 'remainingCents'],
  charges: ['status', 'capturedCents', 'refundedCents', 'disputed'],
  refunds: ['status', 'failureReason'],
  disputes: ['status', 'feeCents'],
  products: ['name', 'active'],
  trials: ['remindedAtMs'],
  subscriptionItems: ['plan', 'quantity', 'status'],
  dunnings: ['status', 'tries', 'nextAtMs'],
  invoiceItems: ['status', 'billedOn', 'amountCents', 'description'],
  coupons: ['active'],
  promotionCodes: ['active'],
  discounts: ['status'],
  taxRates: ['active'],
  taxAssignments: ['liftedAtMs'],
  taxIds: ['status'],
  paymentIntents: ['status', 'method', 'latestCharge', 'declineCode', 'decidesAtMs'],
  creditNotes: ['status'],
  inquiries: ['status'],
  metadata: ['values'],
}

/** What may not happen between two moments of the same books. */
export function brokenDelta(before: Books, after: Books): string[] {
  return [
    ...collections.flatMap(collection => brokenCollection(before, after, collection)),
    ...brokenBills(before, after),
    ...brokenTransitions(before, after),
    ...brokenJournal(before, after),
  ]
}

function brokenCollection(before: Books, after: Books, collection: Collection): string[] {
  const broken: string[] = []
  const changeable = CHANGEABLE[collection]
  for (const [index, was] of before[collection].entries()) {
    const is = after[collection][index]
    if (is === was) continue
    if (is === undefined) {
      broken.push(`${collection}[${index}] has vanished.`)
    } else if (changeable === undefined) {
      broken.push(`${collection}[${index}] was replaced, and ${collection} are only ever added.`)
    } else {
      const old = new Map(Object.entries(was))
      const now = new Map(Object.entries(is))
      for (const field of new Set([...old.keys(), ...now.keys()])) {
        if (changeable.includes(field) || old.get(field) === now.get(field)) continue
        broken.push(
          `${collection}[${index}] changed its ${field} from ${old.get(field)} to ${now.get(field)}.`,
        )
      }
    }
  }
  return broken
}

/** What was billed stays as it was billed. */
function brokenBills(before: Books, after: Books): string[] {
  return before.invoices.flatMap(({ ordinal, status, lines, totalCents }) => {
    const is = after.invoices[ordinal]
    const isKept = is === undefined || (is.lines === lines && is.totalCents === totalCents)
    return status === 'draft' || isKept ? [] : [`invoices[${ordinal}] was ${status}, and its lines changed.`]
  })
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
