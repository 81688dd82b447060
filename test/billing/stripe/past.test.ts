import fc from 'fast-check'
import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { StripeBackend, StripeRequest } from '../../../src/billing-mock/stripe/index.ts'
import type { JsonObject } from '../../../src/billing-mock/stripe/json.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { openAccount } from './account.ts'
import { headers, openBusyAccount } from './busyAccount.ts'
import { wellMeant } from './wellMeant.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 1000 : 25

interface Told extends JsonObject {
  readonly id: string
  readonly type: string
  readonly data: { readonly object: JsonObject; readonly previous_attributes?: JsonObject }
}

describe('the object of an event', () => {
  it('is as it was when the event happened, in the middle of an operation too', async () => {
    const { stripe, backend } = openAccount()
    const { data: charges } = await stripe.charges.list({ limit: 1 })
    await stripe.refunds.create({ charge: charges[0]!.id, amount: 100 })
    await stripe.refunds.create({ charge: charges[0]!.id, amount: 200 })
    backend.advanceTo(backend.nowMs + 60 * DAY_MS)
    const told = await toldOf(stripe, ['refund.created', 'charge.refunded', 'refund.updated'])
    expect(told.map(({ type, object }) => [type, object.amount_refunded ?? object.status])).toEqual([
      ['refund.created', 'pending'],
      ['charge.refunded', 100],
      ['refund.created', 'pending'],
      ['charge.refunded', 300],
      ['refund.updated', 'succeeded'],
      ['refund.updated', 'succeeded'],
    ])
    const invoices = await toldOf(stripe, ['invoice.created', 'invoice.finalized', 'invoice.paid'])
    const { id } = invoices.at(-1)!.object
    const last = invoices.filter(({ object }) => object.id === id)
    expect(last.map(({ type, object }) => [type, object.status, object.amount_paid])).toEqual([
      ['invoice.created', 'draft', 0],
      ['invoice.finalized', 'open', 0],
      ['invoice.paid', 'paid', 1000],
    ])
    expect(last.map(({ object }) => (object.status_transitions as JsonObject).paid_at !== null)).toEqual([
      false,
      false,
      true,
    ])
  })

  it('comes with what an update changed', async () => {
    const { stripe } = openAccount()
    const [subscription] = (await stripe.subscriptions.list()).data
    await stripe.subscriptions.update(subscription!.id, { cancel_at_period_end: true })
    await stripe.subscriptions.update(subscription!.id, {
      items: [{ id: subscription!.items.data[0]!.id, quantity: 4 }],
      proration_behavior: 'none',
    })
    const { data } = await stripe.events.list({ type: 'customer.subscription.updated', limit: 2 })
    const [items, cancel] = data.map(event => event.data as Stripe.CustomerSubscriptionUpdatedEvent.Data)
    expect(cancel!.object.cancel_at_period_end).toBe(true)
    expect(cancel!.previous_attributes).toMatchObject({ cancel_at_period_end: false, canceled_at: null })
    expect(cancel!.previous_attributes).not.toHaveProperty('items')
    expect(items!.object.items.data[0]!.quantity).toBe(4)
    expect(items!.previous_attributes!.items!.data[0]!.quantity).toBe(1)
    expect(items!.previous_attributes).not.toHaveProperty('cancel_at_period_end')
  })

  it('is nothing else later, whatever happens, nor after a snapshot', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(wellMeant, fc.constantFrom(0, 0, 0, 1, 20)), { minLength: 5, maxLength: 40 }),
        requests => {
          let backend = openBusyAccount()
          const told = new Map<string, Told>()
          for (const [request, days] of requests) {
            act(backend, request, days)
            for (const event of eventsOf(backend)) if (!told.has(event.id)) told.set(event.id, event)
          }
          const fresh = openBusyAccount()
          fresh.restore(JSON.parse(JSON.stringify(backend.snapshot())))
          backend = fresh
          const later = eventsOf(backend)
          expect(later.length).toBe(told.size)
          for (const event of later) expect(event).toEqual(told.get(event.id))
        },
      ),
      { numRuns: RUNS },
    )
  })
})

function act(backend: StripeBackend, request: StripeRequest, days: number): void {
  const { status } = backend.handle(request)
  expect(status).toBeLessThan(500)
  backend.advanceTo(backend.nowMs + days * DAY_MS)
}

function eventsOf(backend: StripeBackend): readonly Told[] {
  const all: Told[] = []
  for (let path = '/v1/events?limit=100'; path !== ''; ) {
    const { status, body } = backend.handle({ method: 'GET', path, headers, body: '' })
    expect(status).toBe(200)
    const data = body.data as unknown as readonly Told[]
    all.push(...data)
    path = body.has_more === true ? `/v1/events?limit=100&starting_after=${data.at(-1)!.id}` : ''
  }
  return all
}

async function toldOf(
  stripe: Stripe,
  types: readonly string[],
): Promise<readonly { readonly type: string; readonly object: JsonObject }[]> {
  const told = await stripe.events.list({ types: [...types], limit: 100 }).autoPagingToArray({ limit: 1000 })
  return told.toReversed().map(({ type, data }) => ({ type, object: data.object as unknown as JsonObject }))
}
