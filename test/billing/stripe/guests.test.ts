import { describe, expect, it } from 'vitest'
import { openAccount, refused } from './account.ts'

const payment = { amount: 2500, currency: 'usd' }

describe('a payment intent without a customer', () => {
  it('is paid by a card that is nobody’s, and refunded', async () => {
    const { stripe, backend } = openAccount()
    const customers = (await stripe.customers.list()).data
    const intent = await stripe.paymentIntents.create({
      ...payment,
      payment_method: 'pm_card_visa',
      confirm: true,
      expand: ['latest_charge', 'customer'],
    })
    expect(intent).toMatchObject({ status: 'succeeded', customer: null, amount_received: 2500 })
    expect(intent.latest_charge).toMatchObject({ customer: null, paid: true })
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund).toMatchObject({ amount: 2500, status: 'pending' })
    expect((await stripe.customers.list()).data).toEqual(customers)
    expect(backend.books.balances.Cash).toBe(6900 + 2500)
  })

  it('waits for a method, which may be one that was made', async () => {
    const { stripe } = openAccount()
    const { id } = await stripe.paymentIntents.create(payment)
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_payment_method' })
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: method.id })
    expect(paid).toMatchObject({ status: 'succeeded', payment_method: method.id })
    const used = await stripe.paymentMethods.retrieve(method.id)
    expect(used).toMatchObject({ customer: null, created: method.created })
    expect((await stripe.paymentMethods.list()).data.map(each => each.id)).not.toContain(method.id)
  })

  it('that is declined asks for another, and the same one may be tried again', async () => {
    const { stripe } = openAccount()
    const card = { token: 'tok_chargeCustomerFail' }
    const method = await stripe.paymentMethods.create({ type: 'card', card })
    const { id } = await stripe.paymentIntents.create({ ...payment, payment_method: method.id })
    for (let each = 0; each < 2; each++) {
      const declined = await refused(stripe.paymentIntents.confirm(id, { payment_method: method.id }))
      expect(declined).toMatchObject({ code: 'card_declined', statusCode: 402 })
    }
    expect(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'succeeded',
    })
  })

  it('takes no method of a customer, whose name must be given', async () => {
    const { stripe, backend } = openAccount()
    const [method] = (await stripe.paymentMethods.list()).data
    const before = backend.snapshot().books
    const call = stripe.paymentIntents.create({ ...payment, payment_method: method!.id, confirm: true })
    expect(await refused(call)).toMatchObject({ param: 'customer' })
    expect(backend.snapshot().books).toEqual(before)
  })

  it('is heard of without a customer', async () => {
    const { stripe } = openAccount()
    const { data: before } = await stripe.events.list({ limit: 1 })
    await stripe.paymentIntents.create({ ...payment, payment_method: 'pm_card_visa', confirm: true })
    const { data } = await stripe.events.list({ ending_before: before[0]!.id, limit: 20 })
    expect(data.map(({ type }) => type)).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'payment_intent.created',
    ])
  })

  it('has a customer whom nobody finds', async () => {
    const { stripe, backend } = openAccount()
    await stripe.paymentIntents.create({ ...payment, payment_method: 'pm_card_visa', confirm: true })
    expect(backend.books.customers).toHaveLength(2)
    expect((await stripe.customers.list({ limit: 100 })).data).toHaveLength(1)
    expect((await stripe.customers.search({ query: 'created>0' })).data).toHaveLength(1)
    const named = await stripe.customers.create({ email: 'ada@example.com' })
    const paid = await stripe.paymentIntents.create({
      ...payment,
      customer: named.id,
      payment_method: 'pm_card_visa',
      confirm: true,
    })
    expect(paid.customer).toBe(named.id)
  })
})
