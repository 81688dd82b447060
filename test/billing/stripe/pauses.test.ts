import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../src/core/clock.ts'
import { type Account, openAccount, refused } from './account.ts'

const pass = ({ backend }: Account, days: number) => backend.advanceTo(backend.nowMs + days * DAY_MS)

/** The account's subscription, whose period of 30 days has 19 left. */
async function only({ stripe }: Account): Promise<Stripe.Subscription> {
  const [subscription] = (await stripe.subscriptions.list()).data
  return subscription!
}

const billed = async ({ stripe }: Account) =>
  (await stripe.invoices.list({ limit: 100 })).data.map(({ status, total }) => [status, total])

/** A trial of 14 days on the $10 plan. */
async function trialing({ stripe }: Account): Promise<Stripe.Subscription> {
  const [price] = (await stripe.prices.list({ lookup_keys: ['basic'] })).data
  const [customer] = (await stripe.customers.list()).data
  const items = [{ price: price!.id }]
  return stripe.subscriptions.create({ customer: customer!.id, items, trial_period_days: 14 })
}

describe('pause_collection', () => {
  it.each([
    ['keep_as_draft', 'draft'],
    ['mark_uncollectible', 'uncollectible'],
    ['void', 'void'],
  ] as const)('%s leaves the invoices of the pause %s, and the subscription active', async (...given) => {
    const [behavior, status] = given
    const account = openAccount()
    const { stripe, backend } = account
    const { id } = await only(account)
    const paused = await stripe.subscriptions.update(id, { pause_collection: { behavior } })
    expect(paused).toMatchObject({ status: 'active', pause_collection: { behavior, resumes_at: null } })
    const cash = backend.books.balances.Cash
    pass(account, 19)
    pass(account, 30)
    expect((await billed(account)).slice(0, 2)).toEqual([
      [status, 1000],
      [status, 1000],
    ])
    expect(backend.books.balances.Cash).toBe(cash)
    const resumed = await stripe.subscriptions.update(id, { pause_collection: '' })
    expect(resumed).toMatchObject({ status: 'active', pause_collection: null })
    pass(account, 30)
    expect((await billed(account))[0]).toEqual(['paid', 1000])
    expect(backend.books.balances.Cash).toBe(cash + 1000)
  })

  it('ends when it was to, and a renewal at that moment is collected', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, items } = await only(account)
    const resumes_at = items.data[0]!.current_period_end + 30 * 86_400
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void', resumes_at } })
    pass(account, 19)
    expect((await only(account)).pause_collection).toEqual({ behavior: 'void', resumes_at })
    pass(account, 40)
    expect((await only(account)).pause_collection).toBeNull()
    expect((await billed(account)).slice(0, 2).map(([status]) => status)).toEqual(['paid', 'void'])
    const { data } = await stripe.events.list({ type: 'customer.subscription.updated', limit: 3 })
    expect(data.some(({ created }) => created === resumes_at)).toBe(true)
  })

  it('keeps the credit of the customer for later', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, customer } = await only(account)
    await stripe.customers.createBalanceTransaction(String(customer), { amount: -400, currency: 'usd' })
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'mark_uncollectible' } })
    pass(account, 20)
    expect((await billed(account))[0]).toEqual(['uncollectible', 1000])
    expect(await stripe.customers.retrieve(String(customer))).toMatchObject({ balance: -400 })
  })

  it('leaves drafts that are finalized and paid by hand, each for its own period', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id } = await only(account)
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } })
    pass(account, 60)
    const { data } = await stripe.invoices.list({ status: 'draft' })
    expect(data.map(({ lines }) => lines.data.length)).toEqual([1, 1])
    await stripe.invoices.finalizeInvoice(data[0]!.id)
    expect(await stripe.invoices.pay(data[0]!.id)).toMatchObject({ status: 'paid', amount_paid: 1000 })
  })

  it('holds back what a change would bill now', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id, items } = await only(account)
    const cash = backend.books.balances.Cash
    await stripe.subscriptions.update(id, {
      items: [{ id: items.data[0]!.id, quantity: 5 }],
      pause_collection: { behavior: 'void' },
      proration_behavior: 'always_invoice',
    })
    expect((await billed(account))[0]![0]).toBe('void')
    expect(backend.books.balances.Cash).toBe(cash)
  })

  it('is refused where it cannot be, and its end where it was never is nothing', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, items } = await only(account)
    const past = { behavior: 'void', resumes_at: items.data[0]!.current_period_start } as const
    expect(await refused(stripe.subscriptions.update(id, { pause_collection: past }))).toMatchObject({
      param: 'pause_collection[resumes_at]',
    })
    expect(await stripe.subscriptions.update(id, { pause_collection: '' })).toMatchObject({
      pause_collection: null,
    })
    const odd = { behavior: 'later' } as unknown as { behavior: 'void' }
    expect(await refused(stripe.subscriptions.update(id, { pause_collection: odd }))).toMatchObject({
      param: 'pause_collection[behavior]',
    })
  })
})

