import { DAY_MS } from '../core/clock.ts'
import {
  complaints,
  customerActs,
  noticed,
  refusalReasons,
  remedies,
  slots,
  tones,
  topics,
} from '../world/acts.ts'
import { deeds } from '../world/deeds.ts'
import { closings } from '../world/history.ts'
import { type AgentRecord, listKinds, openRecord, requesters, type Views } from '../world/record.ts'
import { checks, fixes } from '../world/tools.ts'
import {
  aboveNotedCents,
  invoiceDifferenceCents,
  notedCents,
  planCodes,
  promotionOffCents,
  toldPromotion,
  toldSeats,
} from './inView.ts'
import { writeRecords } from './layoutRecords.ts'
import type { Seen } from './observation.ts'
import { Row } from './row.ts'
import { money, share } from './scales.ts'

type Visible = Pick<Seen, 'nowMs' | 'stepsLeft' | 'minutesLeft'> & { readonly record: Readonly<AgentRecord> }

const phases = ['open', 'onHold', 'pendingApproval'] as const
const progresses = ['opened', 'explored', 'remedied', 'confirmed'] as const
const channels = ['chat', 'email', 'phone'] as const
const approvalStates = ['none', 'pending', 'granted', 'denied', 'expired'] as const
const saidActs = ['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely'] as const

/** What a customer may want of their plan: to leave it, or another one. */
const goals = ['leave', ...planCodes] as const

const doneNames = deeds.map(deed => ({ deed, name: `done.${deed}` }))
const toldNames = slots.map(slot => ({ slot, name: `told.${slot}` }))
const viewedNames = listKinds.map(kind => ({ kind, name: `viewed.${kind}` }))
const countNames = listKinds.map(kind => ({ kind, name: `count.${kind}` }))
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
  writeHistory(row, seen.record)
  writeRecords(row, seen.record.views, seen.nowMs)
  writeTerms(row, seen.record.views)
  writeOffers(row, seen)
  writePromotion(row, seen.record)
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
  row.oneHot('symptom', noticed.symptom, wordOf(record.told.symptom))
  row.oneHot('onset', noticed.onset, wordOf(record.told.onset))
  row.oneHot('goal', goals, wordOf(record.told.goal))
}

function writeLists(row: Row, record: Readonly<AgentRecord>): void {
  const { views, list, toolResult } = record
  row.flag('verified', record.verified)
  row.flag('verificationFailed', record.verificationFailed)
  row.oneHot('requester', requesters, record.requester)
  row.flag('accepted', record.accepted)
  row.flag('customerLeft', record.customerLeft)
  row.flag('tool.ok', toolResult?.ok === true)
  row.flag('tool.failed', toolResult?.ok === false)
  row.put('tool.failures', share(record.toolFailures, 10))
  row.oneHot('list', listKinds, list === null ? null : list.kind)
  row.put('list.page', share(list === null ? 0 : list.page, 4))
  row.flag('viewed.customer', views.customer !== null)
  row.flag('viewed.articles', views.articles !== null)
  row.flag('viewed.terms', views.terms !== null)
  for (const { kind, name } of viewedNames) row.flag(name, views[kind] !== null)
  for (const { kind, name } of countNames) row.put(name, share(views[kind]?.length ?? 0, 10))
}

/** What the desk has on file of the customer's earlier tickets: how many, and the last one. */
function writeHistory(row: Row, { views, complaint }: Readonly<AgentRecord>): void {
  const last = views.history?.[0] ?? null
  row.put('history.tickets', share(views.history?.length ?? 0, 8))
  row.put('history.last.days', share(last?.daysAgo ?? 0, 400))
  row.flag('history.last.sameComplaint', last?.complaint === complaint)
  row.flag('history.last.reopened', last?.reopened === true)
  row.oneHot('history.last.closedAs', closings, last?.closedAs ?? null)
}

function writeTerms(row: Row, { terms }: Views): void {
  row.put('window.month', share(terms === null ? 0 : terms.refundWindowDays.month, 400))
  row.put('window.year', share(terms === null ? 0 : terms.refundWindowDays.year, 400))
  row.put('window.proRata', share(terms === null ? 0 : terms.proRataYearly.withinDays, 400))
  row.put('window.firstPayment', share(terms === null ? 0 : terms.firstPaymentWindowDays, 400))
}

/** What the terms say of the feature that the customer told of, and of the offer for those who stay. */
function writeOffers(row: Row, { record, nowMs }: Visible): void {
  const { terms, subscriptions, plans } = record.views
  const subscription = subscriptions?.[0]
  const plansWithIt = terms?.features[wordOf(record.told.goal) ?? ''] ?? nothing
  const isIncluded = subscription !== undefined && plansWithIt.includes(plans![subscription.plan]!.code)
  row.flag('feature.sold', plansWithIt.length > 0)
  row.flag('feature.included', isIncluded)
  const offer = terms?.loyaltyOffer ?? null
  const subscribedMs = subscription === undefined ? 0 : nowMs - subscription.createdAtMs
  row.flag('loyalty.eligible', offer !== null && subscribedMs >= offer.subscribedDaysMin * DAY_MS)
}

/** The promotion whose code the customer told, against the newest invoice. */
function writePromotion(row: Row, record: Readonly<AgentRecord>): void {
  const promotion = toldPromotion(record)
  const bill = record.views.invoices?.[0]
  const isKnown = promotion !== undefined && bill !== undefined
  row.flag('promotion.found', promotion !== undefined)
  row.flag('promotion.firstTimeOnly', promotion?.firstTimeOnly === true)
  row.flag('promotion.expiredBefore', isKnown && promotion.expiresAtMs < bill.createdAtMs)
  row.put('promotion.off', money(bill === undefined ? 0 : (promotionOffCents(record, bill) ?? 0)))
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
  row.put('aboveNoted', money(aboveNotedCents(record) ?? 0))
  row.put('seatsTold', share(toldSeats(record) ?? 0, 20))
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
  for (const { deed, name } of doneNames) row.put(name, share(record.done[deed], 4))
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

function wordOf(told: string | number | undefined): string | null {
  return typeof told === 'string' ? told : null
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}
