import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { checkBooks } from '../../../src/billing-mock/index.ts'
import { openAccount, refused, takeBooks } from './account.ts'

async function open() {
  const { stripe, backend } = openAccount()
  const [customer] = (await stripe.customers.list()).data
  const [subscription] = (await stripe.subscriptions.list()).data
  const [basic, team] = await Promise.all(
    ['basic', 'team'].map(async key => (await stripe.prices.list({ lookup_keys: [key] })).data[0]!),
  )
  return { stripe, backend, customer: customer!, subscription: subscription!, basic: basic!, team: team! }
}

describe('refunds and payments, as production code asks for them', () => {
  it('expands through hashes and lists, and lets what is never there be asked for', async () => {
    const { stripe, subscription } = await open()
    const { data } = await stripe.invoices.list({
      expand: ['data.parent.subscription_details.subscription', 'data.payments', 'data.on_behalf_of'],
    })
    expect(data[0]!.parent!.subscription_details!.subscription).toMatchObject({ id: subscription.id })
    const [payment] = (await stripe.invoicePayments.list({ expand: ['data.payment.payment_intent'] })).data
    const intent = payment!.payment.payment_intent as Stripe.PaymentIntent
    expect(intent).toMatchObject({ object: 'payment_intent', status: 'succeeded' })
    const of = { payment: { type: 'payment_intent', payment_intent: intent.id }, status: 'paid' } as const
    expect((await stripe.invoicePayments.list(of)).data.map(({ id }) => id)).toEqual([payment!.id])
    const shown = await stripe.subscriptions.retrieve(subscription.id, {
      expand: ['default_payment_method', 'pending_setup_intent', 'schedule', 'items.data.price.product'],
    })
    expect(shown).toMatchObject({
      schedule: null,
      items: { data: [{ price: { product: { name: 'Basic' } } }] },
    })
    const listed = await stripe.subscriptions.list({ current_period_end: { gt: subscription.created } })
    expect(listed.data).toHaveLength(1)
    const [refund] = [await stripe.refunds.create({ charge: String(intent.latest_charge), amount: 100 })]
    const moved = await stripe.balanceTransactions.list({ type: 'refund', expand: ['data.source.charge'] })
    expect(moved.data[0]!.source).toMatchObject({ id: refund!.id, charge: { id: intent.latest_charge } })
    const error = await refused(stripe.subscriptions.list({ expand: ['data.items.data.price.product'] }))
    expect(error.message).toBe(
      'You cannot expand more than 4 levels of a property. Property: data.items.data.price.product',
    )
  })

  it('has no refunds of a payment that was never made, instead of an error', async () => {
    const { stripe } = await open()
    const { id: payment_intent } = await stripe.paymentIntents.create({ amount: 100, currency: 'usd' })
    expect((await stripe.refunds.list({ payment_intent })).data).toEqual([])
    expect((await stripe.disputes.list({ payment_intent })).data).toEqual([])
    expect((await refused(stripe.refunds.create({ payment_intent }))).param).toBe('payment_intent')
  })

  it('counts what was held and not taken as sent back', async () => {
    const { stripe, backend } = await open()
    const { id } = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      capture_method: 'manual',
      confirm: true,
    })
    const taken = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 600,
      metadata: { order: '7' },
    })
    expect(taken).toMatchObject({ status: 'succeeded', amount_received: 600, metadata: { order: '7' } })
    await stripe.refunds.create({ payment_intent: id, amount: 100 })
    const [charge] = (await stripe.charges.list({ payment_intent: id })).data
    expect(charge).toMatchObject({
      amount: 1000,
      amount_captured: 600,
      amount_refunded: 500,
      refunded: false,
    })
    await stripe.refunds.create({ payment_intent: id, amount: charge!.amount - charge!.amount_refunded })
    expect(await stripe.charges.retrieve(charge!.id)).toMatchObject({ amount_refunded: 1000, refunded: true })
    for (const late of [stripe.paymentIntents.cancel(id), stripe.paymentIntents.capture(id)]) {
      expect(await refused(late)).toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 })
    }
    expect(checkBooks(backend.books)).toEqual([])
  })

  it.each([{ off_session: true }, { error_on_requires_action: true }])(
    'declines what asks for a customer who is not there: %o',
    async absent => {
      const { stripe, backend } = await open()
      const asked = { amount: 100, currency: 'usd', payment_method: 'pm_card_authenticationRequired' }
      const error = await refused(stripe.paymentIntents.create({ ...asked, ...absent, confirm: true }))
      expect(error).toBeInstanceOf(Stripe.errors.StripeCardError)
      expect(error).toMatchObject({ code: 'authentication_required', statusCode: 402 })
      const { id } = error.payment_intent!
      const intent = await stripe.paymentIntents.retrieve(id)
      expect(intent).toMatchObject({ status: 'requires_payment_method', amount_received: 0 })
      expect(intent.last_payment_error).toMatchObject({ code: 'authentication_required' })
      expect(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
        status: 'succeeded',
        last_payment_error: null,
      })
      expect(checkBooks(backend.books)).toEqual([])
    },
  )

  it('names the charge that was declined', async () => {
    const { stripe } = await open()
    const asked = { amount: 100, currency: 'usd', payment_method: 'pm_card_chargeCustomerFail' }
    const error = await refused(stripe.paymentIntents.create({ ...asked, confirm: true }))
    const declined = await stripe.charges.retrieve(String(error.charge))
    expect(declined).toMatchObject({ status: 'failed', payment_intent: error.payment_intent!.id })
  })

  it('names objects in messages as Stripe does', async () => {
    const { stripe } = await open()
    const missing = ['paymentIntents', 'paymentMethods'] as const
    const messages = await Promise.all(
      missing.map(async each => (await refused(stripe[each].retrieve('x'))).message),
    )
    expect(messages).toEqual(["No such payment_intent: 'x'", "No such PaymentMethod: 'x'"])
  })

  it('foresees a credit note before it is said how it is given', async () => {
    const { stripe, backend } = await open()
    const [invoice] = (await stripe.invoices.list({ status: 'paid' })).data
    const lines = [
      { type: 'invoice_line_item', invoice_line_item: invoice!.lines.data[0]!.id, quantity: 1 },
    ] as const
    const before = takeBooks(backend)
    const { total } = await stripe.creditNotes.preview({ invoice: invoice!.id, lines: [...lines] })
    expect(total).toBe(1000)
    expect(takeBooks(backend)).toEqual(before)
    const asked = {
      invoice: invoice!.id,
      lines: [...lines],
      refund_amount: total,
      expand: ['refunds.refund'],
    }
    const note = await stripe.creditNotes.create(asked)
    expect(note.refunds[0]!.refund).toMatchObject({ object: 'refund', amount: total })
  })
})

