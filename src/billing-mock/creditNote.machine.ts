import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type CreditNoteStatus = 'issued' | 'void'
export type CreditNoteTransition = 'credit_note.voided'

/** A credit note: it takes a part of an invoice back, and can itself be taken back while nothing was paid. */
export const creditNoteMachine = setup({
  types: { events: {} as { type: CreditNoteTransition } },
}).createMachine({
  id: 'credit_note',
  initial: 'issued',
  states: { issued: { on: { 'credit_note.voided': 'void' } }, void: {} },
})

export const creditNoteLifecycle: Lifecycle<CreditNoteStatus, CreditNoteTransition> =
  lifecycle(creditNoteMachine)
