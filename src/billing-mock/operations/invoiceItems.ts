import { cents } from '../../core/money.ts'
import type { Invoice } from '../books.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import { invoiceItemLifecycle } from '../invoiceItem.machine.ts'
import type { InvoiceLine, OperationOf } from '../operation.ts'
import type { InvoiceItem } from '../rows.ts'
import { AMOUNT_CENTS_MAX } from './amounts.ts'
import { draftInvoice } from './collection.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** An amount for the next invoice; below zero it is in the customer's favour. */
export function createInvoiceItem(work: Work, operation: OperationOf<'invoice_item.create'>): Outcome {
  const { customer, subscription, amountCents, description } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  if (subscription !== null && work.books.subscriptions[subscription]?.customer !== customer) {
    return missing('subscription', subscription)
  }
  if (!Number.isSafeInteger(amountCents) || Math.abs(amountCents) > AMOUNT_CENTS_MAX) {
    return refuse('invalid_integer', 'Invalid integer')
  }
  const draft = operation.invoice === undefined ? undefined : work.books.invoices[operation.invoice]
  if (operation.invoice !== undefined && draft?.customer !== customer) {
    return missing('invoice', operation.invoice)
  }
  if (draft !== undefined && draft.status !== 'draft')
    return unexpectedState('invoice', 'added to', draft.status)
  const ordinal = work.books.invoiceItems.length
  const item = put(work, 'invoiceItems', {
    ordinal,
    customer,
    subscription,
    amountCents: cents(amountCents),
    description,
    status: invoiceItemLifecycle.initial,
    billedOn: null,
    createdAtMs: work.nowMs,
  })
  note(work, 'invoice_item.created', { entity: 'invoice_item', ordinal })
  if (draft !== undefined) addTo(work, draft, item)
  return ordinal
}

/** Puts an item that waits on a draft of its customer. */
export function assignInvoiceItem(work: Work, operation: OperationOf<'invoice_item.assign'>): Outcome {
  const item = work.books.invoiceItems[operation.invoiceItem]
  if (item === undefined) return missing('invoice_item', operation.invoiceItem)
  const draft = work.books.invoices[operation.invoice]
  if (draft?.customer !== item.customer) return missing('invoice', operation.invoice)
  if (draft.status !== 'draft') return unexpectedState('invoice', 'added to', draft.status)
  if (item.status !== 'pending') return unexpectedState('invoice_item', 'assigned', item.status)
  addTo(work, draft, item)
  return item.ordinal
}

/** Takes an item back that is on no invoice yet. */
export function deleteInvoiceItem(work: Work, operation: OperationOf<'invoice_item.delete'>): Outcome {
  const item = work.books.invoiceItems[operation.invoiceItem]
  if (item === undefined) return missing('invoice_item', operation.invoiceItem)
  const status = invoiceItemLifecycle.next(item.status, 'invoice_item.deleted')
  if (status === null) return unexpectedState('invoice_item', 'deleted', item.status)
  put(work, 'invoiceItems', { ...item, status })
  note(work, 'invoice_item.deleted', { entity: 'invoice_item', ordinal: item.ordinal })
  return item.ordinal
}

/** A draft as of `draftInvoice`, with the items that wait for it: the customer's, and its subscription's own. */
export function draftWithItems(
  work: Work,
  owner: { readonly customer: number; readonly subscription: number | null },
  lines: readonly InvoiceLine[],
): Invoice {
  const items = work.books.invoiceItems.filter(
    item =>
      item.status === 'pending' &&
      item.customer === owner.customer &&
      (item.subscription === null || item.subscription === owner.subscription),
  )
  const draft = draftInvoice(work, owner, [...lines, ...items.map(lineOf)])
  for (const item of items) bill(work, item, draft)
  return draft
}

/** Puts an item on a draft that is there. */
function addTo(work: Work, draft: Invoice, item: InvoiceItem): void {
  const totalCents = cents(draft.totalCents + item.amountCents)
  const lines = Object.freeze([...draft.lines, lineOf(item)])
  put(work, 'invoices', { ...draft, lines, totalCents, remainingCents: totalCents })
  note(work, 'invoice.updated', { entity: 'invoice', ordinal: draft.ordinal })
  bill(work, item, draft)
}

function bill(work: Work, item: InvoiceItem, draft: Invoice): void {
  const status = follow(invoiceItemLifecycle, item.status, 'invoice_item.invoiced')
  put(work, 'invoiceItems', { ...item, status, billedOn: draft.ordinal })
  note(work, 'invoice_item.invoiced', { entity: 'invoice_item', ordinal: item.ordinal })
}

function lineOf({ amountCents, description, createdAtMs }: InvoiceItem): InvoiceLine {
  const moment = { periodStartMs: createdAtMs, periodEndMs: createdAtMs }
  return Object.freeze({ kind: 'item', plan: null, quantity: 1, amountCents, ...moment, description })
}
