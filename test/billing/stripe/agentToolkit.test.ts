import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { checkBooks } from '../../../src/billing-mock/index.ts'
import type { StripeBackend } from '../../../src/billing-mock/stripe/index.ts'
import { openAccount, refused } from './account.ts'
import { serve } from './served.ts'

interface Opened {
  readonly stripe: Stripe
  readonly backend: StripeBackend
}

const transports: readonly (readonly [string, () => Promise<Opened>])[] = [
  ['in process', async () => openAccount()],
  ['over HTTP', () => serve()],
]

/** The only one of a list's first page. */
async function first<Item>(list: PromiseLike<{ data: Item[] }>): Promise<Item> {
  return (await list).data[0]!
}

describe.each(transports)('what a support agent does, %s', (_name, open) => {
  it('sells: product, price, payment link', async () => {
    const { stripe } = await open()
    const product = await stripe.products.create({ name: 'Course', description: 'Eight weeks' })
    expect(await first(stripe.products.list({ limit: 1 }))).toEqual(product)
    const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 4900 })
    expect(price).toMatchObject({ type: 'one_time', recurring: null, product: product.id, lookup_key: null })
    const link = await stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 2 }] })
    expect(link.url).toMatch(/^https:/)
    expect(await stripe.paymentLinks.retrieve(link.id)).toEqual(link)
    const item = await first(stripe.paymentLinks.listLineItems(link.id))
    expect(item).toMatchObject({ amount_total: 9800, price: { id: price.id } })
    expect(await stripe.paymentLinks.update(link.id, { active: false })).toMatchObject({ active: false })
    expect(await stripe.products.update(product.id, { name: 'Long course', active: false })).toMatchObject({
      name: 'Long course',
      active: false,
    })
  })

  it('bills: draft, item, finalized, sent, paid', async () => {
    const { stripe, backend } = await open()
    const customer = await first(stripe.customers.list())
    const invoice = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      days_until_due: 30,
    })
    expect(invoice).toMatchObject({ status: 'draft', total: 0, number: null })
    const item = await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: invoice.id,
      amount: 700,
      currency: 'usd',
      description: 'Setup',
    })
    expect(item).toMatchObject({ amount: 700, invoice: invoice.id })
    const final = await stripe.invoices.finalizeInvoice(invoice.id)
    expect(final).toMatchObject({ id: invoice.id, status: 'open', amount_due: 700 })
    expect(final.due_date! - final.effective_at!).toBe(30 * 86_400)
    expect(await stripe.invoices.sendInvoice(invoice.id)).toMatchObject({ status: 'open' })
    expect(await stripe.invoices.pay(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 700 })
    expect((await stripe.invoiceItems.list({ pending: true })).data).toEqual([])
    expect(checkBooks(backend.books)).toEqual([])
  })

  it('takes a payment and sends it back', async () => {
    const { stripe, backend } = await open()
    const customer = await first(stripe.customers.list())
    const intent = await stripe.paymentIntents.create({
      amount: 1500,
      currency: 'usd',
      customer: customer.id,
    })
    expect(intent).toMatchObject({ status: 'requires_payment_method', latest_charge: null })
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1500 })
    expect(await first(stripe.paymentIntents.list({ limit: 1 }))).toEqual(paid)
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 500 })
    expect(refund).toMatchObject({ payment_intent: intent.id, charge: paid.latest_charge })
    const given = await stripe.paymentIntents.create({ amount: 100, currency: 'usd', customer: customer.id })
    expect(await stripe.paymentIntents.cancel(given.id)).toMatchObject({ status: 'canceled' })
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_mastercard' } })
    expect(method.customer).toBeNull()
    const attached = await stripe.paymentMethods.attach(method.id, { customer: customer.id })
    expect(attached).toMatchObject({ id: method.id, customer: customer.id, card: { last4: '4444' } })
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data[0]!.id).toBe(method.id)
    expect(await stripe.paymentMethods.detach(method.id)).toMatchObject({ customer: null })
    expect(checkBooks(backend.books)).toEqual([])
  })

  it('discounts: coupon, promotion code, on a subscription and off again', async () => {
    const { stripe, backend } = await open()
    const coupon = await stripe.coupons.create({ id: 'SAVE25', percent_off: 25, duration: 'forever' })
    expect(coupon).toMatchObject({ id: 'SAVE25', percent_off: 25, valid: true, times_redeemed: 0 })
    expect((await refused(stripe.coupons.create({ id: 'SAVE25', percent_off: 5 }))).code).toBe(
      'resource_already_exists',
    )
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon: 'SAVE25' },
      code: 'WELCOME',
    })
    expect((await stripe.promotionCodes.list({ code: 'welcome' })).data[0]).toEqual(code)
    const subscription = await first(stripe.subscriptions.list())
    const updated = await stripe.subscriptions.update(subscription.id, {
      discounts: [{ promotion_code: code.id }],
      expand: ['discounts'],
    })
    expect(updated.discounts).toMatchObject([{ promotion_code: code.id, source: { coupon: 'SAVE25' } }])
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(preview).toMatchObject({ status: 'draft', subtotal: 1000, total: 750, amount_due: 750 })
    expect(preview.total_discount_amounts).toMatchObject([{ amount: 250 }])
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([1000])
    await stripe.subscriptions.deleteDiscount(subscription.id)
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1000)
    await stripe.coupons.del('SAVE25')
    expect((await refused(stripe.coupons.retrieve('SAVE25'))).statusCode).toBe(404)
    expect(checkBooks(backend.books)).toEqual([])
  })

  it('takes an invoice back by credit note, after a preview', async () => {
    const { stripe, backend } = await open()
    const invoice = await first(stripe.invoices.list({ status: 'paid' }))
    const asked = { invoice: invoice.id, amount: 400, refund_amount: 300, credit_amount: 100 }
    const preview = await stripe.creditNotes.preview(asked)
    expect(preview).toMatchObject({ amount: 400, type: 'post_payment' })
    expect((await stripe.creditNotes.list()).data).toEqual([])
    const note = await stripe.creditNotes.create({ ...asked, reason: 'duplicate' })
    expect(note).toMatchObject({ amount: 400, reason: 'duplicate', status: 'issued' })
    expect(note.refunds[0]).toMatchObject({ amount_refunded: 300 })
    const customer = await stripe.customers.retrieve(String(note.customer))
    expect(customer).toMatchObject({ balance: -100 })
    expect((await refused(stripe.creditNotes.voidCreditNote(note.id))).statusCode).toBe(400)
    expect((await stripe.creditNotes.listLineItems(note.id)).data[0]).toMatchObject({ amount: 400 })
    const { post_payment_credit_notes_amount } = await stripe.invoices.retrieve(invoice.id)
    expect(post_payment_credit_notes_amount).toBe(400)
    expect(checkBooks(backend.books)).toEqual([])
  })

  it('taxes: a rate on a subscription, until a tax id exempts', async () => {
    const { stripe } = await open()
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 19, inclusive: false })
    const subscription = await first(stripe.subscriptions.list())
    await stripe.subscriptions.update(subscription.id, { default_tax_rates: [rate.id] })
    const taxed = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(taxed).toMatchObject({ subtotal: 1000, total: 1190, total_excluding_tax: 1000 })
    expect(taxed.total_taxes).toMatchObject([{ amount: 190, taxable_amount: 1000 }])
    const customer = String(subscription.customer)
    const taxId = await stripe.customers.createTaxId(customer, { type: 'eu_vat', value: 'DE000000000' })
    expect(taxId.verification).toMatchObject({ status: 'verified' })
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1000)
    expect((await stripe.customers.listTaxIds(customer)).data).toEqual([taxId])
    expect(await stripe.customers.deleteTaxId(customer, taxId.id)).toMatchObject({ deleted: true })
  })

  it('changes its mind about the end of a subscription, and looks through all pages', async () => {
    const { stripe } = await open()
    const { id } = await first(stripe.subscriptions.list())
    await stripe.subscriptions.update(id, { cancel_at_period_end: true })
    const kept = await stripe.subscriptions.update(id, { cancel_at_period_end: false })
    expect(kept).toMatchObject({ cancel_at_period_end: false, cancel_at: null, canceled_at: null })
    const item = await first(stripe.subscriptionItems.list({ subscription: id }))
    expect(await stripe.subscriptionItems.update(item.id, { quantity: 3 })).toMatchObject({ quantity: 3 })
    const seen: string[] = []
    for await (const event of stripe.events.list({ limit: 3 })) seen.push(event.id)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(15)
    const customer = await first(stripe.customers.list())
    expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
    expect((await refused(stripe.customers.update(customer.id, { name: 'A' }))).statusCode).toBe(404)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled')
  })

  it('answers a bank in time, and accepts a dispute', async () => {
    const { shop } = openAccount()
    shop.do({ type: 'inquiry.open', charge: 0, amountCents: null, reason: 'unrecognized' })
    shop.do({ type: 'dispute.file', charge: 2, amountCents: null, reason: 'fraudulent' })
    const { stripe } = openAccount({ books: shop.books, nowMs: shop.nowMs })
    const { data } = await stripe.disputes.list()
    const [dispute, inquiry] = data.sort((one, other) => one.status.length - other.status.length)
    expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent' })
    expect(dispute!.evidence_details.due_by).toBeGreaterThan(dispute!.created)
    expect(inquiry).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] })
    const answered = await stripe.disputes.update(inquiry!.id, { evidence: { uncategorized_text: 'Hers.' } })
    expect(answered).toMatchObject({ status: 'warning_under_review', reason: 'unrecognized' })
    expect(await stripe.disputes.close(dispute!.id)).toMatchObject({ status: 'lost' })
  })
})
