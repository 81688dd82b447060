import { z } from 'zod'
import { Refusal } from './refusal.ts'

/** What can go wrong with a request, and what the client sees of it. */
export const faultKinds = {
  timeout_before_commit: 'no answer; nothing was done',
  timeout_after_commit: 'no answer, though it was done: who asks again without the key does it twice',
  internal_error: '500; nothing was done, and the key answers 500 from now on',
  unavailable: '503; nothing was done',
  rate_limit: '429; nothing was done',
  lock_timeout: '429 with the code lock_timeout; nothing was done, try again',
} as const

export type FaultKind = keyof typeof faultKinds

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: FaultKind
  /** After `timeout_after_commit`: how many repeats under the key find the request still in flight (409). */
  readonly busyFor?: number
}

/** A fault that waits for its request. */
export const PlannedFault = z.strictObject({
  kind: z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
  method: z.enum(['GET', 'POST', 'DELETE']).default('POST'),
  /** The beginning of the path. */
  path: z.string().default('/v1/'),
  /** How many requests it befalls. */
  times: z.int().min(1).max(1000).default(1),
  busyFor: z.int().min(0).max(1000).default(0),
})
export type PlannedFault = z.infer<typeof PlannedFault>

/** The planned fault that befalls this request, taken off the plan; null when none does. */
export function takeFault(
  faults: PlannedFault[],
  request: { readonly method: string; readonly path: string },
): Fault | null {
  const index = faults.findIndex(
    ({ method, path }) => method === request.method && request.path.startsWith(path),
  )
  const fault = faults[index]
  if (fault === undefined) return null
  if (fault.times === 1) faults.splice(index, 1)
  else faults[index] = { ...fault, times: fault.times - 1 }
  return fault
}

/** The refusal of a fault that answers; null for the timeouts, which do not. */
export function refusalOf({ kind }: Fault): Refusal | null {
  switch (kind) {
    case 'internal_error':
      return new Refusal(500, 'Something went wrong on the side of the API.', { type: 'api_error' })
    case 'unavailable':
      return new Refusal(503, 'The API is not available at the moment.', { type: 'api_error' })
    case 'rate_limit':
      return new Refusal(429, 'Too many requests at once.', { code: 'rate_limit' })
    case 'lock_timeout':
      return new Refusal(429, 'Another request holds this object; try again.', {
        code: 'lock_timeout',
        headers: { 'stripe-should-retry': 'true' },
      })
    default:
      return null
  }
}
