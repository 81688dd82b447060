import { DAY_MS } from '../core/clock.ts'
import type { Views } from '../world/record.ts'
import type { Row } from './row.ts'
import { age, money, share } from './scales.ts'

const activityKinds = [
  'cancel_requested',
  'cancel_failed',
  'refund_promised',
  'usage',
  'login',
  'downtime',
  'seats_added',
  'seats_removed',
  'plan_changed',
  'card_expired',
  'card_stolen',
  'invoice_bounced',
  'trial_started',
  'trial_reminder',
] as const
/** Written for what there is none of, where 0 would mean something. */
const NONE = -1

const chargeRows = cellNames('charge', 4, [
  'amount',
  'refunded',
  'age',
  'authorized',
  'captured',
  'sameInvoiceAsNext',
  'disputed',
])
const subscriptionRows = cellNames('subscription', 2, [
  'active',
  'pastDue',
  'endsAtPeriodEnd',
  'periodAge',
  'yearly',
  'seats',
])
const invoiceRows = cellNames('invoice', 2, ['amount', 'open', 'draft', 'tax', 'discount', 'credited'])
const disputeRows = cellNames('dispute', 1, ['amount', 'inquiry', 'needsResponse', 'underReview', 'daysLeft'])
const refundRows = cellNames('refund', 2, ['amount', 'pending', 'failed'])
const activityNames = activityKinds.map(kind => `activity.${kind}.age`)

/** Writes the ledger's records in view: lists newest first, of each list the first rows. */
export function writeRecords(row: Row, views: Views, nowMs: number): void {
  writeCharges(row, views, nowMs)
  writeSubscriptions(row, views, nowMs)
  writeInvoices(row, views)
  writeRefunds(row, views)
  writeDisputes(row, views, nowMs)
  writePaymentMethod(row, views)
  writeTaxId(row, views)
  writeActivities(row, views, nowMs)
}

function writeCharges(row: Row, { charges }: Views, nowMs: number): void {
  for (let i = 0; i < chargeRows.length; i++) {
    const { names, all } = chargeRows[i]!
    const charge = charges?.[i]
    if (charge === undefined) {
      row.skip(all)
      continue
    }
    row.put(names.amount, money(charge.amountCents))
    row.put(names.refunded, money(charge.refundedCents))
    row.put(names.age, age(charge.createdAtMs, nowMs))
    row.flag(names.authorized, charge.status === 'authorized')
    row.flag(names.captured, charge.status === 'succeeded')
    row.flag(names.sameInvoiceAsNext, charge.invoice !== null && charges![i + 1]?.invoice === charge.invoice)
    row.flag(names.disputed, charge.disputed)
  }
}

function writeSubscriptions(row: Row, { subscriptions, plans }: Views, nowMs: number): void {
  for (let i = 0; i < subscriptionRows.length; i++) {
    const { names, all } = subscriptionRows[i]!
    const subscription = subscriptions?.[i]
    if (subscription === undefined) {
      row.skip(all)
      continue
    }
    row.flag(names.active, subscription.status === 'active')
    row.flag(names.pastDue, subscription.status === 'past_due')
    row.flag(names.endsAtPeriodEnd, subscription.cancelAtPeriodEnd)
    row.put(names.periodAge, age(subscription.currentPeriodStartMs, nowMs))
    row.flag(names.yearly, plans?.[subscription.plan]?.interval === 'year')
    row.put(names.seats, share(subscription.quantity, 20))
  }
}

function writeInvoices(row: Row, { invoices }: Views): void {
  for (let i = 0; i < invoiceRows.length; i++) {
    const { names, all } = invoiceRows[i]!
    const invoice = invoices?.[i]
    if (invoice === undefined) {
      row.skip(all)
      continue
    }
    row.put(names.amount, money(invoice.totalCents))
    row.flag(names.open, invoice.status === 'open')
    row.flag(names.draft, invoice.status === 'draft')
    row.put(names.tax, money(invoice.taxCents))
    row.put(names.discount, money(invoice.discountCents))
    row.put(names.credited, money(invoice.creditedCents))
  }
}

function writeDisputes(row: Row, { disputes }: Views, nowMs: number): void {
  for (let i = 0; i < disputeRows.length; i++) {
    const { names, all } = disputeRows[i]!
    const dispute = disputes?.[i]
    if (dispute === undefined) {
      row.skip(all)
      continue
    }
    row.put(names.amount, money(dispute.amountCents))
    const { status } = dispute
    row.flag(names.inquiry, dispute.entity === 'inquiry')
    row.flag(names.needsResponse, status === 'needs_response' || status === 'warning_needs_response')
    row.flag(names.underReview, status === 'under_review' || status === 'warning_under_review')
    row.put(names.daysLeft, share((dispute.evidenceDueAtMs - nowMs) / DAY_MS, 30))
  }
}

/** The default payment method: refused at the last attempt, or never charged yet. */
function writePaymentMethod(row: Row, { paymentMethods }: Views): void {
  const method = paymentMethods?.[0]
  row.flag('method.failed', method?.lastAttempt === 'failed')
  row.flag('method.untried', method?.lastAttempt === null)
}

/** The newest tax id: what the register says of it. */
function writeTaxId(row: Row, { taxIds }: Views): void {
  const status = taxIds?.[0]?.status
  row.flag('taxId.pending', status === 'pending')
  row.flag('taxId.verified', status === 'verified')
  row.flag('taxId.unverified', status === 'unverified')
}

function writeRefunds(row: Row, { refunds }: Views): void {
  for (let i = 0; i < refundRows.length; i++) {
    const { names, all } = refundRows[i]!
    const refund = refunds?.[i]
    if (refund === undefined) {
      row.skip(all)
      continue
    }
    row.put(names.amount, money(refund.amountCents))
    row.flag(names.pending, refund.status === 'pending')
    row.flag(names.failed, refund.status === 'failed')
  }
}

/** Age of the newest activity of each kind: 1 is old, small is recent, −1 there is none in view. */
function writeActivities(row: Row, { activities }: Views, nowMs: number): void {
  for (let i = 0; i < activityKinds.length; i++) {
    let newest = NONE
    for (let at = 0; activities !== null && at < activities.length; at++) {
      if (activities[at]!.kind !== activityKinds[i]) continue
      newest = age(activities[at]!.atMs, nowMs)
      break
    }
    row.put(activityNames[i]!, newest)
  }
}

/** What the numbers of each row of a list are called: `charge.0.amount`. */
function cellNames<Cell extends string>(
  list: string,
  count: number,
  cells: readonly Cell[],
): readonly { readonly names: Readonly<Record<Cell, string>>; readonly all: readonly string[] }[] {
  return Array.from({ length: count }, (_, row) => {
    const named = cells.map(cell => [cell, `${list}.${row}.${cell}`] as const)
    return { names: Object.fromEntries(named) as Record<Cell, string>, all: named.map(([, name]) => name) }
  })
}
