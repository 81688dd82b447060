import { uniform } from '../../src/core/random.ts'
import { discreteActions, type Info, type Observation } from '../../src/env/index.ts'
import type { Action, ActionType } from '../../src/world/actions.ts'
import type { AgentAct } from '../../src/world/acts.ts'

/** Chooses actions from what can be seen; made afresh for each episode. */
export type Agent = (observation: Observation, info: Info) => Action | number

/** Agents that go where the shipped policies do not, each by what it does. */
export const agents: Readonly<Record<string, (seed: number) => Agent>> = {
  'does in every phase what it did least': seed => curious(seed),
  'reads on while it holds': () => workOnHold(),
  'tries every change of the plan': () => inTurn('change_plan'),
  'tries every fix': () => inTurn('apply_fix'),
  'takes every bill back': () => takeBack,
  'applies every promotion': () => promote,
  'waits for nothing': () => () => ({ type: 'wait', minutes: 1 }),
  'reads for ever': () => () => ({ type: 'lookup_charges' }),
  'explains until it is believed, then waits': () => seen =>
    seen.progress === 'confirmed' ? { type: 'wait', minutes: 1440 } : persuade(seen),
  'explains until it is believed, then asks for a refund it may not give': () => seen =>
    seen.progress === 'confirmed' ? overreach(seen) : persuade(seen),
  'asks for a refund it may not give': () => overreach,
  'insults until nobody is left': () => seen =>
    seen.messagesSent === 0
      ? reply({ act: 'greet' })
      : reply(
          { act: 'refuse', why: 'not_owed' },
          { act: 'refuse', why: 'not_owed' },
          { act: 'close_politely' },
        ),
  'insults, then does what the customer wants, and again': () => insultAndRepair,
  'refunds, plans to write, and closes': () => seen => {
    if (seen.refundedCents > 0 && seen.followUps === 0) {
      return { type: 'schedule_follow_up', inMinutes: 600, call: null }
    }
    return seen.refundedCents > 0 ? { type: 'close', resolution: 'resolved' } : refund(seen, 'small')
  },
  'refunds, is believed, and waits for the bank': () => seen => {
    if (seen.refundedCents === 0) return refund(seen, 'small')
    return seen.progress === 'remedied' ? persuade(seen) : { type: 'wait', minutes: 1440 }
  },
  'refunds without a word, and waits for the bank': () => seen =>
    seen.refundedCents === 0 ? refund(seen, 'small') : { type: 'wait', minutes: 1440 },
  'gives credit': () => seen => {
    if (seen.creditedCents > 0) return { type: 'escalate', team: 'billing', summary: 'Credit was given.' }
    return research(seen) ?? { type: 'apply_credit', amountCents: 100 }
  },
  cancels: () => seen => {
    if (seen.done.cancellation > 0) return { type: 'close', resolution: 'unresolved' }
    return (
      research(seen) ?? {
        type: 'cancel_subscription',
        subscriptionId: seen.subscriptions![0]!.id,
        when: 'now',
      }
    )
  },
}

function reply(...acts: AgentAct[]): Action {
  return { type: 'reply', acts }
}

function research(seen: Observation): Action | null {
  if (!seen.verified) return { type: 'verify_identity' }
  if (seen.charges === null) return { type: 'lookup_charges' }
  if (seen.subscriptions === null) return { type: 'lookup_subscriptions' }
  return null
}

function persuade(seen: Observation): Action {
  if (seen.phase === 'pendingApproval') return { type: 'wait', minutes: 10 }
  return (
    research(seen) ??
    reply(
      { act: 'empathize' },
      { act: 'explain', topic: 'refund-timing' },
      { act: 'explain', topic: 'duplicate-charge' },
      { act: 'explain', topic: 'refund-failed' },
      { act: 'confirm' },
    )
  )
}

function refund(seen: Observation, size: 'small' | 'whole'): Action {
  const first = research(seen)
  if (first !== null) return first
  const charge = seen.charges!.find(each => each.status === 'succeeded') ?? seen.charges![0]!
  return {
    type: 'issue_refund',
    chargeId: charge.id,
    amountCents: size === 'small' ? 1 : charge.amountCents,
    reason: 'requested_by_customer',
  }
}

/** Above the limit that the settings of this test set, so that somebody has to approve. */
function overreach(seen: Observation): Action {
  if (seen.phase !== 'open') return { type: 'wait', minutes: 20 }
  if (seen.approval.state !== 'none') return { type: 'close', resolution: 'unresolved' }
  return refund(seen, 'whole')
}

function insultAndRepair(seen: Observation): Action {
  const round = seen.messagesSent % 8
  if (round < 4) return reply({ act: 'refuse', why: 'not_owed' }, { act: 'close_politely' })
  return refundedEnough(seen)
    ? reply({ act: 'empathize' }, { act: 'explain', topic: 'refund-timing' }, { act: 'confirm' })
    : refund(seen, 'small')
}

function refundedEnough(seen: Observation): boolean {
  return seen.refundedCents > seen.messagesSent / 4
}

