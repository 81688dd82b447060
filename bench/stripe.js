/** The Stripe surface, measured alone: there is no second runtime of it. Each does some refunds or requests. */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import Stripe from 'stripe'
import { apply, emptyBooks } from '../dist/billing-mock/index.js'
import { createStripeBackend, inProcessClient } from '../dist/billing-mock/stripe/index.js'

const BATCH = 100
/** Refunds made of one account before the next is opened, so that lists and journal keep one length. */
const PER_ACCOUNT = 1000

/** A customer with a card and one large charge. */
function openBooks() {
  const books = emptyBooks()
  const steps = [
    { type: 'customer.create', currency: 'usd', country: 'US' },
    { type: 'payment_method.attach', customer: 0, brand: 'visa', last4: '4242', behaviour: 'normal' },
    { type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 10_000_000 },
  ]
  for (const step of steps) apply(books, step, { nowMs: 0, actor: 'system', draw: () => 0.5 })
  return books
}

/** The ledger's own operation. */
export function directRefunds() {
  const operation = { type: 'refund.create', charge: 0, amountCents: 1, reason: 'duplicate' }
  const context = { nowMs: 0, actor: 'agent', draw: () => 0.5 }
  return renewed(openBooks, books => {
    for (let unit = 0; unit < BATCH; unit++) apply(books, operation, context)
  })
}

/** A request as text, and its answer as an object. */
export function handledRefunds() {
  const headers = { authorization: 'Bearer sk_test_1' }
  return renewed(openAccount, ({ backend, charge }) => {
    const body = `charge=${charge}&amount=1&reason=duplicate`
    const request = { method: 'POST', path: '/v1/refunds', headers, body }
    for (let unit = 0; unit < BATCH; unit++) backend.handle(request)
  })
}

function openAccount() {
  const backend = createStripeBackend({ books: openBooks(), seed: 1 })
  const headers = { authorization: 'Bearer sk_test_1' }
  const { body } = backend.handle({ method: 'GET', path: '/v1/charges', headers, body: '' })
  return { backend, charge: body.data[0].id }
}

/** The SDK in process, key and all. */
export function sdkRefunds() {
  const open = () => {
    const { backend, charge } = openAccount()
    return { charge, stripe: sdkOn(inProcessClient(backend)) }
  }
  return renewed(open, refundBatch)
}

/** The SDK on a client that answers every request with the same text: what it costs by itself. */
export function sdkAlone() {
  const { backend, charge } = openAccount()
  const headers = { authorization: 'Bearer sk_test_1' }
  const body = `charge=${charge}&amount=1`
  const answer = JSON.stringify(backend.handle({ method: 'POST', path: '/v1/refunds', headers, body }).body)
  const response = {
    getStatusCode: () => 200,
    getHeaders: () => ({}),
    getRawResponse: () => ({ statusCode: 200 }),
    toStream: () => null,
    toJSON: async () => JSON.parse(answer),
  }
  const stripe = sdkOn({ getClientName: () => 'none', makeRequest: async () => response })
  return renewed(() => ({ charge, stripe }), refundBatch)
}

function sdkOn(httpClient) {
  return new Stripe('sk_test_1', { httpClient, telemetry: false })
}

async function refundBatch({ stripe, charge }) {
  for (let unit = 0; unit < BATCH; unit++)
    await stripe.refunds.create({ charge, amount: 1, reason: 'duplicate' })
}

/** A batch of work on something that is opened anew, outside of the timing, after so many. */
function renewed(open, work) {
  let opened = open()
  let done = 0
  return async () => {
    if (done >= PER_ACCOUNT) {
      opened = open()
      done = 0
    }
    done += BATCH
    const startedMs = performance.now()
    await work(opened)
    return { units: BATCH, ms: performance.now() - startedMs }
  }
}

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const SOCKETS = 16
const REQUESTS = 400

/** Charges read over loopback from a server in a process of its own: what one core of it answers. */
export function httpReads() {
  let served = null
  return async () => {
    served ??= await serve()
    const startedMs = performance.now()
    await Promise.all(served.sockets.map(socket => ask(socket, served.request, REQUESTS / SOCKETS)))
    return { units: REQUESTS, ms: performance.now() - startedMs }
  }
}

async function serve() {
  const args = [main, 'billing', 'serve', '--port', '0', '--quiet']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  process.once('exit', () => child.kill())
  const port = await new Promise(resolve => {
    let printed = ''
    child.stdout.on('data', chunk => {
      printed += chunk
      const found = /127\.0\.0\.1:(\d+)/.exec(printed)
      if (found !== null) resolve(Number(found[1]))
    })
  })
  child.unref()
  child.stdout.destroy()
  const stripe = new Stripe('sk_test_1', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
  const { data } = await stripe.charges.list({ limit: 1 })
  const path = `/v1/charges/${data[0].id}`
  const request = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer sk_test_1\r\n\r\n`
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => open(port)))
  return { request, sockets }
}

function open(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.unref()))
    socket.on('error', reject)
  })
}

/** Requests one after another on a socket: the next is sent when the whole answer is there. */
function ask(socket, request, count) {
  return new Promise((resolve, reject) => {
    let left = count
    let text = ''
    const read = chunk => {
      text += chunk
      const body = text.indexOf('\r\n\r\n') + 4
      if (body < 4 || text.length < body + Number(/content-length: (\d+)/i.exec(text)?.[1])) return
      if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text))
      text = ''
      left -= 1
      if (left > 0) {
        socket.write(request)
        return
      }
      socket.off('data', read)
      socket.unref()
      resolve()
    }
    socket.ref().on('data', read)
    socket.write(request)
  })
}
