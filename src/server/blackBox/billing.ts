import type { AddressInfo } from 'node:net'
import { stripePlugin, stripeServerOptions } from '../../billing-mock/stripe/index.ts'
import { SupportGymError } from '../../core/errors.ts'
import { unavailable } from '../requests.ts'
import type { Line } from './line.ts'

const HOST = '127.0.0.1'
const NO_EPISODE = 'No episode is under way.'

/** The billing server of an agent, on loopback: its requests go to the episode that is under way. */
export interface BillingServer {
  readonly host: string
  readonly port: number
  /** Throws `invalid_config` while another episode holds it. */
  connect(line: Line): void
  disconnect(line: Line): void
  close(): Promise<void>
}

/** Starts it; port 0 takes a free one. Throws `invalid_config` when the port is taken. */
export async function billingServer(port: number): Promise<BillingServer> {
  const { fastify } = await import('fastify')
  const app = fastify({ ...stripeServerOptions, forceCloseConnections: true })
  let connected: Line | null = null
  await app.register(stripePlugin, {
    backend: { handle: request => connected?.handle(request) ?? unavailable(NO_EPISODE) },
  })
  try {
    await app.listen({ host: HOST, port })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SupportGymError(
      'invalid_config',
      `billingPort ${port}: cannot listen there (${why}). 0 takes a free one.`,
    )
  }
  return {
    host: HOST,
    port: (app.server.address() as AddressInfo).port,
    connect(line) {
      if (connected !== null && connected !== line) {
        throw new SupportGymError(
          'invalid_config',
          'This black-box agent is in an episode already, and its billing server is of one episode at a time: ' +
            'play one after another, or make one agent for each that plays at once.',
        )
      }
      connected = line
    },
    disconnect(line) {
      if (connected === line) connected = null
    },
    async close() {
      connected?.hangUp('The billing server is closing.')
      await app.close()
    },
  }
}
