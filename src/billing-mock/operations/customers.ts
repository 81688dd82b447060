import { cents } from '../../core/money.ts'
import type { Books } from '../books.ts'
import { type BillingError, missing, refuse } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** A new customer, in the currency of the books, which the first customer sets. */
export function createCustomer(work: Work, operation: OperationOf<'customer.create'>): Outcome {
  const opened = openCustomer(work, operation)
  if (typeof opened === 'number') note(work, 'customer.created', { entity: 'customer', ordinal: opened })
  return opened
}

/** Somebody who pays once and leaves no name: to the books a customer, to the outside nobody. */
export function createGuest(work: Work, operation: OperationOf<'customer.create_guest'>): Outcome {
  const customer = openCustomer(work, operation)
  if (typeof customer !== 'number') return customer
  put(work, 'guests', { ordinal: work.books.guests.length, customer })
  note(work, 'customer.guest_created', { entity: 'customer', ordinal: customer })
  return customer
}

/** Whether a customer is one who left no name. */
export function isGuest({ guests }: Books, customer: number): boolean {
  return guests.some(guest => guest.customer === customer)
}

function openCustomer(
  work: Work,
  operation: OperationOf<'customer.create' | 'customer.create_guest'>,
): number | BillingError {
  const { customers } = work.books
  const currency = operation.currency.toLowerCase()
  const kept = customers[0]?.currency ?? currency
  if (currency !== kept) {
    return refuse('currency_mismatch', `These books are kept in ${kept}; ${currency} needs books of its own.`)
  }
  const ordinal = customers.length
  put(work, 'customers', {
    ordinal,
    createdAtMs: work.nowMs,
    currency,
    balanceCents: 0,
    country: operation.country,
  })
  return ordinal
}

/** A payment method, which becomes the customer's default. */
export function attachPaymentMethod(work: Work, operation: OperationOf<'payment_method.attach'>): Outcome {
  const { customer, brand, last4, behaviour } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  const ordinal = work.books.paymentMethods.length
  put(work, 'paymentMethods', { ordinal, customer, brand, last4, behaviour })
  const event = isGuest(work.books, customer) ? 'payment_method.presented' : 'payment_method.attached'
  note(work, event, { entity: 'payment_method', ordinal })
  return ordinal
}

/** Something that happened on the account at this moment. */
export function addActivity(work: Work, operation: OperationOf<'activity.add'>): Outcome {
  const { customer, kind, subscription, amountCents, note: text } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (subscription !== null && work.books.subscriptions[subscription]?.customer !== customer) {
    return missing('subscription', subscription)
  }
  if (amountCents !== null && !Number.isSafeInteger(amountCents)) {
    return refuse('invalid_integer', 'Invalid integer')
  }
  const ordinal = work.books.activities.length
  put(work, 'activities', {
    ordinal,
    customer,
    atMs: work.nowMs,
    kind,
    subscription,
    amountCents: amountCents === null ? null : cents(amountCents),
    note: text,
  })
  note(work, 'activity.added', { entity: 'activity', ordinal })
  return ordinal
}
