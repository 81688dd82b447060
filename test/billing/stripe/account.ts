import Stripe from 'stripe'
import type { StripeBackendOptions } from '../../../src/billing-mock/stripe/index.ts'
import {
  createStripeBackend,
  inProcessClient,
  type StripeBackend,
} from '../../../src/billing-mock/stripe/index.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { charge, openShop, type Shop, subscribe } from '../shop.ts'

/** A small account: the shop's books behind a backend, and the real SDK in process. */
export interface Account {
  readonly shop: Shop
  readonly backend: StripeBackend
  readonly stripe: Stripe
}

/** Customer 0, on the $10 plan since 40 days (two charges, two paid invoices), and a charge of $49 off invoice. */
export function openAccount(options: Partial<StripeBackendOptions> = {}): Account {
  const shop = openShop()
  subscribe(shop)
  shop.pass(30)
  shop.do({ type: 'subscription.renew', subscription: 0 })
  shop.pass(10)
  charge(shop, 4900)
  const backend = createStripeBackend({
    books: shop.books,
    seed: 7,
    nowMs: shop.nowMs + DAY_MS,
    check: true,
    ...options,
  })
  return { shop, backend, stripe: clientOf(backend) }
}

/** The SDK on a backend, without sockets. */
export function clientOf(backend: StripeBackend, options: Partial<Stripe.StripeConfig> = {}): Stripe {
  return new Stripe('sk_test_simulated', {
    httpClient: inProcessClient(backend),
    telemetry: false,
    ...options,
  })
}

/** The error of a call that must fail. */
export async function refused(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('The call was to be refused.')
}

/** The books as they stand, to be compared later. */
export function takeBooks(backend: StripeBackend): unknown {
  return backend.snapshot().books
}
