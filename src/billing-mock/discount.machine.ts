import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type DiscountStatus = 'active' | 'ended'
export type DiscountTransition = 'discount.ended'

/** A discount: it comes off invoices until it is used up, has run out, or is removed. */
export const discountMachine = setup({
  types: { events: {} as { type: DiscountTransition } },
}).createMachine({
  id: 'discount',
  initial: 'active',
  states: { active: { on: { 'discount.ended': 'ended' } }, ended: {} },
})

export const discountLifecycle: Lifecycle<DiscountStatus, DiscountTransition> = lifecycle(discountMachine)
