import type { JsonObject } from './json.ts'

/** The error types that Stripe's SDK knows; with the status they decide the class of the error thrown. */
export type RefusalType = 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'

interface RefusalDetail {
  readonly type?: RefusalType
  readonly code?: string | null
  readonly declineCode?: string | null
  readonly param?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** Objects that the error is about, by name. */
  readonly about?: JsonObject
  /** The row of what was attempted and is on record all the same. */
  readonly row?: number | null
}

/**
 * A request that is refused: an HTTP status and an error in Stripe's shape. Thrown by whoever finds the reason and
 * turned into a response by `handle`, out of which it never comes.
 */
export class Refusal extends Error {
  readonly status: number
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string>>
  readonly type: RefusalType
  readonly row: number | null

  constructor(status: number, message: string, detail: RefusalDetail = {}) {
    super(message)
    const {
      type = 'invalid_request_error',
      code,
      declineCode,
      param,
      headers = {},
      about = {},
      row = null,
    } = detail
    this.name = 'Refusal'
    this.status = status
    this.type = type
    this.headers = headers
    this.row = row
    this.body = {
      error: {
        type,
        ...(code == null ? {} : { code }),
        ...(declineCode == null ? {} : { decline_code: declineCode }),
        message,
        ...(param == null ? {} : { param }),
        ...about,
      },
    }
  }
}

/** A parameter that is not as it must be: 400, found before anything is executed. */
export function invalid(param: string | null, message: string, code: string | null = null): Refusal {
  return new Refusal(400, message, { param, code })
}

/** Objects that messages do not name in plain words. */
const wordFor: Readonly<Record<string, string>> = {
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
}

/** An id that leads to nothing. */
export function noSuch(object: string, id: string, param: string): Refusal {
  const word = wordFor[object] ?? object.replaceAll('_', ' ')
  return new Refusal(404, `No such ${word}: '${id}'`, {
    code: 'resource_missing',
    param,
  })
}
