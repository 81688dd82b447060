import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import { type Diagnosis, NOTHING, refused, until } from './finding.ts'

/** Tax on a bill although there is a tax id: what the register says of the id decides. */
export function diagnoseTax(observation: Observation): Diagnosis | null {
  const bill = observation.invoices!.find(({ taxCents }) => taxCents > 0)
  const [taxId] = observation.taxIds!
  if (bill === undefined || taxId === undefined) return null
  // What this agent took back is no reason to take nothing back.
  if (bill.creditedCents > 0 && !hasAskedForNote(observation)) {
    return refused(['tax-credited'], 'already_refunded')
  }
  if (taxId.status !== 'verified') return refused(['tax-id-invalid'], 'not_owed')
  const note = creditNote(observation, bill, { amountCents: bill.taxCents, reason: 'tax' })
  return { ...NOTHING, explain: ['tax-exempt'], next: note }
}

/** A promotion that is not on the bill: its terms at the moment of the purchase decide. */
export function diagnosePromotion(observation: Observation): Diagnosis | null {
  const [bill] = observation.invoices!
  const subscription = observation.subscriptions![0]
  const promotion = observation.promotions!.find(({ code }) => code === observation.told.code)
  if (bill === undefined || subscription === undefined || promotion === undefined) return null
  if (bill.discountCents > 0) return refused(['promotion-applied'], 'not_owed')
  if (promotion.expiresAtMs < bill.createdAtMs) return refused(['promotion-expired'], 'not_owed')
  const hadBought = observation.charges!.some(
    ({ createdAtMs, status }) => status === 'succeeded' && createdAtMs < bill.createdAtMs,
  )
  if (promotion.firstTimeOnly && hadBought) return refused(['promotion-first-time'], 'not_owed')
  const { percentBasisPoints, amountOffCents } = promotion
  const offCents =
    percentBasisPoints === null
      ? amountOffCents!
      : Math.round((bill.totalCents * percentBasisPoints) / 10_000)
  const isOver = promotion.expiresAtMs < observation.clockMs
  const attach = { type: 'apply_promotion', subscriptionId: subscription.id, code: promotion.code } as const
  return {
    ...NOTHING,
    explain: ['promotion-missed'],
    next:
      creditNote(observation, bill, { amountCents: offCents, reason: 'discount' }) ??
      (isOver ? null : until(observation, 'promotion', attach)),
  }
}

/** Whether this agent sent for a credit note, whatever it heard of it. */
function hasAskedForNote({ transcript }: Observation): boolean {
  return transcript.some(fact => fact.from === 'tool' && fact.result.tool === 'issue_credit_note')
}

/** The credit note, until it is made: the bill shows one whose answer was lost. */
function creditNote(
  observation: Observation,
  { id: invoiceId, creditedCents }: NonNullable<Observation['invoices']>[number],
  note: Pick<Extract<Action, { type: 'issue_credit_note' }>, 'amountCents' | 'reason'>,
): Action | null {
  if (creditedCents > 0) return null
  return until(observation, 'credit_note', { type: 'issue_credit_note', invoiceId, ...note })
}
