import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type SubscriptionStatus = 'incomplete' | 'active' | 'past_due' | 'canceled'
export type SubscriptionTransition =
  | 'subscription.activated'
  | 'subscription.renewed'
  | 'subscription.updated'
  | 'subscription.cancellation_scheduled'
  | 'subscription.payment_failed'
  | 'subscription.recovered'
  | 'subscription.canceled'

/** A subscription: incomplete until the first period is paid, past due while an invoice of it is owed. */
export const subscriptionMachine = setup({
  types: { events: {} as { type: SubscriptionTransition } },
}).createMachine({
  id: 'subscription',
  initial: 'incomplete',
  states: {
    incomplete: { on: { 'subscription.activated': 'active' } },
    active: {
      on: {
        'subscription.renewed': 'active',
        'subscription.updated': 'active',
        'subscription.cancellation_scheduled': 'active',
        'subscription.payment_failed': 'past_due',
        'subscription.canceled': 'canceled',
      },
    },
    past_due: {
      on: {
        'subscription.renewed': 'past_due',
        'subscription.updated': 'past_due',
        'subscription.cancellation_scheduled': 'past_due',
        'subscription.payment_failed': 'past_due',
        'subscription.recovered': 'active',
        'subscription.canceled': 'canceled',
      },
    },
    canceled: {},
  },
})

export const subscriptionLifecycle: Lifecycle<SubscriptionStatus, SubscriptionTransition> =
  lifecycle(subscriptionMachine)
