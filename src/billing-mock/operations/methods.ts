import type { Books, PaymentMethod } from '../books.ts'
import { type BillingError, missing, refuse, token } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** The customer's method with this ordinal, or the default for null; an error when there is none. */
export function methodOf(
  books: Books,
  customer: number,
  paymentMethod: number | null,
): PaymentMethod | BillingError {
  if (paymentMethod === null) {
    return (
      defaultMethod(books, customer) ??
      refuse('no_payment_method', `Customer ${token('customer', customer)} has no attached payment method.`)
    )
  }
  const method = books.paymentMethods[paymentMethod]
  if (method === undefined) return missing('payment_method', paymentMethod)
  if (method.customer === customer && isAttached(books, method)) return method
  const stranger = token('payment_method', paymentMethod)
  const message = `Payment method ${stranger} is not attached to customer ${token('customer', customer)}.`
  return refuse('not_of_customer', message, 'payment_method')
}

/** The method that was chosen last or, with no choice, attached last; undefined when there is none. */
export function defaultMethod(books: Books, customer: number): PaymentMethod | undefined {
  const chosen = books.defaultMethods.findLast(choice => choice.customer === customer)
  const method = chosen === undefined ? undefined : books.paymentMethods[chosen.paymentMethod]!
  if (method !== undefined && isAttached(books, method)) return method
  return books.paymentMethods.findLast(each => each.customer === customer && isAttached(books, each))
}

/** Whether the method still is its customer's. */
export function isAttached(books: Books, method: PaymentMethod): boolean {
  return !books.detachments.some(({ paymentMethod }) => paymentMethod === method.ordinal)
}

/** What the bank answers to a charge of this method; with the customer there, some can be authenticated. */
export function declineOf(
  method: PaymentMethod,
  customer: 'absent' | 'present' = 'absent',
): BillingError | null {
  switch (method.behaviour) {
    case 'declines':
      return refuse('card_declined', 'Your card was declined.')
    case 'stolen':
      return refuse('stolen_card', 'Your card was declined.')
    case 'insufficient_funds':
      return refuse('insufficient_funds', 'Your card has insufficient funds.')
    case 'expired':
      return refuse('expired_card', 'Your card has expired.')
    case 'requires_action':
      return customer === 'present'
        ? null
        : refuse(
            'authentication_required',
            'Your card was declined. This transaction requires authentication.',
          )
    default:
      return null
  }
}

/** Takes a method from its customer for good. */
export function detachMethod(work: Work, operation: OperationOf<'payment_method.detach'>): Outcome {
  const method = work.books.paymentMethods[operation.paymentMethod]
  if (method === undefined) return missing('payment_method', operation.paymentMethod)
  const { ordinal } = method
  if (!isAttached(work.books, method)) {
    const message = `Payment method ${token('payment_method', ordinal)} is not attached to a customer.`
    return refuse('not_of_customer', message, 'payment_method')
  }
  put(work, 'detachments', { ordinal: work.books.detachments.length, paymentMethod: ordinal })
  note(work, 'payment_method.detached', { entity: 'payment_method', ordinal })
  return ordinal
}

/** Chooses the method by which a customer pays unless told otherwise. */
export function setDefaultMethod(work: Work, operation: OperationOf<'payment_method.set_default'>): Outcome {
  const { customer, paymentMethod } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  const method = methodOf(work.books, customer, paymentMethod)
  if (!('behaviour' in method)) return method
  put(work, 'defaultMethods', { ordinal: work.books.defaultMethods.length, customer, paymentMethod })
  note(work, 'payment_method.chosen', { entity: 'payment_method', ordinal: paymentMethod })
  return customer
}