/** In an order in which each has what it needs: a quote a list of subscriptions, a page a list that goes on. */
const readsOnHold: readonly ActionType[] = [
  'lookup_customer',
  'lookup_subscriptions',
  'quote_cancellation',
  'quote_change',
  'lookup_disputes',
  'lookup_invoices',
  'lookup_charges',
  'lookup_policy',
  'search_knowledge_base',
  'lookup_refunds',
  'next_page',
]

/** Makes nine refunds, so that their list goes over a page, and reads the records while the customer holds. */
function workOnHold(): Agent {
  const left = [...readsOnHold]
  return (seen, { actionMask }) => {
    if (seen.subscriptions === null || seen.refundedCents < 9) return refund(seen, 'small')
    if (left.length === 0) return reply({ act: 'close_politely' })
    return seen.phase === 'onHold' ? anyOf(left.shift()!, actionMask) : { type: 'wait', minutes: 1 }
  }
}

/** Voids what is open, and closes. */
function takeBack(seen: Observation): Action {
  if (!seen.verified) return { type: 'verify_identity' }
  if (seen.invoices === null) return { type: 'lookup_invoices' }
  const open = seen.invoices.find(({ status }) => status === 'open')
  return open === undefined || seen.done.invoice_void > 0
    ? { type: 'close', resolution: 'unresolved' }
    : { type: 'void_invoice', invoiceId: open.id }
}

/** Asks for the code, applies it, and closes. */
function promote(seen: Observation): Action {
  if (!seen.verified) return { type: 'verify_identity' }
  if (seen.subscriptions === null) return { type: 'lookup_subscriptions' }
  const { code } = seen.told
  const [subscription] = seen.subscriptions
  if (code === undefined && seen.said['ask.code'] === undefined) return reply({ act: 'ask', slot: 'code' })
  return typeof code !== 'string' || subscription === undefined || seen.done.promotion > 0
    ? { type: 'close', resolution: 'unresolved' }
    : { type: 'apply_promotion', subscriptionId: subscription.id, code }
}

/** Looks things up, then tries every discrete action of a type that is possible, and closes. */
function inTurn(type: ActionType): Agent {
  let at = -1
  return (seen, { actionMask }) => {
    const first = research(seen)
    if (first !== null) return first
    at = discreteActions.findIndex(
      (entry, index) => index > at && entry.type === type && actionMask[index] === 1,
    )
    return at >= 0 ? at : { type: 'close', resolution: 'unresolved' }
  }
}

const cheapActs: readonly AgentAct[] = [{ act: 'acknowledge' }, { act: 'empathize' }, { act: 'confirm' }]

/** Tries, in every phase, the request it tried least there; nine small refunds make the list go over a page. */
function curious(seed: number): Agent {
  const tried = new Map<string, number>()
  let ordinal = 0
  const pick = <T>(from: readonly T[]): T => from[Math.floor(uniform(seed, 1, ordinal++) * from.length)]!
  const choices: { readonly [Type in ActionType]?: (seen: Observation) => Action } = {
    reply: () => reply(pick(cheapActs)),
    quote_cancellation: seen => ({
      type: 'quote_cancellation',
      subscriptionId: seen.subscriptions?.[0]?.id ?? '',
    }),
    issue_refund: seen => refund(seen, 'whole'),
    apply_credit: () => ({ type: 'apply_credit', amountCents: 1 }),
    cancel_subscription: seen => ({
      type: 'cancel_subscription',
      subscriptionId: seen.subscriptions?.[0]?.id ?? '',
      when: 'period_end',
    }),
    schedule_follow_up: () => ({ type: 'schedule_follow_up', inMinutes: 5, call: null }),
    billing_request: () => ({
      type: 'billing_request',
      method: 'GET',
      path: '/v1/balance',
      body: '',
      key: null,
    }),
    wait: () => ({ type: 'wait', minutes: 1 }),
  }
  return (seen, { actionMask }) => {
    const first = seen.phase === 'open' ? research(seen) : null
    if (first !== null) return first
    if (seed % 2 === 0 && seen.phase === 'open' && count(seen, 'billing_request') === 0) {
      tried.set('open/billing_request', 1)
      return choices.billing_request!(seen)
    }
    if (seen.phase === 'open' && seen.refundedCents < 9) return refund(seen, 'small')
    if ((seen.refunds?.length ?? 0) < 9) return { type: 'lookup_refunds' }
    if (seen.stepsLeft < 3 && seen.available.includes('close'))
      return { type: 'close', resolution: 'resolved' }
    const possible = seen.available.filter(type => type !== 'close' && type !== 'escalate')
    const least = [...possible].sort((one, other) => count(seen, one) - count(seen, other))[0]!
    tried.set(`${seen.phase}/${least}`, count(seen, least) + 1)
    return choices[least]?.(seen) ?? anyOf(least, actionMask)
  }

  function count(seen: Observation, type: ActionType): number {
    return tried.get(`${seen.phase}/${type}`) ?? 0
  }
}

/** A discrete action of this type that is possible now, or else one that is aimed at nothing. */
function anyOf(type: ActionType, actionMask: Uint8Array): Action | number {
  const index = discreteActions.findIndex((entry, at) => entry.type === type && actionMask[at] === 1)
  return index >= 0 ? index : discreteActions.find(entry => entry.type === type)!.missing
}
