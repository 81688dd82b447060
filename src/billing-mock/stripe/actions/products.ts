import { z } from 'zod'
import { type Call, named, perform, target, type Writing, write } from '../call.ts'
import { keptAs } from '../details.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import { boolean, isWithin, list, metadata, name, only, page, range, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, productOrdinal } from '../view.ts'
import { listingOf, money, planOf, writePrice } from './prices.ts'

const listing = {
  description: text().optional(),
  images: z.union([z.literal(''), list(name)]).optional(),
  marketing_features: z.union([z.literal(''), list(z.strictObject({ name: name.max(80) }))]).optional(),
  metadata: metadata.optional(),
  shippable: boolean.optional(),
  statement_descriptor: text(22).optional(),
  tax_code: text().optional(),
  unit_label: text(12).optional(),
  url: text().optional(),
}

type Listing = z.output<z.ZodObject<typeof listing>>

function writingOf(given: Listing): Writing & { readonly texts: object } {
  const { images, marketing_features: features, metadata: change, shippable, ...rest } = given
  const { description, statement_descriptor, tax_code, unit_label, url } = rest
  const details = {
    images: keptAs(images),
    marketing_features: keptAs(features),
    shippable: keptAs(shippable),
  }
  return {
    metadata: change,
    texts: { description, statement_descriptor, tax_code, unit_label, url, ...details },
  }
}

export const CreateProduct = z.strictObject({
  ...listing,
  active: boolean.optional(),
  default_price_data: z.strictObject(money).optional(),
  name,
  type: only('service').optional(),
})

/** Something to sell, with its first price if that is given. */
export function createProduct(call: Call, given: z.output<typeof CreateProduct>): JsonObject {
  const { default_price_data: price, active } = given
  const { products } = call.state.books
  const row = products.length
  const created = { type: 'product.create', name: given.name } as const
  const hidden = { type: 'product.update', product: row, name: null, active: false } as const
  const operations = [created, ...(active === false ? [hidden] : [])]
  const plan = call.state.books.plans.length
  if (price === undefined) perform(call, ...operations)
  else perform(call, ...operations, planOf(call, price, { name: given.name }), listingOf(row, plan))
  if (price !== undefined) writePrice(call, plan, { ...price, lookup_key: undefined })
  const ordinal = ofSecond(row)
  write(call, 'product', { ordinal, writing: writingOf(given) })
  return show(call, 'product', ordinal)
}

export const UpdateProduct = z.strictObject({
  ...listing,
  active: boolean.optional(),
  default_price: name.optional(),
  name: name.optional(),
})

export function updateProduct(call: Call, given: z.output<typeof UpdateProduct>): JsonObject {
  const { active = null, name: title = null, default_price: price } = given
  const ordinal = target(call, 'product')
  const { isSecond, row } = rowOf(ordinal)
  if (price !== undefined) requirePriceOf(call, ordinal, price)
  const isChanged = active !== null || title !== null
  if (isChanged && !isSecond)
    throw invalid('active', 'This product is a plan of the merchant: it stays as it is.')
  const operations = isChanged ? [{ type: 'product.update', product: row, name: title, active } as const] : []
  const { metadata: change, texts } = writingOf(given)
  const writing = { metadata: change, texts: { ...texts, default_price: price } }
  write(call, 'product', { ordinal, operations, writing })
  return show(call, 'product', ordinal)
}

/** Takes a product away that has no prices. */
export function deleteProduct(call: Call): JsonObject {
  const ordinal = target(call, 'product')
  const id = idOf(call.state, 'product', ordinal)
  const { isSecond, row } = rowOf(ordinal)
  if (!isSecond) throw invalid('id', 'This product is one plan with one price: it stays as it is.')
  perform(call, { type: 'product.delete', product: row })
  return { id, object: 'product', deleted: true }
}

function requirePriceOf(call: Call, product: number, price: string): void {
  const plan = named(call, 'price', { id: price, param: 'default_price' })
  if (productOrdinal(call.state, plan) !== product) {
    throw invalid('default_price', `Price ${price} is of another product.`)
  }
}

export const ListProducts = z.strictObject({
  ...page,
  active: boolean.optional(),
  created: range.optional(),
  ids: list(name).optional(),
})

export function listProducts(
  call: Call,
  { active, created, ids, ...rest }: z.output<typeof ListProducts>,
): JsonObject {
  const { state } = call
  const { products } = state.books
  return listed(call, 'product', {
    page: rest,
    keep(ordinal) {
      const { isSecond, row } = rowOf(ordinal)
      const isActive = isSecond ? products[row]!.active : true
      return (
        (active === undefined || active === isActive) &&
        (ids === undefined || ids.includes(idOf(state, 'product', ordinal))) &&
        isWithin(Number(show(call, 'product', ordinal).created), created)
      )
    },
  })
}
