import type { Tax } from '../../rows.ts'
import { isIncluded } from '../../totals.ts'
import type { JsonObject } from '../json.ts'
import type { StripeState } from '../state.ts'
import { happenedAt, idOf, noteOf, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

export const taxRates: Resource = {
  count: ({ books }) => books.taxRates.length,
  render: renderTaxRate,
  expands: {},
}

export const taxIds: Resource = {
  count: ({ books }) => books.taxIds.length,
  has: ({ books }, ordinal) => books.taxIds[ordinal]!.status !== 'deleted',
  render: renderTaxId,
  expands: { customer: { kind: 'customer' }, 'owner.customer': { kind: 'customer' } },
}

/** What a rate comes to, as invoices and credit notes show it. */
export function renderTax(state: StripeState, tax: Tax): JsonObject {
  return {
    amount: tax.amountCents,
    tax_behavior: isIncluded(state.books, tax) ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: idOf(state, 'tax_rate', tax.taxRate) },
    taxability_reason: 'not_available',
    taxable_amount: tax.taxableCents,
    type: 'tax_rate_details',
  }
}

function renderTaxRate(state: StripeState, ordinal: number): StripeObject {
  const { name, basisPoints, country, active, inclusive = false } = state.books.taxRates[ordinal]!
  const { metadata, texts } = noteOf(state, 'tax_rate', ordinal)
  const percentage = basisPoints / 100
  return {
    id: idOf(state, 'tax_rate', ordinal),
    object: 'tax_rate',
    active,
    country: country === '' ? null : country,
    created: happenedAt(state, 'tax_rate.created', ordinal),
    description: texts.description ?? null,
    display_name: texts.display_name ?? name,
    effective_percentage: percentage,
    flat_amount: null,
    inclusive,
    jurisdiction: texts.jurisdiction ?? null,
    jurisdiction_level: null,
    livemode: false,
    metadata,
    percentage,
    rate_type: 'percentage',
    state: texts.state ?? null,
    tax_type: texts.tax_type ?? null,
  }
}

function renderTaxId(state: StripeState, ordinal: number): StripeObject {
  const { customer, kind, value, status, createdAtMs } = state.books.taxIds[ordinal]!
  const owner = idOf(state, 'customer', customer)
  return {
    id: idOf(state, 'tax_id', ordinal),
    object: 'tax_id',
    country: value.slice(0, 2).toUpperCase(),
    created: seconds(createdAtMs),
    customer: owner,
    customer_account: null,
    livemode: false,
    owner: { customer: owner, customer_account: null, type: 'customer' },
    type: kind,
    value,
    verification: {
      status: status === 'deleted' ? 'unavailable' : status,
      verified_address: null,
      verified_name: null,
    },
  }
}
