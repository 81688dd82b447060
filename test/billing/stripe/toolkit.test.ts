import { describe, expect, it } from 'vitest'
import { checkBooks } from '../../../src/billing-mock/index.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { openAccount, refused } from './account.ts'

describe('production code on the real SDK', () => {
  it('reads a customer with name and email, updates and finds them again by email', async () => {
    const profile = { name: 'Ada Byron', email: 'ada@example.com' }
    const { stripe } = openAccount({ profileOf: () => profile })
    const [customer] = (await stripe.customers.list({ email: profile.email })).data
    expect(customer).toMatchObject({ object: 'customer', ...profile, currency: 'usd', balance: 0 })
    await stripe.customers.update(customer!.id, { phone: '+1 555 0100', metadata: { tier: 'gold' } })
    const again = await stripe.customers.retrieve(customer!.id)
    expect(again).toMatchObject({ ...profile, phone: '+1 555 0100', metadata: { tier: 'gold' } })
    expect((await stripe.customers.list({ email: 'other@example.com' })).data).toEqual([])
  })

  it('creates a customer with a card, a price, and a subscription that is paid', async () => {
    const { stripe, backend } = openAccount()
    const customer = await stripe.customers.create({
      email: 'new@example.com',
      payment_method: 'pm_card_visa',
    })
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 2500,
      recurring: { interval: 'month' },
      product_data: { name: 'Plus' },
      lookup_key: 'plus-monthly',
    })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 2 }],
      expand: ['latest_invoice.payments'],
    })
    expect(subscription).toMatchObject({
      status: 'active',
      customer: customer.id,
      cancel_at_period_end: false,
    })
    const [item] = subscription.items.data
    expect(item).toMatchObject({ quantity: 2, price: { id: price.id, unit_amount: 2500 } })
    expect(item!.current_period_end - item!.current_period_start).toBe((30 * DAY_MS) / 1000)
    const invoice = subscription.latest_invoice
    if (invoice === null || typeof invoice === 'string') throw new Error('The invoice must be expanded.')
    expect(invoice).toMatchObject({ status: 'paid', total: 5000, amount_paid: 5000, amount_remaining: 0 })
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id)
    expect(invoice).not.toHaveProperty('charge')
    const paid = invoice.payments!.data[0]!.payment.payment_intent
    expect(await stripe.paymentIntents.retrieve(String(paid))).toMatchObject({
      status: 'succeeded',
      amount: 5000,
    })
    expect(checkBooks(backend.books)).toEqual([])
  })

  it('refunds a part, then the rest, by charge and by payment intent', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const part = await stripe.refunds.create({ charge: charge!.id, amount: 900, reason: 'duplicate' })
    expect(part).toMatchObject({ object: 'refund', amount: 900, reason: 'duplicate', status: 'pending' })
    const rest = await stripe.refunds.create({ payment_intent: String(charge!.payment_intent) })
    expect(rest).toMatchObject({ amount: 4000, reason: null, charge: charge!.id })
    const after = await stripe.charges.retrieve(charge!.id, { expand: ['refunds'] })
    expect(after).toMatchObject({ refunded: true, amount_refunded: 4900 })
    expect(after.refunds!.data.map(({ id }) => id)).toEqual([rest.id, part.id])
    const changed = await stripe.refunds.update(part.id, { metadata: { ticket: '12' } })
    expect(changed.metadata).toEqual({ ticket: '12' })
  })

  it('changes the plan with proration, then cancels with the period, then now', async () => {
    const { stripe } = openAccount()
    const [subscription] = (await stripe.subscriptions.list()).data
    const { data: prices } = await stripe.prices.list({ lookup_keys: ['team'] })
    const changed = await stripe.subscriptions.update(subscription!.id, {
      items: [{ id: subscription!.items.data[0]!.id, price: prices[0]!.id }],
      proration_behavior: 'always_invoice',
    })
    expect(changed.items.data[0]!.price.lookup_key).toBe('team')
    const invoice = await stripe.invoices.retrieve(String(changed.latest_invoice))
    expect(invoice.billing_reason).toBe('subscription_update')
    expect(invoice.lines.data.map(({ amount }) => Math.sign(amount))).toEqual([-1, 1])
    expect(invoice.lines.data[0]!.parent?.subscription_item_details?.proration).toBe(true)
    const ending = await stripe.subscriptions.update(subscription!.id, { cancel_at_period_end: true })
    expect(ending).toMatchObject({ status: 'active', cancel_at_period_end: true })
    expect(ending.cancel_at).toBe(ending.items.data[0]!.current_period_end)
    const ended = await stripe.subscriptions.cancel(subscription!.id, {
      cancellation_details: { feedback: 'too_expensive' },
    })
    expect(ended).toMatchObject({ status: 'canceled', cancellation_details: { feedback: 'too_expensive' } })
    expect((await stripe.subscriptions.list()).data).toEqual([])
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toHaveLength(1)
  })

  it('holds an amount, captures a part of it, and lets another hold go', async () => {
    const { stripe } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const hold = await stripe.paymentIntents.create({
      amount: 3000,
      currency: 'usd',
      customer: customer!.id,
      capture_method: 'manual',
      confirm: true,
      metadata: { order: '7' },
    })
    expect(hold).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 3000,
      metadata: { order: '7' },
    })
    const taken = await stripe.paymentIntents.capture(hold.id, { amount_to_capture: 2000 })
    expect(taken).toMatchObject({ status: 'succeeded', amount_received: 2000 })
    const other = await stripe.paymentIntents.create({
      amount: 100,
      currency: 'usd',
      customer: customer!.id,
      capture_method: 'manual',
      confirm: true,
    })
    expect(await stripe.paymentIntents.cancel(other.id)).toMatchObject({ status: 'canceled' })
    expect(await stripe.charges.retrieve(String(other.latest_charge))).toMatchObject({
      captured: false,
      refunded: true,
    })
  })

  it('gives credit, which the next invoice uses', async () => {
    const { stripe, backend } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const credit = await stripe.customers.createBalanceTransaction(customer!.id, {
      amount: -500,
      currency: 'usd',
    })
    expect(credit).toMatchObject({ amount: -500, ending_balance: -500, type: 'adjustment' })
    backend.advanceTo(61 * DAY_MS)
    const [invoice] = (await stripe.invoices.list({ limit: 1 })).data
    expect(invoice).toMatchObject({ total: 1000, starting_balance: -500, amount_due: 500, amount_paid: 500 })
    const { data } = await stripe.customers.listBalanceTransactions(customer!.id)
    expect(data.map(({ amount, type }) => [amount, type])).toEqual([
      [500, 'applied_to_invoice'],
      [-500, 'adjustment'],
    ])
  })

  it('keeps evidence for later, sends it once, and cannot close afterwards', async () => {
    const { stripe, shop } = openAccount()
    shop.do({ type: 'dispute.open', charge: 2, amountCents: null })
    const { stripe: later } = openAccount({ books: shop.books })
    const [dispute] = (await later.disputes.list()).data
    const staged = await later.disputes.update(dispute!.id, {
      evidence: { uncategorized_text: 'Used daily.' },
      submit: false,
    })
    expect(staged).toMatchObject({ status: 'needs_response', evidence_details: { has_evidence: true } })
    const sent = await later.disputes.update(dispute!.id, { submit: true })
    expect(sent).toMatchObject({ status: 'under_review', evidence: { uncategorized_text: 'Used daily.' } })
    expect(sent.balance_transactions.map(({ net }) => net)).toEqual([-6400, -1500])
    expect((await refused(later.disputes.close(dispute!.id))).statusCode).toBe(400)
    expect((await refused(stripe.disputes.close(dispute!.id))).code).toBe('resource_missing')
  })

  it('sees a balance that is the sum of its transactions', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id, amount: 1234 })
    const balance = await stripe.balance.retrieve()
    let sum = 0
    for await (const { net } of stripe.balanceTransactions.list({ limit: 2 })) sum += net
    expect(balance.available[0]).toMatchObject({ amount: sum, currency: 'usd' })
    expect(sum).toBe(1000 + 1000 + 4900 - 1234)
    const { data } = await stripe.balanceTransactions.list({ type: 'refund' })
    expect(data.map(({ net }) => net)).toEqual([-1234])
  })

  it('reads what happened from the events', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id })
    const { data } = await stripe.events.list({ limit: 2 })
    expect(data.map(({ type }) => type)).toEqual(['charge.refunded', 'refund.created'])
    expect(data[0]!.data.object).toMatchObject({ id: charge!.id, object: 'charge', refunded: true })
    expect(await stripe.events.retrieve(data[1]!.id)).toEqual(data[1])
  })

  it('works off an open invoice: pays, voids, writes off', async () => {
    const { stripe, shop } = openAccount()
    for (let each = 0; each < 3; each++) {
      const line = {
        kind: 'item',
        plan: null,
        quantity: 1,
        amountCents: 700,
        periodStartMs: 0,
        periodEndMs: 0,
        description: 'Setup',
      } as const
      shop.do({ type: 'invoice.create', customer: 0, subscription: null, lines: [line] })
    }
    const { stripe: later } = openAccount({ books: shop.books })
    const { data } = await later.invoices.list({ status: 'open' })
    const [third, second, first] = data
    expect(await later.invoices.pay(first!.id)).toMatchObject({ status: 'paid', amount_paid: 700 })
    expect(await later.invoices.voidInvoice(second!.id)).toMatchObject({ status: 'void' })
    expect(await later.invoices.markUncollectible(third!.id)).toMatchObject({ status: 'uncollectible' })
    expect((await refused(later.invoices.voidInvoice(first!.id))).statusCode).toBe(400)
    expect((await later.invoices.listLineItems(first!.id)).data[0]).toMatchObject({ amount: 700 })
    expect(await stripe.invoices.list({ status: 'open' })).toMatchObject({ data: [] })
  })
})
