import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../../src/core/clock.ts'
import { type Account, openAccount } from './account.ts'

/** A draft of $7.00 for the account's customer. */
async function drafted(
  { stripe }: Account,
  how: Partial<Stripe.InvoiceCreateParams> = {},
): Promise<Stripe.Invoice> {
  const [customer] = (await stripe.customers.list()).data
  await stripe.invoiceItems.create({ customer: customer!.id, amount: 700, currency: 'usd' })
  return stripe.invoices.create({
    customer: customer!.id,
    pending_invoice_items_behavior: 'include',
    ...how,
  })
}

const pass = ({ backend }: Account, hours: number) => backend.advanceTo(backend.nowMs + hours * HOUR_MS)

describe('a draft with auto_advance', () => {
  it('is finalized an hour after its creation, and charged', async () => {
    const account = openAccount()
    const draft = await drafted(account, { auto_advance: true })
    expect(draft).toMatchObject({
      status: 'draft',
      auto_advance: true,
      automatically_finalizes_at: draft.created + 3600,
    })
    pass(account, 0.99)
    expect(await account.stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'draft' })
    pass(account, 0.02)
    const paid = await account.stripe.invoices.retrieve(draft.id)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 700, automatically_finalizes_at: null })
    expect(paid.status_transitions.finalized_at).toBe(draft.created + 3600)
  })

  it('waits for the test clock, and for the lever, alike', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const first = await drafted(account, { auto_advance: true })
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: first.created })
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: first.created + 3600 })
    expect((await stripe.invoices.retrieve(first.id)).status).toBe('paid')
    const second = await drafted(account, { auto_advance: true })
    const path = '/_sim/clock/advance'
    backend.handle({ method: 'POST', path, headers: {}, body: 'by_seconds=3600' })
    expect((await stripe.invoices.retrieve(second.id)).status).toBe('paid')
  })

  it('is sent and stays owed where it is not to be charged', async () => {
    const account = openAccount()
    const draft = await drafted(account, {
      auto_advance: true,
      collection_method: 'send_invoice',
      days_until_due: 30,
    })
    pass(account, 2)
    expect(await account.stripe.invoices.retrieve(draft.id)).toMatchObject({
      status: 'open',
      amount_remaining: 700,
    })
    const { data } = await account.stripe.events.list({
      types: ['invoice.sent', 'charge.succeeded'],
      limit: 1,
    })
    expect(data[0]!.type).toBe('invoice.sent')
  })

  it('is tried once: a decline leaves it open, however time is cut', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const [customer] = (await stripe.customers.list()).data
    await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer!.id })
    const draft = await drafted(account, { auto_advance: true })
    for (let each = 0; each < 5; each++) pass(account, 1)
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: 'open', attempt_count: 1 })
    expect(backend.books.charges.filter(({ status }) => status === 'failed')).toHaveLength(1)
  })

  it('that somebody finalizes first is still charged when its hour is over', async () => {
    const account = openAccount()
    const draft = await drafted(account)
    const open = await account.stripe.invoices.finalizeInvoice(draft.id, { auto_advance: true })
    expect(open).toMatchObject({ status: 'open', next_payment_attempt: draft.created + 3600 })
    pass(account, 1)
    expect((await account.stripe.invoices.retrieve(draft.id)).status).toBe('paid')
  })
})

describe('a draft without auto_advance', () => {
  it.each([undefined, false])('stays a draft (%s)', async auto_advance => {
    const account = openAccount()
    const draft = await drafted(account, auto_advance === undefined ? {} : { auto_advance })
    pass(account, 1000)
    expect(await account.stripe.invoices.retrieve(draft.id)).toMatchObject({
      status: 'draft',
      auto_advance: false,
    })
  })

  it('can be given it, and lose it again', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    await stripe.invoices.update(draft.id, { auto_advance: true })
    const stopped = await stripe.invoices.update(draft.id, { auto_advance: false })
    expect(stopped).toMatchObject({ auto_advance: false, automatically_finalizes_at: null })
    pass(account, 5)
    expect((await stripe.invoices.retrieve(draft.id)).status).toBe('draft')
    const late = await stripe.invoices.update(draft.id, { auto_advance: true })
    expect(late.automatically_finalizes_at).toBe(draft.created + 5 * 3600)
    pass(account, 0)
    expect((await stripe.invoices.retrieve(draft.id)).status).toBe('paid')
  })
})

describe('a draft of a subscription', () => {
  it('that waits already is the one that advances', async () => {
    const account = openAccount()
    const { stripe } = account
    const [subscription] = (await stripe.subscriptions.list()).data
    await stripe.subscriptions.update(subscription!.id, {
      items: [{ id: subscription!.items.data[0]!.id, quantity: 3 }],
    })
    const customer = String(subscription!.customer)
    const draft = await stripe.invoices.create({
      customer,
      subscription: subscription!.id,
      auto_advance: true,
    })
    expect(draft.automatically_finalizes_at).toBe(draft.created + 3600)
    pass(account, 1)
    expect((await stripe.invoices.retrieve(draft.id)).status).toBe('paid')
  })
})
