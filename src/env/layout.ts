import { DAY_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'
import { checks, fixes } from '../world/actions.ts'
import { complaints, customerActs, refusalReasons, remedies, slots, tones, topics } from '../world/acts.ts'
import { type AgentRecord, listKinds, openRecord, type Views } from '../world/record.ts'
import { invoiceDifferenceCents, notedCents } from './discrete.ts'
import type { Seen } from './observation.ts'
import { Row } from './row.ts'

type Visible = Pick<Seen, 'nowMs' | 'stepsLeft' | 'minutesLeft'> & { readonly record: Readonly<AgentRecord> }

const phases = ['open', 'onHold', 'pendingApproval'] as const
const progresses = ['opened', 'explored', 'remedied', 'confirmed'] as const
const channels = ['chat', 'email', 'phone'] as const
const approvalStates = ['none', 'pending', 'granted', 'denied', 'expired'] as const
const activityKinds = [
  'cancel_requested',
  'cancel_failed',
  'refund_promised',
  'usage',
  'login',
  'downtime',
] as const
const saidActs = ['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely'] as const

/** Written for what there is none of, where 0 would mean something. */
const NONE = -1

const chargeRows = cellNames('charge', 4, [
  'amount',
  'refunded',
  'age',
  'authorized',
  'captured',
  'sameInvoiceAsNext',
])
const subscriptionRows = cellNames('subscription', 2, ['active', 'endsAtPeriodEnd', 'periodAge', 'yearly'])
const refundRows = cellNames('refund', 2, ['amount', 'pending', 'failed'])
const toldNames = slots.map(slot => ({ slot, name: `told.${slot}` }))
const viewedNames = listKinds.map(kind => ({ kind, name: `viewed.${kind}` }))
const countNames = listKinds.map(kind => ({ kind, name: `count.${kind}` }))
const activityNames = activityKinds.map(kind => `activity.${kind}.age`)
const checkNames = checks.map(check => ({
  check,
  positive: `checked.${check}.positive`,
  negative: `checked.${check}.negative`,
}))
const fixNames = fixes.map(fix => ({ fix, worked: `tried.${fix}.worked`, failed: `tried.${fix}.failed` }))
const allCheckNames = checkNames.flatMap(({ positive, negative }) => [positive, negative])
const allFixNames = fixNames.flatMap(({ worked, failed }) => [worked, failed])
const saidNames = saidActs.map(act => ({ act, name: `said.${act}` }))
const refusals = refusalReasons.map(why => `refuse.${why}`)
const nothing: readonly string[] = []

/** Writes the float observation, number by number. The order is the layout; a change of it is a new version of the env. */
function write(row: Row, seen: Visible): void {
  writeCase(row, seen)
  writeMessage(row, seen.record)
  writeLists(row, seen.record)
  writeCharges(row, seen)
  writeSubscriptions(row, seen)
  writeRefunds(row, seen.record.views)
  writeActivities(row, seen)
  writeTerms(row, seen.record.views)
  writeDiagnosis(row, seen.record)
  writeSaid(row, seen.record)
  writeDone(row, seen.record)
}

function writeCase(row: Row, { stepsLeft, minutesLeft, record }: Visible): void {
  row.put('stepsLeft', share(stepsLeft, 40))
  row.put('minutesLeft', share(minutesLeft, 240))
  row.oneHot('phase', phases, record.phase)
  row.oneHot('progress', progresses, record.progress)
  row.oneHot('channel', channels, record.channel)
  row.oneHot('complaint', complaints, record.complaint)
}

function writeMessage(row: Row, record: Readonly<AgentRecord>): void {
  const message = record.lastMessage
  row.oneHot('tone', tones, message === null ? null : message.tone)
  row.manyHot('message', customerActs, message === null ? nothing : message.acts)
  row.flag('message.shouting', message?.shouting === true)
  row.put('message.words', share(message === null ? 0 : message.words, 100))
  for (const { slot, name } of toldNames) row.flag(name, record.told[slot] !== undefined)
}

function writeLists(row: Row, record: Readonly<AgentRecord>): void {
  const { views, list, toolResult } = record
  row.flag('verified', record.verified)
  row.flag('verificationFailed', record.verificationFailed)
  row.flag('accepted', record.accepted)
  row.flag('customerLeft', record.customerLeft)
  row.flag('tool.ok', toolResult?.ok === true)
  row.flag('tool.failed', toolResult?.ok === false)
  row.put('tool.failures', share(record.toolFailures, 10))
  row.oneHot('list', listKinds, list === null ? null : list.kind)
  row.put('list.page', share(list === null ? 0 : list.page, 4))
  row.flag('viewed.customer', views.customer !== null)
  row.flag('viewed.article', views.article !== null)
  row.flag('viewed.terms', views.terms !== null)
  for (const { kind, name } of viewedNames) row.flag(name, views[kind] !== null)
  for (const { kind, name } of countNames) row.put(name, share(views[kind]?.length ?? 0, 10))
}

function writeCharges(row: Row, { record, nowMs }: Visible): void {
  const { charges } = record.views
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
  }
}

