import type { StripeBackend } from './backend.ts'
import { copyOf } from './json.ts'

type Headers = Record<string, string>

/** The part of the SDK's `HttpClient` that it calls; this needs nothing of the SDK itself. */
export interface InProcessClient {
  getClientName(): string
  makeRequest(...request: MakeRequest): Promise<InProcessResponse>
}

export interface InProcessResponse {
  getStatusCode(): number
  getHeaders(): Headers
  getRawResponse(): object
  toStream(whenDone: () => void): unknown
  toJSON(): Promise<unknown>
}

type MakeRequest = [
  host: string,
  port: string,
  path: string,
  method: string,
  headers: Record<string, string | number | string[]>,
  requestData: string,
  protocol: string,
  timeout: number,
]

/**
 * The SDK's way to a backend without a socket: `new Stripe('sk_test_x', { httpClient: inProcessClient(backend) })`.
 * A lost answer is a timeout at once: nobody waits in virtual time.
 */
export function inProcessClient(backend: Pick<StripeBackend, 'handle'>): InProcessClient {
  return {
    getClientName: () => 'supportgym',
    async makeRequest(...[, , path, method, headers, requestData]) {
      const response = backend.handle({ method, path, headers: lowerCase(headers), body: requestData ?? '' })
      if (response.isLost) throw timeout()
      const { status, headers: answered, body } = response
      const raw = { statusCode: status, headers: answered }
      return {
        getStatusCode: () => status,
        getHeaders: () => answered,
        getRawResponse: () => raw,
        toStream() {
          throw new TypeError('Nothing that is simulated is answered as a stream.')
        },
        // As over the wire: what the caller does to the object stays with the caller.
        toJSON: async () => copyOf(body),
      }
    },
  }
}

/** As the SDK makes one: it goes by the code, and tries again. */
function timeout(): TypeError {
  return Object.assign(new TypeError('ETIMEDOUT'), { code: 'ETIMEDOUT' })
}

function lowerCase(headers: MakeRequest[4]): Headers {
  const lowered: Headers = {}
  for (const name in headers) lowered[name.toLowerCase()] = String(headers[name])
  return lowered
}
