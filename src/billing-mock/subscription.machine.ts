import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'paused'
  | 'active'
  | 'past_due'
  | 'unpaid'
  | 'canceled'
export type SubscriptionTransition =
  | 'subscription.activated'
  | 'subscription.expired'
  | 'subscription.trial_started'
  | 'subscription.trial_ended'
  | 'subscription.paused'
  | 'subscription.resumed'
  | 'subscription.renewed'
  | 'subscription.updated'
  | 'subscription.period_restarted'
  | 'subscription.cancellation_scheduled'
  | 'subscription.cancellation_withdrawn'
  | 'subscription.payment_failed'
  | 'subscription.recovered'
  | 'subscription.marked_unpaid'
  | 'subscription.canceled'

/**
 * A subscription: incomplete until the first period is paid or the trial begins, past due while an invoice of
 * it is owed, paused when that is asked for or a trial ends without a way to pay.
 */
export const subscriptionMachine = setup({
  types: { events: {} as { type: SubscriptionTransition } },
}).createMachine({
  id: 'subscription',
  initial: 'incomplete',
  states: {
    incomplete: {
      on: {
        'subscription.activated': 'active',
        'subscription.trial_started': 'trialing',
        'subscription.expired': 'incomplete_expired',
        'subscription.canceled': 'canceled',
      },
    },
    incomplete_expired: {},
    trialing: {
      on: {
        'subscription.trial_ended': 'active',
        'subscription.paused': 'paused',
        'subscription.updated': 'trialing',
        'subscription.cancellation_scheduled': 'trialing',
        'subscription.cancellation_withdrawn': 'trialing',
        'subscription.canceled': 'canceled',
      },
    },
    paused: { on: { 'subscription.resumed': 'active', 'subscription.canceled': 'canceled' } },
    active: {
      on: {
        'subscription.renewed': 'active',
        'subscription.updated': 'active',
        'subscription.period_restarted': 'active',
        'subscription.cancellation_scheduled': 'active',
        'subscription.cancellation_withdrawn': 'active',
        'subscription.payment_failed': 'past_due',
        'subscription.paused': 'paused',
        'subscription.canceled': 'canceled',
      },
    },
    past_due: {
      on: {
        'subscription.renewed': 'past_due',
        'subscription.updated': 'past_due',
        'subscription.period_restarted': 'past_due',
        'subscription.cancellation_scheduled': 'past_due',
        'subscription.cancellation_withdrawn': 'past_due',
        'subscription.payment_failed': 'past_due',
        'subscription.recovered': 'active',
        'subscription.marked_unpaid': 'unpaid',
        'subscription.canceled': 'canceled',
      },
    },
    unpaid: { on: { 'subscription.recovered': 'active', 'subscription.canceled': 'canceled' } },
    canceled: {},
  },
})

export const subscriptionLifecycle: Lifecycle<SubscriptionStatus, SubscriptionTransition> =
  lifecycle(subscriptionMachine)
