import { z } from 'zod'
import { type Call, create, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { choice, integer, isWithin, metadata, name, onlyFalse, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'
import { byPayment, chargeNamed } from './payments.ts'

/** How lists of refunds and disputes are asked for. */
export const byCharge = {
  ...page,
  charge: name.optional(),
  created: range.optional(),
  payment_intent: name.optional(),
}

export const ListRefunds = z.strictObject(byCharge)

export function listRefunds(call: Call, given: z.output<typeof ListRefunds>): JsonObject {
  const { charge: _charge, payment_intent: _intent, created, ...rest } = given
  const { refunds } = call.state.books
  const isOf = byPayment(call, given)
  return listed(call, 'refund', {
    page: rest,
    keep: ordinal =>
      isOf(refunds[ordinal]!.charge) && isWithin(seconds(refunds[ordinal]!.createdAtMs), created),
  })
}

export const CreateRefund = z.strictObject({
  // Any number: a wrong one is the ledger's to refuse, in its own words.
  amount: integer.optional(),
  charge: name.optional(),
  currency: name.optional(),
  instructions_email: text(512).optional(),
  metadata: metadata.optional(),
  payment_intent: name.optional(),
  reason: choice(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  refund_application_fee: onlyFalse.optional(),
  reverse_transfer: onlyFalse.optional(),
})

/** Sends a part or the rest of a charge back. */
export function createRefund(call: Call, given: z.output<typeof CreateRefund>): JsonObject {
  const { amount, reason, metadata: change, instructions_email } = given
  if (given.currency !== undefined) requireCurrency(call, given.currency)
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
    writing: {
      metadata: change,
      texts: { instructions_email, ...(reason === undefined ? { reason: null } : {}) },
    },
  })
  return show(call, 'refund', ordinal)
}

export const UpdateRefund = z.strictObject({ metadata: metadata.optional() })

export function updateRefund(call: Call, given: z.output<typeof UpdateRefund>): JsonObject {
  const ordinal = target(call, 'refund')
  write(call, 'refund', { ordinal, writing: given })
  return show(call, 'refund', ordinal)
}

/** Takes a refund back that waits for the customer. */
export function cancelRefund(call: Call): JsonObject {
  return show(call, 'refund', perform(call, { type: 'refund.cancel', refund: target(call, 'refund') }))
}
