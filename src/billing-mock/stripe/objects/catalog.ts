import type { Plan } from '../../books.ts'
import type { StripeState } from '../state.ts'
import { currencyOf, happenedAt, idOf, noteOf, type StripeObject } from '../view.ts'
import { type Resource, text, word } from './resource.ts'

/** A plan of the books is one product with one price; the three have the same ordinal. */
export const products: Resource = {
  count: books => books.plans.length,
  render: renderProduct,
  expands: { default_price: { kind: 'price' } },
  search: { active: word, description: text, name: text },
}

export const prices: Resource = {
  count: books => books.plans.length,
  render: renderPrice,
  expands: { product: { kind: 'product' } },
  search: { active: word, currency: word, lookup_key: word, product: word, type: word },
}

function renderProduct(state: StripeState, ordinal: number): StripeObject {
  const { name } = state.books.plans[ordinal]!
  const id = idOf(state, 'product', ordinal)
  const { metadata, texts } = noteOf(state, 'product', ordinal)
  const created = happenedAt(state, 'plan.created', ordinal)
  return {
    id,
    object: 'product',
    active: true,
    created,
    default_price: idOf(state, 'price', ordinal),
    description: texts.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata,
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  }
}

function renderPrice(state: StripeState, ordinal: number): StripeObject {
  const plan = state.books.plans[ordinal]!
  const id = idOf(state, 'price', ordinal)
  const { metadata, texts } = noteOf(state, 'price', ordinal)
  return {
    id,
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: happenedAt(state, 'plan.created', ordinal),
    currency: currencyOf(state.books),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: plan.code,
    metadata,
    nickname: texts.nickname ?? null,
    product: idOf(state, 'product', ordinal),
    recurring: {
      interval: plan.interval,
      interval_count: 1,
      meter: null,
      trial_period_days: null,
      usage_type: 'licensed',
    },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
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
    product: idOf(state, 'product', ordinal),
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }
}

function unitAmount({ unitCents }: Plan): { unit_amount: number; unit_amount_decimal: string } {
  return { unit_amount: unitCents, unit_amount_decimal: String(unitCents) }
}
