import { z } from 'zod'
import { billingNoise } from '../../noise.ts'
import { type Delivery, enqueue, poll, retryLater, signatureHeader } from '../../webhooks.ts'
import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { eventsOf, eventTypeOf } from '../objects/events.ts'
import { resources } from '../objects/index.ts'
import { name } from '../parameters.ts'
import { noSuch } from '../refusal.ts'
import type { StripeState } from '../state.ts'
import { idOf, seconds } from '../view.ts'

/** Hands out what every endpoint is to be told by now, signed; it counts as taken unless it is reported as failed. */
export function takeDeliveries({ state }: Call): JsonObject {
  const faults = state.faultConfig?.webhooks
  const astray = faults === undefined ? undefined : { faults, noise: billingNoise(state.seed) }
  const { endpoints } = state.own
  const polled = endpoints.map(({ queue, status }) => {
    const grown = enqueue(queue, state.books.journal, astray)
    return status === 'enabled' ? poll(grown, state.nowMs) : { due: [], queue: grown }
  })
  const handedOut = polled.flatMap(({ due }, endpoint) => due.map(delivery => ({ endpoint, delivery })))
  state.own = {
    ...state.own,
    endpoints: endpoints.map((each, place) => ({ ...each, queue: polled[place]!.queue })),
    handedOut,
  }
  return {
    object: 'list',
    data: handedOut.flatMap(({ endpoint, delivery }) => messages(state, endpoint, delivery)),
  }
}

/** The events of a delivery that the endpoint asked for, as requests that it would be sent. */
function messages(state: StripeState, endpoint: number, delivery: Delivery): readonly JsonObject[] {
  const { url, events: wanted, secret } = state.own.endpoints[endpoint]!
  return eventsOf(state.books, delivery.entry)
    .filter(event => {
      const type = eventTypeOf(state.books, event)!
      return wanted.includes('*') || wanted.includes(type)
    })
    .map(event => {
      const body = JSON.stringify(resources.event.render(state, event))
      return {
        object: 'webhook_delivery',
        id: deliveryId(endpoint, delivery),
        webhook_endpoint: idOf(state, 'webhook_endpoint', endpoint),
        url,
        tries: delivery.tries,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureHeader(body, secret, seconds(state.nowMs) * 1000),
        },
        body,
      }
    })
}

export const FailDelivery = z.strictObject({ delivery: name })

/** An endpoint did not take a delivery that was handed out last: it comes again, later and later. */
export function failDelivery({ state }: Call, given: z.output<typeof FailDelivery>): JsonObject {
  const { endpoints, handedOut } = state.own
  const failed = handedOut.find(({ endpoint, delivery }) => deliveryId(endpoint, delivery) === given.delivery)
  if (failed === undefined) throw noSuch('delivery', given.delivery, 'delivery')
  const { endpoint, delivery } = failed
  const known = endpoints[endpoint]!
  const queue = retryLater(known.queue, delivery, state.nowMs)
  state.own = {
    ...state.own,
    endpoints: endpoints.with(endpoint, { ...known, queue }),
    handedOut: handedOut.filter(each => each !== failed),
  }
  return { object: 'webhook_delivery', id: given.delivery, will_retry: queue !== known.queue }
}

function deliveryId(endpoint: number, { ordinal }: Delivery): string {
  return `${endpoint}-${ordinal}`
}
