import type { StripeState } from '../state.ts'
import { API_VERSION } from '../version.ts'
import { currencyOf, idOf, noteOf, type StripeObject, seconds } from '../view.ts'
import type { Resource } from './resource.ts'

/** What a processor keeps beside a ledger: see `own.ts`. */
export const paymentLinks: Resource = {
  count: ({ own }) => own.links.length,
  render: renderLink,
  expands: {},
}

export const webhookEndpoints: Resource = {
  count: ({ own }) => own.endpoints.length,
  has: ({ own }, ordinal) => own.endpoints[ordinal]!.status !== 'deleted',
  render: renderEndpoint,
  expands: {},
}

export const testClocks: Resource = {
  count: ({ own }) => own.clocks.length,
  has: ({ own }, ordinal) => !own.clocks[ordinal]!.isDeleted,
  render: renderClock,
  expands: {},
}

function renderLink(state: StripeState, ordinal: number): StripeObject {
  const link = state.own.links[ordinal]!
  const id = idOf(state, 'payment_link', ordinal)
  return {
    id,
    object: 'payment_link',
    active: link.isActive,
    after_completion:
      link.redirectUrl === null
        ? { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' }
        : { redirect: { url: link.redirectUrl }, type: 'redirect' },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto',
    consent_collection: null,
    currency: currencyOf(state.books),
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_creation: 'if_required',
    inactive_message: null,
    invoice_creation: null,
    livemode: false,
    managed_payments: null,
    metadata: noteOf(state, 'payment_link', ordinal).metadata,
    on_behalf_of: null,
    payment_intent_data: null,
    payment_method_collection: 'always',
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: null,
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: 'auto',
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
    url: `https://buy.stripe.com/test_${id.slice('plink_'.length)}`,
  }
}

function renderEndpoint(state: StripeState, ordinal: number): StripeObject {
  const { url, events, createdAtMs, status } = state.own.endpoints[ordinal]!
  const { metadata, texts } = noteOf(state, 'webhook_endpoint', ordinal)
  return {
    id: idOf(state, 'webhook_endpoint', ordinal),
    object: 'webhook_endpoint',
    api_version: texts.api_version ?? API_VERSION,
    application: null,
    created: seconds(createdAtMs),
    description: texts.description ?? null,
    enabled_events: [...events],
    livemode: false,
    metadata,
    status,
    url,
  }
}

function renderClock(state: StripeState, ordinal: number): StripeObject {
  const { name, createdAtMs } = state.own.clocks[ordinal]!
  return {
    id: idOf(state, 'test_clock', ordinal),
    object: 'test_helpers.test_clock',
    created: seconds(createdAtMs),
    deletes_after: seconds(createdAtMs) + 30 * 86_400,
    frozen_time: seconds(state.nowMs),
    livemode: false,
    name,
    status: 'ready',
    status_details: {},
  }
}
