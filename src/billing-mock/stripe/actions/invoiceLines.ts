import { z } from 'zod'
import type { Operation } from '../../operation.ts'
import { type Call, named, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { lineAt, linesOf } from '../objects/lines.ts'
import { choice, integer, list, metadata, name, text } from '../parameters.ts'
import { invalid, noSuch } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf } from '../view.ts'
import { itemOf, priced } from './invoiceItems.ts'

/** Lines of drafts: each is an item of the customer, which comes and goes with it. */

export const AddLines = z.strictObject({
  invoice_metadata: metadata.optional(),
  lines: list(z.strictObject({ ...priced, invoice_item: name.optional(), metadata: metadata.optional() })),
})

/** Puts items on a draft: such as wait, or new ones. */
export function addLines(call: Call, given: z.output<typeof AddLines>): JsonObject {
  const invoice = target(call, 'invoice')
  const { customer } = call.state.books.invoices[invoice]!
  const first = linesOf(call.state.books, invoice).length
  const added = given.lines.map(({ invoice_item: id, ...line }, at) => {
    if (id === undefined) return itemOf(call, line, { customer, subscription: null })
    const invoiceItem = named(call, 'invoiceitem', { id, param: `lines[${at}][invoice_item]` })
    const operation = { type: 'invoice_item.assign', invoiceItem, invoice } as const
    return { operation, plan: undefined, quantity: undefined }
  })
  let made = call.state.books.invoiceItems.length
  requireLines(given.lines)
  perform(
    call,
    ...added.map(
      ({ operation }): Operation =>
        operation.type === 'invoice_item.create' ? { ...operation, invoice } : operation,
    ),
  )
  for (const [at, { operation, plan, quantity }] of added.entries()) {
    const ordinal = linesOf(call.state.books, invoice)[first + at]!
    write(call, 'line_item', { ordinal, writing: { metadata: given.lines[at]!.metadata } })
    if (operation.type !== 'invoice_item.create') continue
    const texts = { quantity: String(quantity), plan: plan === undefined ? undefined : String(plan) }
    write(call, 'invoiceitem', { ordinal: made++, writing: { texts } })
  }
  return shown(call, invoice, given.invoice_metadata)
}

const changed = {
  amount: integer.optional(),
  description: text().optional(),
  metadata: metadata.optional(),
}

export const UpdateLines = z.strictObject({
  invoice_metadata: metadata.optional(),
  lines: list(z.strictObject({ ...changed, id: name })),
})

/** Other amounts or texts of lines on a draft, all of them or none. */
export function updateLines(call: Call, given: z.output<typeof UpdateLines>): JsonObject {
  const invoice = target(call, 'invoice')
  requireLines(given.lines)
  const ordinals = given.lines.map(({ id }, at) => lineOn(call, invoice, { id, param: `lines[${at}][id]` }))
  perform(call, ...given.lines.map((line, at) => changeOf(ordinals[at]!, line)))
  for (const [at, line] of given.lines.entries()) {
    write(call, 'line_item', { ordinal: ordinals[at]!, writing: { metadata: line.metadata } })
  }
  return shown(call, invoice, given.invoice_metadata)
}

export const UpdateLineItem = z.strictObject(changed)

/** Another amount or text of one line on a draft. */
export function updateLineItem(call: Call, given: z.output<typeof UpdateLineItem>): JsonObject {
  const ordinal = target(call, 'line_item')
  const id = idOf(call.state, 'line_item', ordinal)
  lineOn(call, target(call, 'invoice'), { id, param: 'id' })
  const operations = [changeOf(ordinal, given)]
  write(call, 'line_item', { ordinal, operations, writing: { metadata: given.metadata } })
  return show(call, 'line_item', ordinal)
}

export const RemoveLines = z.strictObject({
  invoice_metadata: metadata.optional(),
  lines: list(z.strictObject({ behavior: choice(['delete', 'unassign']), id: name })),
})

/** Takes lines off a draft: their items are gone, or wait for another invoice. */
export function removeLines(call: Call, given: z.output<typeof RemoveLines>): JsonObject {
  const invoice = target(call, 'invoice')
  requireLines(given.lines)
  const operations = given.lines.map(({ behavior, id }, at) => {
    const { line } = lineAt(lineOn(call, invoice, { id, param: `lines[${at}][id]` }))
    return { type: 'invoice.remove_line', invoice, line, behavior } as const
  })
  perform(call, ...operations)
  return shown(call, invoice, given.invoice_metadata)
}

function changeOf(ordinal: number, given: z.output<typeof UpdateLineItem>): Operation {
  const { amount: amountCents = null, description } = given
  const text = description === undefined ? null : (description ?? '')
  return { type: 'invoice.update_line', ...lineAt(ordinal), amountCents, description: text }
}

/** The line that an id names, which must be on this invoice. */
function lineOn(call: Call, invoice: number, { id, param }: { id: string; param: string }): number {
  const ordinal = named(call, 'line_item', { id, param })
  if (lineAt(ordinal).invoice === invoice) return ordinal
  throw noSuch('line_item', id, param)
}

function requireLines(lines: readonly unknown[]): void {
  if (lines.length === 0) throw invalid('lines', 'Expected at least one line.')
}

function shown(call: Call, invoice: number, change: z.output<typeof metadata> | undefined): JsonObject {
  write(call, 'invoice', { ordinal: invoice, writing: { metadata: change } })
  return show(call, 'invoice', invoice)
}
