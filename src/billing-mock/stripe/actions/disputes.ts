import { z } from 'zod'
import { type Call, perform, target, write } from '../call.ts'
import { rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { claimAt, evidenceFields } from '../objects/disputes.ts'
import { listed } from '../paging.ts'
import { boolean, isWithin, metadata, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { noteOf, seconds } from '../view.ts'
import { byPayment } from './payments.ts'
import { byCharge } from './refunds.ts'

export const ListDisputes = z.strictObject(byCharge)

export function listDisputes(call: Call, given: z.output<typeof ListDisputes>): JsonObject {
  const { charge: _charge, payment_intent: _intent, created, ...rest } = given
  const isOf = byPayment(call, given)
  return listed(call, 'dispute', {
    page: rest,
    keep(ordinal) {
      const claim = claimAt(call.state, ordinal)
      return isOf(claim.charge) && isWithin(seconds(claim.openedAtMs), created)
    },
  })
}

const EVIDENCE_MAX = 20_000

const Evidence = z
  .strictObject(Object.fromEntries(evidenceFields.map(field => [field, text(EVIDENCE_MAX)])))
  .partial()

export const UpdateDispute = z.strictObject({
  evidence: Evidence.optional(),
  metadata: metadata.optional(),
  submit: boolean.default(true),
})

/** Evidence, which is sent to the bank at once unless `submit` is false; then it is kept for later. */
export function updateDispute(call: Call, given: z.output<typeof UpdateDispute>): JsonObject {
  const { evidence, metadata: change, submit } = given
  const ordinal = target(call, 'dispute')
  const { isSecond, row } = rowOf(ordinal)
  const texts = Object.fromEntries(
    Object.entries(evidence ?? {}).map(([field, value]) => [`evidence.${field}`, value]),
  )
  const response = isSecond
    ? ({ type: 'inquiry.respond', inquiry: row } as const)
    : ({ type: 'dispute.respond', dispute: row } as const)
  const operations = submit && hasEvidence(call, ordinal, texts) ? [response] : []
  write(call, 'dispute', { ordinal, operations, writing: { metadata: change, texts } })
  return show(call, 'dispute', ordinal)
}

/** Whether there is evidence to send that has not been sent: what is given now, or was staged. */
function hasEvidence({ state }: Call, ordinal: number, given: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(given).length > 0) return true
  const { texts } = noteOf(state, 'dispute', ordinal)
  const isStaged = Object.entries(texts).some(([key, value]) => key.startsWith('evidence.') && value !== null)
  return isStaged && claimAt(state, ordinal).status.endsWith('needs_response')
}

/** Accepts the dispute, which loses it for good; an inquiry is over once the charge was refunded. */
export function closeDispute(call: Call): JsonObject {
  const ordinal = target(call, 'dispute')
  const { isSecond, row } = rowOf(ordinal)
  const { status, charge } = claimAt(call.state, ordinal)
  if (!status.endsWith('needs_response')) {
    throw invalid(null, `This dispute cannot be closed because it has a status of ${status}.`)
  }
  const { capturedCents, refundedCents } = call.state.books.charges[charge]!
  if (isSecond && refundedCents < capturedCents) {
    throw invalid(null, 'An inquiry is closed by refunding its charge in full, or by answering it.')
  }
  perform(
    call,
    isSecond ? { type: 'inquiry.close', inquiry: row } : { type: 'dispute.close', dispute: row, won: false },
  )
  return show(call, 'dispute', ordinal)
}
