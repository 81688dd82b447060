import { fastify } from 'fastify'
import Stripe from 'stripe'
import { afterEach } from 'vitest'
import {
  type LoggedRequest,
  type StripeBackend,
  stripePlugin,
  stripeServerOptions,
} from '../../../src/billing-mock/stripe/index.ts'
import { openAccount } from './account.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

export interface Served {
  readonly backend: StripeBackend
  readonly port: number
  readonly stripe: Stripe
  readonly logged: LoggedRequest[]
}

/** The account over loopback, and the SDK as it comes. */
export async function serve(options: Parameters<typeof openAccount>[0] = {}): Promise<Served> {
  const { backend } = openAccount(options)
  const app = fastify(stripeServerOptions)
  const logged: LoggedRequest[] = []
  await app.register(stripePlugin, { backend, log: line => logged.push(line) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  closing.push(() => app.close())
  const { port } = app.server.address() as { port: number }
  const stripe = new Stripe('sk_test_simulated', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    telemetry: false,
  })
  return { backend, port, stripe, logged }
}
