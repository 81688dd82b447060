import { NEVER_MS } from '../../core/clock.ts'
import { entries } from '../../core/log.ts'
import type { Books, Charge, Customer, Invoice, Refund, Subscription } from '../books.ts'
import type { BillingEventType } from '../events.ts'
import { invoiceTotals, isLive } from '../totals.ts'
import { failures, sum } from './rules.ts'
import { brokenTables } from './tables.ts'

/** What must add up between the records. */
export function brokenMoney(books: Books): string[] {
  return [
    ...books.charges.flatMap(charge => brokenCharge(books, charge)),
    ...books.invoices.flatMap(invoice => brokenInvoice(books, invoice)),
    ...books.customers.flatMap(customer => brokenCustomer(books, customer)),
    ...books.subscriptions.flatMap(subscription => brokenSubscription(books, subscription)),
    ...books.refunds.flatMap(brokenRefund),
    ...brokenRecurringLines(books),
    ...brokenTables(books),
  ]
}

function brokenCharge(books: Books, charge: Charge): string[] {
  const { ordinal, amountCents, capturedCents, refundedCents, disputed } = charge
  const live = books.refunds.filter(refund => refund.charge === ordinal && isLive(refund))
  const liveCents = sum(live.map(refund => refund.amountCents))
  const standing = books.disputes.filter(dispute => dispute.charge === ordinal && dispute.status !== 'won')
  const disputedCents = sum(standing.map(dispute => dispute.amountCents))
  return failures(`Charge ${ordinal}`, [
    [refundedCents === liveCents, `says ${refundedCents} refunded; its live refunds sum to ${liveCents}`],
    [refundedCents <= capturedCents, `has ${refundedCents} refunded of ${capturedCents} captured`],
    [capturedCents <= amountCents, `has ${capturedCents} captured of ${amountCents}`],
    [
      (charge.status === 'succeeded') === capturedCents > 0,
      `is ${charge.status} with ${capturedCents} captured`,
    ],
    [
      liveCents + disputedCents <= capturedCents,
      `has ${liveCents} refunded and ${disputedCents} disputed of ${capturedCents} captured`,
    ],
    [
      disputed === standing.length > 0,
      `says ${disputed ? '' : 'not '}disputed; ${standing.length} disputes stand`,
    ],
  ])
}

function brokenInvoice(books: Books, invoice: Invoice): string[] {
  const { ordinal, status, totalCents, creditCents, paidCents, remainingCents } = invoice
  const linesCents = sum(invoice.lines.map(line => line.amountCents))
  const charges = books.charges.filter(charge => charge.invoice === ordinal)
  const capturedCents = sum(charges.map(charge => charge.capturedCents))
  const credits = books.credits.filter(credit => credit.invoice === ordinal)
  const usedCents = -sum(credits.map(credit => credit.amountCents))
  const otherwise = books.outOfBandPayments.filter(payment => payment.invoice === ordinal)
  const collectedCents = capturedCents + sum(otherwise.map(payment => payment.amountCents))
  const untouched = paidCents === 0 && creditCents === 0
  const { reducedCents } = invoiceTotals(books, invoice)
  return failures(`Invoice ${ordinal}`, [
    [totalCents === linesCents, `has a total of ${totalCents}; its lines sum to ${linesCents}`],
    [
      totalCents === creditCents + paidCents + remainingCents + reducedCents,
      `is due ${totalCents}, not credit ${creditCents} + paid ${paidCents} + left ${remainingCents}`,
    ],
    [
      creditCents === usedCents || creditCents - usedCents === 0,
      `says ${creditCents} credit used; the credits sum to ${usedCents}`,
    ],
    [paidCents <= collectedCents, `says ${paidCents} paid; ${collectedCents} were collected`],
    [status !== 'paid' || remainingCents === 0, `is paid with ${remainingCents} remaining`],
    [
      !['open', 'uncollectible'].includes(status) || remainingCents > 0,
      `is ${status} with nothing to collect`,
    ],
    [!['draft', 'deleted', 'void'].includes(status) || untouched, `is ${status} with money on it`],
  ])
}

function brokenCustomer(books: Books, { ordinal, balanceCents }: Customer): string[] {
  const credits = books.credits.filter(credit => credit.customer === ordinal)
  const sumCents = sum(credits.map(credit => credit.amountCents))
  return failures(`Customer ${ordinal}`, [
    [balanceCents + sumCents === 0, `has a balance of ${balanceCents}; the credits sum to ${sumCents}`],
    [balanceCents <= 0, `owes ${balanceCents} outside of invoices`],
  ])
}

function brokenSubscription(books: Books, subscription: Subscription): string[] {
  const { ordinal, status, currentPeriodStartMs, currentPeriodEndMs, cancelAtPeriodEnd } = subscription
  const asked = subscription.canceledAtMs !== NEVER_MS
  return failures(`Subscription ${ordinal}`, [
    [currentPeriodStartMs < currentPeriodEndMs, 'has a period that ends before it starts'],
    [asked === (cancelAtPeriodEnd || status === 'canceled'), 'has a cancellation time that does not fit'],
    [status !== 'incomplete' || isOwed(books, ordinal), 'was left incomplete'],
  ])
}

function brokenRefund(refund: Refund): string[] {
  return failures(`Refund ${refund.ordinal}`, [
    [refund.settlesAtMs >= refund.createdAtMs, 'settles before it was made'],
    [(refund.failureReason !== null) === (refund.status === 'failed'), 'has a failure that does not fit'],
    [refund.status !== 'succeeded' || !refund.fails, 'succeeded though the bank was to refuse it'],
  ])
}

/**
 * No period of an item is billed twice, unless the first bill was taken back, or the period began anew: two changes of
 * the interval at one moment come back to it.
 */
function brokenRecurringLines(books: Books): string[] {
  const billed = new Map<string, number>()
  const broken: string[] = []
  for (const { subscription, status, lines } of books.invoices) {
    if (status === 'void' || status === 'deleted') continue
    for (const { kind, periodStartMs, periodEndMs, item } of lines) {
      if (kind !== 'recurring') continue
      const of = item === undefined ? '' : `item ${item} of `
      const period = `The period of ${of}subscription ${subscription} from ${periodStartMs} ms`
      const key = `${period} to ${periodEndMs} ms`
      const times = (billed.get(key) ?? 0) + 1
      billed.set(key, times)
      if (times > 1 && times > beginnings(books, subscription!, periodEndMs)) {
        broken.push(`${period} is billed twice.`)
      }
    }
  }
  return broken
}

/** How often a period of a subscription began that ends then, as the journal tells. */
function beginnings({ journal }: Books, subscription: number, periodEndMs: number): number {
  return entries(journal).filter(
    ({ event }) =>
      BEGINNINGS.includes(event.type) && event.ordinal === subscription && event.dueAtMs === periodEndMs,
  ).length
}

const BEGINNINGS: readonly BillingEventType[] = [
  'subscription.created',
  'subscription.activated',
  'subscription.renewed',
  'subscription.trial_ended',
  'subscription.resumed',
  'subscription.period_restarted',
]

/** Whether an invoice of the subscription waits to be paid. */
function isOwed(books: Books, subscription: number): boolean {
  return books.invoices.some(invoice => invoice.subscription === subscription && invoice.status === 'open')
}
