import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Stripe from 'stripe'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeEnv } from '../../src/index.ts'
import { emptyFolder, supportgym } from './command.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

const repository = fileURLToPath(new URL('../..', import.meta.url))

const ending: (() => void)[] = []
afterEach(() => {
  for (const end of ending.splice(0)) end()
})

/** Starts `billing serve` on a free port, and waits until it says where it listens. */
async function serve(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, 'billing', 'serve', '--port', '0', ...args])
  ending.push(() => child.kill('SIGKILL'))
  let stdout = ''
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      const found = /at http:\/\/127\.0\.0\.1:(\d+)/.exec(stdout)
      if (found !== null) resolve(Number(found[1]))
    })
    child.on('close', code => reject(new Error(`It ended with ${code} before it listened.`)))
  })
  return { child, port, ended, printed: () => stdout }
}

describe('supportgym billing serve', () => {
  it('serves the account of a scenario, says how to reach it, logs requests, and ends on Ctrl-C', async () => {
    const { child, port, ended, printed } = await serve('--scenario', 'duplicate-charge-v1', '--seed', '7')
    const [, ...code] = printed().split('\n').slice(0, 4)
    const pasted = spawn(process.execPath, ['--input-type=module', '--eval', code.join('\n')], {
      cwd: repository,
    })
    let shown = ''
    pasted.stdout.on('data', chunk => {
      shown += String(chunk)
    })
    expect(await new Promise(resolve => pasted.on('close', resolve))).toBe(0)
    expect(shown).toMatch(/id: 'ch_/)
    const stripe = new Stripe('sk_test_any', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
    const { data } = await stripe.charges.list({ limit: 5, expand: ['data.customer'] })
    const charge = data.find(({ captured }) => captured)
    expect(charge!.customer).toMatchObject({ email: expect.stringContaining('@example.com') })
    expect(await stripe.refunds.create({ charge: charge!.id, amount: 100 })).toMatchObject({ amount: 100 })
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(printed()).toMatch(/^\S+ GET \/v1\/charges\?limit=5&expand\[0\]=data\.customer 200$/m)
    expect(printed()).toMatch(/^\S+ POST \/v1\/refunds 200$/m)
  })

  it('has the ids that the same seed has in the env', async () => {
    const { port } = await serve('--scenario', 'duplicate-charge-v1', '--seed', '9', '--quiet')
    const stripe = new Stripe('sk_test_any', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
    const env = makeEnv('billing-support-v4')
    env.reset({ seed: 9, options: { scenario: 'duplicate-charge-v1' } })
    let { observation } = env.step({ type: 'verify_identity' })
    ;({ observation } = env.step({ type: 'lookup_charges' }))
    const { data } = await stripe.charges.list({ limit: 100 })
    const seen = observation.charges!.map(({ id }) => id)
    expect(seen.length).toBeGreaterThan(0)
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining([...seen]))
  })

  it('pushes webhooks to an endpoint on this machine, signed, again when time has passed', async () => {
    const statuses = [503]
    const bodies: { body: string; signature: string }[] = []
    const hook = createServer((request, reply) => {
      let body = ''
      request.on('data', chunk => {
        body += String(chunk)
      })
      request.on('end', () => {
        bodies.push({ body, signature: String(request.headers['stripe-signature']) })
        reply.writeHead(statuses.shift() ?? 200).end()
      })
    })
    await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
    ending.push(() => hook.close())
    const url = `http://127.0.0.1:${(hook.address() as { port: number }).port}/hook`
    const { child, port, ended, printed } = await serve('--seed', '7')
    const stripe = new Stripe('sk_test_any', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
    const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['refund.created'] })
    const { data } = await stripe.charges.list({ limit: 5 })
    const refund = await stripe.refunds.create({ charge: data.find(each => each.captured)!.id, amount: 100 })
    await vi.waitFor(() => expect(printed()).toContain(`webhook ${url} 503`), 10_000)
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: refund.created + 3600 })
    await vi.waitFor(() => expect(printed()).toContain(`webhook ${url} 200`), 10_000)
    const [first, second] = bodies
    expect(second!.body).toBe(first!.body)
    const event = stripe.webhooks.constructEvent(
      second!.body,
      second!.signature,
      made.secret!,
      Number.MAX_SAFE_INTEGER,
    )
    expect(event).toMatchObject({ type: 'refund.created', data: { object: { id: refund.id } } })
    expect(second!.signature).toContain(`t=${clock.frozen_time},`)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })

  it('answers what is under way when Ctrl-C comes twice at once, as it does under npx', async () => {
    const { child, port, ended } = await serve('--quiet')
    const answer = new Promise<string>(resolve => {
      let text = ''
      const socket = connect(port, '127.0.0.1', () => {
        const headers = [
          'host: x',
          'authorization: Bearer sk_test_any',
          'content-length: 6',
          'connection: close',
        ]
        socket.write(['POST /v1/customers HTTP/1.1', ...headers, '', 'name'].join('\r\n'))
        setTimeout(() => child.kill('SIGINT'), 100)
        setTimeout(() => child.kill('SIGINT'), 150)
        setTimeout(() => socket.write('=a'), 300)
      })
      socket.on('data', chunk => {
        text += String(chunk)
      })
      socket.on('close', () => resolve(text))
    })
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK.*"name":"a"/s)
    expect(await ended).toBe(0)
  })

  it('opens the account after the cause that is named, with the faults of a file', async () => {
    const file = join(emptyFolder(), 'faults.yaml')
    writeFileSync(file, 'operations: { refund.create: { lock_timeout: 1 } }\nwebhooks: { dropped: 1 }\n')
    const { port } = await serve('--cause', 'duplicate-capture', '--faults', file, '--quiet')
    const stripe = new Stripe('sk_test_any', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
    const [newest] = (await stripe.charges.list()).data
    expect(newest).toMatchObject({ captured: true })
    const refund = stripe.refunds.create({ charge: newest!.id }, { maxNetworkRetries: 0 })
    await expect(refund).rejects.toMatchObject({ code: 'lock_timeout' })
    for (const wrong of [
      ['--cause', 'duplicate-captur'],
      ['--faults', `${file}.none`],
    ]) {
      expect(await supportgym(['billing', 'serve', '--port', '0', ...wrong])).toMatchObject({ code: 2 })
    }
  })

  it('ends with 2 when the scenario is not there, or the port is taken', async () => {
    expect(await supportgym(['billing', 'serve', '-s', 'duplicate-charge'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean "duplicate-charge-v1"?'),
    })
    const { port } = await serve()
    expect(await supportgym(['billing', 'serve', '--port', String(port)])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: --port \d+: cannot listen there/),
    })
  })

  it.each([[['billing']], [['billing', 'serve']]])('has an example in the help of %j', async command => {
    const { code, stdout } = await supportgym([...command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Example:\n  $ supportgym ${command.join(' ')}`)
  })
})
