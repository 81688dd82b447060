import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import {
  alreadyRefunded,
  type Charge,
  cancelNow,
  type Diagnosis,
  NOTHING,
  newestActivity,
  refused,
  until,
  wholeOf,
} from './finding.ts'

/** How often the desk looks whether the customer has entered a new payment method, before it lets a follow-up do it. */
const LOOKS_MAX = 8

/** A payment that failed: a bill that should not be, a card that was replaced since, or one that has to be. */
export function diagnosePayment(observation: Observation): Diagnosis | null {
  const open = observation.invoices!.find(({ status }) => status === 'open')
  const subscription = observation.subscriptions![0]
  const method = observation.paymentMethods![0]
  if (open === undefined || subscription === undefined || method === undefined) return null
  const asked = newestActivity(observation, 'cancel_requested')
  if (asked !== undefined && asked.atMs < open.createdAtMs) {
    const takeBack = until(observation, 'invoice_void', { type: 'void_invoice', invoiceId: open.id })
    return {
      ...NOTHING,
      explain: ['cancellation-failed'],
      next: takeBack ?? cancelNow(observation, subscription),
    }
  }
  const collect = until(observation, 'payment', { type: 'retry_payment', invoiceId: open.id })
  const linkSent = observation.done.payment_link > 0
  if (!linkSent && method.lastAttempt !== 'failed') {
    return { ...NOTHING, explain: ['payment-due'], next: collect }
  }
  const explain = [isStolen(observation) ? 'card-blocked' : 'card-expired'] as const
  if (!linkSent) return { ...NOTHING, explain, next: { type: 'send_payment_link' } }
  return {
    ...NOTHING,
    explain,
    next: method.lastAttempt === 'failed' ? awaited(observation, open.id) : collect,
  }
}

function isStolen(observation: Observation): boolean {
  return newestActivity(observation, 'card_stolen') !== undefined
}

/** Waits for the new payment method, looks whether it is there, and leaves a late one to a follow-up. */
function awaited(observation: Observation, invoiceId: string): Action | null {
  if (observation.followUps > 0) return null
  if (observation.events.includes('payment_method.attached')) return { type: 'lookup_customer' }
  const looks = observation.transcript.filter(
    fact => fact.from === 'tool' && fact.result.tool === 'lookup_customer',
  )
  if (looks.length > LOOKS_MAX) {
    // A card that was reported stolen is never charged again, not even by a follow-up that comes too early.
    const call = isStolen(observation) ? null : ({ type: 'retry_payment', invoiceId } as const)
    return { type: 'schedule_follow_up', inMinutes: 2_880, call }
  }
  const looked = observation.toolResult?.tool === 'lookup_customer'
  return looked || observation.toolResult?.tool === 'send_payment_link'
    ? { type: 'wait', minutes: 5 }
    : { type: 'lookup_customer' }
}

/** A charge disputed at the bank: never refunded; countered where it is right, accepted where it is not. */
export function diagnoseDispute(observation: Observation): Diagnosis | null {
  const dispute = observation.disputes![0]
  const charge = observation.charges!.find(({ id }) => id === dispute?.chargeId)
  if (dispute === undefined || charge === undefined) return null
  if (dispute.status !== 'needs_response') return refused(['dispute-under-review'], 'not_owed')
  if (dispute.evidenceDueAtMs < observation.clockMs) return refused(['dispute-expired'], 'not_owed')
  if (isTwin(observation, charge)) {
    const accept = { type: 'answer_dispute', disputeId: dispute.id, answer: 'accept' } as const
    return { ...NOTHING, explain: ['dispute-accepted'], next: until(observation, 'acceptance', accept) }
  }
  const counter = { type: 'answer_dispute', disputeId: dispute.id, answer: 'submit_evidence' } as const
  const next = until(observation, 'evidence', counter)
  return { ...refused(['dispute-contested'], 'not_owed'), next }
}

/** Whether another charge paid the same invoice. */
function isTwin({ charges }: Observation, { id, invoiceId }: Charge): boolean {
  return charges!.some(other => other.id !== id && other.invoiceId !== null && other.invoiceId === invoiceId)
}

/** A charge the bank only asks about: given back where the question is right, answered where it is not. */
export function diagnoseInquiry(observation: Observation): Diagnosis | null {
  const inquiry = observation.disputes!.find(({ status }) => status.startsWith('warning_'))
  const charge = observation.charges!.find(({ id }) => id === inquiry?.chargeId)
  if (inquiry === undefined || charge === undefined) return null
  const refund = wholeOf(charge)
  // What this agent gave back is no reason to give nothing back.
  if (refund.amountCents === 0 && observation.refundedCents === 0) return alreadyRefunded()
  if (isTwin(observation, charge)) return { ...NOTHING, explain: ['duplicate-charge'], refund }
  const answer = { type: 'answer_dispute', disputeId: inquiry.id, answer: 'submit_evidence' } as const
  return { ...refused(['inquiry-answered'], 'not_owed'), next: until(observation, 'evidence', answer) }
}

/** An invoice that the customer misses: lost on the way, not due yet, or still a draft. */
export function diagnoseInvoice(observation: Observation): Diagnosis | null {
  const [newest] = observation.invoices!
  if (newest === undefined) return null
  if (newest.status === 'draft') return { ...NOTHING, explain: ['invoice-draft'] }
  if (newestActivity(observation, 'invoice_bounced') === undefined) {
    return { ...NOTHING, explain: ['invoice-not-due'] }
  }
  const resend = { type: 'resend_invoice', invoiceId: newest.id } as const
  return { ...NOTHING, explain: ['invoice-lost'], next: until(observation, 'invoice_resend', resend) }
}
