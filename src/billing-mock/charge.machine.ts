import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type ChargeStatus = 'authorized' | 'succeeded' | 'failed' | 'released'
export type ChargeTransition = 'charge.captured' | 'charge.failed' | 'charge.released'

/** A charge: money is asked for and held, then captured, refused by the bank, or let go. */
export const chargeMachine = setup({
  types: { events: {} as { type: ChargeTransition } },
}).createMachine({
  id: 'charge',
  initial: 'authorized',
  states: {
    authorized: {
      on: { 'charge.captured': 'succeeded', 'charge.failed': 'failed', 'charge.released': 'released' },
    },
    succeeded: {},
    failed: {},
    released: {},
  },
})

export const chargeLifecycle: Lifecycle<ChargeStatus, ChargeTransition> = lifecycle(chargeMachine)