describe('trial_end', () => {
  it('now ends the trial: the first period starts and is paid', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id, created } = await trialing(account)
    pass(account, 3)
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { trial_end: 'now' },
    })
    expect(preview).toMatchObject({ total: 1000, status: 'draft' })
    const begun = await stripe.subscriptions.update(id, { trial_end: 'now' })
    const now = created + 3 * 86_400
    expect(begun).toMatchObject({ status: 'active', trial_end: now, billing_cycle_anchor: now })
    expect(begun.items.data[0]!).toMatchObject({
      current_period_start: now,
      current_period_end: now + 30 * 86_400,
    })
    expect(await stripe.invoices.retrieve(String(begun.latest_invoice))).toMatchObject({ amount_paid: 1000 })
    const invoices = backend.books.invoices.length
    pass(account, 12) // past the day on which it would have ended
    expect(backend.books.invoices.filter(({ subscription }) => subscription === 1)).toHaveLength(1)
    expect(backend.books.invoices.length - invoices).toBe(0)
  })

  it('later gives more time, and the customer is told three days before that', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, trial_end } = await trialing(account)
    const end = trial_end! + 10 * 86_400
    const longer = await stripe.subscriptions.update(id, { trial_end: end })
    expect(longer).toMatchObject({ status: 'trialing', trial_end: end, billing_cycle_anchor: end })
    const reminders = async () =>
      (await stripe.events.list({ type: 'customer.subscription.trial_will_end' })).data.map(
        ({ created }) => created,
      )
    pass(account, 15)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('trialing')
    expect(await reminders()).toEqual([])
    pass(account, 10)
    expect(await reminders()).toEqual([end - 3 * 86_400])
    const active = await stripe.subscriptions.retrieve(id)
    expect(active.status).toBe('active')
    expect(active.items.data[0]!.current_period_start).toBe(end)
  })

  it('earlier takes time away', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, created } = await trialing(account)
    await stripe.subscriptions.update(id, { trial_end: created + 86_400 })
    pass(account, 1)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active')
  })

  it('is refused in the past, and where there is no trial', async () => {
    const account = openAccount()
    const { stripe } = account
    const { id, created } = await trialing(account)
    const past = stripe.subscriptions.update(id, { trial_end: created - 60 })
    expect(await refused(past)).toMatchObject({ param: 'trial_end' })
    const running = (await stripe.subscriptions.list()).data.find(({ status }) => status === 'active')
    expect((await refused(stripe.subscriptions.update(running!.id, { trial_end: 'now' }))).message).toBe(
      'This subscription could not be given another end of its trial because it has a status of active.',
    )
  })
})

describe('a subscription that is paused', () => {
  it('is billed no more, and its unused time comes off the first invoice after it is resumed', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const { id } = await only(account)
    const paused = await stripe.subscriptions.pause(id)
    expect(paused.status).toBe('paused')
    const invoices = backend.books.invoices.length
    pass(account, 90)
    expect(backend.books.invoices).toHaveLength(invoices)
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused')
    const resumed = await stripe.subscriptions.resume(id)
    expect(resumed.status).toBe('active')
    const invoice = await stripe.invoices.retrieve(String(resumed.latest_invoice))
    expect(invoice.lines.data.map(({ amount }) => amount)).toEqual([-633, 1000]) // 19 of 30 days
    pass(account, 30)
    expect((await billed(account))[0]).toEqual(['paid', 1000])
    const { data } = await stripe.events.list({ type: 'customer.subscription.*', limit: 20 })
    const types = data.map(({ type }) => type)
    expect(types).toContain('customer.subscription.paused')
    expect(types).toContain('customer.subscription.resumed')
  })

  it('gets its credit at once, or none, as is asked for', async () => {
    const now = openAccount()
    const { id, customer } = await only(now)
    await now.stripe.subscriptions.pause(id, { invoicing_behavior: 'invoice' })
    expect(await now.stripe.customers.retrieve(String(customer))).toMatchObject({ balance: -633 })
    const none = openAccount()
    await none.stripe.subscriptions.pause(id, { bill_for: { unused_time_from: { type: 'none' } } })
    expect(none.backend.books.invoices).toHaveLength(2)
    expect((await refused(none.stripe.subscriptions.pause(id))).message).toMatch(/status of paused/)
  })
})
