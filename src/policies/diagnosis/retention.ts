import { DAY_MS } from '../../core/clock.ts'
import type { Observation } from '../../env/index.ts'
import {
  cancelAtPeriodEnd,
  type Diagnosis,
  freeToLeave,
  LEAVE,
  leaving,
  NOTHING,
  newestActivity,
  refused,
  type Subscription,
  until,
} from './finding.ts'
import { changeAsQuoted } from './plans.ts'

/** A feature that is missed: it is in the plan, in another one, or nowhere, as the terms say. */
export function diagnoseFeature(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  const plans = observation.terms!.features[goal]
  if (plans === undefined) {
    const next = cancelAtPeriodEnd(observation, subscription)
    return { ...NOTHING, explain: ['feature-not-planned'], next }
  }
  const hasIt = plans.includes(subscription.plan)
  // What this agent quoted and changed is no reason to say that it was always so.
  if (hasIt && observation.quoteCents === null) return { ...NOTHING, explain: ['feature-exists'] }
  if (subscription.interval === 'year') return refused(['yearly-terms'], 'not_owed')
  const next = hasIt ? null : changeAsQuoted(observation, subscription, plans[0]!)
  return { ...NOTHING, explain: ['feature-in-plan'], next }
}

/** A better price elsewhere: the offer for those who stay, to whom its terms allow it, and once. */
export function diagnoseOffer(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const [bill] = observation.invoices!
  const offer = observation.terms!.loyaltyOffer
  const { goal } = observation.told
  if (subscription === undefined || bill === undefined || goal === undefined) return null
  if (goal === LEAVE) return leaving(observation, subscription)
  if (bill.discountCents > 0) return freeToLeave(['promotion-applied'], 'not_owed')
  if (offer === null || subscribedDays(observation, subscription) < offer.subscribedDaysMin) {
    return freeToLeave(['offer-not-eligible'], 'not_owed')
  }
  const attach = { type: 'apply_promotion', subscriptionId: subscription.id, code: offer.code } as const
  return { ...NOTHING, explain: ['loyalty-offer'], next: until(observation, 'promotion', attach) }
}

function subscribedDays({ clockMs }: Observation, { createdAtMs }: Subscription): number {
  return (clockMs - createdAtMs) / DAY_MS
}

/** Seats that nobody uses: fewer from the next period on, unless they are gone already; none is an end. */
export function diagnoseUnusedSeats(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { seats } = observation.told
  if (subscription === undefined || typeof seats !== 'number') return null
  if (seats === 0) return leaving(observation, subscription)
  if (newestActivity(observation, 'seats_removed') !== undefined) {
    return { ...NOTHING, explain: ['seats-reduced'] }
  }
  // Nobody asks to pay for less and needs more: what was said cannot be right.
  if (seats > subscription.quantity) return null
  const reduce = { type: 'change_seats', subscriptionId: subscription.id, quantity: seats } as const
  const isDone = subscription.quantity === seats
  const next = isDone ? null : until(observation, 'seats_change', reduce)
  return { ...NOTHING, explain: ['seats-unused'], next }
}

/** A renewal that is not wanted: it ends with the period, whatever comes after, unless it does so already. */
export function diagnoseRenewal(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (subscription.cancelAtPeriodEnd && subscription.canceledAtMs < 0) {
    return { ...NOTHING, explain: ['renewal-cancelled'] }
  }
  const explain = [goal === LEAVE ? 'renewal-terms' : 'monthly-after-renewal'] as const
  return { ...NOTHING, explain, next: cancelAtPeriodEnd(observation, subscription) }
}
