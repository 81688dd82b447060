import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { clientOf, openAccount, refused, takeBooks } from './account.ts'

const { errors } = Stripe

describe('an error reaches the SDK as the class that production code catches', () => {
  it('a refund above what remains, in the words of the ledger', async () => {
    const { stripe, backend } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id, amount: 600 })
    const before = takeBooks(backend)
    const error = await refused(stripe.refunds.create({ charge: charge!.id, amount: 4500 }))
    expect(error).toBeInstanceOf(errors.StripeInvalidRequestError)
    expect(error).toMatchObject({ statusCode: 400, param: 'amount', code: undefined })
    expect(error.message).toBe('Refund amount ($45.00) is greater than unrefunded amount on charge ($43.00)')
    expect(takeBooks(backend)).toEqual(before)
  })

  it('nothing left, with the id in the message', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id })
    const error = await refused(stripe.refunds.create({ charge: charge!.id }))
    expect(error).toMatchObject({ code: 'charge_already_refunded', statusCode: 400 })
    expect(error.message).toBe(`Charge ${charge!.id} has already been refunded.`)
  })

  it('an unknown id', async () => {
    const { stripe } = openAccount()
    for (const call of [stripe.charges.retrieve('ch_none'), stripe.refunds.create({ charge: 'ch_none' })]) {
      const error = await refused(call)
      expect(error).toBeInstanceOf(errors.StripeInvalidRequestError)
      expect(error).toMatchObject({ code: 'resource_missing', statusCode: 404 })
      expect(error.message).toBe("No such charge: 'ch_none'")
    }
  })

  it('a declined card, and nothing is charged', async () => {
    const { stripe, backend } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer!.id,
    })
    const { Cash } = backend.books.balances
    const error = await refused(
      stripe.paymentIntents.create({
        amount: 100,
        currency: 'usd',
        customer: customer!.id,
        payment_method: method.id,
        confirm: true,
        metadata: { order: '7' },
      }),
    )
    expect(error).toBeInstanceOf(errors.StripeCardError)
    expect(error).toMatchObject({ code: 'card_declined', decline_code: 'generic_decline', statusCode: 402 })
    expect(backend.books.balances.Cash).toBe(Cash)
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent!.id)
    expect(intent).toMatchObject({ status: 'requires_payment_method', metadata: { order: '7' } })
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 100 })
    const { data } = await stripe.charges.list({ payment_intent: intent.id })
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
  })

  it.each([
    ['none', ''],
    ['a publishable one', 'pk_test_1'],
    ['a live one, which has no business here', 'sk_live_1'],
  ])('a key that will not do: %s', async (_what, key) => {
    const { backend } = openAccount()
    const { status, body } = backend.handle({
      method: 'GET',
      path: '/v1/charges',
      headers: { authorization: `Bearer ${key}` },
      body: '',
    })
    expect(status).toBe(401)
    expect(body).toMatchObject({ error: { type: 'invalid_request_error' } })
  })

  it('no key, as an authentication error', async () => {
    const { backend } = openAccount()
    const error = await refused(clientOf(backend).charges.list({}, { apiKey: 'pk_test_1' }))
    expect(error).toBeInstanceOf(errors.StripeAuthenticationError)
  })

  it.each([
    ['rate_limit', errors.StripeRateLimitError, 429],
    ['server_error', errors.StripeAPIError, 500],
    ['unavailable', errors.StripeAPIError, 503],
    ['lock_timeout', errors.StripeRateLimitError, 429],
    ['idempotency_key_in_use', errors.StripeAPIError, 409],
  ] as const)('a fault: %s', async (kind, type, statusCode) => {
    const { backend } = openAccount({ faults: () => ({ kind }) })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const before = takeBooks(backend)
    const error = await refused(stripe.customers.create({ email: 'a@example.com' }))
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject({ statusCode })
    expect(takeBooks(backend)).toEqual(before)
  })

  it('a route that is not there', async () => {
    const { stripe } = openAccount()
    const error = await refused(stripe.quotes.list())
    expect(error).toBeInstanceOf(errors.StripeInvalidRequestError)
    expect(error.statusCode).toBe(404)
    expect(error.message).toBe('Unrecognized request URL (GET: /v1/quotes).')
  })

  it('an API version with other shapes', async () => {
    const { backend } = openAccount()
    const headers = { authorization: 'Bearer sk_test_1', 'stripe-version': '2022-11-15' }
    const old = backend.handle({ method: 'GET', path: '/v1/charges', headers, body: '' })
    expect(old.status).toBe(400)
    expect(old.body).toMatchObject({ error: { message: expect.stringContaining('2025-03-31.basil') } })
  })
})

