import type { Charge } from '../billing-mock/index.ts'
import type { Action, ActionType } from '../world/actions.ts'
import { checks, fixes, resolutions, teams } from '../world/actions.ts'
import { type AgentAct, promises, refusalReasons, remedies, slots, topics } from '../world/acts.ts'
import { type AgentRecord, PAGE_ROWS } from '../world/record.ts'
import { entityId } from './scene.ts'

/** One entry of the flat action space: a name, and the structured action it stands for given what is in view. */
export interface DiscreteAction {
  readonly name: string
  readonly type: ActionType
  /** What its parameter refers to, which must be in view; null for an action without one. */
  readonly aim: Aim | null
  /** The action, or null when its parameter refers to nothing in view. */
  resolve(record: AgentRecord, seed: number): Action | null
  /** The same action aimed at nothing: what choosing it all the same amounts to, a tool error. */
  readonly missing: Action
}

/** How an amount is chosen: never "the entitled amount", always something that can be read off the screen. */
const amounts = ['full', 'remaining', 'difference', 'quote', 'noted'] as const
type Amount = (typeof amounts)[number]

/** A row of the list that is shown or the newest charge in view, and an amount that must be readable off it. */
export interface Aim {
  readonly at: 'charges' | 'subscriptions' | 'newestCharge'
  readonly row: number
  readonly amount: Amount | null
}

/** The plans of the company that ships; a plan of another company is for the structured face. */
const planCodes = ['solo-monthly', 'team-monthly', 'pro-monthly', 'solo-yearly', 'team-yearly'] as const

const PROMISE_MINUTES = 1440
const FOLLOW_UP_MINUTES = 1440
const waits = [5, 60, 480] as const

/**
 * The flat encoding over the whole company: one act per reply, targets are the eight rows of the last list, amounts
 * are full, remaining, the difference of the two newest invoices, the last quote, or the amount that the newest
 * activity notes.
 */
export const discreteActions: readonly DiscreteAction[] = [
  ...replies(),
  ...reads(),
  ...refunds(),
  ...(['full', 'difference', 'quote', 'noted'] as const).map(credit),
  ...rows('cancel_subscription', 'subscriptions', ['now', 'period_end'] as const, (subscriptionId, when) => ({
    type: 'cancel_subscription',
    subscriptionId,
    when,
  })),
  ...planCodes.flatMap(plan =>
    rows('change_plan', 'subscriptions', [plan], subscriptionId => ({
      type: 'change_plan',
      subscriptionId,
      plan,
    })),
  ),
  ...checks.map(check => fixed(`run_diagnostic.${check}`, { type: 'run_diagnostic', check })),
  ...fixes.map(solution => fixed(`apply_fix.${solution}`, { type: 'apply_fix', solution })),
  ...teams.map(team => fixed(`escalate.${team}`, { type: 'escalate', team, summary: 'See the record.' })),
  fixed('schedule_follow_up', { type: 'schedule_follow_up', inMinutes: FOLLOW_UP_MINUTES, call: null }),
  ...waits.map(minutes => fixed(`wait.${minutes}`, { type: 'wait', minutes })),
  ...resolutions.map(resolution => fixed(`close.${resolution}`, { type: 'close', resolution })),
  fixed('wait_for_next_signal', { type: 'wait_for_next_signal' }),
]

/** Index of an entry by name, or -1. */
export function discreteIndex(name: string): number {
  return discreteActions.findIndex(entry => entry.name === name)
}

function fixed(name: string, action: Action): DiscreteAction {
  return { name, type: action.type, aim: null, resolve: () => action, missing: action }
}

function replies(): DiscreteAction[] {
  const acts: [string, AgentAct][] = [
    ...(['greet', 'acknowledge', 'empathize', 'apologize', 'confirm', 'close_politely'] as const).map(
      (act): [string, AgentAct] => [act, { act }],
    ),
    ...slots.map((slot): [string, AgentAct] => [`ask.${slot}`, { act: 'ask', slot }]),
    ...topics.map((topic): [string, AgentAct] => [`explain.${topic}`, { act: 'explain', topic }]),
    ...promises.map((what): [string, AgentAct] => [
      `promise.${what}`,
      { act: 'promise', what, byWhenMinutes: PROMISE_MINUTES },
    ]),
    ...remedies.map((remedy): [string, AgentAct] => [`offer.${remedy}`, { act: 'offer', remedy }]),
    ...refusalReasons.map((why): [string, AgentAct] => [`refuse.${why}`, { act: 'refuse', why }]),
  ]
  return acts.map(([name, act]) => fixed(`reply.${name}`, { type: 'reply', acts: [act] }))
}

function reads(): DiscreteAction[] {
  const plain = [
    'lookup_customer',
    'lookup_subscriptions',
    'lookup_invoices',
    'lookup_charges',
    'lookup_refunds',
    'lookup_policy',
    'search_knowledge_base',
    'next_page',
    'verify_identity',
  ] as const
  return [
    ...plain.map(type => fixed(type, { type })),
    ...rows('quote_cancellation', 'subscriptions', [null], subscriptionId => ({
      type: 'quote_cancellation',
      subscriptionId,
    })),
  ]
}

