import { withAllTables } from '../billing-mock/index.ts'
import {
  createStripeBackend,
  type StripeBackend,
  type StripeBackendOptions,
} from '../billing-mock/stripe/index.ts'
import { envIds, makeEnv } from '../make.ts'
import { identityOf } from '../personas/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'

/** A simulated Stripe account for production code, from a scenario or from books of one's own. */
export {
  type CustomerProfile,
  createStripeBackend,
  type Fault,
  type InProcessClient,
  inProcessClient,
  type LoggedRequest,
  type StripeBackend,
  type StripeBackendOptions,
  type StripePluginOptions,
  type StripeRequest,
  type StripeResponse,
  type StripeSnapshot,
  stripePlugin,
  stripeServerOptions,
  type WebhookRequest,
} from '../billing-mock/stripe/index.ts'
export { type BlackBoxAgent, type BlackBoxOptions, blackBoxAgent } from './blackBox/index.ts'
export { type BindOptions, type BoundEpisode, bindEpisode } from './episode.ts'
export { type PushedWebhook, type WebhookPushOptions, webhookPush } from './webhooks.ts'

/** Which case to open an account for, and how; what is not said is drawn by the seed, as in the env. */
export interface ScenarioBackendOptions extends Pick<StripeBackendOptions, 'faults' | 'check'> {
  readonly scenario: string
  readonly seed: number
  readonly cause?: string
  readonly variant?: string
}

/**
 * A backend over the books of a scenario at the moment of the first contact, with the ids and the names that the
 * same seed gives in the env. Throws `unknown_id` when there is no such scenario.
 */
export function scenarioBackend(options: ScenarioBackendOptions): StripeBackend {
  const { seed, faults, check, ...episode } = options
  const catalogue = loadCatalogue()
  const env = makeEnv(envIds[0], { scenarios: catalogue })
  env.reset({ seed, options: episode })
  const { world } = env.snapshot()
  return createStripeBackend({
    books: withAllTables(world.books),
    seed,
    nowMs: world.clock.nowMs,
    terms: catalogue.templateById(world.template).terms,
    profileOf(customer) {
      const { name, email, company } = identityOf(seed, customer)
      return { name, email, description: company }
    },
    ...(faults === undefined ? {} : { faults }),
    ...(check === undefined ? {} : { check }),
  })
}
