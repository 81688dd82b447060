import { z } from 'zod'
import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { name } from '../parameters.ts'
import { noSuch } from '../refusal.ts'
import { failWebhook, takeWebhooks } from '../webhooks.ts'

/** Hands out what every endpoint is to be told by now, signed; it counts as taken unless it is reported as failed. */
export function takeDeliveries({ state }: Call): JsonObject {
  return { object: 'list', data: takeWebhooks(state) }
}

export const FailDelivery = z.strictObject({ delivery: name })

/** An endpoint did not take a delivery that was handed out last: it comes again, later and later. */
export function failDelivery({ state }: Call, { delivery: id }: z.output<typeof FailDelivery>): JsonObject {
  const willRetry = failWebhook(state, id)
  if (willRetry === null) throw noSuch('delivery', id, 'delivery')
  return { object: 'webhook_delivery', id, will_retry: willRetry }
}
