import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../src/billing-mock/stripe/index.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { hashOf } from '../../../src/core/hash.ts'
import { clientOf, openAccount, refused, takeBooks } from './account.ts'

async function openCharge(options: Parameters<typeof openAccount>[0] = {}) {
  const account = openAccount(options)
  const [charge] = (await account.stripe.charges.list({ limit: 1 })).data
  return { ...account, charge: charge!.id }
}

/** Faults that befall POSTs, one after another; then none. */
function inTurn(...faults: readonly Fault[]) {
  const left = [...faults]
  return ({ method }: { readonly method: string }) => (method === 'POST' ? (left.shift() ?? null) : null)
}

describe('the same idempotency key', () => {
  it('answers the same, says so, and does nothing twice', async () => {
    const { stripe, backend, charge } = await openCharge()
    const key = { idempotencyKey: 'refund-of-ticket-12' }
    const first = await stripe.refunds.create({ charge, amount: 900 }, key)
    const again = await stripe.refunds.create({ charge, amount: 900 }, key)
    expect(again).toEqual(first)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId)
    expect(backend.books.refunds).toHaveLength(1)
  })

  it('is refused with other parameters, or on another path', async () => {
    const { stripe, backend, charge } = await openCharge()
    const key = { idempotencyKey: 'k' }
    await stripe.refunds.create({ charge, amount: 900 }, key)
    for (const call of [
      stripe.refunds.create({ charge, amount: 901 }, key),
      stripe.customers.create({ email: 'a@example.com' }, key),
    ]) {
      const error = await refused(call)
      expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
    }
    expect(backend.books.refunds).toHaveLength(1)
    expect(backend.books.customers).toHaveLength(1)
  })

  it('answers as it did then, though the object has changed', async () => {
    const { stripe, charge } = await openCharge()
    const key = { idempotencyKey: 'k' }
    const refund = await stripe.refunds.create({ charge }, key)
    await stripe.refunds.update(refund.id, { metadata: { later: 'yes' } })
    expect((await stripe.refunds.create({ charge }, key)).metadata).toEqual({})
  })

  it('may be used again after a validation failure, and after what the ledger refused', async () => {
    const { stripe, charge } = await openCharge()
    const key = { idempotencyKey: 'k' }
    await refused(stripe.refunds.create({ charge, amount: -1 }, key))
    await refused(stripe.refunds.create({ charge, amount: 9900 }, key))
    expect(await stripe.refunds.create({ charge, amount: 900 }, key)).toMatchObject({ amount: 900 })
  })

  it('keeps a decline, and a 500', async () => {
    const { stripe, backend, charge } = await openCharge({ faults: inTurn({ kind: 'server_error' }) })
    const calm = clientOf(backend, { maxNetworkRetries: 3 })
    const key = { idempotencyKey: 'k' }
    for (let each = 0; each < 2; each++) {
      const error = await refused(calm.refunds.create({ charge }, key))
      expect(error.statusCode).toBe(500)
    }
    expect(backend.books.refunds).toHaveLength(0)
    expect(await stripe.refunds.create({ charge }, { idempotencyKey: 'another' })).toMatchObject({
      amount: 4900,
    })
  })

  it('does not keep what was never executed: a 429, a 503', async () => {
    const faults = inTurn({ kind: 'rate_limit' }, { kind: 'unavailable' })
    const { backend, charge } = await openCharge({ faults })
    const calm = clientOf(backend, { maxNetworkRetries: 0 })
    const key = { idempotencyKey: 'k' }
    expect((await refused(calm.refunds.create({ charge }, key))).statusCode).toBe(429)
    expect((await refused(calm.refunds.create({ charge }, key))).statusCode).toBe(503)
    expect(await calm.refunds.create({ charge }, key)).toMatchObject({ amount: 4900 })
  })

  it('is forgotten after a day', async () => {
    const { stripe, backend, charge } = await openCharge()
    const key = { idempotencyKey: 'k' }
    const ask = () => stripe.refunds.create({ charge, amount: 900 }, key)
    const first = await ask()
    backend.advanceTo(backend.nowMs + DAY_MS - 1)
    expect((await ask()).id).toBe(first.id)
    backend.advanceTo(backend.nowMs + 1)
    expect((await ask()).id).not.toBe(first.id)
  })

  it('is of no account on a GET, and has 1 to 255 characters', async () => {
    const { stripe, charge } = await openCharge()
    const key = { idempotencyKey: 'k' }
    await stripe.charges.retrieve(charge, {}, key)
    expect(await stripe.refunds.create({ charge, amount: 1 }, key)).toMatchObject({ amount: 1 })
    const error = await refused(stripe.refunds.create({ charge }, { idempotencyKey: 'k'.repeat(256) }))
    expect(error.message).toContain('1 to 255')
  })
})

