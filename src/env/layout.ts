import { DAY_MS } from '../core/clock.ts'
import { clamp } from '../core/math.ts'
import { checks, fixes } from '../world/actions.ts'
import { complaints, customerActs, remedies, slots, tones, topics } from '../world/acts.ts'
import { type AgentRecord, listKinds } from '../world/record.ts'
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

const ROWS = 4
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
  ...Array.from({ length: ROWS }, (_, row) => chargeFeatures(row)).flat(),
  ...Array.from({ length: 2 }, (_, row) => subscriptionFeatures(row)).flat(),
  ...Array.from({ length: 2 }, (_, row) => refundFeatures(row)).flat(),
  ...activityKinds.map(kind =>
    feature(`activity.${kind}.age`, (record, seen) => activityAge(record, kind, seen.nowMs)),
  ),
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

function chargeFeatures(row: number): Feature[] {
  const at = (record: Readonly<AgentRecord>) => record.views.charges?.[row]
  return [
    feature(`charge.${row}.amount`, record => money(at(record)?.amountCents ?? 0)),
    feature(`charge.${row}.refunded`, record => money(at(record)?.refundedCents ?? 0)),
    feature(`charge.${row}.age`, (record, seen) => age(at(record)?.createdAtMs ?? seen.nowMs, seen.nowMs)),
    flag(`charge.${row}.authorized`, record => at(record)?.status === 'authorized'),
    flag(`charge.${row}.captured`, record => at(record)?.status === 'succeeded'),
    flag(`charge.${row}.sameInvoiceAsNext`, record => {
      const invoice = at(record)?.invoice ?? null
      return invoice !== null && record.views.charges?.[row + 1]?.invoice === invoice
    }),
  ]
}

function subscriptionFeatures(row: number): Feature[] {
  const at = (record: Readonly<AgentRecord>) => record.views.subscriptions?.[row]
  return [
    flag(`subscription.${row}.active`, record => at(record)?.status === 'active'),
    flag(`subscription.${row}.endsAtPeriodEnd`, record => at(record)?.cancelAtPeriodEnd === true),
    feature(`subscription.${row}.periodAge`, (record, seen) =>
      age(at(record)?.currentPeriodStartMs ?? seen.nowMs, seen.nowMs),
    ),
    flag(`subscription.${row}.yearly`, record => {
      const subscription = at(record)
      return subscription !== undefined && record.views.plans?.[subscription.plan]?.interval === 'year'
    }),
  ]
}

function refundFeatures(row: number): Feature[] {
  const at = (record: Readonly<AgentRecord>) => record.views.refunds?.[row]
  return [
    feature(`refund.${row}.amount`, record => money(at(record)?.amountCents ?? 0)),
    flag(`refund.${row}.pending`, record => at(record)?.status === 'pending'),
    flag(`refund.${row}.failed`, record => at(record)?.status === 'failed'),
  ]
}

/** Age of the newest activity of a kind: 1 is old, small is recent, −1 there is none in view. */
function activityAge(record: Readonly<AgentRecord>, kind: string, nowMs: number): number {
  const newest = record.views.activities?.find(activity => activity.kind === kind)
  return newest === undefined ? -1 : age(newest.atMs, nowMs)
}

function countSaid({ said }: Readonly<AgentRecord>, prefix: string): number {
  let sum = 0
  for (const key in said) if (key.startsWith(prefix)) sum += said[key]!
  return sum
}