describe('a wrong parameter is named, and changes nothing', () => {
  const attempts: readonly [
    what: string,
    call: (stripe: Stripe, charge: string) => Promise<unknown>,
    error: object,
  ][] = [
    [
      'unknown',
      (stripe, charge) => stripe.refunds.create({ charge, surprise: 1 } as Stripe.RefundCreateParams),
      { code: 'parameter_unknown', param: 'surprise' },
    ],
    [
      'unknown within another',
      (stripe, charge) =>
        stripe.subscriptions.create({ customer: charge, items: [{ prices: 'x' } as object] }),
      { code: 'parameter_missing', param: 'items[0][price]' },
    ],
    ['missing', stripe => stripe.refunds.create({}), { code: 'parameter_missing', param: 'charge' }],
    [
      'no integer',
      (stripe, charge) => stripe.refunds.create({ charge, amount: 'ten' as unknown as number }),
      { code: 'parameter_invalid_integer', param: 'amount' },
    ],
    [
      'a fraction',
      (stripe, charge) => stripe.refunds.create({ charge, amount: 10.5 }),
      { code: 'parameter_invalid_integer', param: 'amount' },
    ],
    [
      'negative',
      (stripe, charge) => stripe.refunds.create({ charge, amount: -5 }),
      { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid positive integer' },
    ],
    [
      'no word of the list',
      (stripe, charge) => stripe.refunds.create({ charge, reason: 'whim' as 'duplicate' }),
      { param: 'reason', message: expect.stringContaining('duplicate, fraudulent') },
    ],
    [
      'a hash for a text',
      (stripe, charge) => stripe.refunds.create({ charge: { id: charge } as unknown as string }),
      { param: 'charge' },
    ],
    [
      'a text for a hash',
      (stripe, charge) => stripe.refunds.create({ charge, metadata: 'x' as unknown as Stripe.Metadata }),
      { param: 'metadata' },
    ],
    [
      'an unknown currency',
      stripe =>
        stripe.prices.create({
          currency: 'xxx',
          product_data: { name: 'x' },
          unit_amount: 1,
          recurring: { interval: 'month' },
        }),
      { param: 'currency' },
    ],
    [
      'metadata with too long a key',
      (stripe, charge) => stripe.refunds.create({ charge, metadata: { ['k'.repeat(41)]: 'v' } }),
      { param: 'metadata', message: expect.stringContaining('40') },
    ],
    [
      'metadata with too long a value',
      (stripe, charge) => stripe.refunds.create({ charge, metadata: { k: 'v'.repeat(501) } }),
      { param: 'metadata', message: expect.stringContaining('500') },
    ],
    [
      'metadata with too many keys',
      (stripe, charge) =>
        stripe.refunds.create({
          charge,
          metadata: Object.fromEntries([...Array(51).keys()].map(n => [`k${n}`, 'v'])),
        }),
      { param: 'metadata', message: expect.stringContaining('50') },
    ],
    [
      'a property that cannot be expanded',
      (stripe, charge) => stripe.refunds.create({ charge, expand: ['amount'] }),
      { param: 'expand', message: expect.stringContaining('cannot be expanded (amount)') },
    ],
    [
      'an expand that goes too deep',
      stripe => stripe.charges.list({ expand: ['data.customer.subscriptions.data.latest_invoice'] }),
      { param: 'expand' },
    ],
    ['a limit of 0', stripe => stripe.charges.list({ limit: 0 }), { param: 'limit' }],
    ['a limit of 101', stripe => stripe.charges.list({ limit: 101 }), { param: 'limit' }],
    [
      'a cursor of another kind',
      stripe => stripe.charges.list({ starting_after: 're_1' }),
      { param: 'starting_after', code: 'resource_missing' },
    ],
  ]

  it.each(attempts)('%s', async (_what, call, expected) => {
    const { stripe, backend } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const before = takeBooks(backend)
    const error = await refused(call(stripe, charge!.id))
    expect(error).toBeInstanceOf(errors.StripeInvalidRequestError)
    expect(error).toMatchObject(expected)
    expect(takeBooks(backend)).toEqual(before)
    expect(backend.snapshot().answers).toEqual([])
  })
})

describe('metadata', () => {
  it('merges, unsets a key by an empty value, and all by an empty text', async () => {
    const { stripe } = openAccount()
    const [customer] = (await stripe.customers.list()).data
    const change = async (metadata: Stripe.MetadataParam | '') =>
      (await stripe.customers.update(customer!.id, { metadata })).metadata
    expect(await change({ a: '1', b: '2' })).toEqual({ a: '1', b: '2' })
    expect(await change({ b: '3', c: '4' })).toEqual({ a: '1', b: '3', c: '4' })
    expect(await change({ a: '' })).toEqual({ b: '3', c: '4' })
    expect(await change({ constructor: 'x' })).toEqual({ b: '3', c: '4', constructor: 'x' })
    expect(await change('')).toEqual({})
  })
})
