import { DAY_MS } from '../../core/clock.ts'
import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import type { AgentAct, Remedy, Topic } from '../../world/acts.ts'
import type { Deed } from '../../world/deeds.ts'

/** What the records say of a case, and what follows from the merchant's terms. */
export interface Diagnosis {
  /** True reasons, to be told. */
  readonly explain: readonly Topic[]
  /** Why nothing is owed; null when something is. */
  readonly refuse: Extract<AgentAct, { act: 'refuse' }>['why'] | null
  readonly refund: { readonly chargeId: string; readonly amountCents: number } | null
  /** A refund of the unused time of this subscription, which has to be quoted first. */
  readonly refundUnusedOf: string | null
  readonly creditCents: number
  /** What can be had instead; null for nothing. */
  readonly offer: Remedy | null
  /** What else is to be done now, once money has moved; null when all of it is done. */
  readonly next: Action | null
}

/** Reads a kind of case off the records: null when they give no answer. */
export type Reader = (observation: Observation) => Diagnosis | null

export type Charge = NonNullable<Observation['charges']>[number]
export type Subscription = NonNullable<Observation['subscriptions']>[number]

export const NOTHING: Diagnosis = {
  explain: [],
  refuse: null,
  refund: null,
  refundUnusedOf: null,
  creditCents: 0,
  offer: null,
  next: null,
}

/** Nothing is owed, for this reason. */
export function refused(explain: readonly Topic[], refuse: NonNullable<Diagnosis['refuse']>): Diagnosis {
  return { ...NOTHING, explain, refuse }
}

/** Nothing is owed, for this reason, and there is no need to stay. */
export function freeToLeave(explain: readonly Topic[], refuse: NonNullable<Diagnosis['refuse']>): Diagnosis {
  return { ...refused(explain, refuse), offer: 'cancel_at_period_end' }
}

/** The action, until it is done. */
export function until(observation: Observation, deed: Deed, action: Action): Action | null {
  return observation.done[deed] === 0 ? action : null
}

export function cancelNow(observation: Observation, { id }: Subscription): Action | null {
  return until(observation, 'cancellation', { type: 'cancel_subscription', subscriptionId: id, when: 'now' })
}

export function cancelAtPeriodEnd(
  observation: Observation,
  { id, cancelAtPeriodEnd: ends }: Subscription,
): Action | null {
  if (ends) return null
  const action = { type: 'cancel_subscription', subscriptionId: id, when: 'period_end' } as const
  return until(observation, 'cancellation', action)
}

/** What a customer answers who is asked for their goal, and wants none but to go. */
export const LEAVE = 'leave'

/** Who wants to go, goes when what is paid for is over. */
export function leaving(observation: Observation, subscription: Subscription): Diagnosis {
  return { ...NOTHING, explain: ['leaving-terms'], next: cancelAtPeriodEnd(observation, subscription) }
}

export function alreadyRefunded(): Diagnosis {
  return refused(['refund-timing'], 'already_refunded')
}

export function hasPendingRefund({ refunds }: Observation): boolean {
  return refunds!.some(each => each.status === 'pending' && each.createdAtMs < 0)
}

/** The newest activity of this kind. */
export function newestActivity(
  { activities }: Observation,
  kind: string,
): NonNullable<Observation['activities']>[number] | undefined {
  return activities!.find(activity => activity.kind === kind)
}

export function newestCharge(observation: Observation): Charge | undefined {
  return observation.charges!.find(charge => charge.status === 'succeeded')
}

/** Days since a charge was made. */
export function daysSince(observation: Observation, { createdAtMs }: Charge): number {
  return (observation.clockMs - createdAtMs) / DAY_MS
}

export function wholeOf(charge: Charge): { chargeId: string; amountCents: number } {
  return { chargeId: charge.id, amountCents: charge.capturedCents - charge.refundedCents }
}
