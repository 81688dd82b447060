import type { Observation } from '../../env/index.ts'
import type { Topic } from '../../world/acts.ts'
import {
  alreadyRefunded,
  type Charge,
  cancelAtPeriodEnd,
  cancelNow,
  type Diagnosis,
  daysSince,
  freeToLeave,
  hasPendingRefund,
  NOTHING,
  newestActivity,
  newestCharge,
  refused,
  type Subscription,
  wholeOf,
} from './finding.ts'

export function diagnoseDouble(observation: Observation): Diagnosis | null {
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

export function diagnoseUnknown(observation: Observation): Diagnosis | null {
  if (observation.charges!.some(charge => charge.status === 'authorized')) return hold()
  const [second, first] = observation.subscriptions!.filter(({ status }) => status === 'active')
  if (second === undefined || first === undefined) return null
  const isUsed = observation.activities!.some(
    ({ kind, subscriptionId }) => (kind === 'usage' || kind === 'login') && subscriptionId === second.id,
  )
  if (isUsed) return refused(['colleague-purchase'], 'not_owed')
  return endSecond(observation, second)
}

function hold(): Diagnosis {
  return refused(['hold-expires'], 'not_owed')
}

function endSecond(observation: Observation, second: Subscription): Diagnosis {
  const charge = observation.charges!.find(each => each.subscriptionId === second.id)
  return {
    ...NOTHING,
    explain: ['two-subscriptions'],
    refund: charge === undefined ? null : wholeOf(charge),
    next: cancelNow(observation, second),
  }
}

export function diagnoseCancellation(observation: Observation): Diagnosis | null {
  const asked = observation.activities!.find(activity => activity.kind === 'cancel_requested')
  const subscription = observation.subscriptions![0]
  const charge = newestCharge(observation)
  if (asked === undefined || subscription === undefined || charge === undefined) return null
  if (subscription.cancelAtPeriodEnd && observation.done.cancellation === 0) {
    return refused(['cancel-at-period-end'], 'not_owed')
  }
  if (asked.atMs < charge.createdAtMs) {
    return {
      ...NOTHING,
      explain: ['cancellation-failed'],
      refund: wholeOf(charge),
      next: cancelNow(observation, subscription),
    }
  }
  return {
    ...NOTHING,
    explain: ['late-cancellation'],
    refuse: 'out_of_window',
    offer: 'cancel_at_period_end',
    next: cancelAtPeriodEnd(observation, subscription),
  }
}

export function diagnoseMissingRefund(observation: Observation): Diagnosis | null {
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

export function diagnoseClaim(observation: Observation): Diagnosis | null {
  if (hasPendingRefund(observation)) return alreadyRefunded()
  const charge = newestCharge(observation)
  const subscription = observation.subscriptions![0]
  if (charge === undefined || subscription === undefined) return null
  const days = daysSince(observation, charge)
  const { refundWindowDays, proRataYearly, firstPaymentWindowDays } = observation.terms!
  const next = cancelNow(observation, subscription)
  if (days <= refundWindowDays[subscription.interval]) {
    return { ...NOTHING, explain: ['refund-window'], refund: wholeOf(charge), next }
  }
  const isFirst = isFirstPayment(observation, charge)
  if (isFirst && days <= firstPaymentWindowDays) {
    return { ...NOTHING, explain: ['first-payment'], refund: wholeOf(charge), next }
  }
  if (subscription.interval === 'year' && days <= proRataYearly.withinDays) {
    return { ...NOTHING, explain: ['pro-rata-yearly'], refundUnusedOf: subscription.id, next }
  }
  const exception: Topic[] =
    firstPaymentWindowDays === 0 ? [] : [isFirst ? 'first-payment-over' : 'later-payment']
  return freeToLeave([...usage(observation, subscription), 'refund-window', ...exception], 'out_of_window')
}

/** Whether nothing was ever paid before this charge. */
function isFirstPayment({ charges }: Observation, { createdAtMs }: Charge): boolean {
  return !charges!.some(each => each.status === 'succeeded' && each.createdAtMs < createdAtMs)
}

/** Recorded use is worth telling where it weighs: against a claim that nothing was used. */
function usage(observation: Observation, subscription: Subscription): Topic[] {
  const used = observation.activities!.some(
    activity => activity.kind === 'usage' && activity.subscriptionId === subscription.id,
  )
  return used && observation.complaint === 'threatens-chargeback' ? ['usage-recorded'] : []
}

export function diagnoseOvercharge(observation: Observation): Diagnosis | null {
  if (hasPendingRefund(observation)) return alreadyRefunded()
  const [newest, before] = observation.invoices!
  const charge = newestCharge(observation)
  if (newest === undefined || before === undefined || charge === undefined) return null
  const added = observation.activities!.some(
    ({ kind, atMs }) => kind === 'seats_added' && atMs <= newest.createdAtMs && atMs > before.createdAtMs,
  )
  if (added) return refused(['seats-added'], 'not_owed')
  const amountCents = newest.totalCents - before.totalCents
  if (amountCents <= 0) return null
  return { ...NOTHING, explain: ['overbilling'], refund: { chargeId: charge.id, amountCents } }
}

export function diagnoseOutage(observation: Observation): Diagnosis | null {
  const outage = observation.activities!.find(({ kind }) => kind === 'downtime')
  const charge = newestCharge(observation)
  if (outage === undefined || charge === undefined) return null
  if ((outage.amountCents ?? 0) === 0) return refused(['downtime-terms'], 'not_owed')
  if (observation.customer!.balanceCents < 0) {
    return refused(['downtime-credited'], 'already_refunded')
  }
  return {
    ...NOTHING,
    explain: ['downtime-owed'],
    refund: { chargeId: charge.id, amountCents: outage.amountCents! },
  }
}

/** A part was given back before: what remains is due as the whole would be. */
export function diagnoseRemainder(observation: Observation): Diagnosis | null {
  const charge = newestCharge(observation)
  const subscription = observation.subscriptions![0]
  if (charge === undefined || subscription === undefined) return null
  // What this agent gave back is no reason to give nothing back.
  const { amountCents } = wholeOf(charge)
  if (amountCents === 0 && observation.refundedCents === 0) return alreadyRefunded()
  if (daysSince(observation, charge) > observation.terms!.refundWindowDays[subscription.interval]) {
    return freeToLeave(['refund-window'], 'out_of_window')
  }
  const next = cancelNow(observation, subscription)
  return { ...NOTHING, explain: ['partly-refunded'], refund: wholeOf(charge), next }
}

/** A trial that became a plan: given back where nobody used it and the window is open. */
export function diagnoseTrial(observation: Observation): Diagnosis | null {
  const charge = newestCharge(observation)
  const subscription = observation.subscriptions![0]
  if (charge === undefined || subscription === undefined) return null
  const used = newestActivity(observation, 'usage')
  if (newestActivity(observation, 'trial_reminder') !== undefined && used !== undefined) {
    return refused(['trial-used'], 'not_owed')
  }
  if (daysSince(observation, charge) > observation.terms!.refundWindowDays[subscription.interval]) {
    return freeToLeave(['refund-window'], 'out_of_window')
  }
  const next = cancelNow(observation, subscription)
  return { ...NOTHING, explain: ['trial-converted'], refund: wholeOf(charge), next }
}
