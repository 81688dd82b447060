import { createServer, type IncomingMessage } from 'node:http'
import Stripe from 'stripe'
import { afterEach, describe, expect, it } from 'vitest'
import { isLoopback } from '../../src/billing-mock/stripe/index.ts'
import { type PushedWebhook, webhookPush } from '../../src/server/stripe.ts'
import { openAccount } from '../billing/stripe/account.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Received {
  readonly body: string
  readonly signature: string
}

/** Somebody who hears of events: what was received, and the url; answers with these statuses in turn, then 200. */
async function receiver(...statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request: IncomingMessage, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature'])
      received.push({ body: Buffer.concat(chunks).toString(), signature })
      reply.writeHead(statuses.shift() ?? 200, { location: 'http://127.0.0.1:1/' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}/hook`, received }
}

/** An account with an endpoint that hears of refunds, and what pushes to it. */
async function hooked(url: string, enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[]) {
  const { stripe, backend } = openAccount()
  const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events })
  const pushed: PushedWebhook[] = []
  const push = webhookPush({ backend, log: line => pushed.push(line) })
  const [charge] = (await stripe.charges.list({ limit: 1 })).data
  const refund = () => stripe.refunds.create({ charge: charge!.id, amount: 100 })
  const pass = (seconds: number) => backend.advanceTo(backend.nowMs + seconds * 1000)
  return { stripe, backend, secret: secret!, pushed, push, refund, pass }
}

describe('webhooks that are pushed', () => {
  it('are not waited for once it is to end: they count as not answered', async () => {
    const server = createServer(() => {}) // takes requests, and never answers
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    closing.push(
      () => server.closeAllConnections(),
      () => server.close(),
    )
    const { port } = server.address() as { port: number }
    const { backend, refund } = await hooked(`http://127.0.0.1:${port}/`, ['refund.created'])
    const ending = new AbortController()
    const pushed: PushedWebhook[] = []
    const push = webhookPush({ backend, log: line => pushed.push(line), signal: ending.signal })
    await refund()
    await refund()
    setTimeout(() => ending.abort(), 50)
    const startedMs = performance.now()
    await push()
    expect(performance.now() - startedMs).toBeLessThan(5000)
    expect(pushed.map(({ status }) => status)).toEqual([null, null])
    expect(backend.snapshot().own.endpoints[0]!.queue.pending.map(({ tries }) => tries)).toEqual([1, 1])
  })

  it('reach an endpoint on this machine once, signed with its secret', async () => {
    const { url, received } = await receiver()
    const { push, refund, secret, pushed } = await hooked(url, ['refund.created'])
    const { id } = await refund()
    await Promise.all([push(), push()])
    expect(received).toHaveLength(1)
    const [{ body, signature }] = received as [Received]
    const stripe = new Stripe('sk_test_simulated')
    const event = stripe.webhooks.constructEvent(body, signature, secret, Number.MAX_SAFE_INTEGER)
    expect([event.type, (event.data.object as Stripe.Refund).id]).toEqual(['refund.created', id])
    expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other', 1e12)).toThrow(/signature/)
    expect(pushed).toEqual([{ url, id: '0-0', status: 200 }])
  })

  it('come again later in virtual time until they are taken; redirects are refusals', async () => {
    const { url, received } = await receiver(500, 302)
    const { push, refund, pass, pushed, backend } = await hooked(url, ['refund.created'])
    await refund()
    await push()
    pass(59)
    await push()
    expect(pushed.map(({ status }) => status)).toEqual([500])
    pass(1)
    await push()
    pass(299)
    await push()
    expect(pushed.map(({ status }) => status)).toEqual([500, 302])
    pass(1)
    await push()
    expect(pushed.map(({ status }) => status)).toEqual([500, 302, 200])
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    pass(86_400)
    await push()
    expect([received.length, backend.snapshot().own.endpoints[0]!.queue.pending.length]).toEqual([3, 0])
  })

  it('are kept for an endpoint that nobody answers at', async () => {
    const { push, refund, pass, pushed } = await hooked('http://127.0.0.1:9/', ['refund.created'])
    await refund()
    await push()
    expect(pushed).toMatchObject([{ status: null }])
    pass(60)
    await push()
    expect(pushed).toHaveLength(2)
  })

  it('go nowhere else: other endpoints are told of what waits for them by the lever, which says why', async () => {
    const { url, received } = await receiver()
    const { push, refund, pushed, backend, stripe } = await hooked('https://example.com', ['refund.created'])
    await stripe.webhookEndpoints.create({ url, enabled_events: ['refund.created'] })
    await refund()
    await push()
    expect([pushed.map(each => each.url), received.length]).toEqual([[url], 1])
    const take = () =>
      backend.handle({ method: 'POST', path: '/_sim/webhooks', headers: {}, body: '' }).body.data
    expect(take()).toMatchObject([
      {
        url: 'https://example.com',
        push: { is_possible: false, reason: expect.stringMatching(/this machine/) },
      },
    ])
    await refund()
    expect(take()).toMatchObject([{ url: 'https://example.com' }, { url, push: { is_possible: true } }])
  })

  it('that fail do not keep the lever from reporting its own', async () => {
    const { url } = await receiver(500)
    const { push, refund, backend, stripe } = await hooked('https://example.com', ['refund.created'])
    await stripe.webhookEndpoints.create({ url, enabled_events: ['refund.created'] })
    await refund()
    const [mine] = backend.takeWebhooks(each => each === 'https://example.com')
    await push()
    expect(backend.failWebhook(mine!.id)).toBe(true)
    expect(backend.failWebhook(mine!.id)).toBeNull()
  })

  it('may be answered by calls of the account, which are heard of in turn', async () => {
    const { stripe, backend, push, refund, pushed } = await hooked('http://127.0.0.1:9/', ['charge.updated'])
    const { url, received } = await receiver()
    await stripe.webhookEndpoints.create({ url, enabled_events: ['refund.created', 'customer.created'] })
    await refund()
    const first = push()
    await stripe.customers.create({})
    await push()
    await first
    expect(received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type)).toEqual([
      'refund.created',
      'customer.created',
    ])
    expect(pushed.every(each => each.url === url)).toBe(true)
    expect(backend.books.customers).toHaveLength(2)
  })
})

describe('a url that may be called', () => {
  it.each([
    ['http://127.0.0.1:8000/hook', true],
    ['http://127.9.9.9/', true],
    ['http://localhost:1/', true],
    ['http://[::1]:8000/', true],
    ['https://127.0.0.1/', false],
    ['http://example.com/', false],
    ['http://127.0.0.1.example.com/', false],
    ['http://127.0.0.1@example.com/', false],
    ['http://localhost.example.com/', false],
    ['http://0.0.0.0/', false],
    ['http://10.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['localhost:8000', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isLoopback(url)).toBe(expected)
  })
})
