/** The Stripe surface: production code on the unmodified SDK runs against the simulated ledger. */
export { testMethods } from './actions/methods.ts'
export {
  type CustomerProfile,
  createStripeBackend,
  type StripeBackend,
  type StripeBackendOptions,
} from './backend.ts'
export { expandableFields } from './expand.ts'
export { type Fault, faultKinds } from './faults.ts'
export { type Handled, handle, refusedUnread } from './handle.ts'
export { type InProcessClient, inProcessClient } from './inProcess.ts'
export { type LoggedRequest, type StripePluginOptions, stripePlugin, stripeServerOptions } from './plugin.ts'
export type { StripeRequest, StripeResponse } from './request.ts'
export { routes } from './routes.ts'
export {
  givenNote,
  noteKey,
  openState,
  restoreMemory,
  type StripeMemory,
  type StripeSnapshot,
  takeMemory,
  takeSnapshot,
} from './state.ts'
export { API_VERSION } from './version.ts'
export { isLoopback, type WebhookRequest } from './webhooks.ts'
