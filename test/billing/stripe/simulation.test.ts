import { describe, expect, it } from 'vitest'
import { checkBooks, defaultProcessor, defaultTerms, emptyBooks } from '../../../src/billing-mock/index.ts'
import { perform } from '../../../src/billing-mock/stripe/call.ts'
import {
  createStripeBackend,
  type StripeBackend,
  type StripeSnapshot,
} from '../../../src/billing-mock/stripe/index.ts'
import { openState, takeSnapshot } from '../../../src/billing-mock/stripe/state.ts'
import { DAY_MS } from '../../../src/core/clock.ts'
import { entries } from '../../../src/core/log.ts'
import { sourcesUnder } from '../../house/source.ts'
import { clientOf, openAccount, refused } from './account.ts'

function ask(backend: StripeBackend, method: string, path: string, form: Record<string, string> = {}) {
  const body = new URLSearchParams(form).toString()
  return backend.handle({ method, path, headers: {}, body })
}

describe('the levers of the simulation', () => {
  it('let time pass: refunds settle, subscriptions renew, holds end, in order', async () => {
    const { stripe, backend } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = await stripe.refunds.create({ charge: charge!.id })
    const { status, body } = ask(backend, 'POST', '/_sim/clock/advance', { by_seconds: String(90 * 86_400) })
    expect([status, body.happened]).toEqual([200, 4])
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' })
    const { data } = await stripe.invoices.list({ created: { gt: refund.created } })
    expect(data.map(({ status: paid }) => paid)).toEqual(['paid', 'paid', 'paid'])
    expect(checkBooks(backend.books)).toEqual([])
    const settled = entries(backend.books.journal).find(({ event }) => event.type === 'refund.settled')
    expect(settled!.atMs).toBe(backend.books.refunds[0]!.settlesAtMs)
  })

  it('move the clock forward alone', () => {
    const { backend } = openAccount()
    const { body } = ask(backend, 'GET', '/_sim/clock')
    expect(ask(backend, 'POST', '/_sim/clock/advance', { to: String(Number(body.now) - 1) }).status).toBe(400)
    expect(ask(backend, 'POST', '/_sim/clock/advance').status).toBe(400)
    expect(ask(backend, 'POST', '/_sim/clock/advance', { by_seconds: '-1' }).body).toMatchObject({
      error: { param: 'by_seconds' },
    })
    expect(ask(backend, 'POST', '/_sim/clock/advance', { to: String(body.now) }).status).toBe(200)
    expect(backend.nowMs).toBe(41 * DAY_MS)
  })

  it('go back to a snapshot, and to the beginning', async () => {
    const { stripe, backend } = openAccount({ profileOf: () => ({ name: 'Ada', email: 'ada@example.com' }) })
    const beginning = backend.snapshot()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id, metadata: { a: '1' } })
    const { body } = ask(backend, 'GET', '/_sim/snapshot')
    const taken = backend.snapshot()
    await stripe.customers.create({})
    const restored = ask(backend, 'POST', '/_sim/restore', { snapshot: JSON.stringify(body.snapshot) })
    expect(restored.status).toBe(200)
    expect({ ...backend.snapshot(), requests: 0 }).toEqual({ ...taken, requests: 0 })
    ask(backend, 'POST', '/_sim/reset')
    expect(backend.snapshot()).toEqual(beginning)
    backend.restore(taken)
    const text = JSON.stringify(taken)
    await stripe.refunds.create({ charge: (await stripe.charges.list()).data[1]!.id })
    expect(JSON.stringify(taken)).toBe(text)
    ask(backend, 'POST', '/_sim/reset', { seed: '8' })
    const [other] = (await stripe.customers.list()).data
    expect(other).toMatchObject({ name: 'Ada', email: 'ada@example.com' })
    expect(ask(backend, 'GET', '/_sim/seed').body).toMatchObject({ seed: 8 })
    expect((await refused(stripe.charges.retrieve(charge!.id))).statusCode).toBe(404)
  })

  it.each(['', 'no json', '{}', '{"seed":1}', 'null'])('refuse a snapshot that is none: %j', snapshot => {
    const { backend } = openAccount()
    const before = backend.snapshot()
    expect(ask(backend, 'POST', '/_sim/restore', { snapshot }).status).toBe(400)
    expect({ ...backend.snapshot(), requests: 0 }).toEqual(before)
  })

  it.each<[what: string, spoil: (snapshot: StripeSnapshot) => object]>([
    ['without charges', each => ({ ...each, books: { ...each.books, charges: undefined } })],
    ['with a charge of nobody', each => ({ ...each, books: { ...each.books, charges: [{}] } })],
    [
      'with a journal cut short',
      each => ({ ...each, books: { ...each.books, journal: { items: [], length: 9 } } }),
    ],
    ['with money out of nothing', each => ({ ...each, books: { ...each.books, balances: { Cash: 1 } } })],
    ['without a history', each => ({ ...each, history: undefined })],
    [
      'with a history of what there is not',
      each => ({
        ...each,
        history: { from: 0, changes: [{ entry: 0, collection: 'balances', ordinal: 0, previous: null }] },
      }),
    ],
    ['with notes that are none', each => ({ ...each, notes: [1] })],
    ['with answers that are none', each => ({ ...each, answers: [['key']] })],
    ['with a fault that is none', each => ({ ...each, faults: [{ kind: 'flood' }] })],
    ['with rates that are none', each => ({ ...each, faultConfig: { foo: 1 } })],
    ['without payment methods', each => ({ ...each, own: { ...each.own, methods: undefined } })],
  ])('refuse a snapshot %s, and change nothing', async (_what, spoil) => {
    const { stripe, backend } = openAccount()
    const taken = backend.snapshot()
    await stripe.customers.create({ metadata: { a: '1' } })
    const before = backend.snapshot()
    const snapshot = JSON.stringify(spoil(taken))
    expect(ask(backend, 'POST', '/_sim/restore', { snapshot })).toMatchObject({
      status: 400,
      body: {
        error: { param: 'snapshot', message: expect.stringContaining('Expected a snapshot as it was taken') },
      },
    })
    expect(() => backend.restore(JSON.parse(snapshot) as StripeSnapshot)).toThrow(/as it was taken/)
    expect({ ...backend.snapshot(), requests: 0 }).toEqual({ ...before, requests: 0 })
  })

  it.each([
    [{ config: '{"operations":{"refund.crate":{"rate_limit":1}}}' }, 'config[operations]', /refund\.crate/],
    [
      { config: '{"operations":{"refund.create":{"rate_limt":1}}}' },
      'config[operations][refund.create]',
      /rate_limt/,
    ],
    [{ config: '{"stale":{"rate":2}}' }, 'config[stale][rate]', /<=1/],
    [
      { config: '{"down":[{"resource":"refund","fromMs":5,"toMs":1}]}' },
      'config[down][0]',
      /"fromMs" before/,
    ],
    [{ kind: 'rate_limit', busy_for: '-1' }, 'busy_for', />=0/],
    [{ kind: 'rate_limit', path: 'refunds' }, 'path', /such as \/v1\/refunds/],
    [{ config: 'nojson' }, 'config', /expected object, received string/],
    [{ config: '{}', kind: 'rate_limit' }, 'config', /Give config alone/],
    [{ path: '/v1/refunds' }, 'kind', /timeout_before_commit/],
  ])('say what is wrong with faults such as %j', (form, param, message) => {
    const { backend } = openAccount()
    const { status, body } = ask(backend, 'POST', '/_sim/faults', form)
    expect([status, body.error]).toEqual([
      400,
      expect.objectContaining({ param, message: expect.stringMatching(message) }),
    ])
    expect(ask(backend, 'GET', '/_sim/faults').body).toMatchObject({ data: [], config: null })
  })

  it('plan faults, which befall the next requests that fit', async () => {
    const { backend, stripe } = openAccount()
    const calm = clientOf(backend, { maxNetworkRetries: 0 })
    const plan = { kind: 'unavailable', path: '/v1/refunds', times: '2' }
    expect(ask(backend, 'POST', '/_sim/faults', plan).body.data).toMatchObject([
      { kind: 'unavailable', times: 2 },
    ])
    await stripe.customers.create({})
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    for (let each = 0; each < 2; each++) {
      expect((await refused(calm.refunds.create({ charge: charge!.id }))).statusCode).toBe(503)
    }
    expect(await calm.refunds.create({ charge: charge!.id })).toMatchObject({ status: 'pending' })
    expect(ask(backend, 'POST', '/_sim/faults', { kind: 'flood' }).body).toMatchObject({
      error: { param: 'kind' },
    })
    ask(backend, 'POST', '/_sim/faults', plan)
    expect(ask(backend, 'DELETE', '/_sim/faults').body.data).toEqual([])
  })
})

