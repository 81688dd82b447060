import { z } from 'zod'
import { type Call, create, named, namedIfGiven, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import {
  amount,
  boolean,
  choice,
  isWithin,
  list,
  metadata,
  name,
  only,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'

export const ListCharges = z.strictObject({
  ...page,
  created: range.optional(),
  customer: name.optional(),
  payment_intent: name.optional(),
})

export function listCharges(call: Call, given: z.output<typeof ListCharges>): JsonObject {
  const { created, customer, payment_intent: intent, ...rest } = given
  const ordinal = namedIfGiven(call, 'payment_intent', intent)
  return listed(call, 'charge', { page: rest, keep: chargeFilter(call, { created, customer, ordinal }) })
}

export const ListPaymentIntents = ListCharges.omit({ payment_intent: true })

export function listPaymentIntents(call: Call, given: z.output<typeof ListPaymentIntents>): JsonObject {
  const { created, customer, ...rest } = given
  return listed(call, 'payment_intent', { page: rest, keep: chargeFilter(call, { created, customer }) })
}

function chargeFilter(
  call: Call,
  wanted: {
    readonly created: z.output<typeof range> | undefined
    readonly customer: string | undefined
    readonly ordinal?: number | undefined
  },
): (ordinal: number) => boolean {
  const { charges } = call.state.books
  const customer = namedIfGiven(call, 'customer', wanted.customer)
  return ordinal =>
    (wanted.ordinal === undefined || ordinal === wanted.ordinal) &&
    (customer === undefined || charges[ordinal]!.customer === customer) &&
    isWithin(seconds(charges[ordinal]!.createdAtMs), wanted.created)
}

/** The charge that one of two parameters names; undefined when neither does. */
export function chargeNamed(
  call: Call,
  { charge, payment_intent: intent }: { charge?: string | undefined; payment_intent?: string | undefined },
): number | undefined {
  if (charge !== undefined && intent !== undefined) {
    throw invalid('payment_intent', 'Give charge or payment_intent, not both.')
  }
  return namedIfGiven(call, 'charge', charge) ?? namedIfGiven(call, 'payment_intent', intent)
}

export const UpdateCharge = z.strictObject({
  description: text(1000).optional(),
  metadata: metadata.optional(),
  receipt_email: text(512).optional(),
})

/** Writes on a charge or a payment intent, which are notes of their own. */
export function updatePayment(kind: 'charge' | 'payment_intent') {
  return (call: Call, given: z.output<typeof UpdateCharge>): JsonObject => {
    const { metadata: change, ...texts } = given
    const ordinal = target(call, kind)
    write(call, kind, { ordinal, writing: { metadata: change, texts } })
    return show(call, kind, ordinal)
  }
}

export const CaptureCharge = z.strictObject({ amount: amount.optional() })
export const CapturePaymentIntent = z.strictObject({ amount_to_capture: amount.optional() })

/** Takes a held amount, or a part of it. */
export function capture(kind: 'charge' | 'payment_intent') {
  return (
    call: Call,
    given: Partial<z.output<typeof CaptureCharge> & z.output<typeof CapturePaymentIntent>>,
  ): JsonObject => {
    const charge = target(call, kind)
    const amountCents = given.amount ?? given.amount_to_capture ?? null
    perform(call, { type: 'charge.capture', charge, amountCents })
    return show(call, kind, charge)
  }
}

const email = text(512).optional()

export const CreatePaymentIntent = z.strictObject({
  amount,
  automatic_payment_methods: z
    .strictObject({ enabled: boolean, allow_redirects: choice(['always', 'never']).optional() })
    .optional(),
  capture_method: choice(['automatic', 'automatic_async', 'manual']).default('automatic'),
  confirm: only('true'),
  currency: name,
  customer: name,
  description: text(1000).optional(),
  error_on_requires_action: boolean.optional(),
  metadata: metadata.optional(),
  off_session: boolean.optional(),
  payment_method: name.optional(),
  payment_method_types: list(only('card')).optional(),
  receipt_email: email,
  return_url: name.optional(),
  statement_descriptor: text(22).optional(),
})

/** Charges a customer's card, or holds the amount on it. */
export function createPaymentIntent(call: Call, given: z.output<typeof CreatePaymentIntent>): JsonObject {
  const { amount: amountCents, capture_method: method, description, statement_descriptor: descriptor } = given
  requireCurrency(call, given.currency)
  const customer = named(call, 'customer', { id: given.customer })
  const paymentMethod = namedIfGiven(call, 'payment_method', given.payment_method) ?? null
  const type = method === 'manual' ? 'charge.authorize' : 'charge.create'
  const texts = {
    capture_method: method,
    description,
    receipt_email: given.receipt_email,
    statement_descriptor: descriptor,
  }
  const ordinal = create(call, 'payment_intent', {
    operations: [{ type, customer, paymentMethod, amountCents }],
    writing: { metadata: given.metadata, texts },
  })
  return show(call, 'payment_intent', ordinal)
}

export const CancelPaymentIntent = z.strictObject({
  cancellation_reason: choice(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

/** Lets a hold go. */
export function cancelPaymentIntent(call: Call, given: z.output<typeof CancelPaymentIntent>): JsonObject {
  const charge = target(call, 'payment_intent')
  perform(call, { type: 'charge.release', charge })
  const texts = { cancellation_reason: given.cancellation_reason }
  write(call, 'payment_intent', { ordinal: charge, writing: { texts } })
  return show(call, 'payment_intent', charge)
}
