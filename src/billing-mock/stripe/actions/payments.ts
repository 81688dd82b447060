import { z } from 'zod'
import { type Call, create, named, namedIfGiven, perform, target, write } from '../call.ts'
import { ofSecond } from '../ids.ts'
import { intentOf } from '../journal.ts'
import type { JsonObject } from '../json.ts'
import { intentAt } from '../objects/intents.ts'
import { listed } from '../paging.ts'
import { amount, boolean, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { intentOrdinal, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'
import { takeHold } from './intents.ts'

export const ListCharges = z.strictObject({
  ...page,
  created: range.optional(),
  customer: name.optional(),
  payment_intent: name.optional(),
})

export function listCharges(call: Call, given: z.output<typeof ListCharges>): JsonObject {
  const { created, customer: customerId, payment_intent: intentId, ...rest } = given
  const { state } = call
  const { charges } = state.books
  const intent = namedIfGiven(call, 'payment_intent', intentId)
  const customer = namedIfGiven(call, 'customer', customerId)
  return listed(call, 'charge', {
    page: rest,
    keep: ordinal =>
      (intent === undefined || intentOrdinal(state, ordinal) === intent) &&
      (customer === undefined || charges[ordinal]!.customer === customer) &&
      isWithin(seconds(charges[ordinal]!.createdAtMs), created),
  })
}

export const CreateCharge = z.strictObject({
  amount,
  capture: boolean.default(true),
  currency: name,
  customer: name,
  description: text(1000).optional(),
  metadata: metadata.optional(),
  receipt_email: text(512).optional(),
})

/** Charges the customer's default method at once, or holds the amount on it. */
export function createCharge(call: Call, given: z.output<typeof CreateCharge>): JsonObject {
  requireCurrency(call, given.currency)
  const customer = named(call, 'customer', { id: given.customer })
  const type = given.capture ? 'charge.create' : 'charge.authorize'
  const { amount: amountCents, description, metadata: change, receipt_email } = given
  const ordinal = create(call, 'charge', {
    operations: [{ type, customer, paymentMethod: null, amountCents }],
    writing: { metadata: change, texts: { description, receipt_email } },
  })
  return show(call, 'charge', ordinal)
}

/** The charge that one of two parameters names; undefined when neither does. */
export function chargeNamed(
  call: Call,
  { charge, payment_intent: id }: { charge?: string | undefined; payment_intent?: string | undefined },
): number | undefined {
  if (charge !== undefined && id !== undefined) {
    throw invalid('payment_intent', 'Give charge or payment_intent, not both.')
  }
  const intent = namedIfGiven(call, 'payment_intent', id)
  if (intent === undefined) return namedIfGiven(call, 'charge', charge)
  const { latestCharge } = intentAt(call.state, intent)
  if (latestCharge !== null) return latestCharge
  throw invalid('payment_intent', `This PaymentIntent (${id}) does not have a successful charge to refund.`)
}

export const UpdatePayment = z.strictObject({
  description: text(1000).optional(),
  metadata: metadata.optional(),
  receipt_email: text(512).optional(),
})

/** Writes on a charge or a payment intent, which are notes of their own. */
export function updatePayment(kind: 'charge' | 'payment_intent') {
  return (call: Call, given: z.output<typeof UpdatePayment>): JsonObject => {
    const { metadata: change, ...texts } = given
    const ordinal = target(call, kind)
    write(call, kind, { ordinal, writing: { metadata: change, texts } })
    return show(call, kind, ordinal)
  }
}

export const CaptureCharge = z.strictObject({ amount: amount.optional() })

/** Takes a held amount, or a part of it. */
export function captureCharge(call: Call, given: z.output<typeof CaptureCharge>): JsonObject {
  const charge = target(call, 'charge')
  const intent = intentOf(call.state.books, charge)
  const amountCents = given.amount ?? null
  if (intent === undefined) perform(call, { type: 'charge.capture', charge, amountCents })
  else takeHold(call, ofSecond(intent), amountCents)
  return show(call, 'charge', charge)
}
