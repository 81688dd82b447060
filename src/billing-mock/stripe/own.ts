import type { PaymentBehaviour } from '../operation.ts'
import type { Delivery, DeliveryQueue } from '../webhooks.ts'

/** What a processor keeps that no ledger does; replaced and never changed. Each goes by its place in its list. */
export interface Own {
  readonly methods: readonly OwnMethod[]
  readonly links: readonly PaymentLink[]
  readonly endpoints: readonly WebhookEndpoint[]
  readonly clocks: readonly TestClock[]
  /** Deliveries that were handed out last: they can still be reported as failed. */
  readonly handedOut: readonly HandedOut[]
}

/** A payment method that was made by itself. */
export interface OwnMethod {
  readonly brand: string
  readonly last4: string
  readonly behaviour: PaymentBehaviour
  readonly createdAtMs: number
  /** Its row in the books, once it is a customer's. */
  readonly attachedAs: number | null
}

/** A page where what it lists can be bought. Nobody buys in a simulation: no checkout comes of it. */
export interface PaymentLink {
  readonly items: readonly { readonly plan: number; readonly quantity: number }[]
  readonly isActive: boolean
  readonly redirectUrl: string | null
}

/** Somebody who hears of events. */
export interface WebhookEndpoint {
  readonly url: string
  /** Types of events; `*` is all of them. */
  readonly events: readonly string[]
  readonly secret: string
  readonly createdAtMs: number
  readonly status: 'enabled' | 'disabled' | 'deleted'
  readonly queue: DeliveryQueue
}

/** A name for the one clock there is. */
export interface TestClock {
  readonly name: string | null
  readonly createdAtMs: number
  readonly isDeleted: boolean
}

/** A delivery on its way to an endpoint. */
export interface HandedOut {
  readonly endpoint: number
  readonly delivery: Delivery
}

/** Nothing yet. */
export const noOwn: Own = Object.freeze({ methods: [], links: [], endpoints: [], clocks: [], handedOut: [] })
