import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type InquiryStatus = 'warning_needs_response' | 'warning_under_review' | 'warning_closed'
export type InquiryTransition = 'inquiry.evidence_submitted' | 'inquiry.closed'

/** An inquiry: the bank asks before it takes the money; closed, it may have become a dispute. */
export const inquiryMachine = setup({
  types: { events: {} as { type: InquiryTransition } },
}).createMachine({
  id: 'inquiry',
  initial: 'warning_needs_response',
  states: {
    warning_needs_response: {
      on: { 'inquiry.evidence_submitted': 'warning_under_review', 'inquiry.closed': 'warning_closed' },
    },
    warning_under_review: { on: { 'inquiry.closed': 'warning_closed' } },
    warning_closed: {},
  },
})

export const inquiryLifecycle: Lifecycle<InquiryStatus, InquiryTransition> = lifecycle(inquiryMachine)
