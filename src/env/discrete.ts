import type { Action, ActionType } from '../world/actions.ts'
import { disputeAnswers, resolutions } from '../world/actions.ts'
import { type AgentAct, promises, refusalReasons, remedies, slots, topics } from '../world/acts.ts'
import { type AgentRecord, PAGE_ROWS } from '../world/record.ts'
import { checks, fixes, handOverParts, teams } from '../world/tools.ts'
import {
  type Aim,
  type Amount,
  amountOf,
  amounts,
  creditNoteAmounts,
  creditNoteCents,
  isPaidTwice,
  loyaltyCode,
  planCodes,
  rowAt,
  type Targets,
  targets,
  toldSeats,
} from './inView.ts'
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

/** What a credit note over this amount is for. */
const creditNoteReasonOf = { full: 'order_change', tax: 'tax', promotion: 'discount' } as const

const PROMISE_MINUTES = 1440
const FOLLOW_UP_MINUTES = 1440
const waits = [5, 60, 480] as const

/**
 * The flat encoding over the whole company: one act per reply, targets are the eight rows of the last list, amounts
 * are full, remaining, the difference of the two newest invoices, the last quote, the amount that the newest activity
 * notes, or what the newest invoice is above it; of an invoice its tax, or what the promotion told of takes off; a
 * number of seats is the one that the customer told; a code is theirs, or that of the company's offer for those who
 * stay; the reason of a refund is `duplicate` where another charge in view paid the same invoice.
 */
export const discreteActions: readonly DiscreteAction[] = [
  ...replies(),
  ...reads(),
  ...refunds(),
  ...(['full', 'difference', 'quote', 'noted', 'aboveNoted'] as const).map(credit),
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
  ...seats(),
  ...promotions(),
  ...rows('retry_payment', 'invoices', [null], invoiceId => ({ type: 'retry_payment', invoiceId })),
  ...rows('void_invoice', 'invoices', [null], invoiceId => ({ type: 'void_invoice', invoiceId })),
  ...rows('resend_invoice', 'invoices', [null], invoiceId => ({ type: 'resend_invoice', invoiceId })),
  ...creditNotes(),
  ...rows('answer_dispute', 'disputes', disputeAnswers, (disputeId, answer) => ({
    type: 'answer_dispute',
    disputeId,
    answer,
  })),
  fixed('send_payment_link', { type: 'send_payment_link' }),
  ...checks.map(check => fixed(`run_diagnostic.${check}`, { type: 'run_diagnostic', check })),
  ...fixes.map(solution => fixed(`apply_fix.${solution}`, { type: 'apply_fix', solution })),
  ...teams.map(team => fixed(`escalate.${team}`, { type: 'escalate', team, handOver: [...handOverParts] })),
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
    'lookup_disputes',
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
    ...planCodes.flatMap(plan =>
      rows('quote_change', 'subscriptions', [plan], subscriptionId => ({
        type: 'quote_change',
        subscriptionId,
        plan,
      })),
    ),
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
      aim: { at: 'charges' as const, row, needs: amount },
      resolve(record: AgentRecord, seed: number): Action | null {
        const charge = rowAt(record, 'charges', row)
        const amountCents = charge === undefined ? null : amountOf(amount, record, charge)
        if (charge === undefined || amountCents === null) return null
        const chargeId = entityId('charge', seed, charge.ordinal)
        const reason = isPaidTwice(record, charge) ? 'duplicate' : 'requested_by_customer'
        return { type: 'issue_refund', chargeId, amountCents, reason }
      },
    })),
  )
}

function credit(amount: Exclude<Amount, 'remaining'>): DiscreteAction {
  return {
    name: `apply_credit.${amount}`,
    type: 'apply_credit',
    missing: { type: 'apply_credit', amountCents: 0 },
    aim: { at: 'newestCharge', row: 0, needs: amount },
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

/** As many seats as the customer told: the number is theirs, whether it is right is for the agent to see. */
function seats(): DiscreteAction[] {
  const build = (subscriptionId: string, quantity: number): Action => ({
    type: 'change_seats',
    subscriptionId,
    quantity,
  })
  return Array.from({ length: PAGE_ROWS }, (_, row) => ({
    name: `change_seats.${row}.told`,
    type: 'change_seats' as const,
    missing: build('', 0),
    aim: { at: 'subscriptions' as const, row, needs: 'told' as const },
    resolve(record: AgentRecord, seed: number): Action | null {
      const target = rowAt(record, 'subscriptions', row)
      const quantity = toldSeats(record)
      if (target === undefined || quantity === null) return null
      return build(entityId('subscription', seed, target.ordinal), quantity)
    },
  }))
}

/** The promotion whose code the customer told, or the offer for those who stay. */
function promotions(): DiscreteAction[] {
  return [
    ...promotionNamed('told', 'code', ({ told }) => (typeof told.code === 'string' ? told.code : null)),
    ...promotionNamed('loyalty', 'loyalty', loyaltyCode),
  ]
}

function promotionNamed(
  name: string,
  needs: 'code' | 'loyalty',
  codeIn: (record: AgentRecord) => string | null,
): DiscreteAction[] {
  const build = (subscriptionId: string, code: string): Action => ({
    type: 'apply_promotion',
    subscriptionId,
    code,
  })
  return Array.from({ length: PAGE_ROWS }, (_, row) => ({
    name: `apply_promotion.${row}.${name}`,
    type: 'apply_promotion' as const,
    missing: build('', ''),
    aim: { at: 'subscriptions' as const, row, needs },
    resolve(record: AgentRecord, seed: number): Action | null {
      const target = rowAt(record, 'subscriptions', row)
      const code = codeIn(record)
      if (target === undefined || code === null) return null
      return build(entityId('subscription', seed, target.ordinal), code)
    },
  }))
}

function creditNotes(): DiscreteAction[] {
  return creditNoteAmounts.flatMap(amount => {
    const reason = creditNoteReasonOf[amount]
    return Array.from({ length: PAGE_ROWS }, (_, row) => ({
      name: `issue_credit_note.${row}.${amount}`,
      type: 'issue_credit_note' as const,
      missing: { type: 'issue_credit_note', invoiceId: '', amountCents: 0, reason } as const,
      aim: { at: 'invoices' as const, row, needs: amount },
      resolve(record: AgentRecord, seed: number): Action | null {
        const invoice = rowAt(record, 'invoices', row)
        const amountCents = invoice === undefined ? null : creditNoteCents(amount, record, invoice)
        if (invoice === undefined || amountCents === null) return null
        const invoiceId = entityId('invoice', seed, invoice.ordinal)
        return { type: 'issue_credit_note', invoiceId, amountCents, reason }
      },
    }))
  })
}

function rows<Option extends string | null>(
  type: ActionType,
  kind: Targets,
  options: readonly Option[],
  build: (id: string, option: Option) => Action,
): DiscreteAction[] {
  return options.flatMap(option =>
    Array.from({ length: PAGE_ROWS }, (_, row) => ({
      name: option === null ? `${type}.${row}` : `${type}.${row}.${option}`,
      type,
      missing: build('', option),
      aim: { at: kind, row, needs: null },
      resolve(record: AgentRecord, seed: number): Action | null {
        const target = rowAt(record, kind, row)
        if (target === undefined) return null
        const entity = 'entity' in target ? target.entity : targets[kind]
        return build(entityId(entity, seed, target.ordinal), option)
      },
    })),
  )
}
