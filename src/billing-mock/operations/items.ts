import type { Invoice } from '../books.ts'
import { type BillingError, missing, refuse, token, unexpectedState } from '../errors.ts'
import { type Item, itemsOf } from '../items.ts'
import type { ItemChange, OperationOf } from '../operation.ts'
import { type PeriodMoment, prorationLines, unusedLine } from '../proration.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { quantityError } from './amounts.ts'
import { collect, draftInvoice } from './collection.ts'
import { issueInvoice } from './pauses.ts'
import { invoicePeriod, startPeriod } from './periods.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** The most items of one subscription, as at Stripe. */
const ITEMS_MAX = 20

/** Another plan or quantity of the first item from now on, billed as of `updateItems`. */
export function changeSubscription(work: Work, operation: OperationOf<'subscription.change'>): Outcome {
  const { plan, quantity, ...rest } = operation
  const changes = [{ type: 'change', item: null, plan, quantity } as const]
  return updateItems(work, { ...rest, type: 'subscription.update_items', changes })
}

/**
 * Adds, changes and deletes items from now on, all or none: within the period as of `billDifference` or, where all
 * come to another interval, into a new one as of `billAnew`; in a trial nothing is billed. Items are deleted last, so
 * that one can be replaced by another.
 */
export function updateItems(work: Work, operation: OperationOf<'subscription.update_items'>): Outcome {
  const subscription = work.books.subscriptions[operation.subscription]
  if (subscription === undefined) return missing('subscription', operation.subscription)
  const status = subscriptionLifecycle.next(subscription.status, 'subscription.updated')
  if (status === null) return unexpectedState('subscription', 'changed', subscription.status)
  const { ordinal, currentPeriodStartMs: startMs, currentPeriodEndMs: endMs } = subscription
  const atMs = operation.prorationAtMs ?? work.nowMs
  const isWithin = atMs >= startMs && atMs <= endMs
  if (operation.prorationAtMs !== undefined && !isWithin) {
    return refuse('invalid_integer', 'The proration date must lie in the current period.', 'proration_date')
  }
  const before = itemsOf(work.books, ordinal)
  const moves = movesOf(work, ordinal, operation.changes)
  if ('type' in moves) return moves
  const { proration } = operation
  const moment = { startMs, endMs, atMs }
  if (status !== 'trialing' && before[0]!.plan.interval !== itemsOf(work.books, ordinal)[0]!.plan.interval) {
    return billAnew(work, ordinal, { before, moment, proration })
  }
  note(work, 'subscription.updated', { entity: 'subscription', ordinal })
  return status === 'trialing' ? ordinal : billDifference(work, ordinal, { moves, moment, proration })
}

type Proration = OperationOf<'subscription.update_items'>['proration']

/**
 * Bills what changes make of the rest of the period: `create_prorations` leaves the difference for the next invoice,
 * `always_invoice` bills it now (below zero it becomes credit), `none` charges nothing before the next period.
 */
function billDifference(
  work: Work,
  ordinal: number,
  {
    moves,
    moment,
    proration,
  }: { readonly moves: readonly Move[]; readonly moment: PeriodMoment; readonly proration: Proration },
): Outcome {
  const changed = moves.filter(({ from, to }) => from?.plan !== to?.plan || from?.quantity !== to?.quantity)
  if (changed.length === 0 || proration === 'none') return ordinal
  const lines = changed.flatMap(({ from, to }) => prorationLines(from, to, moment))
  const { customer } = work.books.subscriptions[ordinal]!
  const draft = draftInvoice(work, { customer, subscription: ordinal }, lines)
  if (proration === 'create_prorations') return ordinal
  return collected(work, ordinal, issueInvoice(work, ordinal, draft))
}

/**
 * Bills a period of another interval, which starts now, in full and at once, as Stripe does whatever the proration;
 * what was not used of the old one is credited on the same invoice, or forfeited with `none`.
 */
function billAnew(
  work: Work,
  ordinal: number,
  {
    before,
    moment,
    proration,
  }: { readonly before: readonly Item[]; readonly moment: PeriodMoment; readonly proration: Proration },
): Outcome {
  const credits = proration === 'none' ? [] : before.map(item => unusedLine(item, moment))
  const start = { event: 'subscription.period_restarted', startMs: work.nowMs } as const
  const restarted = startPeriod(work, work.books.subscriptions[ordinal]!, start)
  return collected(work, ordinal, invoicePeriod(work, restarted, credits))
}

/** What a change comes to that is paid at once, or not made; where the invoice is held back (null), it is made. */
function collected(work: Work, ordinal: number, invoice: Invoice | null): Outcome {
  if (invoice === null) return ordinal
  return collect(work, invoice, { paymentMethod: null, onDecline: 'refuse' }) ?? ordinal
}

