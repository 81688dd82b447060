import { describe, expect, it } from 'vitest'
import { createStripeBackend, type StripeBackend } from '../../../src/billing-mock/stripe/index.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { openShop, subscribe } from '../shop.ts'
import { clientOf, openAccount } from './account.ts'

function ask(backend: StripeBackend, path: string, form: Record<string, string> = {}) {
  const body = new URLSearchParams(form).toString()
  return backend.handle({ method: 'POST', path, headers: {}, body }).body
}

describe('a test clock', () => {
  it('moves the time of the account: trials end, subscriptions renew', async () => {
    const { stripe } = openAccount()
    const [price] = (await stripe.prices.list({ lookup_keys: ['basic'] })).data
    const [customer] = (await stripe.customers.list()).data
    const trial = await stripe.subscriptions.create({
      customer: customer!.id,
      items: [{ price: price!.id }],
      trial_period_days: 14,
    })
    expect(trial).toMatchObject({ status: 'trialing' })
    expect(trial.trial_end! - trial.trial_start!).toBe(14 * 86_400)
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: trial.created, name: 'trial' })
    expect(clock).toMatchObject({ frozen_time: trial.created, status: 'ready' })
    const later = await stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: trial.trial_end! + 60,
    })
    expect(later.frozen_time).toBe(trial.trial_end! + 60)
    expect(await stripe.subscriptions.retrieve(trial.id)).toMatchObject({ status: 'active' })
    await expect(
      stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: trial.created }),
    ).rejects.toMatchObject({ param: 'frozen_time' })
    expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true })
  })
})

describe('a change of plan', () => {
  it('from $10 to $20 on day 15 of 31 is +516 net, previewed and billed', async () => {
    const shop = openShop()
    shop.do({ type: 'calendar.set', epochMs: Date.UTC(2026, 0, 15, 9) })
    subscribe(shop)
    const stripe = clientOf(
      createStripeBackend({ books: shop.books, seed: 1, nowMs: 15 * DAY_MS, check: true }),
    )
    const [subscription] = (await stripe.subscriptions.list()).data
    const [team] = (await stripe.prices.list({ lookup_keys: ['team'] })).data
    const items = [{ id: subscription!.items.data[0]!.id, price: team!.id }]
    const how = { items, proration_behavior: 'always_invoice' } as const
    const preview = await stripe.invoices.createPreview({
      subscription: subscription!.id,
      subscription_details: how,
    })
    expect(preview).toMatchObject({ total: 516, amount_due: 516, status: 'draft' })
    const changed = await stripe.subscriptions.update(subscription!.id, how)
    const invoice = await stripe.invoices.retrieve(String(changed.latest_invoice))
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-516, 1032])
    expect(invoice).toMatchObject({ total: 516, amount_paid: 516, status: 'paid' })
  })

  it('counts from the proration date', async () => {
    const { stripe } = openAccount()
    const [subscription] = (await stripe.subscriptions.list()).data
    const [item] = subscription!.items.data
    const { total } = await stripe.invoices.createPreview({
      subscription: subscription!.id,
      subscription_details: {
        items: [{ id: item!.id, quantity: 2 }],
        proration_behavior: 'always_invoice',
        proration_date: item!.current_period_start,
      },
    })
    expect(total).toBe(1000)
  })
})

describe('a currency without decimals', () => {
  it('is counted in whole units', async () => {
    const shop = openShop('jpy')
    shop.do({ type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 980 })
    const stripe = clientOf(createStripeBackend({ books: shop.books, seed: 1, nowMs: shop.nowMs }))
    const [charge] = (await stripe.charges.list()).data
    expect(charge).toMatchObject({ amount: 980, currency: 'jpy' })
    expect(await stripe.refunds.create({ charge: charge!.id, amount: 980 })).toMatchObject({
      currency: 'jpy',
    })
  })
})

describe('a webhook endpoint', () => {
  it('has an address of the web, or is refused', async () => {
    const { stripe } = openAccount()
    const refused = { code: 'url_invalid', param: 'url', statusCode: 400 }
    for (const url of ['notaurl', 'ftp://example.com/hook']) {
      const asked = stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
      await expect(asked).rejects.toMatchObject(refused)
    }
    const { id } = await stripe.webhookEndpoints.create({
      url: 'http://localhost:1/a',
      enabled_events: ['*'],
    })
    await expect(stripe.webhookEndpoints.update(id, { url: 'nowhere' })).rejects.toMatchObject(refused)
  })

  it('is told what it asked for, signed; what it does not take comes again', async () => {
    const { stripe, backend } = openAccount()
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'https://example.com/hook',
      enabled_events: ['refund.created'],
    })
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = await stripe.refunds.create({ charge: charge!.id })
    interface Sent {
      readonly id: string
      readonly body: string
      readonly headers: Record<string, string>
    }
    const take = () => ask(backend, '/_sim/webhooks').data as unknown as readonly Sent[]
    const [sent, ...others] = take()
    expect(others).toEqual([])
    const event = stripe.webhooks.constructEvent(
      sent!.body,
      sent!.headers['stripe-signature']!,
      endpoint.secret!,
      Number.MAX_SAFE_INTEGER,
    )
    expect(event).toMatchObject({ type: 'refund.created', data: { object: { id: refund.id } } })
    expect(take()).toEqual([])
    backend.advanceTo(backend.nowMs + DAY_MS)
    await stripe.refunds.create({ charge: (await stripe.charges.list()).data[1]!.id })
    const [again] = take()
    expect(ask(backend, '/_sim/webhooks/failed', { delivery: again!.id })).toMatchObject({ will_retry: true })
    expect(ask(backend, '/_sim/webhooks/failed', { delivery: again!.id })).toHaveProperty('error')
    expect(take()).toEqual([])
    backend.advanceTo(backend.nowMs + 60_000)
    expect(take().map(({ body }) => body)).toEqual([again!.body])
    await stripe.webhookEndpoints.del(endpoint.id)
    expect((await stripe.webhookEndpoints.list()).data).toEqual([])
  })
})
