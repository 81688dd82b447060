import { describe, expect, it } from 'vitest'
import { openAccount, refused } from './account.ts'

describe('a balance transaction of a customer', () => {
  it('can be written on; what it moved stays', async () => {
    const { stripe } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const made = await stripe.customers.createBalanceTransaction(customer!.id, {
      amount: -500,
      currency: 'usd',
    })
    const changed = await stripe.customers.updateBalanceTransaction(customer!.id, made.id, {
      description: 'For the downtime',
      metadata: { ticket: '7' },
    })
    expect(changed).toEqual({ ...changed, description: 'For the downtime', metadata: { ticket: '7' } })
    expect(await stripe.customers.retrieveBalanceTransaction(customer!.id, made.id)).toMatchObject({
      amount: -500,
      ending_balance: -500,
      description: 'For the downtime',
    })
    const other = await stripe.customers.create({})
    const foreign = stripe.customers.updateBalanceTransaction(other.id, made.id, { description: 'Mine' })
    expect((await refused(foreign)).statusCode).toBe(404)
  })
})

describe('a product', () => {
  it('is deleted where it has no prices, and is gone', async () => {
    const { stripe } = openAccount()
    const { id } = await stripe.products.create({ name: 'Course' })
    expect(await stripe.products.del(id)).toEqual(expect.objectContaining({ id, deleted: true }))
    expect((await stripe.products.list({ limit: 100 })).data.map(each => each.id)).not.toContain(id)
    for (const call of [stripe.products.retrieve(id), stripe.products.del(id)]) {
      expect((await refused(call)).code).toBe('resource_missing')
    }
    const price = { currency: 'usd', unit_amount: 100, product: id }
    expect((await refused(stripe.prices.create(price))).code).toBe('resource_missing')
    const [event] = (await stripe.events.list({ limit: 1 })).data
    expect([event!.type, (event!.data.object as { id: string }).id]).toEqual(['product.deleted', id])
  })

  it('stays where it has prices', async () => {
    const { stripe } = openAccount()
    const { id } = await stripe.products.create({
      name: 'Course',
      default_price_data: { currency: 'usd', unit_amount: 100 },
    })
    expect((await refused(stripe.products.del(id))).message).toBe(
      'This product cannot be deleted because it has one or more user-created prices.',
    )
    const [price] = (await stripe.prices.list({ lookup_keys: ['basic'] })).data
    expect((await refused(stripe.products.del(String(price!.product)))).statusCode).toBe(400)
  })
})

describe('a charge without an intent', () => {
  it('takes the money of the default card, or holds it', async () => {
    const { stripe } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const how = { amount: 1200, currency: 'usd', customer: customer!.id, receipt_email: 'ada@example.com' }
    const taken = await stripe.charges.create({ ...how, description: 'Setup', metadata: { order: '7' } })
    expect(taken).toMatchObject({
      amount: 1200,
      captured: true,
      description: 'Setup',
      metadata: { order: '7' },
      receipt_email: 'ada@example.com',
    })
    const held = await stripe.charges.create({ ...how, capture: false })
    expect(held).toMatchObject({ captured: false, amount_captured: 0 })
    expect(await stripe.charges.capture(held.id)).toMatchObject({ captured: true })
    await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer!.id })
    expect(await refused(stripe.charges.create(how))).toMatchObject({
      code: 'card_declined',
      statusCode: 402,
    })
  })
})