describe('subscriptions, as production code changes them', () => {
  it('is not there to be canceled twice, and takes notes alone once it is canceled', async () => {
    const { stripe, subscription } = await open()
    await stripe.subscriptions.cancel(subscription.id)
    const again = await refused(stripe.subscriptions.cancel(subscription.id))
    expect(again).toMatchObject({ code: 'resource_missing', statusCode: 404 })
    const late = await refused(stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true }))
    expect(late.message).toBe(
      'A canceled subscription can only update its cancellation_details and metadata.',
    )
    const noted = await stripe.subscriptions.update(subscription.id, {
      cancellation_details: { comment: 'Moved.' },
      metadata: { ticket: '7' },
    })
    expect(noted).toMatchObject({ metadata: { ticket: '7' }, cancellation_details: { comment: 'Moved.' } })
  })

  it('ends with the period by cancel_at, and at no other moment', async () => {
    const { stripe, subscription } = await open()
    const end = subscription.items.data[0]!.current_period_end
    for (const cancel_at of ['min_period_end', end] as const) {
      expect(await stripe.subscriptions.update(subscription.id, { cancel_at })).toMatchObject({
        cancel_at: end,
      })
      expect(await stripe.subscriptions.update(subscription.id, { cancel_at: '' })).toMatchObject({
        cancel_at: null,
      })
    }
    expect(await refused(stripe.subscriptions.update(subscription.id, { cancel_at: end + 1 }))).toMatchObject(
      {
        param: 'cancel_at',
        message: expect.stringContaining(String(end)),
      },
    )
  })

  it('keeps a discount that is named, and drops all for an empty text', async () => {
    const { stripe, subscription } = await open()
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' })
    const of = { subscription: subscription.id, discounts: [{ coupon: coupon.id }] }
    expect((await stripe.invoices.createPreview(of)).total).toBe(500)
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1000)
    const change = async (discounts: (Stripe.SubscriptionUpdateParams['discounts'] & object) | '') =>
      (await stripe.subscriptions.update(subscription.id, { discounts })).discounts
    const [discount] = await change([{ coupon: coupon.id }])
    expect(await change([{ discount: String(discount) }])).toEqual([discount])
    expect(await change('')).toEqual([])
    expect(await refused(change([{ discount: String(discount) }]))).toMatchObject({
      code: 'resource_missing',
    })
    expect(
      (await stripe.subscriptions.update(subscription.id, { default_tax_rates: '' })).default_tax_rates,
    ).toEqual([])
  })

  it('with error_if_incomplete, changes nothing that cannot be paid', async () => {
    const { stripe, backend, customer, subscription, team } = await open()
    const { id } = await stripe.paymentMethods.attach('pm_card_visa_chargeDeclinedInsufficientFunds', {
      customer: customer.id,
    })
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
    const [item] = subscription.items.data
    const before = takeBooks(backend)
    const billing = { proration_behavior: 'always_invoice', payment_behavior: 'error_if_incomplete' } as const
    const items = [{ id: item!.id, price: team.id }]
    for (const change of [
      stripe.subscriptions.update(subscription.id, { items, ...billing }),
      stripe.subscriptionItems.update(item!.id, { price: team.id, off_session: true, ...billing }),
    ]) {
      expect(await refused(change)).toMatchObject({ statusCode: 402, decline_code: 'insufficient_funds' })
    }
    expect(takeBooks(backend)).toEqual(before)
    const kept = await stripe.subscriptions.update(subscription.id, {
      items,
      ...billing,
      proration_behavior: 'none',
    })
    expect(kept.items.data[0]!.price.id).toBe(team.id)
  })

  it('starts as the samples start it', async () => {
    const { stripe, basic, team } = await open()
    const { id: customer } = await stripe.customers.create({ payment_method: 'pm_card_visa' })
    const started = await stripe.subscriptions.create({
      customer,
      currency: 'usd',
      items: [{ price: basic.id }, { price: team.id, metadata: { seat: 'b' } }],
      payment_settings: { save_default_payment_method: 'on_subscription', payment_method_types: ['card'] },
      proration_behavior: 'none',
    })
    expect(started.payment_settings!.save_default_payment_method).toBe('on_subscription')
    expect(started.items.data.map(({ metadata }) => metadata)).toEqual([{}, { seat: 'b' }])
  })
})
