import { z } from 'zod'
import { type Call, create, namedIfGiven, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { boolean, choice, integer, list, metadata, name, page, text } from '../parameters.ts'
import { show } from '../route.ts'
import { requireCurrency } from './customers.ts'

const money = {
  currency: name,
  recurring: z.strictObject({
    interval: choice(['month', 'year']),
    interval_count: z.literal('1', { error: () => 'Only 1 is simulated.' }).optional(),
  }),
  unit_amount: integer,
}

export const CreateProduct = z.strictObject({
  default_price_data: z.strictObject(money),
  description: text().optional(),
  metadata: metadata.optional(),
  name,
})

/** A product comes with its price: in these books the two are one plan. */
export function createProduct(call: Call, given: z.output<typeof CreateProduct>): JsonObject {
  const { default_price_data: price, description, metadata: change } = given
  const plan = createPlan(call, { ...price, name: given.name, code: undefined })
  write(call, 'product', { ordinal: plan, writing: { metadata: change, texts: { description } } })
  return show(call, 'product', plan)
}

export const CreatePrice = z.strictObject({
  ...money,
  lookup_key: name.optional(),
  metadata: metadata.optional(),
  nickname: text().optional(),
  product_data: z.strictObject({ name, metadata: metadata.optional() }),
})

export function createPrice(call: Call, given: z.output<typeof CreatePrice>): JsonObject {
  const { product_data: product, lookup_key: code, nickname, metadata: change } = given
  const plan = createPlan(call, { ...given, name: product.name, code })
  write(call, 'price', { ordinal: plan, writing: { metadata: change, texts: { nickname } } })
  write(call, 'product', { ordinal: plan, writing: { metadata: product.metadata } })
  return show(call, 'price', plan)
}

interface NewPlan {
  readonly currency: string
  readonly unit_amount: number
  readonly recurring: { readonly interval: 'month' | 'year' }
  readonly name: string
  readonly code: string | undefined
}

function createPlan(
  call: Call,
  { currency, unit_amount: unitCents, recurring, name, code }: NewPlan,
): number {
  requireCurrency(call, currency)
  const unnamed = `plan-${call.state.books.plans.length + 1}`
  return create(call, 'price', {
    operations: [
      { type: 'plan.create', code: code ?? unnamed, name, unitCents, interval: recurring.interval },
    ],
    writing: {},
  })
}

export const UpdateProduct = z.strictObject({ description: text().optional(), metadata: metadata.optional() })
export const UpdatePrice = z.strictObject({ metadata: metadata.optional(), nickname: text().optional() })

/** What is written on a product or a price; the plan itself does not change. */
export function updateCatalog(kind: 'product' | 'price') {
  return (call: Call, given: z.output<typeof UpdateProduct> & z.output<typeof UpdatePrice>): JsonObject => {
    const { metadata: change, ...texts } = given
    const ordinal = target(call, kind)
    write(call, kind, { ordinal, writing: { metadata: change, texts } })
    return show(call, kind, ordinal)
  }
}

export const ListProducts = z.strictObject({ ...page, active: boolean.optional() })

export function listProducts(call: Call, { active, ...rest }: z.output<typeof ListProducts>): JsonObject {
  return listed(call, 'product', { page: rest, keep: () => active !== false })
}

export const ListPrices = z.strictObject({
  ...page,
  active: boolean.optional(),
  lookup_keys: list(name).optional(),
  product: name.optional(),
})

export function listPrices(call: Call, given: z.output<typeof ListPrices>): JsonObject {
  const { active, lookup_keys: codes, product: id, ...rest } = given
  const product = namedIfGiven(call, 'product', id)
  const { plans } = call.state.books
  const keep = (ordinal: number): boolean =>
    active !== false &&
    (codes === undefined || codes.includes(plans[ordinal]!.code)) &&
    (product === undefined || ordinal === product)
  return listed(call, 'price', { page: rest, keep })
}