function writeSubscriptions(row: Row, { record, nowMs }: Visible): void {
  const { subscriptions, plans } = record.views
  for (let i = 0; i < subscriptionRows.length; i++) {
    const { names, all } = subscriptionRows[i]!
    const subscription = subscriptions?.[i]
    if (subscription === undefined) {
      row.skip(all)
      continue
    }
    row.flag(names.active, subscription.status === 'active')
    row.flag(names.endsAtPeriodEnd, subscription.cancelAtPeriodEnd)
    row.put(names.periodAge, age(subscription.currentPeriodStartMs, nowMs))
    row.flag(names.yearly, plans?.[subscription.plan]?.interval === 'year')
  }
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
function writeActivities(row: Row, { record, nowMs }: Visible): void {
  const { activities } = record.views
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

function writeTerms(row: Row, { terms }: Views): void {
  row.put('window.month', share(terms === null ? 0 : terms.refundWindowDays.month, 400))
  row.put('window.year', share(terms === null ? 0 : terms.refundWindowDays.year, 400))
  row.put('window.proRata', share(terms === null ? 0 : terms.proRataYearly.withinDays, 400))
}

function writeDiagnosis(row: Row, { checked, tried }: Readonly<AgentRecord>): void {
  if (isEmpty(checked)) row.skip(allCheckNames)
  else
    for (const { check, positive, negative } of checkNames) {
      row.flag(positive, checked[check] === 'positive')
      row.flag(negative, checked[check] === 'negative')
    }
  if (isEmpty(tried)) row.skip(allFixNames)
  else
    for (const { fix, worked, failed } of fixNames) {
      row.flag(worked, tried[fix] === 'worked')
      row.flag(failed, tried[fix] !== undefined && tried[fix] !== 'worked')
    }
}

function writeSaid(row: Row, record: Readonly<AgentRecord>): void {
  const { said } = record
  row.put('noted', money(notedCents(record) ?? 0))
  row.put('quote', money(record.quoteCents ?? 0))
  row.put('difference', money(invoiceDifferenceCents(record) ?? 0))
  for (const { act, name } of saidNames) row.put(name, share(said[act] ?? 0, 4))
  row.manyHot('explained', topics, record.explained)
  row.manyHot('offered', remedies, record.offered)
  let refused = 0
  for (const refusal of refusals) refused += said[refusal] ?? 0
  row.put('refused', share(refused, 4))
}

function writeDone(row: Row, record: Readonly<AgentRecord>): void {
  let open = 0
  let broken = 0
  for (const { state } of record.promises) {
    if (state === 'open') open += 1
    else if (state === 'broken') broken += 1
  }
  row.put('promises.open', share(open, 4))
  row.put('promises.broken', share(broken, 4))
  row.put('refunded', money(record.refundedCents))
  row.put('credited', money(record.creditedCents))
  row.put('cancellations', share(record.cancellations, 4))
  row.put('planChanges', share(record.planChanges, 4))
  row.put('followUps', share(record.followUps, 4))
  row.oneHot('approval', approvalStates, record.approval.state)
}

/** Names of the float observation's numbers, in order. */
export const layoutNames: readonly string[] = namesOf(write)

function namesOf(writes: (row: Row, seen: Visible) => void): readonly string[] {
  const names: string[] = []
  const record = openRecord('chat', complaints[0], 0)
  writes(new Row(names), { record, nowMs: 0, stepsLeft: 0, minutesLeft: 0 })
  return names
}

const writer = new Row(null)

/** Writes the float observation into a buffer, `layoutNames.length` numbers from `offset` on. */
export function fillFloats(seen: Visible, into: Float32Array, offset = 0): void {
  into.fill(0, offset, offset + layoutNames.length)
  writer.begin(into, offset)
  write(writer, seen)
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}

/** value ÷ most, kept within [0, 1]. */
function share(value: number, most: number): number {
  return clamp(value / most, 0, 1)
}

/** Cents on a scale of $200. */
function money(cents: number): number {
  return clamp(cents / 20_000, -1, 1)
}

function age(atMs: number, nowMs: number): number {
  return share((nowMs - atMs) / DAY_MS, 100)
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
