import { entries } from '../../core/log.ts'
import { cents } from '../../core/money.ts'
import type { Books, Invoice } from '../books.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { invoiceItemLifecycle } from '../invoiceItem.machine.ts'
import type { InvoiceLine, OperationOf } from '../operation.ts'
import type { InvoiceItem } from '../rows.ts'
import { AMOUNT_CENTS_MAX } from './amounts.ts'
import { follow, note, type Outcome, put, type Work } from './work.ts'

/** Another amount or text of an item's line on a draft, and of the item. */
export function updateLine(work: Work, operation: OperationOf<'invoice.update_line'>): Outcome {
  const found = draftLine(work, operation)
  if (!('place' in found)) return found
  const { invoice, place, item } = found
  if (item === null) return fixed('changed')
  const { ordinal } = invoice
  const line = invoice.lines[place]!
  const { amountCents = line.amountCents } = { amountCents: operation.amountCents ?? undefined }
  if (!Number.isSafeInteger(amountCents) || Math.abs(amountCents) > AMOUNT_CENTS_MAX) {
    return refuse('invalid_integer', 'Invalid integer')
  }
  const change = { amountCents: cents(amountCents), description: operation.description ?? line.description }
  put(work, 'invoiceItems', { ...item, ...change })
  note(work, 'invoice_item.updated', { entity: 'invoice_item', ordinal: item.ordinal })
  putLines(work, invoice, invoice.lines.with(place, Object.freeze({ ...line, ...change })))
  return ordinal
}

/** Takes a line off a draft: an item's, which is then gone or waits for another invoice, or a proration. */
export function removeLine(work: Work, operation: OperationOf<'invoice.remove_line'>): Outcome {
  const found = draftLine(work, operation)
  if (!('place' in found)) return found
  const { invoice, place, item } = found
  const isGone = operation.behavior === 'delete'
  if (item === null && !(isGone && invoice.lines[place]!.kind === 'proration')) return fixed('removed')
  const { ordinal, lines } = invoice
  const row = { ordinal: work.books.removedLines.length, invoice: ordinal, line: operation.line + 0 }
  put(work, 'removedLines', row)
  putLines(work, invoice, lines.toSpliced(place, 1))
  if (item !== null) release(work, item, isGone)
  return ordinal
}

/** The number of each line of an invoice, in order: its place, as if no line had ever been removed. */
export function lineNumbers({ invoices, removedLines }: Books, invoice: number): readonly number[] {
  const removed = removedLines.filter(each => each.invoice === invoice).map(({ line }) => line)
  const numbers: number[] = []
  for (let number = 0; numbers.length < invoices[invoice]!.lines.length; number++) {
    if (!removed.includes(number)) numbers.push(number)
  }
  return numbers
}

/** The items on a draft, in the order of their lines: that in which the journal says that they came. */
export function itemsOn({ journal, invoiceItems }: Books, invoice: number): readonly InvoiceItem[] {
  const came = new Set<number>()
  for (const { event } of entries(journal)) {
    if (event.type !== 'invoice_item.invoiced' || invoiceItems[event.ordinal]!.billedOn !== invoice) continue
    came.delete(event.ordinal) // it may have left and come again
    came.add(event.ordinal)
  }
  return [...came].map(ordinal => invoiceItems[ordinal]!)
}

/** A line of a draft by its number: its place, and the item that it is of, null for none. */
function draftLine(
  work: Work,
  { invoice: ordinal, line }: { readonly invoice: number; readonly line: number },
): { readonly invoice: Invoice; readonly place: number; readonly item: InvoiceItem | null } | BillingError {
  const invoice = work.books.invoices[ordinal]
  if (invoice === undefined) return missing('invoice', ordinal)
  if (invoice.status !== 'draft') return unexpectedState('invoice', 'changed', invoice.status)
  const place = lineNumbers(work.books, ordinal).indexOf(line)
  if (place < 0) return refuse('resource_missing', `The invoice has no line ${line}.`, 'lines')
  if (invoice.lines[place]!.kind !== 'item') return { invoice, place, item: null }
  const before = invoice.lines.slice(0, place).filter(({ kind }) => kind === 'item').length
  return { invoice, place, item: itemsOn(work.books, ordinal)[before]! }
}

function putLines(work: Work, invoice: Invoice, lines: readonly InvoiceLine[]): void {
  const totalCents = cents(lines.reduce((sum, line) => sum + line.amountCents, 0))
  put(work, 'invoices', { ...invoice, lines: Object.freeze(lines), totalCents, remainingCents: totalCents })
  note(work, 'invoice.updated', { entity: 'invoice', ordinal: invoice.ordinal })
}

function release(work: Work, item: InvoiceItem, isGone: boolean): void {
  const { ordinal } = item
  const waiting = follow(invoiceItemLifecycle, item.status, 'invoice_item.released')
  note(work, 'invoice_item.released', { entity: 'invoice_item', ordinal })
  const status = isGone ? follow(invoiceItemLifecycle, waiting, 'invoice_item.deleted') : waiting
  put(work, 'invoiceItems', { ...item, status, billedOn: null })
  if (isGone) note(work, 'invoice_item.deleted', { entity: 'invoice_item', ordinal })
}

function fixed(participle: 'changed' | 'removed'): BillingError {
  const message = `The line is of no invoice item: it cannot be ${participle}.`
  return refuse('unexpected_state', message, 'lines')
}
