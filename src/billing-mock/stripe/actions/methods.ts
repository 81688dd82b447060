import { z } from 'zod'
import type { OperationOf, PaymentBehaviour } from '../../operation.ts'
import { isGuest } from '../../operations/customers.ts'
import { type Call, named, perform, target, type Writing, write } from '../call.ts'
import { BillingDetails, kept, keptAs } from '../details.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { methodRow } from '../objects/methods.ts'
import { listed } from '../paging.ts'
import { choice, integer, metadata, name, only, page } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { methodOrdinal, noteOf, ordinalOf } from '../view.ts'

interface TestMethod {
  readonly brand: string
  readonly last4: string
  readonly behaviour: PaymentBehaviour
}

/** Methods that are there to be attached, as in Stripe's test mode. */
export const testMethods: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: { brand: 'visa', last4: '4242', behaviour: 'normal' },
  pm_card_mastercard: { brand: 'mastercard', last4: '4444', behaviour: 'normal' },
  pm_card_amex: { brand: 'amex', last4: '8431', behaviour: 'normal' },
  pm_card_chargeCustomerFail: { brand: 'visa', last4: '0341', behaviour: 'declines' },
  pm_card_visa_chargeDeclinedInsufficientFunds: {
    brand: 'visa',
    last4: '9995',
    behaviour: 'insufficient_funds',
  },
  pm_card_visa_chargeDeclinedStolenCard: { brand: 'visa', last4: '9979', behaviour: 'stolen' },
  pm_card_chargeDeclinedExpiredCard: { brand: 'visa', last4: '0069', behaviour: 'expired' },
  pm_card_authenticationRequired: { brand: 'visa', last4: '3184', behaviour: 'requires_action' },
  pm_card_refundFail: { brand: 'visa', last4: '5126', behaviour: 'refunds_fail' },
}

const cardType = choice(['card']).optional()

export const ListPaymentMethods = z.strictObject({ ...page, customer: name.optional(), type: cardType })

/** Those that are a customer's; one that was detached, or never attached, is found by its id alone. */
export function listPaymentMethods(call: Call, given: z.output<typeof ListPaymentMethods>): JsonObject {
  const { customer, type: _card, ...rest } = given
  const owner = customer === undefined ? call.ordinals.customer : named(call, 'customer', { id: customer })
  const { paymentMethods, detachments } = call.state.books
  const keep = (ordinal: number): boolean => {
    const row = methodRow(call.state, ordinal)
    if (row === null || detachments.some(each => each.paymentMethod === row)) return false
    const { customer: holder } = paymentMethods[row]!
    return owner === undefined ? !isGuest(call.state.books, holder) : holder === owner
  }
  return listed(call, 'payment_method', { page: rest, keep })
}

export const ListOwnPaymentMethods = z.strictObject({ ...page, type: cardType })

/** A number or a token of a test method: real numbers must not be here. */
const expiry = { exp_month: integer.optional(), exp_year: integer.optional() }

const Card = z.strictObject({
  ...expiry,
  cvc: name.optional(),
  number: name.optional(),
  token: name.optional(),
})

const allowRedisplay = choice(['always', 'limited', 'unspecified']).optional()

export const CreatePaymentMethod = z.strictObject({
  allow_redisplay: allowRedisplay,
  billing_details: BillingDetails.optional(),
  card: Card,
  metadata: metadata.optional(),
  type: only('card'),
})

/** A method of nobody yet: one of the test cards, by token (`tok_visa`) or number (4242 4242 4242 4242). */
export function createPaymentMethod(call: Call, given: z.output<typeof CreatePaymentMethod>): JsonObject {
  const { number = '', token } = given.card
  const last4 = number.replaceAll(' ', '').slice(-4)
  const found =
    token === undefined
      ? Object.values(testMethods).find(each => each.last4 === last4)
      : Object.entries(testMethods).find(([id]) => id === methodOfToken(token))?.[1]
  if (found === undefined) {
    throw invalid(
      'card',
      'Expected a test card: a token such as tok_visa, or a number such as 4242424242424242.',
    )
  }
  const { state } = call
  const ordinal = ofSecond(state.own.methods.length)
  const made = { ...found, createdAtMs: state.nowMs, attachedAs: null }
  state.own = { ...state.own, methods: [...state.own.methods, made] }
  write(call, 'payment_method', { ordinal, writing: writingOf(call, ordinal, given) })
  return show(call, 'payment_method', ordinal)
}

