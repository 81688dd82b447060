import { hashText } from '../../../core/random.ts'
import type { Books, Charge } from '../../books.ts'
import { isGuest } from '../../operations/customers.ts'
import { isAttached } from '../../operations/methods.ts'
import { billingDetailsOf, kept } from '../details.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { Note, StripeState } from '../state.ts'
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
  const note = noteOf(state, 'payment_method', ordinal)
  const texts = customer === null ? {} : noteOf(state, 'customer', customer).texts
  return {
    id,
    object: 'payment_method',
    allow_redisplay: note.texts.allow_redisplay ?? 'unspecified',
    billing_details: billingDetailsOf(note, {
      email: texts.email ?? null,
      name: texts.name ?? null,
      phone: texts.phone ?? null,
    }),
    card: {
      ...(row === null ? printed(made!, 'US', note) : printedOf(state, row)),
      display_brand: (made ?? books.paymentMethods[place]!).brand,
      generated_from: null,
      networks: { available: [(made ?? books.paymentMethods[place]!).brand], preferred: null },
      three_d_secure_usage: { supported: true },
    },
    created: made === null ? shownAt(state, place) : seconds(made.createdAtMs),
    customer: idOrNull(state, 'customer', customer),
    customer_account: null,
    livemode: false,
    metadata: note.metadata,
    type: 'card',
  }
}

function shownAt(state: StripeState, row: number): number | null {
  const events = ['payment_method.attached', 'payment_method.presented'] as const
  return events.map(event => happenedAt(state, event, row)).find(at => at !== null) ?? null
}

/** The card of a method in the books, as a charge on it shows it. */
export function chargedCard(state: StripeState, { paymentMethod, amountCents }: Charge): JsonObject {
  return {
    ...printedOf(state, paymentMethod),
    amount_authorized: amountCents,
    authorization_code: null,
    electronic_commerce_indicator: null,
    installments: null,
    mandate: null,
    network: state.books.paymentMethods[paymentMethod]!.brand,
    network_transaction_id: null,
    three_d_secure: null,
    transaction_link_id: null,
  }
}

function printedOf(state: StripeState, row: number): JsonObject {
  const method = state.books.paymentMethods[row]!
  const note = noteOf(state, 'payment_method', methodOrdinal(state, row))
  return printed(method, state.books.customers[method.customer]!.country, note)
}

/** What methods and charges show of a card alike. */
function printed(
  { brand, last4 }: { readonly brand: string; readonly last4: string },
  country: string,
  note: Note,
): JsonObject {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country,
    exp_month: kept(note, 'exp_month') ?? 12,
    exp_year: kept(note, 'exp_year') ?? 2030,
    fingerprint: hashText(`${brand} ${last4}`).toString(36),
    funding: 'credit',
    last4,
    regulated_status: 'unregulated',
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
