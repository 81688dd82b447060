import type { Entity } from './events.ts'

/**
 * Every case in which an operation is refused: the type, code, parameter and HTTP status that a Stripe client
 * would see. The message comes with the occasion.
 */
export const billingErrors = {
  refund_above_remaining: { type: 'invalid_request_error', code: null, param: 'amount', status: 400 },
  charge_already_refunded: {
    type: 'invalid_request_error',
    code: 'charge_already_refunded',
    param: null,
    status: 400,
  },
  charge_disputed: { type: 'invalid_request_error', code: 'charge_disputed', param: null, status: 400 },
  invalid_integer: {
    type: 'invalid_request_error',
    code: 'parameter_invalid_integer',
    param: 'amount',
    status: 400,
  },
  amount_too_large: {
    type: 'invalid_request_error',
    code: 'amount_too_large',
    param: 'amount',
    status: 400,
  },
  resource_missing: { type: 'invalid_request_error', code: 'resource_missing', param: null, status: 404 },
  resource_already_exists: {
    type: 'invalid_request_error',
    code: 'resource_already_exists',
    param: null,
    status: 400,
  },
  no_payment_method: { type: 'invalid_request_error', code: 'resource_missing', param: null, status: 400 },
  not_of_customer: { type: 'invalid_request_error', code: null, param: null, status: 400 },
  currency_mismatch: { type: 'invalid_request_error', code: null, param: 'currency', status: 400 },
  interval_mismatch: { type: 'invalid_request_error', code: null, param: 'plan', status: 400 },
  item_duplicate: { type: 'invalid_request_error', code: null, param: 'plan', status: 400 },
  item_last: { type: 'invalid_request_error', code: null, param: null, status: 400 },
  too_many_items: { type: 'invalid_request_error', code: null, param: 'items', status: 400 },
  unexpected_state: { type: 'invalid_request_error', code: null, param: null, status: 400 },
  not_due: { type: 'invalid_request_error', code: null, param: null, status: 400 },
  coupon_unusable: { type: 'invalid_request_error', code: null, param: 'coupon', status: 400 },
  promotion_unusable: { type: 'invalid_request_error', code: null, param: 'promotion_code', status: 400 },
  evidence_late: { type: 'invalid_request_error', code: null, param: 'evidence', status: 400 },
  card_declined: {
    type: 'card_error',
    code: 'card_declined',
    param: null,
    status: 402,
    declineCode: 'generic_decline',
  },
  insufficient_funds: {
    type: 'card_error',
    code: 'card_declined',
    param: null,
    status: 402,
    declineCode: 'insufficient_funds',
  },
  stolen_card: {
    type: 'card_error',
    code: 'card_declined',
    param: null,
    status: 402,
    declineCode: 'stolen_card',
  },
  expired_card: {
    type: 'card_error',
    code: 'expired_card',
    param: 'exp_month',
    status: 402,
    declineCode: 'expired_card',
  },
  authentication_required: {
    type: 'card_error',
    code: 'authentication_required',
    param: null,
    status: 402,
    declineCode: 'authentication_required',
  },
  idempotency_error: { type: 'idempotency_error', code: null, param: null, status: 400 },
  idempotency_key_in_use: {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    param: null,
    status: 409,
  },
  rate_limit: { type: 'invalid_request_error', code: 'rate_limit', param: null, status: 429 },
  lock_timeout: { type: 'invalid_request_error', code: 'lock_timeout', param: null, status: 429 },
  server_error: { type: 'api_error', code: null, param: null, status: 500 },
  unavailable: { type: 'api_error', code: null, param: null, status: 503 },
} as const satisfies Record<
  string,
  {
    type: BillingErrorType
    code: string | null
    param: string | null
    status: 400 | 402 | 404 | 409 | 429 | 500 | 503
    declineCode?: string
  }
>

/** Whose fault it is: the request's, the bank's, a reused key's, or the processor's own. */
export type BillingErrorType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'

/**
 * A refused operation, in the shape of Stripe's errors; ids in the message are tokens, see `renderTokens`.
 */
export interface BillingError {
  readonly type: BillingErrorType
  readonly code: string | null
  readonly declineCode: string | null
  readonly message: string
  readonly param: string | null
  readonly status: number
}

/**
 * The message with every token such as `{charge:3}` replaced; an unknown id has the ordinal -1 or one not in
 * use.
 */
export function renderTokens(
  message: string,
  renderEntity: (entity: Entity, ordinal: number) => string,
): string {
  return message.replace(/\{([a-z_]+):(-?\d+)\}/g, (_token, entity: string, ordinal: string) =>
    renderEntity(entity as Entity, Number(ordinal)),
  )
}

/** The error of a case; `param` where the case does not fix it. */
export function refuse(errorCase: keyof typeof billingErrors, message: string, param?: string): BillingError {
  const found = billingErrors[errorCase]
  const { type, code, status, param: usual } = found
  const declineCode = 'declineCode' in found ? found.declineCode : null
  return Object.freeze({ type, code, declineCode, message, param: param ?? usual, status })
}

/** The token of a record, to be put in a message. */
export function token(entity: Entity, ordinal: number): string {
  return `{${entity}:${ordinal}}`
}

/** The record that a parameter names is not there. */
export function missing(entity: Entity, ordinal: number): BillingError {
  const what = entity.replaceAll('_', ' ')
  return refuse('resource_missing', `No such ${what}: '${token(entity, ordinal)}'`, entity)
}

/**
 * The record's machine does not accept this now, e.g. `unexpectedState('charge', 'captured', 'released')`.
 */
export function unexpectedState(entity: Entity, participle: string, status: string): BillingError {
  return refuse(
    'unexpected_state',
    `This ${entity} could not be ${participle} because it has a status of ${status}.`,
    entity,
  )
}
