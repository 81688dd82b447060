import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { type Account, clientOf, openAccount, refused, takeBooks } from './account.ts'

/** The account with prices: Basic ($10, the one subscribed to), Team ($20), yearly, and seats at $5. */
async function openPrices(): Promise<
  Account & {
    readonly basic: string
    readonly team: string
    readonly yearly: string
    readonly seat: string
    readonly customer: string
    readonly subscription: Stripe.Subscription
  }
> {
  const account = openAccount()
  const { stripe } = account
  const product = await stripe.products.create({ name: 'Seats' })
  const seat = await stripe.prices.create({
    currency: 'usd',
    product: product.id,
    recurring: { interval: 'month' },
    unit_amount: 500,
  })
  const { data } = await stripe.prices.list({ limit: 4 })
  const [, yearly, team, basic] = data.map(price => price.id)
  const [subscription] = (await stripe.subscriptions.list()).data
  return {
    ...account,
    basic: basic!,
    team: team!,
    yearly: yearly!,
    seat: seat.id,
    customer: String(subscription!.customer),
    subscription: subscription!,
  }
}

const told = ({ items }: Stripe.Subscription) =>
  items.data.map(({ id, price, quantity }) => [id, price.id, quantity])

describe('items of a subscription by the SDK', () => {
  it('start with it, are billed on one invoice, and each line names its own', async () => {
    const { stripe, customer, team, seat } = await openPrices()
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price: team }, { price: seat, quantity: 4 }],
      expand: ['latest_invoice'],
    })
    const invoice = made.latest_invoice as Stripe.Invoice
    expect(invoice).toMatchObject({ status: 'paid', total: 4000 })
    expect(
      invoice.lines.data.map(line => [
        line.parent?.subscription_item_details?.subscription_item,
        line.pricing?.price_details?.price,
        line.quantity,
      ]),
    ).toEqual(told(made))
    const listed = await stripe.subscriptionItems.list({ subscription: made.id })
    expect(new Set(listed.data.map(({ id }) => id))).toEqual(new Set(told(made).map(([id]) => id)))
    const found = await stripe.subscriptions.list({ price: seat })
    expect(found.data.map(({ id }) => id)).toEqual([made.id])
  })

  it('are added, changed and deleted by one update, which is prorated', async () => {
    const { stripe, team, seat, subscription } = await openPrices()
    const [first] = subscription.items.data
    const grown = await stripe.subscriptions.update(subscription.id, {
      items: [{ price: seat, quantity: 2 }],
      proration_behavior: 'none',
    })
    const [, second] = grown.items.data
    const replaced = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: first!.id, deleted: true }, { id: second!.id, quantity: 3 }, { price: team }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    })
    expect(told(replaced).map(([, price, quantity]) => [price, quantity])).toEqual([
      [seat, 3],
      [team, 1],
    ])
    expect(replaced.items.data[0]!.id).toBe(second!.id)
    const invoice = replaced.latest_invoice as Stripe.Invoice
    expect(invoice.status).toBe('paid')
    const owners = invoice.lines.data.map(line => line.parent?.subscription_item_details?.subscription_item)
    expect(owners).toEqual([second!.id, second!.id, replaced.items.data[1]!.id, first!.id])
    expect((await refused(stripe.subscriptionItems.retrieve(first!.id))).code).toBe('resource_missing')
    const { data } = await stripe.events.list({ type: 'customer.subscription.updated', limit: 1 })
    expect(told(data[0]!.data.object as Stripe.Subscription)).toEqual(told(replaced))
  })

  it('can each be created, read, updated and deleted', async () => {
    const { stripe, seat, team, subscription } = await openPrices()
    const item = await stripe.subscriptionItems.create({
      subscription: subscription.id,
      price: seat,
      quantity: 2,
      metadata: { order: '7' },
    })
    expect(item.id).toMatch(/^si_/)
    expect(item).toMatchObject({ quantity: 2, metadata: { order: '7' }, subscription: subscription.id })
    expect(await stripe.subscriptionItems.retrieve(item.id)).toMatchObject({ id: item.id, quantity: 2 })
    const updated = await stripe.subscriptionItems.update(item.id, {
      price: team,
      quantity: 1,
      metadata: { order: '8' },
    })
    expect(updated).toMatchObject({ id: item.id, quantity: 1, metadata: { order: '8' } })
    expect(updated.price.id).toBe(team)
    const gone = await stripe.subscriptionItems.del(item.id, { proration_behavior: 'none' })
    expect(gone).toMatchObject({ id: item.id, object: 'subscription_item', deleted: true })
    const { items } = await stripe.subscriptions.retrieve(subscription.id)
    expect(items.data.map(({ id }) => id)).toEqual(subscription.items.data.map(({ id }) => id))
  })

  it('are previewed, of a subscription and of a new one, and nothing is done', async () => {
    const { stripe, backend, customer, seat, team, subscription } = await openPrices()
    const before = takeBooks(backend)
    const details: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails = {
      items: [{ price: seat, quantity: 2 }],
      proration_behavior: 'always_invoice',
    }
    const seen = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    })
    expect(seen.lines.data).toHaveLength(1)
    const next = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { ...details, proration_behavior: 'none' },
    })
    expect(next.lines.data.map(({ amount }) => amount)).toEqual([1000, 1000])
    const started = await stripe.invoices.createPreview({
      customer,
      subscription_details: { items: [{ price: team }, { price: seat, quantity: 3 }] },
    })
    expect(started.total).toBe(3500)
    expect(takeBooks(backend)).toEqual(before)
    const done = await stripe.subscriptions.update(subscription.id, {
      ...details,
      items: [{ price: seat, quantity: 2 }],
      expand: ['latest_invoice'],
    })
    expect((done.latest_invoice as Stripe.Invoice).total).toBe(seen.total)
  })

  it('are billed when the period renews', async () => {
    const { stripe, backend, seat, subscription } = await openPrices()
    await stripe.subscriptionItems.create({
      subscription: subscription.id,
      price: seat,
      proration_behavior: 'none',
    })
    const clock = await stripe.testHelpers.testClocks.create({
      frozen_time: Math.floor(Date.UTC(2026, 0, 15, 9) / 1000 + backend.nowMs / 1000),
    })
    const { current_period_end: end } = subscription.items.data[0]!
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: end })
    const [invoice] = (await stripe.invoices.list({ limit: 1 })).data
    expect(invoice).toMatchObject({ total: 1500, billing_reason: 'subscription_cycle' })
  })

  it('are refused in Stripe’s words', async () => {
    const { stripe, basic, seat, yearly, customer, subscription } = await openPrices()
    const [first] = subscription.items.data
    const last = await refused(stripe.subscriptionItems.del(first!.id))
    expect(last).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 })
    expect(last.message).toContain('A subscription must have at least one active plan')
    const twice = await refused(
      stripe.subscriptionItems.create({ subscription: subscription.id, price: basic }),
    )
    expect(twice.message).toBe(`Cannot add multiple subscription items with the same plan: ${basic}`)
    const mixed = await refused(
      stripe.subscriptions.create({ customer, items: [{ price: basic }, { price: yearly }] }),
    )
    expect(mixed.message).toBe(
      'Currency and interval fields must match across all plans on this subscription. ' +
        'Found mismatch in interval field.',
    )
    const other = await stripe.subscriptions.create({ customer, items: [{ price: seat }] })
    const foreign = await refused(
      stripe.subscriptions.update(subscription.id, {
        items: [{ id: other.items.data[0]!.id, quantity: 2 }],
      }),
    )
    expect(foreign).toMatchObject({ code: 'resource_missing', param: 'items[0][id]' })
    const nameless = await refused(stripe.subscriptions.update(subscription.id, { items: [{ quantity: 2 }] }))
    expect(nameless).toMatchObject({ code: 'parameter_missing', param: 'items[0][price]' })
  })
})

