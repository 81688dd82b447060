import { z } from 'zod'
import { type Call, create, named, namedIfGiven, perform, target, write } from '../call.ts'
import { keptAs, Shipping } from '../details.ts'
import { ofSecond } from '../ids.ts'
import { intentOf } from '../journal.ts'
import type { JsonObject } from '../json.ts'
import { intentAt } from '../objects/intents.ts'
import { listed } from '../paging.ts'
import { amount, boolean, choice, isWithin, metadata, name, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { intentOrdinal, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'
import { takingHold } from './intents.ts'

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
  shipping: Shipping.optional(),
  statement_descriptor: text(22).optional(),
})

/** Charges the customer's default method at once, or holds the amount on it. */
export function createCharge(call: Call, given: z.output<typeof CreateCharge>): JsonObject {
  requireCurrency(call, given.currency)
  const customer = named(call, 'customer', { id: given.customer })
  const type = given.capture ? 'charge.create' : 'charge.authorize'
  const { amount: amountCents, description, metadata: change, receipt_email, statement_descriptor } = given
  const shipping = keptAs(given.shipping)
  const ordinal = create(call, 'charge', {
    operations: [{ type, customer, paymentMethod: null, amountCents }],
    writing: { metadata: change, texts: { description, receipt_email, shipping, statement_descriptor } },
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

/** Whether a charge is the one that a list is asked for, by itself or by its payment intent; any, where none is. */
export function byPayment(
  call: Call,
  { charge: id, payment_intent: intentId }: Parameters<typeof chargeNamed>[1],
): (charge: number) => boolean {
  const charge = namedIfGiven(call, 'charge', id)
  const intent = namedIfGiven(call, 'payment_intent', intentId)
  return each =>
    (charge === undefined || each === charge) &&
    (intent === undefined || intentOrdinal(call.state, each) === intent)
}

export const UpdateCharge = z.strictObject({
  description: text(1000).optional(),
  fraud_details: z.strictObject({ user_report: choice(['fraudulent', 'safe', '']) }).optional(),
  metadata: metadata.optional(),
  receipt_email: text(512).optional(),
  shipping: Shipping.optional(),
})

/** Writes on a charge; a report of fraud is kept, and nothing comes of it. */
export function updateCharge(call: Call, given: z.output<typeof UpdateCharge>): JsonObject {
  const { description, fraud_details: fraud, metadata: change, receipt_email, shipping } = given
  const ordinal = target(call, 'charge')
  const report = fraud?.user_report
  const texts = {
    description,
    receipt_email,
    shipping: keptAs(shipping),
    user_report: report === '' ? null : report,
  }
  write(call, 'charge', { ordinal, writing: { metadata: change, texts } })
  return show(call, 'charge', ordinal)
}

export const CaptureCharge = z.strictObject({ amount: amount.optional() })

/** Takes a held amount, or a part of it. */
export function captureCharge(call: Call, given: z.output<typeof CaptureCharge>): JsonObject {
  const charge = target(call, 'charge')
  const intent = intentOf(call.state.books, charge)
  const amountCents = given.amount ?? null
  if (intent === undefined) perform(call, { type: 'charge.capture', charge, amountCents })
  else perform(call, takingHold(ofSecond(intent), amountCents))
  return show(call, 'charge', charge)
}
