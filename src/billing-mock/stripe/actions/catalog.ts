import { z } from 'zod'
import type { OperationOf } from '../../operation.ts'
import { type Call, named, namedIfGiven, perform, target, write } from '../call.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { isOneTime } from '../objects/catalog.ts'
import { listed } from '../paging.ts'
import { boolean, choice, integer, list, metadata, name, only, page, text } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, idOf, productOrdinal } from '../view.ts'
import { requireCurrency } from './customers.ts'

const money = {
  currency: name,
  recurring: z
    .strictObject({
      interval: choice(['month', 'year']),
      interval_count: z.literal('1', { error: () => 'Only 1 is simulated.' }).optional(),
    })
    .optional(),
  unit_amount: integer,
}

type Money = z.output<z.ZodObject<typeof money>>

const listing = { description: text().optional(), metadata: metadata.optional() }

export const CreateProduct = z.strictObject({
  ...listing,
  active: boolean.optional(),
  default_price_data: z.strictObject(money).optional(),
  name,
  type: only('service').optional(),
})

/** Something to sell, with its first price if that is given. */
export function createProduct(call: Call, given: z.output<typeof CreateProduct>): JsonObject {
  const { default_price_data: price, description, metadata: change, active } = given
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
  write(call, 'product', { ordinal, writing: { metadata: change, texts: { description } } })
  return show(call, 'product', ordinal)
}

export const CreatePrice = z.strictObject({
  ...money,
  lookup_key: name.optional(),
  metadata: metadata.optional(),
  nickname: text().optional(),
  product: name.optional(),
  product_data: z.strictObject({ name, metadata: metadata.optional() }).optional(),
})

/** A price of a product that is there, or of one made with it; without `recurring` it is paid once. */
export function createPrice(call: Call, given: z.output<typeof CreatePrice>): JsonObject {
  const { product: id, product_data: data, lookup_key: code } = given
  const { books } = call.state
  if ((id === undefined) === (data === undefined)) {
    throw invalid('product', 'Give product or product_data.', 'parameter_missing')
  }
  const { isSecond, row } = rowOf(id === undefined ? 1 : named(call, 'product', { id }))
  if (!isSecond)
    throw invalid('product', 'This product is one plan with one price: make a product of its own.')
  const product = data === undefined ? row : books.products.length
  const title = data?.name ?? books.products[product]!.name
  const plan = books.plans.length
  perform(
    call,
    ...(data === undefined ? [] : [{ type: 'product.create', name: data.name } as const]),
    planOf(call, given, { name: title, code }),
    listingOf(product, plan),
  )
  writePrice(call, plan, given)
  if (data !== undefined) {
    write(call, 'product', { ordinal: ofSecond(product), writing: { metadata: data.metadata } })
  }
  return show(call, 'price', plan)
}

function planOf(
  call: Call,
  { currency, unit_amount: unitCents, recurring }: Money,
  { name: title, code }: { readonly name: string; readonly code?: string | undefined },
): OperationOf<'plan.create'> {
  requireCurrency(call, currency)
  const unnamed = `plan-${call.state.books.plans.length + 1}`
  const interval = recurring?.interval ?? 'month'
  return { type: 'plan.create', code: code ?? unnamed, name: title, unitCents, interval }
}

function listingOf(product: number, plan: number): OperationOf<'product.list_plan'> {
  return { type: 'product.list_plan', product, plan }
}

function writePrice(
  call: Call,
  plan: number,
  { recurring, lookup_key: code, nickname, metadata: change }: Money & Partial<z.output<typeof CreatePrice>>,
): void {
  const type = recurring === undefined ? 'one_time' : undefined
  const texts = { nickname, type, ...(code === undefined ? { lookup_key: null } : {}) }
  write(call, 'price', { ordinal: plan, writing: { metadata: change, texts } })
}

export const UpdateProduct = z.strictObject({
  ...listing,
  active: boolean.optional(),
  default_price: name.optional(),
  name: name.optional(),
})

export function updateProduct(call: Call, given: z.output<typeof UpdateProduct>): JsonObject {
  const { metadata: change, active = null, name: title = null, description, default_price: price } = given
  const ordinal = target(call, 'product')
  const { isSecond, row } = rowOf(ordinal)
  if (price !== undefined) requirePriceOf(call, ordinal, price)
  const isChanged = active !== null || title !== null
  if (isChanged && !isSecond)
    throw invalid('active', 'This product is a plan of the merchant: it stays as it is.')
  const operations = isChanged ? [{ type: 'product.update', product: row, name: title, active } as const] : []
  const texts = { description, default_price: price }
  write(call, 'product', { ordinal, operations, writing: { metadata: change, texts } })
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

export const UpdatePrice = z.strictObject({
  active: boolean.optional(),
  metadata: metadata.optional(),
  nickname: text().optional(),
})

/** What is written on a price; what it costs does not change. */
export function updatePrice(call: Call, given: z.output<typeof UpdatePrice>): JsonObject {
  const { metadata: change, active, nickname } = given
  const ordinal = target(call, 'price')
  const texts = { nickname, active: active === undefined ? undefined : String(active) }
  write(call, 'price', { ordinal, writing: { metadata: change, texts } })
  return show(call, 'price', ordinal)
}

export const ListProducts = z.strictObject({
  ...page,
  active: boolean.optional(),
  ids: list(name).optional(),
})

export function listProducts(
  call: Call,
  { active, ids, ...rest }: z.output<typeof ListProducts>,
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
        (ids === undefined || ids.includes(idOf(state, 'product', ordinal)))
      )
    },
  })
}

export const ListPrices = z.strictObject({
  ...page,
  active: boolean.optional(),
  currency: name.optional(),
  lookup_keys: list(name).optional(),
  product: name.optional(),
  type: choice(['one_time', 'recurring']).optional(),
})

export function listPrices(call: Call, given: z.output<typeof ListPrices>): JsonObject {
  const { active, currency, lookup_keys: codes, product: id, type, ...rest } = given
  const product = namedIfGiven(call, 'product', id)
  const { state } = call
  const keep = (ordinal: number): boolean =>
    (active === undefined || show(call, 'price', ordinal).active === active) &&
    (currency === undefined || currency === currencyOf(state.books)) &&
    (codes === undefined || codes.includes(String(show(call, 'price', ordinal).lookup_key))) &&
    (product === undefined || productOrdinal(state, ordinal) === product) &&
    (type === undefined || isOneTime(state, ordinal) === (type === 'one_time'))
  return listed(call, 'price', { page: rest, keep })
}

/** The plan of a price that a subscription can be on. Throws a refusal when it is paid once. */
export function recurringPlan(call: Call, id: string, param: string): number {
  const plan = named(call, 'price', { id, param })
  if (!isOneTime(call.state, plan)) return plan
  throw invalid(
    param,
    'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
  )
}
