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
  readonly changePlan: { readonly subscriptionId: string; readonly plan: string } | null
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
  changePlan: null,
}

/** How each complaint about billing is read off the records. */
const readers: Partial<Record<Observation['complaint'], (observation: Observation) => Diagnosis | null>> = {
  'charged-twice': diagnoseDouble,
  'unknown-charge': diagnoseUnknown,
  'charged-after-cancelling': diagnoseCancellation,
  'refund-not-arrived': diagnoseMissingRefund,
  'wants-money-back': diagnoseClaim,
  'threatens-chargeback': diagnoseClaim,
  overcharged: diagnoseOvercharge,
  'outage-compensation': diagnoseOutage,
  'wants-downgrade': diagnoseDowngrade,
  'too-expensive': diagnosePrice,
}

/** Reads a case off the records: null when they give no answer. Needs every list to have been looked up. */
export function diagnose(observation: Observation): Diagnosis | null {
  return readers[observation.complaint]?.(observation) ?? null
}

function diagnoseDouble(observation: Observation): Diagnosis | null {
  const charges = observation.charges!
  if (charges.some(charge => charge.status === 'authorized')) return hold()
  const second = charges.find((charge, index) =>
    charges.slice(index + 1).some(other => charge.invoiceId !== null && other.invoiceId === charge.invoiceId),
  )
  if (second !== undefined) return { ...NOTHING, explain: ['duplicate-charge'], refund: wholeOf(second) }
  const [newest, older] = observation.subscriptions!.filter(({ status }) => status === 'active')
  if (newest === undefined || older === undefined || newest.plan !== older.plan) return null
  return endSecond(observation, newest)
}

function diagnoseUnknown(observation: Observation): Diagnosis | null {
  if (observation.charges!.some(charge => charge.status === 'authorized')) return hold()
  const [second, first] = observation.subscriptions!.filter(({ status }) => status === 'active')
  if (second === undefined || first === undefined) return null
  const isUsed = observation.activities!.some(
    ({ kind, subscriptionId }) => (kind === 'usage' || kind === 'login') && subscriptionId === second.id,
  )
  if (isUsed) return { ...NOTHING, explain: ['colleague-purchase'], refuse: 'not_owed' }
  return endSecond(observation, second)
}

function hold(): Diagnosis {
  return { ...NOTHING, explain: ['hold-expires'], refuse: 'not_owed' }
}

function endSecond(observation: Observation, second: Subscription): Diagnosis {
  const charge = observation.charges!.find(each => each.subscriptionId === second.id)
  return {
    ...NOTHING,
    explain: ['two-subscriptions'],
    refund: charge === undefined ? null : wholeOf(charge),
    cancel: { subscriptionId: second.id, when: 'now' },
  }
}

function diagnoseCancellation(observation: Observation): Diagnosis | null {
  const asked = observation.activities!.find(activity => activity.kind === 'cancel_requested')
  const subscription = observation.subscriptions![0]
  const charge = newestCharge(observation)
  if (asked === undefined || subscription === undefined || charge === undefined) return null
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
  const refundDue = { chargeId: charge.id, amountCents: promised.amountCents }
  return { ...NOTHING, explain: ['refund-missing'], refund: refundDue }
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

function diagnoseOvercharge(observation: Observation): Diagnosis | null {
  const [newest, before] = observation.invoices!
  const charge = newestCharge(observation)
  if (newest === undefined || before === undefined || charge === undefined) return null
  const added = observation.activities!.some(
    ({ kind, atMs }) => kind === 'seats_added' && atMs <= newest.createdAtMs && atMs > before.createdAtMs,
  )
  if (added) return { ...NOTHING, explain: ['seats-added'], refuse: 'not_owed' }
  const amountCents = newest.totalCents - before.totalCents
  if (amountCents <= 0) return null
  return { ...NOTHING, explain: ['overbilling'], refund: { chargeId: charge.id, amountCents } }
}

function diagnoseOutage(observation: Observation): Diagnosis | null {
  const outage = observation.activities!.find(({ kind }) => kind === 'downtime')
  const charge = newestCharge(observation)
  if (outage === undefined || charge === undefined) return null
  if ((outage.amountCents ?? 0) === 0) return { ...NOTHING, explain: ['downtime-terms'], refuse: 'not_owed' }
  if (observation.customer!.balanceCents < 0) {
    return { ...NOTHING, explain: ['downtime-credited'], refuse: 'already_refunded' }
  }
  return {
    ...NOTHING,
    explain: ['downtime-owed'],
    refund: { chargeId: charge.id, amountCents: outage.amountCents! },
  }
}

function diagnoseDowngrade(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (subscription.interval === 'year') return { ...NOTHING, explain: ['yearly-terms'], refuse: 'not_owed' }
  if (observation.activities!.some(({ kind }) => kind === 'plan_changed')) {
    return { ...NOTHING, explain: ['downgrade-done'], refuse: 'not_owed' }
  }
  return {
    ...NOTHING,
    explain: ['downgrade-terms'],
    changePlan: { subscriptionId: subscription.id, plan: goal },
  }
}

function diagnosePrice(observation: Observation): Diagnosis | null {
  const subscription = observation.subscriptions![0]
  const { goal } = observation.told
  if (subscription === undefined || typeof goal !== 'string') return null
  if (goal === 'leave') {
    return {
      ...NOTHING,
      explain: ['leaving-terms'],
      cancel: { subscriptionId: subscription.id, when: 'period_end' },
    }
  }
  return goal === 'the old price' ? diagnoseOvercharge(observation) : diagnoseDowngrade(observation)
}

function alreadyRefunded(): Diagnosis {
  return { ...NOTHING, explain: ['refund-timing'], refuse: 'already_refunded' }
}

function newestCharge(observation: Observation): Charge | undefined {
  return observation.charges!.find(charge => charge.status === 'succeeded')
}

function wholeOf(charge: Charge): { chargeId: string; amountCents: number } {
  return { chargeId: charge.id, amountCents: charge.capturedCents - charge.refundedCents }
}
