import { DAY_MS } from '../core/clock.ts'
import type { Observation } from '../env/index.ts'
import type { AgentAct, Topic } from '../world/acts.ts'

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
  readonly cancel: { readonly subscriptionId: string; readonly when: 'now' | 'period_end' } | null
}

type Charge = NonNullable<Observation['charges']>[number]
type Subscription = NonNullable<Observation['subscriptions']>[number]

const NOTHING: Diagnosis = {
  explain: [],
  refuse: null,
  refund: null,
  refundUnusedOf: null,
  creditCents: 0,
  cancel: null,
}

/** Reads a case off the records: null when they give no answer. Needs every list to have been looked up. */
export function diagnose(observation: Observation): Diagnosis | null {
  switch (observation.complaint) {
    case 'charged-twice':
      return diagnoseDouble(observation)
    case 'charged-after-cancelling':
      return diagnoseCancellation(observation)
    case 'refund-not-arrived':
      return diagnoseMissingRefund(observation)
    case 'wants-money-back':
    case 'threatens-chargeback':
      return diagnoseClaim(observation)
  }
}

function diagnoseDouble(observation: Observation): Diagnosis | null {
  const charges = observation.charges!
  const hold = charges.find(charge => charge.status === 'authorized')
  if (hold !== undefined) return { ...NOTHING, explain: ['hold-expires'], refuse: 'not_owed' }
  const second = charges.find((charge, index) =>
    charges.slice(index + 1).some(other => charge.invoiceId !== null && other.invoiceId === charge.invoiceId),
  )
  if (second !== undefined) {
    return { ...NOTHING, explain: ['duplicate-charge'], refund: wholeOf(second) }
  }
  const active = observation.subscriptions!.filter(subscription => subscription.status === 'active')
  const [newest, older] = active
  if (newest === undefined || older === undefined || newest.plan !== older.plan) return null
  const charge = charges.find(each => each.subscriptionId === newest.id)
  return {
    ...NOTHING,
    explain: ['two-subscriptions'],
    refund: charge === undefined ? null : wholeOf(charge),
    cancel: { subscriptionId: newest.id, when: 'now' },
  }
}

function diagnoseCancellation(observation: Observation): Diagnosis | null {
  const asked = observation.activities!.find(activity => activity.kind === 'cancel_requested')
  const subscription = observation.subscriptions![0]
  const charge = newestCharge(observation)
  if (asked === undefined || subscription === undefined || charge === undefined) return null
  if (isRefundUnderWay(observation, charge)) return alreadyRefunded()
  if (subscription.cancelAtPeriodEnd && observation.cancellations === 0) {
    return { ...NOTHING, explain: ['cancel-at-period-end'], refuse: 'not_owed' }
  }
  if (asked.atMs < charge.createdAtMs) {
    return {
      ...NOTHING,
      explain: ['cancellation-failed'],
      refund: wholeOf(charge),
      cancel: { subscriptionId: subscription.id, when: 'now' },
    }
  }
  return {
    ...NOTHING,
    explain: ['late-cancellation'],
    refuse: 'out_of_window',
    cancel: { subscriptionId: subscription.id, when: 'period_end' },
  }
}

function diagnoseMissingRefund(observation: Observation): Diagnosis | null {
  const [refund] = observation.refunds!.filter(each => each.createdAtMs < 0)
  const promised = observation.activities!.find(activity => activity.kind === 'refund_promised')
  if (refund?.status === 'pending') return alreadyRefunded()
  if (refund?.status === 'failed') {
    return { ...NOTHING, explain: ['refund-failed'], creditCents: refund.amountCents }
  }
  const charge = newestCharge(observation)
  if (promised?.amountCents == null || charge === undefined) return null
  return {
    ...NOTHING,
    explain: ['refund-missing'],
    refund: { chargeId: charge.id, amountCents: promised.amountCents },
  }
}

function diagnoseClaim(observation: Observation): Diagnosis | null {
  if (observation.refunds!.some(each => each.status === 'pending' && each.createdAtMs < 0))
    return alreadyRefunded()
  const charge = newestCharge(observation)
  const subscription = observation.subscriptions![0]
  if (charge === undefined || subscription === undefined) return null
  const days = (observation.clockMs - charge.createdAtMs) / DAY_MS
  const { refundWindowDays, proRataYearly } = observation.terms!
  const cancel = { subscriptionId: subscription.id, when: 'now' } as const
  if (days <= refundWindowDays[subscription.interval]) {
    return { ...NOTHING, explain: ['refund-window'], refund: wholeOf(charge), cancel }
  }
  if (subscription.interval === 'year' && days <= proRataYearly.withinDays) {
    return { ...NOTHING, explain: ['pro-rata-yearly'], refundUnusedOf: subscription.id, cancel }
  }
  return {
    ...NOTHING,
    explain: [...usage(observation, subscription), 'refund-window'],
    refuse: 'out_of_window',
  }
}

/** Recorded use is worth telling where it weighs: against a claim that nothing was used. */
function usage(observation: Observation, subscription: Subscription): Topic[] {
  const used = observation.activities!.some(
    activity => activity.kind === 'usage' && activity.subscriptionId === subscription.id,
  )
  return used && observation.complaint === 'threatens-chargeback' ? ['usage-recorded'] : []
}

function alreadyRefunded(): Diagnosis {
  return { ...NOTHING, explain: ['refund-timing'], refuse: 'already_refunded' }
}

function isRefundUnderWay(observation: Observation, charge: Charge): boolean {
  return observation.refunds!.some(each => each.chargeId === charge.id && each.createdAtMs < 0)
}

function newestCharge(observation: Observation): Charge | undefined {
  return observation.charges!.find(charge => charge.status === 'succeeded')
}

function wholeOf(charge: Charge): { chargeId: string; amountCents: number } {
  return { chargeId: charge.id, amountCents: charge.capturedCents - charge.refundedCents }
}
