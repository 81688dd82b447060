import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { StripeBackend } from '../../../src/billing-mock/stripe/index.ts'
import { entries } from '../../../src/core/log.ts'
import { type Account, openAccount } from './account.ts'

function authenticate(backend: StripeBackend, intent: string, form: Record<string, string>) {
  const body = new URLSearchParams(form).toString()
  const path = `/_sim/payment_intents/${intent}/authenticate`
  return backend.handle({ method: 'POST', path, headers: {}, body })
}

async function challenged(
  { stripe }: Account,
  how: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  const [customer] = (await stripe.customers.list()).data
  const intent = await stripe.paymentIntents.create({
    amount: 2500,
    currency: 'usd',
    customer: customer!.id,
    payment_method: 'pm_card_authenticationRequired',
    confirm: true,
    ...how,
  })
  expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })
  return intent
}

describe('a payment that the bank wants authenticated', () => {
  it('is made once the customer has done so, and the journal says who did', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id } = await challenged(account)
    const { status, body } = authenticate(backend, id, { outcome: 'succeeded' })
    expect([status, body.id, body.status]).toEqual([200, id, 'succeeded'])
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'succeeded',
      amount_received: 2500,
      next_action: null,
    })
    const last = entries(backend.books.journal).at(-1)!
    expect([last.event.type, last.actor]).toEqual(['payment_intent.succeeded', 'customer'])
    const { data } = await stripe.events.list({ type: 'payment_intent.*', limit: 2 })
    expect(data.map(({ type }) => type)).toEqual([
      'payment_intent.succeeded',
      'payment_intent.requires_action',
    ])
  })

  it('is held where it is to be captured later', async () => {
    const account = openAccount()
    const { id } = await challenged(account, { capture_method: 'manual' })
    expect(authenticate(account.backend, id, { outcome: 'succeeded' }).body.status).toBe('requires_capture')
    expect(await account.stripe.paymentIntents.capture(id)).toMatchObject({ status: 'succeeded' })
  })

  it('asks for another method when the customer fails, and tells why', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id } = await challenged(account)
    expect(authenticate(backend, id, { outcome: 'failed' }).body).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    })
    expect(backend.books.balances.Cash).toBe(6900)
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null })
  })

  it('is authenticated once, and only where that is asked for', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id } = await challenged(account)
    expect(authenticate(backend, id, { outcome: 'maybe' }).status).toBe(400)
    expect(authenticate(backend, id, {}).body).toMatchObject({ error: { param: 'outcome' } })
    expect(authenticate(backend, 'pi_none', { outcome: 'failed' }).status).toBe(404)
    authenticate(backend, id, { outcome: 'succeeded' })
    const charges = backend.books.charges.length
    expect(authenticate(backend, id, { outcome: 'succeeded' }).status).toBe(400)
    const [implied] = (await stripe.paymentIntents.list({ limit: 100 })).data.slice(-1)
    expect(authenticate(backend, implied!.id, { outcome: 'failed' }).status).toBe(400)
    expect(backend.books.charges).toHaveLength(charges)
  })

  it('meets no fault of the API: it is the customer who acts', async () => {
    const always = { 'payment_intent.authenticate': { rate_limit: 1 } }
    const account = openAccount({ faults: { operations: always } })
    const { id } = await challenged(account)
    expect(authenticate(account.backend, id, { outcome: 'succeeded' }).status).toBe(200)
  })
})
