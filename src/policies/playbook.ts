import type { Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'
import type { AgentAct, Slot } from '../world/acts.ts'
import { firstWords, handOn, say, turnAway, verify } from './desk.ts'
import { canRead, type Diagnosis, diagnose } from './diagnosis/index.ts'
import { deterministic, type PolicyEntry } from './policy.ts'
import { recover } from './recovery.ts'
import { troubleshoot } from './troubleshooting.ts'

/** How often the case is explained anew to a customer who doubts. */
const EXPLANATIONS_MAX = 3

/** The honest desk: greets, verifies, reads, does what the terms say, tells the truth, and closes when it is done. */
export const playbook: PolicyEntry = {
  id: 'playbook',
  about: 'Reads the records, does what the terms say, explains it, closes when the customer accepts.',
  isExploit: false,
  make: deterministic(desk(troubleshoot)),
}

/** The honest desk, with a way of its own to find out what does not work. */
export function desk(troubleshooter: (observation: Observation) => Action) {
  return (observation: Observation): Action => nextAction(observation, troubleshooter)
}

function nextAction(observation: Observation, troubleshooter: (observation: Observation) => Action): Action {
  if (observation.available.includes('wait_for_next_signal')) return { type: 'wait_for_next_signal' }
  if (observation.phase === 'pendingApproval') return { type: 'wait', minutes: 10 }
  if (observation.messagesSent === 0) return say(firstWords(observation))
  if (observation.phase === 'onHold') return say([{ act: 'acknowledge' }])
  if (!observation.verified) return verify(observation)
  if (!canRead(observation)) return troubleshooter(observation)
  if (observation.requester !== 'payer') return turnAway(observation, 'not_the_payer')
  return recover(observation) ?? research(observation) ?? settle(observation)
}

/** What has to be known first. */
function research(observation: Observation): Action | null {
  if (observation.customer === null) return { type: 'lookup_customer' }
  if (observation.invoices === null) return { type: 'lookup_invoices' }
  if (observation.charges === null) return { type: 'lookup_charges' }
  if (observation.refunds === null) return { type: 'lookup_refunds' }
  if (observation.subscriptions === null) return { type: 'lookup_subscriptions' }
  if (observation.terms === null) return { type: 'lookup_policy' }
  const { complaint, told, said } = observation
  if (BANK_CASES.has(complaint) && observation.disputes === null) return { type: 'lookup_disputes' }
  const slot = slotFor[complaint]
  if (slot !== undefined && told[slot] === undefined && (said[`ask.${slot}`] ?? 0) < 2) {
    return say([{ act: 'ask', slot }])
  }
  return null
}

const BANK_CASES: ReadonlySet<string> = new Set(['charge-disputed', 'charge-questioned'])

/** What only the customer can tell. */
const slotFor: Partial<Record<Observation['complaint'], Slot>> = {
  'wants-downgrade': 'goal',
  'wants-upgrade': 'goal',
  'too-expensive': 'goal',
  'billed-for-seats': 'seats',
  'promotion-missing': 'code',
  'missing-feature': 'goal',
  'competitor-offer': 'goal',
  'unused-seats': 'seats',
  'renewal-coming': 'goal',
}

function settle(observation: Observation): Action {
  const diagnosis = diagnose(observation)
  if (
    diagnosis === null ||
    observation.approval.state === 'denied' ||
    observation.approval.state === 'expired'
  ) {
    return handOn(observation, 'billing', 'The records give no answer within my limits.')
  }
  return remedy(observation, diagnosis) ?? tell(observation, diagnosis)
}

/** The next remedy that is due and not done. */
function remedy(observation: Observation, diagnosis: Diagnosis): Action | null {
  const { toolResult } = observation
  if (toolResult?.ok === false) {
    return handOn(observation, 'billing', `A tool refused: ${toolResult.message}`)
  }
  const reason = diagnosis.explain.includes('duplicate-charge') ? 'duplicate' : 'requested_by_customer'
  if (diagnosis.refund !== null && observation.refundedCents === 0) {
    return { type: 'issue_refund', ...diagnosis.refund, reason }
  }
  if (diagnosis.refundUnusedOf !== null && observation.refundedCents === 0) {
    const charge = observation.charges!.find(each => each.status === 'succeeded')!
    if (observation.quoteCents === null) {
      return { type: 'quote_cancellation', subscriptionId: diagnosis.refundUnusedOf }
    }
    return { type: 'issue_refund', chargeId: charge.id, amountCents: observation.quoteCents, reason }
  }
  if (diagnosis.creditCents > 0 && observation.creditedCents === 0) {
    return { type: 'apply_credit', amountCents: diagnosis.creditCents }
  }
  return diagnosis.next
}

/** Tells what was found and done, again while the customer doubts it, then closes. */
function tell(observation: Observation, diagnosis: Diagnosis): Action {
  const told = observation.said.confirm ?? 0
  if (told === 0 || (!observation.accepted && told < EXPLANATIONS_MAX))
    return say(wordsFor(observation, diagnosis))
  if (observation.said.close_politely === undefined) return say([{ act: 'close_politely' }])
  return { type: 'close', resolution: diagnosis.refuse === null ? 'resolved' : 'refused' }
}

function wordsFor(observation: Observation, diagnosis: Diagnosis): AgentAct[] {
  const acts: AgentAct[] = []
  const upset = observation.message?.tone !== 'neutral'
  const first = observation.said.confirm === undefined
  if (first && diagnosis.refuse === null && isOurFault(diagnosis)) acts.push({ act: 'apologize' })
  else if (upset) acts.push({ act: 'empathize' })
  for (const topic of diagnosis.explain) acts.push({ act: 'explain', topic })
  if (diagnosis.refuse !== null && first) {
    acts.push({ act: 'refuse', why: diagnosis.refuse })
    if (diagnosis.offer !== null) acts.push({ act: 'offer', remedy: diagnosis.offer })
  }
  if (observation.refundedCents > 0) acts.push({ act: 'explain', topic: 'refund-timing' })
  acts.push({ act: 'confirm' })
  return acts
}

const OUR_FAULTS: ReadonlySet<string> = new Set([
  'duplicate-charge',
  'cancellation-failed',
  'refund-missing',
  'refund-failed',
  'overbilling',
  'downtime-owed',
  'proration-wrong',
  'seats-wrong',
  'dispute-accepted',
  'invoice-lost',
  'tax-exempt',
  'promotion-missed',
])

function isOurFault({ explain }: Diagnosis): boolean {
  return explain.some(topic => OUR_FAULTS.has(topic))
}
