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
  const methods = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'] as const
  app.route({
    method: [...methods],
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

/** For `fastify(…)` itself: what never reaches a route, such as a path that cannot be decoded, is refused alike. */
export const stripeServerOptions = {
  frameworkErrors: (error: Error & { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply) =>
    refuse(error, reply),
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
