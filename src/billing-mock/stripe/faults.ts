import { z } from 'zod'
import type { BillingError } from '../errors.ts'
import { RequestFault } from '../faultConfig.ts'
import { attempt } from '../faults.ts'

/** What the client sees of a fault. */
export const faultKinds: Readonly<Record<RequestFault, string>> = {
  timeout_before_commit: 'no answer; nothing was done',
  timeout_after_commit: 'no answer, though it was done: who asks again without the key does it twice',
  server_error: '500; nothing was done, and the key answers 500 from now on',
  unavailable: '503; nothing was done',
  rate_limit: '429; nothing was done',
  lock_timeout: '429 with the code lock_timeout; nothing was done, try again',
  idempotency_key_in_use: '409; nothing was done, try again',
}

/** One thing that goes wrong. */
export interface Fault {
  readonly kind: RequestFault
  /** After `timeout_after_commit`: how many repeats under the key find the request still in flight (409). */
  readonly busyFor?: number
}

/** A fault that waits for its request. */
export const PlannedFault = z.strictObject({
  kind: RequestFault,
  method: z.enum(['GET', 'POST', 'DELETE']).default('POST'),
  /** The beginning of the path. */
  path: z
    .string()
    .regex(/^\/v1(\/|$)/, 'Expected the beginning of a path, such as /v1/refunds.')
    .default('/v1/'),
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

/** What a fault answers; null for the timeouts, which do not. */
export function errorOf({ kind }: Fault): BillingError | null {
  if (kind === 'timeout_after_commit') return null
  return attempt(kind, nothing).error
}

function nothing(): never {
  throw new TypeError('A fault that answers lets nothing be done.')
}
