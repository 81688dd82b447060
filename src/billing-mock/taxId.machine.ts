import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type TaxIdStatus = 'pending' | 'verified' | 'unverified' | 'deleted'
export type TaxIdTransition = 'tax_id.verified' | 'tax_id.rejected' | 'tax_id.deleted'

/** A tax id: looked up in the register; only one that is verified exempts. */
export const taxIdMachine = setup({
  types: { events: {} as { type: TaxIdTransition } },
}).createMachine({
  id: 'tax_id',
  initial: 'pending',
  states: {
    pending: {
      on: { 'tax_id.verified': 'verified', 'tax_id.rejected': 'unverified', 'tax_id.deleted': 'deleted' },
    },
    verified: { on: { 'tax_id.deleted': 'deleted' } },
    unverified: { on: { 'tax_id.deleted': 'deleted' } },
    deleted: {},
  },
})

export const taxIdLifecycle: Lifecycle<TaxIdStatus, TaxIdTransition> = lifecycle(taxIdMachine)
