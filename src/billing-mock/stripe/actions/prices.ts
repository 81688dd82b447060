import { z } from 'zod'
import type { OperationOf } from '../../operation.ts'
import { type Call, named, namedIfGiven, perform, target, write } from '../call.ts'
import { keptAs } from '../details.ts'
import { ofSecond, rowOf } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import { isOneTime } from '../objects/catalog.ts'
import { listed } from '../paging.ts'
import {
  boolean,
  choice,
  integer,
  isWithin,
  list,
  metadata,
  name,
  only,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { show } from '../route.ts'
import { currencyOf, idOf, productOrdinal } from '../view.ts'
import { requireCurrency } from './customers.ts'

/** What a price comes to, and how often. */
export const money = {
  currency: name,
  recurring: z
    .strictObject({
      interval: choice(['month', 'year']),
      interval_count: z.literal('1', { error: () => 'Only 1 is simulated.' }).optional(),
      usage_type: only('licensed').optional(),
    })
    .optional(),
  tax_behavior: choice(['exclusive', 'inclusive', 'unspecified']).optional(),
  unit_amount: integer.optional(),
  unit_amount_decimal: integer.optional(),
}

type Money = z.output<z.ZodObject<typeof money>>

export const CreatePrice = z.strictObject({
  ...money,
  active: boolean.optional(),
  billing_scheme: only('per_unit').optional(),
  lookup_key: name.optional(),
  metadata: metadata.optional(),
  nickname: text().optional(),
  product: name.optional(),
  product_data: z.strictObject({ name, metadata: metadata.optional() }).optional(),
  transfer_lookup_key: boolean.optional(),
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
  const holder = holderOf(call, given, null)
  const isFree = !books.plans.some(each => each.code === code)
  perform(
    call,
    ...(data === undefined ? [] : [{ type: 'product.create', name: data.name } as const]),
    planOf(call, given, { name: title, code: isFree ? code : undefined }),
    listingOf(product, plan),
  )
  transfer(call, holder)
  writePrice(call, plan, given)
  if (data !== undefined) {
    write(call, 'product', { ordinal: ofSecond(product), writing: { metadata: data.metadata } })
  }
  return show(call, 'price', plan)
}

/** The operation that makes the plan behind a price. */
export function planOf(
  call: Call,
  { currency, unit_amount: unitCents, unit_amount_decimal: decimal, recurring }: Money,
  { name: title, code }: { readonly name: string; readonly code?: string | undefined },
): OperationOf<'plan.create'> {
  requireCurrency(call, currency)
  const amountCents = unitCents ?? decimal
  if (amountCents === undefined) {
    throw invalid(
      'unit_amount',
      'Give unit_amount: prices without one are not simulated.',
      'parameter_missing',
    )
  }
  const unnamed = `plan-${call.state.books.plans.length + 1}`
  const interval = recurring?.interval ?? 'month'
  return { type: 'plan.create', code: code ?? unnamed, name: title, unitCents: amountCents, interval }
}

/** The operation that makes a plan a price of a product. */
export function listingOf(product: number, plan: number): OperationOf<'product.list_plan'> {
  return { type: 'product.list_plan', product, plan }
}

/** Notes of a price what the ledger does not keep. */
export function writePrice(
  call: Call,
  plan: number,
  given: Money & Partial<z.output<typeof CreatePrice>>,
): void {
  const { active, recurring, lookup_key = null, nickname, metadata: change, tax_behavior } = given
  const type = recurring === undefined ? 'one_time' : undefined
  const texts = { active: keptAs(active), lookup_key, nickname, tax_behavior, type }
  write(call, 'price', { ordinal: plan, writing: { metadata: change, texts } })
}

export const UpdatePrice = z.strictObject({
  active: boolean.optional(),
  lookup_key: text(200).optional(),
  metadata: metadata.optional(),
  nickname: text().optional(),
  tax_behavior: money.tax_behavior,
  transfer_lookup_key: boolean.optional(),
})

/** What is written on a price; what it costs does not change. */
export function updatePrice(call: Call, given: z.output<typeof UpdatePrice>): JsonObject {
  const { metadata: change, active, lookup_key, nickname, tax_behavior } = given
  const ordinal = target(call, 'price')
  transfer(call, holderOf(call, given, ordinal))
  const texts = { active: keptAs(active), lookup_key, nickname, tax_behavior }
  write(call, 'price', { ordinal, writing: { metadata: change, texts } })
  return show(call, 'price', ordinal)
}

/** The other price that a lookup key leads to, if any, which must be transferable: a key leads to one price. */
function holderOf(
  call: Call,
  given: Pick<z.output<typeof UpdatePrice>, 'lookup_key' | 'transfer_lookup_key'>,
  own: number | null,
): number | undefined {
  const { lookup_key: key, transfer_lookup_key: transfers } = given
  if (key == null) return undefined
  const holder = call.state.books.plans.findIndex(
    (_plan, ordinal) => ordinal !== own && show(call, 'price', ordinal).lookup_key === key,
  )
  if (holder < 0) return undefined
  if (transfers === true) return holder
  const id = idOf(call.state, 'price', holder)
  throw invalid('lookup_key', `A price (\`${id}\`) already uses that lookup key.`)
}

/** Takes its lookup key from a price. */
function transfer(call: Call, holder: number | undefined): void {
  if (holder === undefined) return
  write(call, 'price', { ordinal: holder, writing: { texts: { lookup_key: null } } })
}

export const ListPrices = z.strictObject({
  ...page,
  active: boolean.optional(),
  created: range.optional(),
  currency: name.optional(),
  lookup_keys: list(name).optional(),
  product: name.optional(),
  recurring: z.strictObject({ interval: choice(['month', 'year']) }).optional(),
  type: choice(['one_time', 'recurring']).optional(),
})

export function listPrices(call: Call, given: z.output<typeof ListPrices>): JsonObject {
  const { active, created, currency, lookup_keys: codes, product: id, recurring, type, ...rest } = given
  const product = namedIfGiven(call, 'product', id)
  const { state } = call
  const keep = (ordinal: number): boolean =>
    (active === undefined || show(call, 'price', ordinal).active === active) &&
    (currency === undefined || currency === currencyOf(state.books)) &&
    (codes === undefined || codes.includes(String(show(call, 'price', ordinal).lookup_key))) &&
    (product === undefined || productOrdinal(state, ordinal) === product) &&
    (type === undefined || isOneTime(state, ordinal) === (type === 'one_time')) &&
    (recurring === undefined || isPaidEach(call, ordinal, recurring.interval)) &&
    isWithin(Number(show(call, 'price', ordinal).created), created)
  return listed(call, 'price', { page: rest, keep })
}

function isPaidEach({ state }: Call, plan: number, interval: string): boolean {
  return !isOneTime(state, plan) && state.books.plans[plan]!.interval === interval
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
