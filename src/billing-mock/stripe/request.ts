import type { JsonObject } from './json.ts'

/** A request as any transport can give it: the path with its query, headers in lower case. */
export interface StripeRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string | Uint8Array
}

/** The answer to a request. */
export interface StripeResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  /** The answer never arrives: the client sees a timeout, whatever was done. */
  readonly isLost: boolean
}
