import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type DunningStatus = 'running' | 'recovered' | 'exhausted' | 'stopped'
export type DunningTransition =
  | 'dunning.try_failed'
  | 'dunning.recovered'
  | 'dunning.exhausted'
  | 'dunning.stopped'

/** Dunning: an invoice is tried again until it is paid, the tries are used up, or nobody wants it any more. */
export const dunningMachine = setup({
  types: { events: {} as { type: DunningTransition } },
}).createMachine({
  id: 'dunning',
  initial: 'running',
  states: {
    running: {
      on: {
        'dunning.try_failed': 'running',
        'dunning.recovered': 'recovered',
        'dunning.exhausted': 'exhausted',
        'dunning.stopped': 'stopped',
      },
    },
    recovered: {},
    exhausted: {},
    stopped: {},
  },
})

export const dunningLifecycle: Lifecycle<DunningStatus, DunningTransition> = lifecycle(dunningMachine)
