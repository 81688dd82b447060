import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SNAPSHOT_BYTES_MAX } from './handle.ts'
import { Refusal } from './refusal.ts'
import type { StripeRequest, StripeResponse } from './request.ts'

/** What the log of a server says of a request. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly isReplayed: boolean
  readonly isLost: boolean
}

/** What answers requests: a `StripeBackend`, or somebody who takes their time. */
interface Answering {
  handle(request: StripeRequest): StripeResponse | Promise<StripeResponse>
}

export interface StripePluginOptions {
  readonly backend: Answering
  /** Told of every request, once it is answered. */
  readonly log?: (request: LoggedRequest) => void
}

/**
 * A fastify plugin that serves a backend: `fastify(stripeServerOptions).register(stripePlugin, { backend })`. Requests
 * are handed over one after another, each as a whole, so of many under one key exactly one is executed. A lost answer
 * closes the connection.
 */
export async function stripePlugin(
  app: FastifyInstance,
  { backend, log }: StripePluginOptions,
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: SNAPSHOT_BYTES_MAX },
    (_request, body, done) => {
      done(null, body)
    },
  )
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => refuse(error, reply))
  app.route({
    method: app.supportedMethods,
    url: '/*',
    async handler(request, reply) {
      const { method, url: path } = request
      const body = Buffer.isBuffer(request.body) ? request.body : ''
      const response = await backend.handle({ method, path, headers: flat(request.headers), body })
      const { status, headers, isLost } = response
      log?.({ method, path, status, isReplayed: headers['idempotent-replayed'] === 'true', isLost })
      if (isLost) {
        reply.hijack()
        reply.raw.destroy()
        return reply
      }
      return reply.code(status).headers(headers).send(JSON.stringify(response.body))
    },
  })
}

/**
 * For `fastify(…)` itself: what never reaches a route, such as a path that cannot be decoded or what is no HTTP at all,
 * is refused alike.
 */
export const stripeServerOptions = {
  frameworkErrors: (error: Error & { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply) =>
    refuse(error, reply),
  clientErrorHandler: refuseUnreadable,
}

const unreadable: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The address and the headers are too long: put parameters into the body.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request was not whole in time.'],
}

/** Answers what the HTTP parser gave up on, and closes the connection. */
function refuseUnreadable(error: Error & { readonly code: string }, socket: Socket): void {
  const [status, message] = unreadable[error.code] ?? ['400 Bad Request', 'This is no HTTP request.']
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const body = JSON.stringify(new Refusal(Number.parseInt(status, 10), message).body)
    const head = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]
    socket.write([`HTTP/1.1 ${status}`, ...head, 'connection: close', '', body].join('\r\n'))
  }
  socket.destroy()
}

function refuse(
  { statusCode: status = 500, message }: Error & { statusCode?: number },
  reply: FastifyReply,
): void {
  const { body } = new Refusal(status, message, status < 500 ? {} : { type: 'api_error' })
  void reply.code(status).header('content-type', 'application/json').send(JSON.stringify(body))
}

/** A header that came several times counts as its first. */
function flat(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string | undefined> {
  const flattened: Record<string, string | undefined> = {}
  for (const name in headers) {
    const value = headers[name]
    flattened[name] = Array.isArray(value) ? value[0] : value
  }
  return flattened
}
