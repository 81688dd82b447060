import type { Books, Plan } from '../../books.ts'
import { kept } from '../details.ts'
import { ofFirst, ofSecond, rowOf } from '../ids.ts'
import { journalEntry } from '../journal.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  happenedAt,
  idOf,
  idOrNull,
  noteOf,
  productOrdinal,
  type StripeObject,
  seconds,
} from '../view.ts'
import { nothing, type Resource, text, word } from './resource.ts'

/** A plan that is no product's price is one product with one price: first the plan's products, then the books'. */
export const products: Resource = {
  count: ({ books }) => 2 * Math.max(books.plans.length, books.products.length),
  has({ books }, ordinal) {
    const { isSecond, row } = rowOf(ordinal)
    if (!isSecond) return isUnlisted(books, row)
    return books.products[row] !== undefined && !books.productDeletions.some(each => each.product === row)
  },
  order({ books }) {
    const made = [
      ...books.plans.map(({ ordinal: plan }) => ({
        ordinal: ofFirst(plan),
        at: journalEntry(books, 'plan.created', plan)?.ordinal ?? -1,
      })),
      ...books.products.map(({ ordinal: row }) => ({
        ordinal: ofSecond(row),
        at: journalEntry(books, 'product.created', row)?.ordinal ?? -1,
      })),
    ]
    return made.sort((one, other) => one.at - other.at).map(({ ordinal }) => ordinal)
  },
  render: renderProduct,
  expands: { default_price: { kind: 'price' }, tax_code: nothing },
  search: { active: word, description: text, name: text },
}

export const prices: Resource = {
  count: ({ books }) => books.plans.length,
  render: renderPrice,
  expands: { currency_options: nothing, product: { kind: 'product' }, tiers: nothing },
  search: { active: word, currency: word, lookup_key: word, product: word, type: word },
}

function renderProduct(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const { isSecond, row } = rowOf(ordinal)
  const product = isSecond ? books.products[row]! : null
  const id = idOf(state, 'product', ordinal)
  const note = noteOf(state, 'product', ordinal)
  const { metadata, texts } = note
  const created = product === null ? happenedAt(state, 'plan.created', row) : seconds(product.createdAtMs)
  const first = product === null ? row : books.listings.find(each => each.product === row)?.plan
  return {
    id,
    object: 'product',
    active: product?.active ?? true,
    created,
    default_price: texts.default_price ?? idOrNull(state, 'price', first),
    description: texts.description ?? null,
    images: kept(note, 'images') ?? [],
    livemode: false,
    marketing_features: kept(note, 'marketing_features') ?? [],
    metadata,
    name: product?.name ?? books.plans[row]!.name,
    package_dimensions: null,
    shippable: kept(note, 'shippable'),
    statement_descriptor: texts.statement_descriptor ?? null,
    tax_code: texts.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: texts.unit_label ?? null,
    updated: created,
    url: texts.url ?? null,
  }
}

function renderPrice(state: StripeState, ordinal: number): StripeObject {
  const plan = state.books.plans[ordinal]!
  const id = idOf(state, 'price', ordinal)
  const { metadata, texts } = noteOf(state, 'price', ordinal)
  return {
    id,
    object: 'price',
    active: texts.active !== 'false',
    billing_scheme: 'per_unit',
    created: happenedAt(state, 'plan.created', ordinal),
    currency: currencyOf(state.books),
    custom_unit_amount: null,
    livemode: false,
    // The ledger always has a code; the client may have given none.
    lookup_key: Object.hasOwn(texts, 'lookup_key') ? texts.lookup_key! : plan.code,
    metadata,
    nickname: texts.nickname ?? null,
    product: idOf(state, 'product', productOrdinal(state, ordinal)),
    recurring: isOneTime(state, ordinal)
      ? null
      : {
          interval: plan.interval,
          interval_count: 1,
          meter: null,
          trial_period_days: null,
          usage_type: 'licensed',
        },
    tax_behavior: texts.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: isOneTime(state, ordinal) ? 'one_time' : 'recurring',
    ...unitAmount(plan),
  }
}

/** The older shape of a price, which items of subscriptions still carry. */
export function renderPlan(state: StripeState, ordinal: number): StripeObject {
  const { interval, unitCents } = state.books.plans[ordinal]!
  return {
    id: idOf(state, 'price', ordinal),
    object: 'plan',
    active: true,
    amount: unitCents,
    amount_decimal: String(unitCents),
    billing_scheme: 'per_unit',
    created: happenedAt(state, 'plan.created', ordinal),
    currency: currencyOf(state.books),
    interval,
    interval_count: 1,
    livemode: false,
    metadata: {},
    meter: null,
    nickname: null,
    product: idOf(state, 'product', productOrdinal(state, ordinal)),
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}

/** Whether a price is paid once: to the ledger it is a plan that nobody can be on. */
export function isOneTime(state: StripeState, plan: number): boolean {
  return noteOf(state, 'price', plan).texts.type === 'one_time'
}

function isUnlisted(books: Books, plan: number): boolean {
  return books.plans[plan] !== undefined && !books.listings.some(listing => listing.plan === plan)
}

function unitAmount({ unitCents }: Plan): { unit_amount: number; unit_amount_decimal: string } {
  return { unit_amount: unitCents, unit_amount_decimal: String(unitCents) }
}
