import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import {
  type Diagnosis,
  LEAVE,
  leaving,
  NOTHING,
  newestActivity,
  refused,
  type Subscription,
  until,
} from './finding.ts'
import { diagnoseOvercharge } from './refunds.ts'

export function diagnoseDowngrade(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (subscription.interval === 'year') return refused(['yearly-terms'], 'not_owed')
  if (newestActivity(observation, 'plan_changed') !== undefined) {
    return refused(['downgrade-done'], 'not_owed')
  }
  return {
    ...NOTHING,
    explain: ['downgrade-terms'],
    next: changePlan(observation, subscription, goal),
  }
}

export function diagnosePrice(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (goal === LEAVE) return leaving(observation, subscription)
  return goal === 'the old price' ? diagnoseOvercharge(observation) : diagnoseDowngrade(observation)
}

/** An upgrade now: its price first, then the change, which bills what was quoted. */
export function diagnoseUpgrade(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (subscription.interval === 'year') return refused(['yearly-terms'], 'not_owed')
  if (newestActivity(observation, 'plan_changed') !== undefined) return refused(['upgrade-done'], 'not_owed')
  return { ...NOTHING, explain: ['upgrade-terms'], next: changeAsQuoted(observation, subscription, goal) }
}

/** What an upgrade billed, against what was quoted for it then. */
export function diagnoseUpgradeCharge(observation: Observation): Diagnosis | null {
  const quotedCents = newestActivity(observation, 'plan_changed')?.amountCents
  const bill = observation.invoices![0]
  if (quotedCents == null || bill === undefined) return null
  if (bill.totalCents <= quotedCents) return refused(['proration-right'], 'not_owed')
  if (observation.customer!.balanceCents < 0) return refused(['proration-credited'], 'already_refunded')
  return { ...NOTHING, explain: ['proration-wrong'], creditCents: bill.totalCents - quotedCents }
}

/** More seats billed than the customer has: who changed them, and when. */
export function diagnoseSeats(observation: Observation): Diagnosis | null {
  const [bill, before] = observation.invoices!
  const subscription = observation.subscriptions![0]
  const { seats } = observation.told
  if (bill === undefined || before === undefined || subscription === undefined) return null
  if (newestActivity(observation, 'seats_added') !== undefined) return refused(['seats-added'], 'not_owed')
  if (newestActivity(observation, 'seats_removed') !== undefined) {
    return refused(['seats-next-period'], 'not_owed')
  }
  // What the customer says has to be what was billed before the number went wrong.
  const seatsBefore = (before.totalCents * subscription.quantity) / bill.totalCents
  if (seats !== seatsBefore) return null
  const change = { type: 'change_seats', subscriptionId: subscription.id, quantity: seatsBefore } as const
  return {
    ...NOTHING,
    explain: ['seats-wrong'],
    creditCents: bill.totalCents - before.totalCents,
    next: until(observation, 'seats_change', change),
  }
}

/** The price of a change first, then the change, which bills what was quoted. */
export function changeAsQuoted(
  observation: Observation,
  subscription: Subscription,
  plan: string,
): Action | null {
  if (observation.quoteCents !== null) return changePlan(observation, subscription, plan)
  return { type: 'quote_change', subscriptionId: subscription.id, plan }
}

function changePlan(observation: Observation, { id }: Subscription, plan: string): Action | null {
  return until(observation, 'plan_change', { type: 'change_plan', subscriptionId: id, plan })
}
