import type { StripeRequest, StripeResponse } from '../billing-mock/stripe/index.ts'
import { SupportGymError } from '../core/errors.ts'
import type { Env, Observation, Timestep } from '../env/index.ts'
import type { BillingRequest } from '../world/actions.ts'
import type { ToolResult } from '../world/record.ts'

/** Who listens to the steps that requests from outside become. */
export interface BindOptions {
  onStep?(timestep: Timestep<Observation>): void
}

/** An episode as production code on the Stripe SDK meets it: hand it to `inProcessClient` or `stripePlugin`. */
export interface BoundEpisode {
  handle(request: StripeRequest): StripeResponse
}

/**
 * Binds the episode under way to the Stripe surface: each request becomes an action of type `billing_request`, so that
 * it takes time, is recorded and replayed, and is graded with everything else. Idempotency keys, which an SDK draws at
 * random, go by the order in which they came and reach nothing. Requests that the episode cannot take now (it has
 * ended, or waits for an approval) are answered with 503.
 */
export function bindEpisode(env: Pick<Env, 'step'>, { onStep }: BindOptions = {}): BoundEpisode {
  const keys = new Map<string, number>()
  return {
    handle({ method, path, headers, body }) {
      const header = headers['idempotency-key']
      if (header !== undefined && !keys.has(header)) keys.set(header, keys.size + 1)
      const key = header === undefined ? null : keys.get(header)!
      const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
      try {
        const action = { type: 'billing_request', method, path, body: text, key } as BillingRequest
        const timestep = env.step(action)
        onStep?.(timestep)
        return responseOf(timestep.observation.toolResult!)
      } catch (error) {
        if (!(error instanceof SupportGymError)) throw error
        return error.code === 'malformed_action'
          ? refusal(400, 'invalid_request_error', error.message)
          : refusal(503, 'api_error', error.message)
      }
    },
  }
}

function responseOf({ code, message, response }: ToolResult): StripeResponse {
  if (code === 'timeout') return { status: 0, headers: {}, body: {}, isLost: true }
  if (response === undefined) return refusal(503, 'api_error', message ?? 'Not now.')
  return { ...response, body: response.body as StripeResponse['body'], isLost: false }
}

const HEADERS = { 'content-type': 'application/json' } as const

function refusal(status: number, type: string, message: string): StripeResponse {
  return { status, headers: HEADERS, body: { error: { type, code: null, message } }, isLost: false }
}
