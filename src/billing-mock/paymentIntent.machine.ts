import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type PaymentIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled'
export type PaymentIntentTransition =
  | 'payment_intent.method_attached'
  | 'payment_intent.requires_action'
  | 'payment_intent.processing'
  | 'payment_intent.amount_capturable_updated'
  | 'payment_intent.succeeded'
  | 'payment_intent.payment_failed'
  | 'payment_intent.canceled'

/** What can come of a confirmed payment: a decline asks for another method. */
const attempted = {
  'payment_intent.processing': 'processing',
  'payment_intent.amount_capturable_updated': 'requires_capture',
  'payment_intent.succeeded': 'succeeded',
  'payment_intent.payment_failed': 'requires_payment_method',
  'payment_intent.canceled': 'canceled',
} as const

/** A payment that is wanted, through as many attempts as it takes. */
export const paymentIntentMachine = setup({
  types: { events: {} as { type: PaymentIntentTransition } },
}).createMachine({
  id: 'payment_intent',
  initial: 'requires_payment_method',
  states: {
    requires_payment_method: {
      on: {
        'payment_intent.method_attached': 'requires_confirmation',
        'payment_intent.canceled': 'canceled',
      },
    },
    requires_confirmation: {
      on: {
        'payment_intent.method_attached': 'requires_confirmation',
        'payment_intent.requires_action': 'requires_action',
        ...attempted,
      },
    },
    requires_action: { on: attempted },
    processing: {
      on: {
        'payment_intent.succeeded': 'succeeded',
        'payment_intent.payment_failed': 'requires_payment_method',
      },
    },
    requires_capture: {
      on: { 'payment_intent.succeeded': 'succeeded', 'payment_intent.canceled': 'canceled' },
    },
    succeeded: {},
    canceled: {},
  },
})

export const paymentIntentLifecycle: Lifecycle<PaymentIntentStatus, PaymentIntentTransition> =
  lifecycle(paymentIntentMachine)