describe('an answer that is lost', () => {
  it('after the commit is found again by the SDK, which asks with the same key: one refund', async () => {
    const { backend, charge } = await openCharge({ faults: inTurn({ kind: 'timeout_after_commit' }) })
    const refund = await clientOf(backend, { maxNetworkRetries: 2 }).refunds.create({ charge, amount: 900 })
    expect(refund.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(backend.books.refunds).toHaveLength(1)
    expect(backend.books.charges[2]!.refundedCents).toBe(900)
  })

  it('after the commit makes two refunds of who asks again with another key', async () => {
    const { backend, charge } = await openCharge({ faults: inTurn({ kind: 'timeout_after_commit' }) })
    const careless = clientOf(backend, { maxNetworkRetries: 0 })
    expect((await refused(careless.refunds.create({ charge, amount: 900 }))).type).toBe(
      'StripeConnectionError',
    )
    await careless.refunds.create({ charge, amount: 900 })
    expect(backend.books.refunds).toHaveLength(2)
  })

  it('before the commit did nothing', async () => {
    const { backend, charge } = await openCharge({ faults: inTurn({ kind: 'timeout_before_commit' }) })
    const refund = await clientOf(backend, { maxNetworkRetries: 1 }).refunds.create({ charge, amount: 900 })
    expect(refund.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(backend.books.refunds).toHaveLength(1)
  })

  it('while the request is still in flight is a conflict, until it has ended', async () => {
    const faults = inTurn({ kind: 'timeout_after_commit', busyFor: 1 })
    const { backend, charge } = await openCharge({ faults })
    const calm = clientOf(backend, { maxNetworkRetries: 0 })
    const ask = () => calm.refunds.create({ charge, amount: 900 }, { idempotencyKey: 'k' })
    await refused(ask())
    expect(await refused(ask())).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    expect(await ask()).toMatchObject({ amount: 900 })
    expect(backend.books.refunds).toHaveLength(1)
  })
})

describe("the SDK's random keys", () => {
  it('reach no id, no hash and nothing of the books', async () => {
    const play = async () => {
      const { stripe, backend, charge } = await openCharge()
      const answers: unknown[] = []
      const customer = await stripe.customers.create({ name: 'Ada', payment_method: 'pm_card_visa' })
      answers.push(customer, await stripe.refunds.create({ charge, amount: 900 }))
      answers.push(customer.lastResponse.requestId, await stripe.events.list())
      const { answers: kept, ...rest } = backend.snapshot()
      return { answers, rest, keys: kept.map(([key]) => key) }
    }
    const [one, other] = [await play(), await play()]
    expect(other.keys).not.toEqual(one.keys)
    expect(hashOf([other.answers, other.rest])).toBe(hashOf([one.answers, one.rest]))
    for (const key of one.keys) expect(JSON.stringify([one.answers, one.rest])).not.toContain(key)
  })

  it('are kept by a snapshot, so that a restored account still knows its answers', async () => {
    const { stripe, backend, charge } = await openCharge()
    const key = { idempotencyKey: '__proto__' }
    const first = await stripe.refunds.create({ charge, amount: 900 }, key)
    const snapshot = backend.snapshot()
    await stripe.refunds.create({ charge, amount: 100 })
    backend.restore(snapshot)
    const again = await stripe.refunds.create({ charge, amount: 900 }, key)
    expect(again).toEqual(first)
    expect(backend.snapshot()).toEqual({ ...snapshot, requests: snapshot.requests + 1 })
    expect(takeBooks(backend)).toEqual(snapshot.books)
  })
})
