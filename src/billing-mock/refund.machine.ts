import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type RefundStatus = 'pending' | 'succeeded' | 'failed'
export type RefundTransition = 'refund.settled' | 'refund.failed'

/** A refund: under way, with the customer, or come back; a bank may return it after it had succeeded. */
export const refundMachine = setup({
  types: { events: {} as { type: RefundTransition } },
}).createMachine({
  id: 'refund',
  initial: 'pending',
  states: {
    pending: { on: { 'refund.settled': 'succeeded', 'refund.failed': 'failed' } },
    succeeded: { on: { 'refund.failed': 'failed' } },
    failed: {},
  },
})

export const refundLifecycle: Lifecycle<RefundStatus, RefundTransition> = lifecycle(refundMachine)
