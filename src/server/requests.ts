import { refusedUnread, type StripeRequest, type StripeResponse } from '../billing-mock/stripe/index.ts'
import { Action, type BillingRequest } from '../world/actions.ts'
import type { ToolResult } from '../world/record.ts'

/** The action that a request becomes, or the answer to one that can become none. */
export type ReadRequest =
  | { readonly ok: true; readonly action: BillingRequest }
  | { readonly ok: false; readonly response: StripeResponse }

/**
 * Reads the requests of one episode. What no API would read (a live key, an old version, bytes that are not UTF-8) is
 * refused before it is an action. Idempotency keys, which an SDK draws at random, go by the order in which they came and
 * reach nothing.
 */
export function requestReader(): (request: StripeRequest) => ReadRequest {
  const keys = new Map<string, number>()
  return request => {
    const response = refusedUnread(request)
    if (response !== null) return { ok: false, response }
    const { method, path, headers, body } = request
    const header = headers['idempotency-key']
    if (header !== undefined && !keys.has(header)) keys.set(header, keys.size + 1)
    const key = header === undefined ? null : keys.get(header)!
    const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8')
    const read = Action.safeParse({ type: 'billing_request', method, path, body: text, key })
    if (read.success) return { ok: true, action: read.data as BillingRequest }
    const issues = read.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`)
    const message = `This is no billing_request: ${issues.join('; ')}.`
    return { ok: false, response: refusal(400, 'invalid_request_error', message) }
  }
}

/** The answer to a request, from what it came to in the episode. */
export function responseOf({ code, message, response }: ToolResult): StripeResponse {
  if (code === 'timeout') return { status: 0, headers: {}, body: {}, isLost: true }
  if (response === undefined) return unavailable(message ?? 'Not now.')
  return { ...response, body: response.body as StripeResponse['body'], isLost: false }
}

/** The answer where an episode cannot take a request now: 503, and why. An SDK does not try it again. */
export function unavailable(why: string): StripeResponse {
  const response = refusal(503, 'api_error', why)
  return { ...response, headers: { ...response.headers, 'stripe-should-retry': 'false' } }
}

function refusal(status: number, type: string, message: string): StripeResponse {
  const headers = { 'content-type': 'application/json' }
  return { status, headers, body: { error: { type, code: null, message } }, isLost: false }
}
