import {
  type Advanced,
  type ApplyContext,
  advanceTo,
  apply,
  type BillingError,
  type BillingEvent,
  type Books,
  billingNoise,
  emptyBooks,
  type Operation,
  type PaymentBehaviour,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'

/** A small merchant for tests: books, a clock in days, and one customer on a card. */
export interface Shop {
  readonly books: Books
  /** Does the operation, with all invariants checked, and fails the test when it is refused. */
  do(operation: Operation, context?: Partial<ApplyContext>): number
  /** The events of an operation that must succeed. */
  events(operation: Operation, context?: Partial<ApplyContext>): readonly BillingEvent[]
  /** Does an operation that must be refused, and answers the error. */
  refused(operation: Operation, context?: Partial<ApplyContext>): BillingError
  /** Lets this many days pass, and nothing happen in them. */
  pass(days: number): void
  /** Lets this many days pass with all that falls due in them, invariants checked. */
  live(days: number): readonly Advanced[]
  readonly nowMs: number
}

/**
 * Customer 0 with a working card (method 0) and plans of $10 and $20 a month and $120 a year; `draw` is 0.5.
 */
export function openShop(currency = 'usd'): Shop {
  const books = emptyBooks()
  let nowMs = 0
  function attempt(operation: Operation, context: Partial<ApplyContext>) {
    return apply(books, operation, { nowMs, actor: 'agent', draw: () => 0.5, check: true, ...context })
  }
  const shop: Shop = {
    books,
    get nowMs() {
      return nowMs
    },
    do(operation, context = {}) {
      const result = attempt(operation, context)
      if (!result.ok) throw new Error(`${operation.type} was refused: ${result.error.message}`)
      return result.ordinal
    },
    events(operation, context = {}) {
      const result = attempt(operation, context)
      if (!result.ok) throw new Error(`${operation.type} was refused: ${result.error.message}`)
      return result.events
    },
    refused(operation, context = {}) {
      const result = attempt(operation, context)
      if (result.ok) throw new Error(`${operation.type} was to be refused`)
      return result.error
    },
    pass(days) {
      nowMs += days * DAY_MS
    },
    live(days) {
      nowMs += days * DAY_MS
      return advanceTo(books, nowMs, { actor: 'system', noise: billingNoise(7), check: true })
    },
  }
  shop.do({ type: 'customer.create', currency, country: 'US' })
  attach(shop, 'normal')
  shop.do({ type: 'plan.create', code: 'basic', name: 'Basic', unitCents: 1000, interval: 'month' })
  shop.do({ type: 'plan.create', code: 'team', name: 'Team', unitCents: 2000, interval: 'month' })
  shop.do({ type: 'plan.create', code: 'basic-yearly', name: 'Basic', unitCents: 12000, interval: 'year' })
  return shop
}

/** Gives customer 0 another card, which becomes the default. */
export function attach(shop: Shop, behaviour: PaymentBehaviour): number {
  return shop.do({ type: 'payment_method.attach', customer: 0, brand: 'visa', last4: '4242', behaviour })
}

/** Puts customer 0 on the $10 plan. */
export function subscribe(shop: Shop, quantity = 1): number {
  return shop.do({ type: 'subscription.create', customer: 0, plan: 0, quantity })
}

/** Charges customer 0 off invoice. */
export function charge(shop: Shop, amountCents: number): number {
  return shop.do({ type: 'charge.create', customer: 0, paymentMethod: null, amountCents })
}

/** The request to refund a charge; null for the rest. */
export function refundOf(ordinal: number, amountCents: number | null = null): Operation {
  return { type: 'refund.create', charge: ordinal, amountCents, reason: 'requested_by_customer' }
}

/** Replaces a record by a damaged one, as no operation would. */
export function damage<T extends { readonly ordinal: number }>(
  records: T[],
  ordinal: number,
  change: Partial<T>,
): void {
  records[ordinal] = Object.freeze({ ...records[ordinal]!, ...change })
}
