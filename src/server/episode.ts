import type { StripeRequest, StripeResponse } from '../billing-mock/stripe/index.ts'
import { SupportGymError } from '../core/errors.ts'
import type { Env, Observation, Timestep } from '../env/index.ts'
import { requestReader, responseOf, unavailable } from './requests.ts'

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
  const read = requestReader()
  return {
    handle(given) {
      const request = read(given)
      if (!request.ok) return request.response
      try {
        const timestep = env.step(request.action)
        onStep?.(timestep)
        return responseOf(timestep.observation.toolResult!)
      } catch (error) {
        if (!(error instanceof SupportGymError)) throw error
        return unavailable(error.message)
      }
    },
  }
}