/** The further items that a new subscription begins with; answers why it cannot, or null. */
export function addFirstItems(
  work: Work,
  subscription: number,
  items: readonly { readonly plan: number; readonly quantity: number }[],
): BillingError | null {
  if (items.length === 0) return null
  const changes = items.map(item => ({ type: 'add', ...item }) as const)
  const moves = movesOf(work, subscription, changes)
  return 'type' in moves ? moves : null
}

/** An item as it was and as it is; null where there is none. */
interface Move {
  readonly from: Item | null
  readonly to: Item | null
}

/** Writes the changes, and answers what each item was and is. */
function movesOf(
  work: Work,
  subscription: number,
  changes: readonly ItemChange[],
): readonly Move[] | BillingError {
  const before = itemsOf(work.books, subscription)
  const moves: Move[] = []
  const isLate = ({ type }: ItemChange): boolean => type === 'delete'
  for (const change of [...changes.filter(each => !isLate(each)), ...changes.filter(isLate)]) {
    const from = change.type === 'add' ? null : itemNamed(before, change.item)
    if (typeof from === 'number') return missing('subscription_item', from)
    if (from !== null && moves.some(move => move.from?.item === from.item)) {
      return refuse('item_duplicate', 'You cannot change the same subscription item twice.', 'items')
    }
    const to = change.type === 'delete' ? null : wanted(work, { from, change })
    if (to !== null && 'status' in to) return to
    const refused = write(work, subscription, { from, to })
    if (refused !== null) return refused
    moves.push({ from, to })
  }
  return unfit(itemsOf(work.books, subscription)) ?? moves
}

/** The item of this row, or the first for null; the row again where the subscription has none of it. */
function itemNamed(items: readonly Item[], row: number | null): Item | number {
  return row === null ? items[0]! : (items.find(({ item }) => item === row) ?? row)
}

/** The item as it is to be. */
function wanted(
  { books }: Work,
  { from, change }: { from: Item | null; change: Extract<ItemChange, { type: 'add' | 'change' }> },
): Item | BillingError {
  const quantity = change.quantity ?? from!.quantity
  const wrong = quantityError(quantity)
  if (wrong !== null) return wrong
  const ordinal = change.plan ?? from!.plan.ordinal
  const plan = books.plans[ordinal]
  if (plan === undefined) return missing('plan', ordinal)
  return { item: from === null ? books.subscriptionItems.length : from.item, plan, quantity }
}

/** Writes an item where it is kept: on the subscription's own record, among the further ones, or both. */
function write(work: Work, subscription: number, { from, to }: Move): BillingError | null {
  if (to === null) return remove(work, subscription, from!)
  const { item, quantity } = to
  const plan = to.plan.ordinal
  if (item !== null) {
    const row = work.books.subscriptionItems[item]
    const born = { ordinal: item, subscription, status: 'further', createdAtMs: work.nowMs } as const
    put(work, 'subscriptionItems', { ...born, ...row, plan, quantity })
  }
  const isFirst = from !== null && from.item === itemsOf(work.books, subscription)[0]!.item
  if (isFirst) put(work, 'subscriptions', { ...work.books.subscriptions[subscription]!, plan, quantity })
  return null
}

/** Deletes an item; where it was the first, the next one takes its place on the subscription's own record. */
function remove(work: Work, subscription: number, { item }: Item): BillingError | null {
  const { books } = work
  const [first, next] = itemsOf(books, subscription)
  if (next === undefined) {
    return refuse(
      'item_last',
      'A subscription must have at least one active plan. To cancel a subscription, cancel the subscription itself.',
    )
  }
  if (item !== null) {
    put(work, 'subscriptionItems', { ...books.subscriptionItems[item]!, status: 'deleted' })
  }
  if (item !== first!.item) return null
  const row = books.subscriptionItems[next.item!]!
  put(work, 'subscriptionItems', { ...row, status: 'first' })
  const { plan, quantity } = row
  put(work, 'subscriptions', { ...books.subscriptions[subscription]!, plan, quantity })
  return null
}

/** Why these cannot be the items of one subscription, or null when they can. */
function unfit(items: readonly Item[]): BillingError | null {
  if (items.length > ITEMS_MAX) {
    return refuse('too_many_items', `A subscription has at most ${ITEMS_MAX} items.`)
  }
  if (items.some(({ plan }) => plan.interval !== items[0]!.plan.interval)) {
    return refuse(
      'interval_mismatch',
      'Currency and interval fields must match across all plans on this subscription. ' +
        'Found mismatch in interval field.',
    )
  }
  const twice = items.find(({ plan }, place) => items.findIndex(other => other.plan === plan) < place)
  if (twice === undefined) return null
  return refuse(
    'item_duplicate',
    `Cannot add multiple subscription items with the same plan: ${token('plan', twice.plan.ordinal)}`,
  )
}
