import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { clientOf, openAccount, refused } from './account.ts'

const address = {
  city: 'Bonn',
  country: 'DE',
  line1: 'Am Hof 1',
  line2: null,
  postal_code: '53113',
  state: null,
}

async function open(): Promise<{ stripe: Stripe; customer: Stripe.Customer }> {
  const { stripe } = openAccount()
  return { stripe, customer: (await stripe.customers.list()).data[0]! }
}

describe('what production code writes is read back', () => {
  it('on customers: addresses, languages, a balance, tax ids, a card by token, a test clock', async () => {
    const { stripe, customer } = await open()
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: customer.created + 90 * 86_400 })
    const made = await stripe.customers.create({
      address: { city: 'Bonn', country: 'DE', line1: 'Am Hof 1', postal_code: '53113' },
      balance: -500,
      preferred_locales: ['de'],
      shipping: { name: 'Ada', address: { city: 'Bonn' } },
      source: 'tok_visa',
      tax_exempt: 'none',
      tax_id_data: [{ type: 'eu_vat', value: 'DE000000000' }],
      test_clock: clock.id,
      expand: ['invoice_settings.default_payment_method', 'tax_ids', 'test_clock'],
    })
    expect(made).toMatchObject({ address, balance: -500, preferred_locales: ['de'], test_clock: clock })
    expect(made.shipping).toMatchObject({ name: 'Ada', phone: null, address: { city: 'Bonn', line1: null } })
    expect(made.invoice_settings.default_payment_method).toMatchObject({ card: { last4: '4242' } })
    expect(made.tax_ids!.data[0]).toMatchObject({ verification: { status: 'verified' } })
    expect((await stripe.customers.list({ test_clock: clock.id })).data.map(({ id }) => id)).toEqual([
      made.id,
    ])
    const moved = await stripe.customers.update(made.id, {
      balance: -200,
      address: { city: 'Ulm' },
      shipping: '',
    })
    expect(moved).toMatchObject({ balance: -200, address: { city: 'Ulm', line1: null }, shipping: null })
    const zero = stripe.customers.createBalanceTransaction(made.id, { amount: 0, currency: 'usd' })
    expect(await refused(zero)).toMatchObject({ param: 'amount', statusCode: 400 })
  })

  it('on cards: who pays by them, and until when, also where a charge shows them', async () => {
    const { stripe, customer } = await open()
    const card = { number: '4242424242424242', exp_month: 8, exp_year: 2031 }
    const { id } = await stripe.paymentMethods.create({
      type: 'card',
      card,
      billing_details: { name: 'Ada' },
    })
    await stripe.paymentMethods.attach(id, { customer: customer.id })
    const renewed = await stripe.paymentMethods.update(id, {
      billing_details: { address: { city: 'Bonn' } },
      card: { exp_year: 2035 },
    })
    expect(renewed).toMatchObject({
      card: { exp_month: 8, exp_year: 2035 },
      billing_details: { name: 'Ada' },
    })
    const { latest_charge: charge } = await stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      customer: customer.id,
      payment_method: id,
      confirm: true,
      expand: ['latest_charge'],
    })
    expect(charge).toMatchObject({
      billing_details: { name: 'Ada', address: { city: 'Bonn' } },
      payment_method_details: { card: { exp_month: 8, exp_year: 2035, amount_authorized: 900 } },
      receipt_url: expect.stringContaining('https://'),
    })
  })

  it('on payments: shipping, descriptors, a report of fraud, an address for instructions', async () => {
    const { stripe, customer } = await open()
    const shipping = { name: 'Ada', address: { city: 'Bonn' } }
    const intent = await stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      customer: customer.id,
      payment_method: 'pm_card_visa',
      setup_future_usage: 'off_session',
      shipping,
      statement_descriptor: 'SHOP',
      confirm: true,
    })
    expect(intent).toMatchObject({ setup_future_usage: 'off_session', shipping: { name: 'Ada' } })
    const id = String(intent.latest_charge)
    const charge = await stripe.charges.update(id, { fraud_details: { user_report: 'fraudulent' } })
    expect(charge).toMatchObject({
      fraud_details: { user_report: 'fraudulent' },
      statement_descriptor: 'SHOP',
    })
    expect(charge.shipping).toMatchObject({ address: { city: 'Bonn', country: null } })
    const asked = {
      charge: id,
      amount: 100,
      instructions_email: 'ada@example.com',
      refund_application_fee: false,
    }
    expect(await stripe.refunds.create(asked)).toMatchObject({ instructions_email: 'ada@example.com' })
    const wider = stripe.refunds.create({ ...asked, reverse_transfer: true })
    expect(await refused(wider)).toMatchObject({
      param: 'reverse_transfer',
      message: 'Only false is simulated.',
    })
  })

  it('on invoices, items and credit notes', async () => {
    const { stripe, customer } = await open()
    const due_date = customer.created + 90 * 86_400
    const invoice = await stripe.invoices.create({
      customer: customer.id,
      automatic_tax: { enabled: false },
      collection_method: 'send_invoice',
      custom_fields: [{ name: 'PO', value: '7' }],
      due_date,
      footer: 'Thank you.',
    })
    expect(invoice).toMatchObject({
      due_date,
      footer: 'Thank you.',
      custom_fields: [{ name: 'PO', value: '7' }],
    })
    expect((await stripe.invoices.list({ due_date: { gte: due_date } })).data[0]!.id).toBe(invoice.id)
    expect((await stripe.invoices.list({ due_date: { gt: due_date } })).data).toEqual([])
    const period = { start: customer.created, end: customer.created + 86_400 }
    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: invoice.id,
      currency: 'usd',
      quantity: 3,
      unit_amount_decimal: '250' as unknown as Stripe.Decimal,
      period,
    })
    expect(item).toMatchObject({ amount: 750, quantity: 3, period })
    const owed = await stripe.invoices.finalizeInvoice(invoice.id)
    expect(owed).toMatchObject({ hosted_invoice_url: expect.stringContaining(invoice.id.slice(3)) })
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 50, email_type: 'none' })
    expect(await stripe.creditNotes.update(note.id, { memo: 'Late.' })).toMatchObject({ memo: 'Late.' })
    expect((await stripe.creditNotes.listLineItems(note.id, { limit: 1 })).data).toHaveLength(1)
  })

  it('on what is sold, and what comes off or on top', async () => {
    const { stripe } = await open()
    const product = await stripe.products.create({
      name: 'Course',
      images: ['https://example.com/a,b.png'],
      marketing_features: [{ name: 'Eight weeks' }],
      unit_label: 'seat',
      url: 'https://example.com',
    })
    expect(product).toMatchObject({ images: ['https://example.com/a,b.png'], unit_label: 'seat' })
    expect(await stripe.products.update(product.id, { images: '' })).toMatchObject({
      images: [],
      unit_label: 'seat',
    })
    const money = {
      currency: 'usd',
      product: product.id,
      recurring: { interval: 'month' },
      unit_amount: 900,
    } as const
    const price = await stripe.prices.create({
      ...money,
      lookup_key: 'course',
      tax_behavior: 'exclusive',
      active: true,
    })
    expect(price).toMatchObject({ lookup_key: 'course', tax_behavior: 'exclusive' })
    expect((await refused(stripe.prices.create({ ...money, lookup_key: 'course' }))).param).toBe('lookup_key')
    const next = await stripe.prices.create({ ...money, lookup_key: 'course', transfer_lookup_key: true })
    const { data } = await stripe.prices.list({ lookup_keys: ['course'], recurring: { interval: 'month' } })
    expect(data.map(({ id }) => id)).toEqual([next.id])
    expect((await stripe.prices.retrieve(price.id)).lookup_key).toBeNull()
    const coupon = await stripe.coupons.create({ percent_off: 10, name: 'Ten' })
    expect((await stripe.coupons.update(coupon.id, { name: 'Tenth' })).name).toBe('Tenth')
    const rate = await stripe.taxRates.create({
      display_name: 'VAT',
      percentage: 19,
      inclusive: false,
      country: 'DE',
      jurisdiction: 'Germany',
      tax_type: 'vat',
    })
    expect(rate).toMatchObject({ country: 'DE', jurisdiction: 'Germany', tax_type: 'vat' })
    expect((await stripe.taxRates.update(rate.id, { display_name: 'MwSt' })).display_name).toBe('MwSt')
  })

  it('in an account that was put back, too', async () => {
    const { stripe, backend } = openAccount()
    const { id } = await stripe.customers.create({ shipping: { name: 'Ada', address: { city: 'Bonn' } } })
    const other = openAccount().backend
    other.restore(JSON.parse(JSON.stringify(backend.snapshot())))
    expect(await clientOf(other).customers.retrieve(id)).toEqual(await stripe.customers.retrieve(id))
  })
})
