import { hashText } from '../../../core/random.ts'
import type { Books } from '../../books.ts'
import { isGuest } from '../../operations/customers.ts'
import { isAttached } from '../../operations/methods.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { OwnMethod } from '../own.ts'
import type { StripeState } from '../state.ts'
import { happenedAt, idOf, idOrNull, methodOrdinal, noteOf, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

/** First the methods of the books, then those that were made by themselves, which keep their ids once attached. */
export const paymentMethods: Resource = {
  count: ({ books, own }) => 2 * Math.max(books.paymentMethods.length, own.methods.length),
  has({ books, own }, ordinal) {
    const { isSecond, row } = rowOf(ordinal)
    return (isSecond ? own.methods : books.paymentMethods)[row] !== undefined
  },
  order(state) {
    const attached = state.books.paymentMethods.map(({ ordinal }) => methodOrdinal(state, ordinal))
    const loose = state.own.methods.flatMap((each, place) =>
      each.attachedAs === null ? [ofSecond(place)] : [],
    )
    return [...attached, ...loose]
  },
  render: renderPaymentMethod,
  expands: { customer: { kind: 'customer' } },
}

function renderPaymentMethod(state: StripeState, ordinal: number): StripeObject {
  const { books, own } = state
  const { isSecond, row: place } = rowOf(ordinal)
  const made = isSecond ? own.methods[place]! : null
  const row = made === null ? place : made.attachedAs
  const id = idOf(state, 'payment_method', ordinal)
  const owner = row === null || isDetached(books, row) ? null : books.paymentMethods[row]!.customer
  const customer = owner === null || isGuest(books, owner) ? null : owner
  const texts = customer === null ? {} : noteOf(state, 'customer', customer).texts
  return {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: null,
      email: texts.email ?? null,
      name: texts.name ?? null,
      phone: texts.phone ?? null,
      tax_id: null,
    },
    card: row === null ? cardOfMade(made!) : cardOf(state, row),
    created: made === null ? shownAt(state, place) : seconds(made.createdAtMs),
    customer: idOrNull(state, 'customer', customer),
    livemode: false,
    metadata: noteOf(state, 'payment_method', ordinal).metadata,
    type: 'card',
  }
}

function shownAt(state: StripeState, row: number): number | null {
  const events = ['payment_method.attached', 'payment_method.presented'] as const
  return events.map(event => happenedAt(state, event, row)).find(at => at !== null) ?? null
}

/** The card of a method in the books: what is on a receipt. */
export function cardOf({ books }: StripeState, row: number): JsonObject {
  const method = books.paymentMethods[row]!
  return cardWith(method, books.customers[method.customer]!.country)
}

function cardOfMade(method: OwnMethod): JsonObject {
  return cardWith(method, 'US')
}

function cardWith(
  { brand, last4 }: { readonly brand: string; readonly last4: string },
  country: string,
): JsonObject {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country,
    exp_month: 12,
    exp_year: 2030,
    fingerprint: hashText(`${brand} ${last4}`).toString(36),
    funding: 'credit',
    last4,
    networks: { available: [brand], preferred: null },
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

/** The row of a method in the books; null for one that was never attached. */
export function methodRow({ own }: StripeState, ordinal: number): number | null {
  const { isSecond, row } = rowOf(ordinal)
  return isSecond ? own.methods[row]!.attachedAs : row
}

function isDetached(books: Books, row: number): boolean {
  return !isAttached(books, books.paymentMethods[row]!)
}