describe('a change of the interval by the SDK', () => {
  it('starts a period of a year now, and invoices it with what was not used of the month', async () => {
    const { stripe, backend, yearly, subscription } = await openPrices()
    const [item] = subscription.items.data
    const details: Stripe.InvoiceCreatePreviewParams.SubscriptionDetails = {
      items: [{ id: item!.id, price: yearly }],
    }
    const before = takeBooks(backend)
    const previewOf = (proration_behavior: 'always_invoice' | 'create_prorations' | 'none') =>
      stripe.invoices.createPreview({
        subscription: subscription.id,
        subscription_details: { ...details, proration_behavior },
      })
    const seen = await previewOf('create_prorations')
    expect((await previewOf('always_invoice')).total).toBe(seen.total)
    expect((await previewOf('none')).lines.data.map(({ amount }) => amount)).toEqual([12_000])
    expect(takeBooks(backend)).toEqual(before)

    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item!.id, price: yearly }],
      expand: ['latest_invoice'],
    })
    const now = Date.UTC(2026, 0, 15, 9) / 1000 + backend.nowMs / 1000
    const end = now + 365 * 24 * 3600
    expect(changed).toMatchObject({ status: 'active', billing_cycle_anchor: now })
    expect(changed.items.data[0]).toMatchObject({
      id: item!.id,
      price: { id: yearly },
      current_period_start: now,
      current_period_end: end,
    })
    const invoice = changed.latest_invoice as Stripe.Invoice
    expect(invoice).toMatchObject({ status: 'paid', billing_reason: 'subscription_update', total: 11_367 })
    const lines = ({ lines: { data } }: Stripe.Invoice) =>
      data.map(({ amount, period, parent }) => [
        amount,
        period,
        parent?.subscription_item_details?.proration ?? null,
        parent?.subscription_item_details?.subscription_item,
      ])
    expect(lines(invoice)).toEqual([
      [-633, { start: now, end: item!.current_period_end }, true, item!.id],
      [12_000, { start: now, end }, false, item!.id],
    ])
    expect([seen.total, lines(seen)]).toEqual([invoice.total, lines(invoice)])

    const { data } = await stripe.events.list({ type: 'customer.subscription.updated', limit: 2 })
    const [event] = data as Stripe.CustomerSubscriptionUpdatedEvent[]
    expect(event!.data.object.items.data[0]!.current_period_end).toBe(end)
    expect(event!.data.previous_attributes).toMatchObject({
      billing_cycle_anchor: subscription.billing_cycle_anchor,
      items: { data: [{ current_period_end: item!.current_period_end }] },
    })
    expect(data[1]?.created ?? 0).toBeLessThan(now)
  })

  it('is previewed for a card that declines, and then refused', async () => {
    const { stripe, backend, yearly, customer, subscription } = await openPrices()
    await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    const items = [{ id: subscription.items.data[0]!.id, price: yearly }]
    const before = takeBooks(backend)
    const seen = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items },
    })
    expect(seen).toMatchObject({ status: 'draft', amount_due: 11_367, amount_paid: 0 })
    const error = await refused(stripe.subscriptions.update(subscription.id, { items }))
    expect(error).toMatchObject({ type: 'StripeCardError', code: 'card_declined', statusCode: 402 })
    expect(takeBooks(backend)).toEqual(before)
  })

  it('is refused where another item would stay behind', async () => {
    const { stripe, seat, yearly, subscription } = await openPrices()
    await stripe.subscriptionItems.create({ subscription: subscription.id, price: seat })
    const moving = stripe.subscriptionItems.update(subscription.items.data[0]!.id, { price: yearly })
    expect((await refused(moving)).message).toMatch(/Found mismatch in interval field\.$/)
  })
})

describe('a change of the first item alone', () => {
  it('meets what is planned to go wrong with a change of plan', async () => {
    const planned = [{ operation: 'subscription.change' as const, call: 1, kind: 'unavailable' as const }]
    const { backend } = openAccount({ faults: { planned } })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const [subscription] = (await stripe.subscriptions.list()).data
    const { id } = subscription!.items.data[0]!
    const change = () => stripe.subscriptions.update(subscription!.id, { items: [{ id, quantity: 2 }] })
    expect((await refused(change())).statusCode).toBe(503)
    expect((await change()).items.data[0]!.quantity).toBe(2)
  })
})
