import { describe, expect, it } from 'vitest'
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
