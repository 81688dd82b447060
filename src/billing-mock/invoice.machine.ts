import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type InvoiceStatus = 'draft' | 'deleted' | 'open' | 'paid' | 'void' | 'uncollectible'
export type InvoiceTransition =
  | 'invoice.deleted'
  | 'invoice.finalized'
  | 'invoice.payment_failed'
  | 'invoice.paid'
  | 'invoice.voided'
  | 'invoice.marked_uncollectible'

/** An invoice: lines gather in the draft, the open invoice is owed, and it ends paid, void or written off. */
export const invoiceMachine = setup({
  types: { events: {} as { type: InvoiceTransition } },
}).createMachine({
  id: 'invoice',
  initial: 'draft',
  states: {
    draft: { on: { 'invoice.deleted': 'deleted', 'invoice.finalized': 'open' } },
    deleted: {},
    open: {
      on: {
        'invoice.payment_failed': 'open',
        'invoice.paid': 'paid',
        'invoice.voided': 'void',
        'invoice.marked_uncollectible': 'uncollectible',
      },
    },
    paid: {},
    void: {},
    uncollectible: { on: { 'invoice.paid': 'paid', 'invoice.voided': 'void' } },
  },
})

export const invoiceLifecycle: Lifecycle<InvoiceStatus, InvoiceTransition> = lifecycle(invoiceMachine)