describe('operations of one request', () => {
  it('are done all or none', () => {
    const { backend } = openAccount()
    const { books, seed, nowMs } = backend.snapshot()
    const state = openState(books, { seed, nowMs })
    const before = takeSnapshot(state)
    const context = {
      terms: defaultTerms,
      processor: defaultProcessor,
      actor: 'agent',
      origin: () => before,
    } as const
    const request = { method: 'POST', path: '/v1/refunds', headers: {}, body: '' }
    const call = {
      state,
      context,
      request,
      path: request.path,
      ordinals: {},
      words: {},
      staleMs: 0,
      since: 0,
      fate: { isLost: false, hasReached: false, elapsedMs: 0 },
    }
    const refund = { type: 'refund.create', charge: 2, amountCents: 4000, reason: 'duplicate' } as const
    expect(() => perform(call, refund, refund)).toThrow(/greater than unrefunded amount/)
    expect(takeSnapshot(state)).toEqual(before)
  })
})

describe('fastify and the SDK', () => {
  it('are loaded by no file of the source, but where a server is started', () => {
    const loaded = sourcesUnder('src').flatMap(({ path, text }) => {
      const found = text.match(
        /^(?:import|export) (?!type )[^'(]*'(?:fastify|stripe)'|import\('(?:fastify|stripe)'\)/gm,
      )
      return (found ?? []).map(each => `${path}: ${each}`)
    })
    expect(loaded.toSorted()).toEqual([
      "src/cli/billing.ts: import('fastify')",
      "src/server/blackBox/billing.ts: import('fastify')",
      "src/server/scripted/model.ts: import('fastify')",
    ])
  })
})

describe('a backend', () => {
  it('leaves the books it was opened over as they were', async () => {
    const { shop, stripe } = openAccount()
    const before = JSON.stringify({ ...shop.books, journal: shop.books.journal.length })
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    await stripe.refunds.create({ charge: charge!.id })
    expect(JSON.stringify({ ...shop.books, journal: shop.books.journal.length })).toBe(before)
  })

  it('does the same after the same requests, and settles the same refunds', async () => {
    const play = async () => {
      const { stripe, backend } = openAccount()
      const [charge] = (await stripe.charges.list({ limit: 1 })).data
      for (let each = 0; each < 5; each++) await stripe.refunds.create({ charge: charge!.id, amount: 100 })
      backend.advanceTo(60 * DAY_MS)
      return backend.books.refunds
    }
    expect(await play()).toEqual(await play())
  })

  it('over empty books starts from nothing', async () => {
    const stripe = clientOf(createStripeBackend({ books: emptyBooks(), seed: 1 }))
    expect((await stripe.customers.list()).data).toEqual([])
    const customer = await stripe.customers.create({ address: { country: 'DE' } })
    expect(customer).toMatchObject({ currency: 'usd', address: { country: 'DE' }, created: 1_768_467_600 })
  })
})
