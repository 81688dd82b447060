import { z } from 'zod'
import { freeze } from '../../core/freeze.ts'
import { appraising, beginning, waiting } from './feeling.ts'
import { following, judging } from './following.ts'
import { remembering } from './remembering.ts'
import { speaking } from './speaking.ts'

/** Every number of how a customer feels, acts and judges; the rules that they belong to are code. */
export const CustomerModel = z.strictObject({
  ...beginning,
  ...appraising,
  ...waiting,
  ...speaking,
  ...judging,
  ...following,
  ...remembering,
})
export type CustomerModel = z.infer<typeof CustomerModel>

/** A part of a model: what it leaves out stays as it ships; lists are replaced as a whole. */
export type ModelOverrides = DeepPartial<CustomerModel>
export const ModelOverrides = partialOf(CustomerModel) as unknown as z.ZodType<ModelOverrides, ModelOverrides>

type DeepPartial<Value> = Value extends readonly unknown[] | string | number
  ? Value
  : { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> }

function partialOf(schema: z.ZodObject): z.ZodObject {
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const part = field instanceof z.ZodObject ? partialOf(field) : (field as z.ZodType)
    return [name, part.exactOptional()] as const
  })
  return z.strictObject(Object.fromEntries(fields))
}

/** The source of a rule that was overridden without one. */
export const OVERRIDDEN = 'overridden in the pack'

/** The model with a part of it overridden, frozen. A rule's source goes with its values. */
export function overridden(model: CustomerModel, overrides: ModelOverrides = {}): CustomerModel {
  return freeze(CustomerModel.parse(merged(model, overrides)))
}

type Part = Readonly<Record<string, unknown>>

function merged(base: Part, over: Part): Part {
  const source = 'source' in base && Object.keys(over).length > 0 ? { source: OVERRIDDEN } : {}
  const changed = Object.entries(over).map(([name, value]) => [
    name,
    isPart(value) ? merged(base[name] as Part, value) : value,
  ])
  return { ...base, ...source, ...Object.fromEntries(changed) }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
