import { z } from 'zod'
import { NEVER_MS } from '../../../core/clock.ts'
import type { Operation } from '../../operation.ts'
import { type Call, create, named, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { boolean, metadata, name, page, text } from '../parameters.ts'
import { show } from '../route.ts'

/** A percentage with up to two decimals, in basis points. */
const percentage = z.string().transform((value, context) => {
  if (/^\d{1,3}(\.\d{1,2})?$/.test(value) && Number(value) <= 100) return Math.round(Number(value) * 100)
  context.addIssue({
    code: 'custom',
    message: 'Expected a percentage from 0 to 100, with two decimals at most.',
  })
  return z.NEVER
})

export const CreateTaxRate = z.strictObject({
  active: boolean.optional(),
  country: name.optional(),
  description: text().optional(),
  display_name: name,
  inclusive: boolean,
  jurisdiction: text(50).optional(),
  metadata: metadata.optional(),
  percentage,
  state: text(2).optional(),
  tax_type: text().optional(),
})

/** A tax on top of prices, or one that they include. */
export function createTaxRate(call: Call, given: z.output<typeof CreateTaxRate>): JsonObject {
  const { active, description, jurisdiction, state, tax_type } = given
  const { display_name: title, metadata: change, percentage: basisPoints } = given
  const taxRate = call.state.books.taxRates.length
  const country = given.country ?? ''
  const { inclusive } = given
  const created = { type: 'tax_rate.create', name: title, basisPoints, country, inclusive } as const
  const hidden = { type: 'tax_rate.update', taxRate, active: false } as const
  const operations = active === false ? [created, hidden] : [created]
  create(call, 'tax_rate', {
    operations,
    writing: { metadata: change, texts: { description, jurisdiction, state, tax_type } },
  })
  return show(call, 'tax_rate', taxRate)
}

export const UpdateTaxRate = z.strictObject({
  active: boolean.optional(),
  description: text().optional(),
  display_name: text(50).optional(),
  jurisdiction: text(50).optional(),
  metadata: metadata.optional(),
  state: text(2).optional(),
  tax_type: text().optional(),
})

export function updateTaxRate(call: Call, given: z.output<typeof UpdateTaxRate>): JsonObject {
  const { active, metadata: change, ...texts } = given
  const taxRate = target(call, 'tax_rate')
  const operations = active === undefined ? [] : [{ type: 'tax_rate.update', taxRate, active } as const]
  write(call, 'tax_rate', {
    ordinal: taxRate,
    operations,
    writing: { metadata: change, texts },
  })
  return show(call, 'tax_rate', taxRate)
}

export const ListTaxRates = z.strictObject({ ...page, active: boolean.optional() })

export function listTaxRates(call: Call, { active, ...rest }: z.output<typeof ListTaxRates>): JsonObject {
  const { taxRates } = call.state.books
  const keep = (ordinal: number): boolean => active === undefined || taxRates[ordinal]!.active === active
  return listed(call, 'tax_rate', { page: rest, keep })
}

/** Lets a customer bear these taxes and no others: in these books a tax is the customer's. */
export function taxesOf(
  call: Call,
  customer: number,
  ids: readonly string[] | undefined,
): readonly Operation[] {
  if (ids === undefined) return []
  const wanted = ids.map(id => named(call, 'tax_rate', { id, param: 'default_tax_rates' }))
  const borne = call.state.books.taxAssignments.filter(
    each => each.customer === customer && each.liftedAtMs === NEVER_MS,
  )
  const lifted = borne.filter(each => !wanted.includes(each.taxRate))
  const added = [...new Set(wanted)].filter(rate => !borne.some(each => each.taxRate === rate))
  return [
    ...lifted.map(({ ordinal }) => ({ type: 'tax_assignment.lift', taxAssignment: ordinal }) as const),
    ...added.map(taxRate => ({ type: 'tax_assignment.create', customer, taxRate }) as const),
  ]
}
