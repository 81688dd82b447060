import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { refused, takeBooks } from './account.ts'
import { serve } from './served.ts'

interface Raw {
  readonly status: number
  readonly body: { readonly error?: { readonly type: string; readonly message: string } }
}

/** A request as no SDK would make it. */
function raw(
  port: number,
  { method = 'POST', path = '/v1/refunds', headers = {}, body = '' as string | Buffer },
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { authorization: 'Bearer sk_test_1', ...headers } },
      response => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () =>
          resolve({ status: response.statusCode!, body: JSON.parse(text) as Raw['body'] }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('over HTTP', () => {
  it('the SDK works as it does in process', async () => {
    const { stripe, backend, logged } = await serve()
    const [charge] = (await stripe.charges.list({ limit: 1, expand: ['data.customer'] })).data
    expect(charge!.customer).toMatchObject({ object: 'customer' })
    const refund = await stripe.refunds.create({
      charge: charge!.id,
      amount: 900,
      metadata: { 'a b': 'ü & =' },
    })
    expect(refund).toMatchObject({ amount: 900, metadata: { 'a b': 'ü & =' } })
    expect(refund.lastResponse.requestId).toMatch(/^req_/)
    expect(await stripe.charges.list({ limit: 1 }).autoPagingToArray({ limit: 10 })).toHaveLength(3)
    const error = await refused(stripe.charges.retrieve('ch_none'))
    expect(error).toMatchObject({ code: 'resource_missing', statusCode: 404 })
    expect(backend.books.refunds).toHaveLength(1)
    expect(logged[0]).toEqual({
      method: 'GET',
      path: '/v1/charges?limit=1&expand[0]=data.customer',
      status: 200,
      isReplayed: false,
      isLost: false,
    })
  })

  it('thirty requests at once under one key are one refund, and one answer', async () => {
    const { stripe, backend, logged } = await serve()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const ask = () => stripe.refunds.create({ charge: charge!.id, amount: 100 }, { idempotencyKey: 'one' })
    const answers = await Promise.all(Array.from({ length: 30 }, ask))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(backend.books.refunds).toHaveLength(1)
    expect(backend.books.charges[2]!.refundedCents).toBe(100)
    expect(logged.filter(({ method, isReplayed }) => method === 'POST' && !isReplayed)).toHaveLength(1)
  })

  it('an answer that is lost after the commit is found again by the SDK: one refund', async () => {
    let isFirst = true
    const { stripe, backend, logged } = await serve({
      faults({ method }) {
        const befalls = method === 'POST' && isFirst
        if (befalls) isFirst = false
        return befalls ? { kind: 'timeout_after_commit' } : null
      },
    })
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = await stripe.refunds.create({ charge: charge!.id, amount: 100 })
    expect(refund.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(backend.books.refunds).toHaveLength(1)
    expect(logged.slice(1).map(({ isLost, isReplayed }) => [isLost, isReplayed])).toEqual([
      [true, false],
      [false, true],
    ])
  })
})

describe('over HTTP, what is no request of an SDK is refused in its shape and changes nothing', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }

  it.each([
    ['too large a body', { headers: form, body: `charge=${'x'.repeat(300 * 1024)}` }, 413],
    ['broken percent-encoding', { headers: form, body: 'charge=%E0%A4%A' }, 400],
    ['bytes that are not UTF-8', { headers: form, body: Buffer.from([0x61, 0x3d, 0xff, 0xfe]) }, 400],
    ['brackets too deep', { headers: form, body: `metadata${'[a]'.repeat(40)}=1` }, 400],
    ['brackets that do not match', { headers: form, body: 'metadata[a=1' }, 400],
    ['a parameter given twice', { headers: form, body: 'amount=1&amount=2' }, 400],
    ['a value that is a hash as well', { headers: form, body: 'metadata=1&metadata[a]=2' }, 400],
    ['too many parameters', { headers: form, body: Array(1001).fill('a=1').join('&') }, 400],
    ['a prototype', { headers: form, body: '__proto__[polluted]=1' }, 400],
    ['a body of JSON', { headers: { 'content-type': 'application/json' }, body: '{"charge":"ch_1"}' }, 400],
    ['an encoded path that is broken', { path: '/v1/refunds/%E0%A4%A' }, 400],
    [
      'a name that would be lost',
      { path: '/v1/customers', headers: form, body: 'metadata[__proto__]=1' },
      400,
    ],
    ['another method', { method: 'PUT', path: '/v1/refunds' }, 404],
    ['a question for options', { method: 'OPTIONS', path: '/v1/refunds' }, 404],
    ['a trace', { method: 'TRACE', path: '/v1/refunds' }, 404],
    ['too long an address', { method: 'GET', path: `/v1/charges?limit=${'1'.repeat(20_000)}` }, 431],
    ['another path', { path: '/v2/refunds' }, 404],
    ['no key', { headers: { authorization: '' } }, 401],
  ])('%s', async (_what, sent, status) => {
    const { backend, port } = await serve()
    const before = takeBooks(backend)
    const answer = await raw(port, sent)
    expect(answer).toMatchObject({ status, body: { error: { type: 'invalid_request_error' } } })
    expect(answer.body.error!.message).not.toBe('')
    expect(takeBooks(backend)).toEqual(before)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it.each([
    ['JSON', '{"charge":"ch_1"}', 'application/json'],
    ['a list of JSON', '[{"charge":"ch_1"}]', 'application/json'],
    ['JSON that says it is a form', ' {"charge":"ch_1"}', 'application/x-www-form-urlencoded'],
    ['multipart', '--x\r\ncontent-disposition: form-data; name="charge"\r\n\r\nch_1', 'multipart/form-data'],
  ])('%s is told which content type is taken', async (_what, body, type) => {
    const { port } = await serve()
    const answer = await raw(port, { headers: { 'content-type': type }, body })
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('application/x-www-form-urlencoded') } },
    })
  })

  it('what is no HTTP', async () => {
    const { port, stripe } = await serve()
    const answer = await new Promise<string>(resolve => {
      let text = ''
      const socket = connect(port, '127.0.0.1', () => socket.write('hello\r\n\r\n'))
      socket.on('data', chunk => {
        text += String(chunk)
      })
      socket.on('close', () => resolve(text))
    })
    const [head, body] = answer.split('\r\n\r\n') as [string, string]
    expect(head).toMatch(/^HTTP\/1\.1 400 /)
    expect(JSON.parse(body)).toMatchObject({ error: { type: 'invalid_request_error' } })
    expect((await stripe.charges.list()).data).toHaveLength(3)
  })

  it('a body that stops halfway leaves the server standing', async () => {
    const { port, stripe, backend } = await serve()
    const before = takeBooks(backend)
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /v1/refunds HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\ncharge=')
        setTimeout(() => socket.destroy(), 20)
      })
      socket.on('close', () => resolve())
    })
    expect((await stripe.charges.list()).data).toHaveLength(3)
    expect(takeBooks(backend)).toEqual(before)
  })
})
