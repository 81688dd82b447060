import type { Books } from '../../billing-mock/index.ts'
import { DAY_MS, NEVER_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Template } from '../template.ts'

/** Rows of a list that are told; the others are only counted. */
const TOLD_MAX = 3

/** What the books show at the contact: subscriptions, charges, and whatever else there is. */
export function recordWords({ books, customer }: Template): readonly [string, string, string] {
  return [
    joined(books.subscriptions.filter(each => each.customer === customer).map(each => plan(books, each))),
    joined(books.charges.filter(each => each.customer === customer).map(each => charge(books, each))),
    [...unpaid(books), ...backWords(books), ...bankWords(books), ...promotions(books), ...traces(books)].join(
      '; ',
    ) || 'nothing',
  ]
}

/** A moment as seen from the contact: `20 days ago`, `in 3 days`. */
export function momentWords(atMs: number): string {
  if (Math.abs(atMs) < DAY_MS) return 'on the day of the contact'
  return atMs < 0 ? `${daysWords(atMs)} ago` : `in ${daysWords(atMs)}`
}

function daysWords(atMs: number): string {
  const days = Math.round(Math.abs(atMs) / DAY_MS)
  return days === 1 ? '1 day' : `${days} days`
}

function joined(words: readonly string[]): string {
  const newest = words.slice(-TOLD_MAX).reverse()
  const more = words.length - newest.length
  return [...newest, ...(more > 0 ? [`${more} before`] : [])].join('; ') || 'none'
}

function plan(books: Books, { plan, quantity, ...row }: Books['subscriptions'][number]): string {
  const isOver = row.status === 'canceled'
  return [
    `${books.plans[plan]!.code} × ${quantity}, ${row.status}`,
    `for ${daysWords(row.createdAtMs)}`,
    ...(isOver ? [] : [`period ends ${momentWords(row.currentPeriodEndMs)}`]),
    ...(row.cancelAtPeriodEnd && !isOver ? ['cancelled with it'] : []),
  ].join(', ')
}

function charge(books: Books, row: Books['charges'][number]): string {
  return [
    `${money(books, row.amountCents)} ${momentWords(row.createdAtMs)}`,
    ...(row.status === 'succeeded' ? [] : [row.status]),
    ...(row.refundedCents > 0 ? [`${money(books, row.refundedCents)} of it refunded`] : []),
  ].join(', ')
}

/** Bills that are not simply paid, or that hold tax or a discount. */
function unpaid(books: Books): string[] {
  return books.invoices.flatMap(({ status, totalCents, createdAtMs, lines }) => {
    const extras = (['tax', 'discount'] as const).filter(kind => lines.some(line => line.kind === kind))
    if (status === 'paid' && extras.length === 0) return []
    const holds = extras.length === 0 ? '' : ` with ${extras.join(' and ')}`
    return [`invoice of ${money(books, totalCents)}${holds}, ${status}, ${momentWords(createdAtMs)}`]
  })
}

function backWords(books: Books): string[] {
  return [
    ...books.refunds.map(
      each => `refund of ${money(books, each.amountCents)}, ${each.status}, ${momentWords(each.createdAtMs)}`,
    ),
    ...books.creditNotes.map(
      each => `credit note over ${money(books, each.amountCents)}, ${momentWords(each.createdAtMs)}`,
    ),
    ...books.customers
      .filter(({ balanceCents }) => balanceCents < 0)
      .map(({ balanceCents }) => `credit of ${money(books, -balanceCents)}`),
  ]
}

function bankWords(books: Books): string[] {
  return [
    ...books.disputes.map(each => `dispute, ${each.status}, ${momentWords(each.openedAtMs)}`),
    ...books.inquiries.map(each => `inquiry, ${each.status}, ${momentWords(each.openedAtMs)}`),
    ...books.taxIds.map(each => `tax id, ${each.status}`),
  ]
}

function promotions({ promotionCodes, coupons }: Books): string[] {
  return promotionCodes.map(({ code, coupon, firstTimeOnly, expiresAtMs }) => {
    const { percentBasisPoints } = coupons[coupon]!
    return [
      `promotion \`${code}\``,
      ...(percentBasisPoints === null ? [] : [`${percentBasisPoints / 100} % off`]),
      ...(firstTimeOnly ? ['for new customers alone'] : []),
      ...(expiresAtMs === NEVER_MS
        ? []
        : [`${expiresAtMs < 0 ? 'over' : 'ends'} ${momentWords(expiresAtMs)}`]),
    ].join(', ')
  })
}

/** What happened on the account, and left a trace. */
function traces(books: Books): string[] {
  return books.activities.map(({ kind, atMs, amountCents }) => {
    const amount = amountCents === null ? '' : ` (${money(books, amountCents)})`
    return `\`${kind}\`${amount} ${momentWords(atMs)}`
  })
}

function money(books: Books, cents: number): string {
  return formatMoney(cents, books.customers[0]!.currency)
}