function refunds(): DiscreteAction[] {
  return amounts.flatMap(amount =>
    Array.from({ length: PAGE_ROWS }, (_, row) => ({
      name: `issue_refund.${row}.${amount}`,
      type: 'issue_refund' as const,
      missing: {
        type: 'issue_refund',
        chargeId: '',
        amountCents: 0,
        reason: 'requested_by_customer',
      } as const,
      aim: { at: 'charges' as const, row, amount },
      resolve(record: AgentRecord, seed: number): Action | null {
        const charge = rowAt(record, 'charges', row)
        const amountCents = charge === undefined ? null : amountOf(amount, record, charge)
        if (charge === undefined || amountCents === null) return null
        const chargeId = entityId('charge', seed, charge.ordinal)
        return { type: 'issue_refund', chargeId, amountCents, reason: 'requested_by_customer' }
      },
    })),
  )
}

function credit(amount: Exclude<Amount, 'remaining'>): DiscreteAction {
  return {
    name: `apply_credit.${amount}`,
    type: 'apply_credit',
    missing: { type: 'apply_credit', amountCents: 0 },
    aim: { at: 'newestCharge', row: 0, amount },
    resolve(record) {
      const amountCents = creditCents(amount, record)
      return amountCents === null ? null : { type: 'apply_credit', amountCents }
    },
  }
}

function creditCents(amount: Amount, record: AgentRecord): number | null {
  const newest = record.views.charges?.[0]
  return newest === undefined ? null : amountOf(amount, record, newest)
}

function rows<Option extends string | null>(
  type: ActionType,
  kind: 'subscriptions',
  options: readonly Option[],
  build: (id: string, option: Option) => Action,
): DiscreteAction[] {
  return options.flatMap(option =>
    Array.from({ length: PAGE_ROWS }, (_, row) => ({
      name: option === null ? `${type}.${row}` : `${type}.${row}.${option}`,
      type,
      missing: build('', option),
      aim: { at: kind, row, amount: null },
      resolve(record: AgentRecord, seed: number): Action | null {
        const target = rowAt(record, kind, row)
        return target === undefined ? null : build(entityId('subscription', seed, target.ordinal), option)
      },
    })),
  )
}

/** What of the record entries are aimed at: how many rows are shown, and which amounts can be read. */
export interface InView {
  readonly charges: number
  readonly subscriptions: number
  readonly newestCharge: number
  readonly difference: boolean
  readonly quote: boolean
  readonly noted: boolean
}

/** What is in view now. */
export function inView(record: AgentRecord): InView {
  return {
    charges: rowsShown(record, 'charges'),
    subscriptions: rowsShown(record, 'subscriptions'),
    newestCharge: (record.views.charges?.length ?? 0) > 0 ? 1 : 0,
    difference: invoiceDifferenceCents(record) !== null,
    quote: record.quoteCents !== null && record.quoteCents > 0,
    noted: notedCents(record) !== null,
  }
}

function rowsShown({ list, views }: AgentRecord, kind: 'charges' | 'subscriptions'): number {
  return list?.kind === kind ? (views[kind]?.length ?? 0) - list.page * PAGE_ROWS : 0
}

/** Whether an entry's target is there to be aimed at. */
export function isInView({ at, row, amount }: Aim, view: InView, record: AgentRecord): boolean {
  if (row >= view[at]) return false
  if (amount === null || amount === 'full') return true
  if (amount === 'remaining') return remainingCents(rowAt(record, 'charges', row)!) !== null
  return view[amount]
}

/** The row of the list shown, when that list is of this kind. */
function rowAt<Kind extends 'charges' | 'subscriptions'>(
  { list, views }: AgentRecord,
  kind: Kind,
  row: number,
): NonNullable<AgentRecord['views'][Kind]>[number] | undefined {
  return list?.kind === kind ? views[kind]?.[list.page * PAGE_ROWS + row] : undefined
}

type ChargeAmounts = Pick<Charge, 'amountCents' | 'capturedCents' | 'refundedCents'>

function amountOf(amount: Amount, record: AgentRecord, charge: ChargeAmounts): number | null {
  switch (amount) {
    case 'full':
      return charge.amountCents
    case 'remaining':
      return remainingCents(charge)
    case 'difference':
      return invoiceDifferenceCents(record)
    case 'noted':
      return notedCents(record)
    case 'quote':
      return record.quoteCents !== null && record.quoteCents > 0 ? record.quoteCents : null
  }
}

/** What is left of a charge that was refunded in part; null for every other. */
function remainingCents({ capturedCents, refundedCents }: ChargeAmounts): number | null {
  return refundedCents > 0 && capturedCents > refundedCents ? capturedCents - refundedCents : null
}

/** The amount that the newest activity in view notes, in cents; null when none does. */
export function notedCents({ views }: Readonly<AgentRecord>): number | null {
  if (views.activities === null) return null
  for (const { amountCents } of views.activities)
    if (amountCents !== null && amountCents > 0) return amountCents
  return null
}

/** The difference of the two newest invoices in view, in cents; null when there is none. */
export function invoiceDifferenceCents({ views }: Readonly<AgentRecord>): number | null {
  const newest = views.invoices?.[0]
  const before = views.invoices?.[1]
  if (newest === undefined || before === undefined || newest.totalCents === before.totalCents) return null
  return Math.abs(newest.totalCents - before.totalCents)
}
