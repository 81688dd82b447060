import { z } from 'zod'
import { type Call, create, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { evidenceFields } from '../objects/disputes.ts'
import { listed } from '../paging.ts'
import { boolean, choice, integer, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { noteOf, seconds } from '../view.ts'
import { chargeNamed } from './payments.ts'

const byCharge = {
  ...page,
  charge: name.optional(),
  created: range.optional(),
  payment_intent: name.optional(),
}

export const ListRefunds = z.strictObject(byCharge)

export function listRefunds(call: Call, given: z.output<typeof ListRefunds>): JsonObject {
  const { charge: _charge, payment_intent: _intent, created, ...rest } = given
  const { refunds } = call.state.books
  const charge = chargeNamed(call, given)
  return listed(call, 'refund', {
    page: rest,
    keep: ordinal =>
      (charge === undefined || refunds[ordinal]!.charge === charge) &&
      isWithin(seconds(refunds[ordinal]!.createdAtMs), created),
  })
}

export const CreateRefund = z.strictObject({
  // Any number: a wrong one is the ledger's to refuse, in its own words.
  amount: integer.optional(),
  charge: name.optional(),
  metadata: metadata.optional(),
  payment_intent: name.optional(),
  reason: choice(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

/** Sends a part or the rest of a charge back. */
export function createRefund(call: Call, given: z.output<typeof CreateRefund>): JsonObject {
  const { amount, reason, metadata: change } = given
  const charge = chargeNamed(call, given)
  if (charge === undefined) {
    throw invalid('charge', 'Expected charge or payment_intent: what is to be refunded?', 'parameter_missing')
  }
  const ordinal = create(call, 'refund', {
    operations: [
      {
        type: 'refund.create',
        charge,
        amountCents: amount ?? null,
        reason: reason ?? 'requested_by_customer',
      },
    ],
    writing: { metadata: change, texts: reason === undefined ? { reason: null } : {} },
  })
  return show(call, 'refund', ordinal)
}

export const UpdateRefund = z.strictObject({ metadata: metadata.optional() })

export function updateRefund(call: Call, given: z.output<typeof UpdateRefund>): JsonObject {
  const ordinal = target(call, 'refund')
  write(call, 'refund', { ordinal, writing: given })
  return show(call, 'refund', ordinal)
}

/** Only a refund that waits for the customer could be canceled, and cards never do. */
export function cancelRefund(call: Call): never {
  const { status } = call.state.books.refunds[target(call, 'refund')]!
  throw invalid(null, `Only a refund with the status requires_action can be canceled; this one is ${status}.`)
}

export const ListDisputes = z.strictObject(byCharge)

export function listDisputes(call: Call, given: z.output<typeof ListDisputes>): JsonObject {
  const { charge: _charge, payment_intent: _intent, created, ...rest } = given
  const { disputes } = call.state.books
  const charge = chargeNamed(call, given)
  return listed(call, 'dispute', {
    page: rest,
    keep: ordinal =>
      (charge === undefined || disputes[ordinal]!.charge === charge) &&
      isWithin(seconds(disputes[ordinal]!.openedAtMs), created),
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
  const dispute = target(call, 'dispute')
  const texts = Object.fromEntries(
    Object.entries(evidence ?? {}).map(([field, value]) => [`evidence.${field}`, value]),
  )
  const response = { type: 'dispute.respond', dispute } as const
  const operations = submit && hasEvidence(call, dispute, texts) ? [response] : []
  write(call, 'dispute', { ordinal: dispute, operations, writing: { metadata: change, texts } })
  return show(call, 'dispute', dispute)
}

/** Whether there is evidence to send that has not been sent: what is given now, or was staged. */
function hasEvidence({ state }: Call, dispute: number, given: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(given).length > 0) return true
  const { texts } = noteOf(state, 'dispute', dispute)
  const isStaged = Object.entries(texts).some(([key, value]) => key.startsWith('evidence.') && value !== null)
  return isStaged && state.books.disputes[dispute]!.status === 'needs_response'
}

/** Accepts the dispute, which loses it for good. */
export function closeDispute(call: Call): JsonObject {
  const dispute = target(call, 'dispute')
  const { status } = call.state.books.disputes[dispute]!
  if (status !== 'needs_response') {
    throw invalid(null, `This dispute cannot be closed because it has a status of ${status}.`)
  }
  perform(call, { type: 'dispute.close', dispute, won: false })
  return show(call, 'dispute', dispute)
}