/** The test method behind a token: `tok_visa` → `pm_card_visa`. */
export function methodOfToken(token: string): string {
  return token.replace(/^tok_/, 'pm_card_')
}

export const AttachPaymentMethod = z.strictObject({ customer: name })

/** Attaches a test method, or one that was made; one that is attached stays where it is. */
export function attachPaymentMethod(call: Call, given: z.output<typeof AttachPaymentMethod>): JsonObject {
  const { state } = call
  const customer = named(call, 'customer', { id: given.customer })
  const method = call.words.method!
  const known = Object.hasOwn(testMethods, method) ? -1 : named(call, 'payment_method', { id: method })
  const row = known < 0 ? null : methodRow(state, known)
  if (row !== null) {
    const isTaken =
      state.books.paymentMethods[row]!.customer !== customer ||
      state.books.detachments.some(each => each.paymentMethod === row)
    if (!isTaken) return show(call, 'payment_method', known)
    throw invalid(
      'payment_method',
      'This payment method is, or was, attached to a customer: it cannot be attached again.',
    )
  }
  const { operation, done } = attachment(call, { customer, method })
  const attached = perform(call, operation)
  done()
  return show(call, 'payment_method', methodOrdinal(state, attached))
}

/** Takes a method from its customer for good. */
export function detachPaymentMethod(call: Call): JsonObject {
  const ordinal = target(call, 'payment_method')
  const paymentMethod = methodRow(call.state, ordinal)
  if (paymentMethod === null) throw invalid(null, 'This payment method is not attached to a customer.')
  perform(call, { type: 'payment_method.detach', paymentMethod })
  return show(call, 'payment_method', ordinal)
}

export const UpdatePaymentMethod = z.strictObject({
  allow_redisplay: allowRedisplay,
  billing_details: BillingDetails.optional(),
  card: z.strictObject(expiry).optional(),
  metadata: metadata.optional(),
})

export function updatePaymentMethod(call: Call, given: z.output<typeof UpdatePaymentMethod>): JsonObject {
  const ordinal = target(call, 'payment_method')
  write(call, 'payment_method', { ordinal, writing: writingOf(call, ordinal, given) })
  return show(call, 'payment_method', ordinal)
}

/** What is on a card as it is read, and who pays by it; whether it pays is its behaviour's to say. */
function writingOf(call: Call, ordinal: number, given: z.output<typeof UpdatePaymentMethod>): Writing {
  const { allow_redisplay, billing_details: details, card = {}, metadata: change } = given
  const before = kept<JsonObject>(noteOf(call.state, 'payment_method', ordinal), 'billing_details')
  return {
    metadata: change,
    texts: {
      allow_redisplay,
      billing_details: details && keptAs({ ...before, ...details }),
      exp_month: keptAs(card.exp_month),
      exp_year: keptAs(card.exp_year),
    },
  }
}

/** The operation that attaches a method, and what to note once it is done. */
export function attachment(
  { state }: Call,
  { customer, method }: { readonly customer: number; readonly method: string },
): { readonly operation: OperationOf<'payment_method.attach'>; readonly done: () => void } {
  const { isSecond, row: place } = rowOf(Math.max(0, ordinalOf(state, 'payment_method', method)))
  const made = isSecond ? state.own.methods[place] : undefined
  const card = Object.hasOwn(testMethods, method) ? testMethods[method]! : made
  if (card === undefined || (made !== undefined && made.attachedAs !== null)) {
    throw noSuch('payment_method', method, 'payment_method')
  }
  const { brand, last4, behaviour } = card
  const row = state.books.paymentMethods.length
  return {
    operation: { type: 'payment_method.attach', customer, brand, last4, behaviour },
    done() {
      if (made === undefined) return
      const methods = state.own.methods.with(place, { ...made, attachedAs: row })
      state.own = { ...state.own, methods }
    },
  }
}

/** The row of the method that a parameter names; null for none. */
export function namedMethod(call: Call, id: string | undefined): number | null {
  if (id === undefined) return null
  const row = methodRow(call.state, named(call, 'payment_method', { id }))
  if (row !== null) return row
  throw invalid('payment_method', `Payment method ${id} is not attached to a customer: attach it first.`)
}
