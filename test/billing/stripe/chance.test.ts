import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { RequestFault } from '../../../src/billing-mock/index.ts'
import { clientOf, openAccount, refused } from './account.ts'
import { serve } from './served.ts'

describe('faults by chance', () => {
  it('lose the answer to a refund that was made: the SDK asks again, and one refund is made', async () => {
    const faults = {
      planned: [{ operation: 'refund.create', call: 1, kind: 'timeout_after_commit' }],
    } as const
    const { stripe, backend } = openAccount({ faults: { planned: [...faults.planned] } })
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = await stripe.refunds.create({ charge: charge!.id, amount: 900 })
    expect(refund.amount).toBe(900)
    expect(backend.snapshot().requests).toBe(3) // the list, the refund, and the refund asked for again
    expect(backend.books.refunds).toHaveLength(1)
  })

  it('keep a 500 under the key, and not a 503', async () => {
    const planned = [
      { operation: 'refund.create', call: 1, kind: 'server_error' },
      { operation: 'refund.create', call: 2, kind: 'unavailable' },
    ] as const
    const { backend } = openAccount({ faults: { planned: [...planned] } })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = (idempotencyKey: string) =>
      stripe.refunds.create({ charge: charge!.id, amount: 900 }, { idempotencyKey })
    expect((await refused(refund('a'))).statusCode).toBe(500)
    expect((await refused(refund('a'))).statusCode).toBe(500)
    expect((await refused(refund('b'))).statusCode).toBe(503)
    expect((await refund('b')).amount).toBe(900)
    expect(backend.books.refunds).toHaveLength(1)
  })

  it('take time, hide what is young from lists, and bring a resource down', async () => {
    const faults = {
      stale: { rate: 1, msMax: 60_000 },
      latency: { medianMs: 120, p99Ms: 1500 },
      down: [{ resource: 'dispute' as const, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }],
    }
    const { backend } = openAccount({ faults })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const before = backend.nowMs
    const customer = await stripe.customers.create({ email: 'new@example.com' })
    expect(backend.nowMs).toBeGreaterThan(before)
    const { data } = await stripe.customers.list()
    expect(data.map(({ id }) => id)).not.toContain(customer.id)
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: 'new@example.com' })
    expect((await refused(stripe.disputes.list())).statusCode).toBe(503)
  })

  it('are the same for the same seed, and set and lifted over /_sim/faults', async () => {
    const play = async () => {
      const { backend } = openAccount()
      const config = JSON.stringify({ operations: { 'customer.create': { rate_limit: 0.5 } } })
      const body = new URLSearchParams({ config }).toString()
      expect(backend.handle({ method: 'POST', path: '/_sim/faults', headers: {}, body }).status).toBe(200)
      const stripe = clientOf(backend, { maxNetworkRetries: 0 })
      const outcomes: string[] = []
      for (let each = 0; each < 20; each++) {
        outcomes.push(
          await stripe.customers.create({}).then(
            () => 'made',
            ({ type }) => String(type),
          ),
        )
      }
      backend.handle({ method: 'DELETE', path: '/_sim/faults', headers: {}, body: '' })
      await stripe.customers.create({})
      return outcomes
    }
    const outcomes = await play()
    expect(new Set(outcomes)).toEqual(new Set(['made', 'StripeRateLimitError']))
    expect(await play()).toEqual(outcomes)
    expect(() => openAccount({ faults: { refundsReturned: 2 } })).toThrow(/^faults\.refundsReturned: /)
    const { backend } = openAccount()
    const body = new URLSearchParams({ config: '{"latency":3}' }).toString()
    expect(backend.handle({ method: 'POST', path: '/_sim/faults', headers: {}, body }).status).toBe(400)
  })
})

