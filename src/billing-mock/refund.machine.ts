import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'
export type RefundTransition =
  | 'refund.settled'
  | 'refund.failed'
  | 'refund.action_required'
  | 'refund.action_taken'
  | 'refund.canceled'

/** A refund: under way, with the customer, or come back; a bank may return it after it had succeeded. */
export const refundMachine = setup({
  types: { events: {} as { type: RefundTransition } },
}).createMachine({
  id: 'refund',
  initial: 'pending',
  states: {
    pending: {
      on: {
        'refund.settled': 'succeeded',
        'refund.failed': 'failed',
        'refund.action_required': 'requires_action',
      },
    },
    requires_action: {
      on: { 'refund.action_taken': 'pending', 'refund.canceled': 'canceled', 'refund.failed': 'failed' },
    },
    succeeded: { on: { 'refund.failed': 'failed' } },
    failed: {},
    canceled: {},
  },
})

export const refundLifecycle: Lifecycle<RefundStatus, RefundTransition> = lifecycle(refundMachine)
