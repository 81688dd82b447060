import type { Charge, Subscription } from '../billing-mock/index.ts'
import { DAY_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'
import { checks, fixes } from '../world/actions.ts'
import { complaints, customerActs, remedies, slots, tones, topics } from '../world/acts.ts'
import { type AgentRecord, listKinds, type RefundView, type Views } from '../world/record.ts'
import { invoiceDifferenceCents, notedCents } from './discrete.ts'
import type { Seen } from './observation.ts'

/** Some numbers of the float observation that belong together: their names and how they are written; all in [−1, 1]. */
interface Feature {
  readonly names: readonly string[]
  /** Writes the numbers that are not 0, from `at` on, into a buffer of zeros. */
  write(record: Readonly<AgentRecord>, into: Row, seen: Seen): void
}

/** Where a feature writes. */
interface Row {
  readonly floats: Float32Array
  at: number
}

const phases = ['open', 'onHold', 'pendingApproval'] as const
const progresses = ['opened', 'explored', 'remedied', 'confirmed'] as const
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

/** What is written of one row of a list, by name; nothing where there is no such row. */
type Cells<Entry> = Readonly<
  Record<string, (entry: Entry, record: Readonly<AgentRecord>, seen: Seen) => number>
>

const chargeCells: Cells<Charge> = {
  amount: charge => money(charge.amountCents),
  refunded: charge => money(charge.refundedCents),
  age: (charge, _, seen) => age(charge.createdAtMs, seen.nowMs),
  authorized: charge => (charge.status === 'authorized' ? 1 : 0),
  captured: charge => (charge.status === 'succeeded' ? 1 : 0),
  sameInvoiceAsNext(charge, { views }) {
    if (charge.invoice === null) return 0
    const next = views.charges![views.charges!.indexOf(charge) + 1]
    return next?.invoice === charge.invoice ? 1 : 0
  },
}

const subscriptionCells: Cells<Subscription> = {
  active: subscription => (subscription.status === 'active' ? 1 : 0),
  endsAtPeriodEnd: subscription => (subscription.cancelAtPeriodEnd ? 1 : 0),
  periodAge: (subscription, _, seen) => age(subscription.currentPeriodStartMs, seen.nowMs),
  yearly: (subscription, { views }) => (views.plans?.[subscription.plan]?.interval === 'year' ? 1 : 0),
}

const refundCells: Cells<RefundView> = {
  amount: refund => money(refund.amountCents),
  pending: refund => (refund.status === 'pending' ? 1 : 0),
  failed: refund => (refund.status === 'failed' ? 1 : 0),
}

/** The float observation, number by number. The order is the layout; a change of it is a new version of the env. */
const features: readonly Feature[] = [
  feature('stepsLeft', (_, seen) => share(seen.stepsLeft, 40)),
  feature('minutesLeft', (_, seen) => share(seen.minutesLeft, 240)),
  oneHot('phase', phases, record => record.phase),
  oneHot('progress', progresses, record => record.progress),
  oneHot('channel', ['chat', 'email', 'phone'], record => record.channel),
  oneHot('complaint', complaints, record => record.complaint),
  oneHot('tone', tones, record => record.lastMessage?.tone ?? null),
  manyHot('message', customerActs, record => record.lastMessage?.acts ?? []),
  flag('message.shouting', record => record.lastMessage?.shouting ?? false),
  feature('message.words', record => share(record.lastMessage?.words ?? 0, 100)),
  ...slots.map(slot => flag(`told.${slot}`, record => record.told[slot] !== undefined)),
  flag('verified', record => record.verified),
  flag('verificationFailed', record => record.verificationFailed),
  flag('accepted', record => record.accepted),
  flag('customerLeft', record => record.customerLeft),
  flag('tool.ok', record => record.toolResult?.ok === true),
  flag('tool.failed', record => record.toolResult?.ok === false),
  feature('tool.failures', record => share(record.toolFailures, 10)),
  oneHot('list', listKinds, record => record.list?.kind ?? null),
  feature('list.page', record => share(record.list?.page ?? 0, 4)),
  flag('viewed.customer', record => record.views.customer !== null),
  flag('viewed.article', record => record.views.article !== null),
  flag('viewed.terms', record => record.views.terms !== null),
  ...listKinds.map(kind => flag(`viewed.${kind}`, record => record.views[kind] !== null)),
  ...listKinds.map(kind => feature(`count.${kind}`, record => share(record.views[kind]?.length ?? 0, 10))),
  ...rows('charge', 4, { list: views => views.charges, cells: chargeCells }),
  ...rows('subscription', 2, { list: views => views.subscriptions, cells: subscriptionCells }),
  ...rows('refund', 2, { list: views => views.refunds, cells: refundCells }),
  activityAges(),
  feature('window.month', record => share(record.views.terms?.refundWindowDays.month ?? 0, 400)),
  feature('window.year', record => share(record.views.terms?.refundWindowDays.year ?? 0, 400)),
  feature('window.proRata', record => share(record.views.terms?.proRataYearly.withinDays ?? 0, 400)),
  ...checks.flatMap(check => [
    flag(`checked.${check}.positive`, record => record.checked[check] === 'positive'),
    flag(`checked.${check}.negative`, record => record.checked[check] === 'negative'),
  ]),
  ...fixes.flatMap(fix => [
    flag(`tried.${fix}.worked`, record => record.tried[fix] === 'worked'),
    flag(`tried.${fix}.failed`, record => record.tried[fix] !== undefined && record.tried[fix] !== 'worked'),
  ]),
  feature('noted', record => money(notedCents(record) ?? 0)),
  feature('quote', record => money(record.quoteCents ?? 0)),
  feature('difference', record => money(invoiceDifferenceCents(record) ?? 0)),
  ...saidActs.map(act => feature(`said.${act}`, record => share(record.said[act] ?? 0, 4))),
  manyHot('explained', topics, record => record.explained),
  manyHot('offered', remedies, record => record.offered),
  feature('refused', record => share(countSaid(record, 'refuse.'), 4)),
  feature('promises.open', record =>
    share(record.promises.filter(promise => promise.state === 'open').length, 4),
  ),
  feature('promises.broken', record =>
    share(record.promises.filter(promise => promise.state === 'broken').length, 4),
  ),
  feature('refunded', record => money(record.refundedCents)),
  feature('credited', record => money(record.creditedCents)),
  feature('cancellations', record => share(record.cancellations, 4)),
  feature('planChanges', record => share(record.planChanges, 4)),
  feature('followUps', record => share(record.followUps, 4)),
  oneHot('approval', approvalStates, record => record.approval.state),
]

/** Names of the float observation's numbers, in order. */
export const layoutNames: readonly string[] = features.flatMap(({ names }) => names)

/** Writes the float observation into a buffer, `layoutNames.length` numbers from `offset` on. */
export function fillFloats(seen: Seen, into: Float32Array, offset = 0): void {
  into.fill(0, offset, offset + layoutNames.length)
  const row: Row = { floats: into, at: offset }
  for (const { names, write } of features) {
    write(seen.record, row, seen)
    row.at += names.length
  }
}

function feature(name: string, read: (record: Readonly<AgentRecord>, seen: Seen) => number): Feature {
  return {
    names: [name],
    write(record, row, seen) {
      row.floats[row.at] = read(record, seen)
    },
  }
}

function flag(name: string, read: (record: Readonly<AgentRecord>) => boolean): Feature {
  return feature(name, record => (read(record) ? 1 : 0))
}

/** A 1 where the value is; nowhere for a value that is not there. */
function oneHot(
  name: string,
  values: readonly string[],
  read: (record: Readonly<AgentRecord>) => string | null,
): Feature {
  return {
    names: values.map(value => `${name}.${value}`),
    write(record, row) {
      const index = values.indexOf(read(record) ?? '')
      if (index >= 0) row.floats[row.at + index] = 1
    },
  }
}

/** A 1 for each of the values that are in the list. */
function manyHot(
  name: string,
  values: readonly string[],
  read: (record: Readonly<AgentRecord>) => readonly string[],
): Feature {
  const indexes = new Map(values.map((value, index) => [value, index]))
  return {
    names: values.map(value => `${name}.${value}`),
    write(record, row) {
      for (const value of read(record)) row.floats[row.at + indexes.get(value)!] = 1
    },
  }
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

function rows<Entry>(
  name: string,
  count: number,
  { list, cells }: { list: (views: Views) => readonly Entry[] | null; cells: Cells<Entry> },
): Feature[] {
  const reads = Object.values(cells)
  return Array.from({ length: count }, (_, row) => ({
    names: Object.keys(cells).map(cell => `${name}.${row}.${cell}`),
    write(record, into, seen) {
      const entry = list(record.views)?.[row]
      if (entry === undefined) return
      for (let i = 0; i < reads.length; i++) into.floats[into.at + i] = reads[i]!(entry, record, seen)
    },
  }))
}

/** Age of the newest activity of each kind: 1 is old, small is recent, −1 there is none in view. */
function activityAges(): Feature {
  const indexes = new Map<string, number>(activityKinds.map((kind, index) => [kind, index]))
  return {
    names: activityKinds.map(kind => `activity.${kind}.age`),
    write({ views }, { floats, at }, seen) {
      floats.fill(NONE, at, at + activityKinds.length)
      for (const { kind, atMs } of views.activities ?? []) {
        const index = indexes.get(kind)
        if (index !== undefined && floats[at + index] === NONE) floats[at + index] = age(atMs, seen.nowMs)
      }
    },
  }
}

function countSaid({ said }: Readonly<AgentRecord>, prefix: string): number {
  let sum = 0
  for (const key in said) if (key.startsWith(prefix)) sum += said[key]!
  return sum
}