describe('faults by chance, of requests that write beside the ledger alone', () => {
  const hook: Stripe.WebhookEndpointCreateParams = { url: 'https://example.com/hook', enabled_events: ['*'] }
  const planned = (...kinds: readonly RequestFault[]) => ({
    planned: kinds.map((kind, at) => ({ operation: 'metadata.update' as const, call: at + 1, kind })),
  })

  it('lose the answer, and the SDK asks again: it was done once', async () => {
    const { stripe, backend } = openAccount({ faults: planned('timeout_after_commit') })
    const made = await stripe.webhookEndpoints.create(hook)
    expect(backend.snapshot().requests).toBe(2)
    const { data } = await stripe.webhookEndpoints.list()
    expect(data.map(({ id }) => id)).toEqual([made.id])
  })

  it.each([
    ['timeout_before_commit', undefined],
    ['server_error', 500],
    ['unavailable', 503],
    ['rate_limit', 429],
    ['lock_timeout', 429],
    ['idempotency_key_in_use', 409],
  ] as const)('%s does nothing', async (kind, status) => {
    const { backend } = openAccount({ faults: planned(kind, kind) })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const [customer] = (await stripe.customers.list()).data
    const before = backend.snapshot()
    const written = stripe.customers.update(customer!.id, { metadata: { a: '1' }, description: 'New' })
    expect((await refused(written)).statusCode).toBe(status)
    expect((await refused(stripe.webhookEndpoints.create(hook))).statusCode).toBe(status)
    const { notes, own, books } = backend.snapshot()
    expect({ notes, own, books }).toEqual({ notes: before.notes, own: before.own, books: before.books })
    const third = await stripe.customers.update(customer!.id, { metadata: { a: '1' } })
    expect(third.metadata).toEqual({ a: '1' })
  })

  it('keep a 500 under the key', async () => {
    const { backend } = openAccount({ faults: planned('server_error') })
    const stripe = clientOf(backend, { maxNetworkRetries: 0 })
    const create = (idempotencyKey: string) => stripe.webhookEndpoints.create(hook, { idempotencyKey })
    expect((await refused(create('a'))).statusCode).toBe(500)
    expect((await refused(create('a'))).statusCode).toBe(500)
    expect(await create('b')).toMatchObject({ status: 'enabled' })
  })

  it('go by the rates of the resource, by the seed, once a request and never for one that is refused', async () => {
    const play = async (faults: Parameters<typeof openAccount>[0]) => {
      const { backend } = openAccount(faults)
      const stripe = clientOf(backend, { maxNetworkRetries: 0 })
      const [customer] = (await stripe.customers.list()).data
      const outcomes: boolean[] = []
      for (let each = 0; each < 30; each++) {
        await refused(stripe.webhookEndpoints.update('we_none', { url: 'https://example.com' }))
        const call = stripe.customers.update(customer!.id, { metadata: { each } })
        outcomes.push(
          await call.then(
            () => true,
            () => false,
          ),
        )
      }
      return { outcomes, calls: backend.snapshot().calls }
    }
    const faults = { resources: { customer: { rate_limit: 0.4 } } }
    const { outcomes, calls } = await play({ faults })
    expect(new Set(outcomes)).toEqual(new Set([true, false]))
    expect(calls['metadata.update']).toBe(30)
    expect((await play({ faults })).outcomes).toEqual(outcomes)
    expect((await play({ faults, seed: 8 })).outcomes).not.toEqual(outcomes)
    expect((await play({})).outcomes).toEqual(outcomes.map(() => true))
  })

  it('are met once by a request that reaches the ledger too', async () => {
    const { stripe, backend } = openAccount({ faults: planned('timeout_after_commit') })
    await stripe.customers.create({ metadata: { a: '1' } })
    expect(backend.snapshot()).toMatchObject({ requests: 1, calls: { 'customer.create': 1 } })
    expect(backend.snapshot().calls['metadata.update']).toBeUndefined()
  })

  it('take their time', async () => {
    const { stripe, backend } = openAccount({ faults: { latency: { medianMs: 120, p99Ms: 1500 } } })
    const before = backend.nowMs
    await stripe.webhookEndpoints.create(hook)
    expect(backend.nowMs).toBeGreaterThan(before)
  })
})

describe('thirty requests at once under one key', () => {
  it('make one refund over HTTP: the others have its answer, or hear that it is in flight', async () => {
    const { stripe, backend, logged } = await serve()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        stripe.refunds
          .create({ charge: charge!.id, amount: 100 }, { idempotencyKey: 'one' })
          .then(({ id }) => id),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect(backend.books.refunds).toHaveLength(1)
    const posts = logged.filter(({ method }) => method === 'POST')
    expect(posts.filter(({ status, isReplayed }) => status === 200 && !isReplayed)).toHaveLength(1)
  })
})
