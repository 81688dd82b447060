import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type DisputeStatus = 'needs_response' | 'under_review' | 'won' | 'lost'
export type DisputeTransition = 'dispute.evidence_submitted' | 'dispute.won' | 'dispute.lost'

/** A dispute: without evidence it can only be lost; once reviewed it is decided for good. */
export const disputeMachine = setup({
  types: { events: {} as { type: DisputeTransition } },
}).createMachine({
  id: 'dispute',
  initial: 'needs_response',
  states: {
    needs_response: { on: { 'dispute.evidence_submitted': 'under_review', 'dispute.lost': 'lost' } },
    under_review: { on: { 'dispute.won': 'won', 'dispute.lost': 'lost' } },
    won: {},
    lost: {},
  },
})

export const disputeLifecycle: Lifecycle<DisputeStatus, DisputeTransition> = lifecycle(disputeMachine)
