import { setup } from 'xstate'
import { type Lifecycle, lifecycle } from '../core/lifecycle.ts'

export type InvoiceItemStatus = 'pending' | 'invoiced' | 'deleted'
export type InvoiceItemTransition = 'invoice_item.invoiced' | 'invoice_item.released' | 'invoice_item.deleted'

/** An invoice item: it waits for the next invoice, and waits again when that is deleted as a draft. */
export const invoiceItemMachine = setup({
  types: { events: {} as { type: InvoiceItemTransition } },
}).createMachine({
  id: 'invoice_item',
  initial: 'pending',
  states: {
    pending: { on: { 'invoice_item.invoiced': 'invoiced', 'invoice_item.deleted': 'deleted' } },
    invoiced: { on: { 'invoice_item.released': 'pending' } },
    deleted: {},
  },
})

export const invoiceItemLifecycle: Lifecycle<InvoiceItemStatus, InvoiceItemTransition> =
  lifecycle(invoiceItemMachine)
