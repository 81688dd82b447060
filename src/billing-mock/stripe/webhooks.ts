import { billingNoise } from '../noise.ts'
import { type Delivery, enqueue, poll, retryLater, signatureHeader } from '../webhooks.ts'
import type { JsonObject } from './json.ts'
import { eventsOf, eventTypeOf } from './objects/events.ts'
import { resources } from './objects/index.ts'
import type { StripeState } from './state.ts'
import { idOf, seconds } from './view.ts'

/** A request that an endpoint is to be sent. Several can be of one delivery, which is taken or fails as a whole. */
export interface WebhookRequest extends JsonObject {
  /** Of the delivery. */
  readonly id: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Hands out what endpoints with such a url are to be told by now, signed; it counts as taken unless it fails. */
export function takeWebhooks(
  state: StripeState,
  isWanted: (url: string) => boolean = () => true,
): readonly WebhookRequest[] {
  const faults = state.faultConfig?.webhooks
  const astray = faults === undefined ? undefined : { faults, noise: billingNoise(state.seed) }
  const { endpoints, handedOut: before } = state.own
  const polled = endpoints.map(({ queue, status, url }) => {
    const grown = enqueue(queue, state.books.journal, astray)
    return status === 'enabled' && isWanted(url) ? poll(grown, state.nowMs) : { due: [], queue: grown }
  })
  const handedOut = polled.flatMap(({ due }, endpoint) => due.map(delivery => ({ endpoint, delivery })))
  const others = before.filter(({ endpoint }) => !isWanted(endpoints[endpoint]!.url))
  state.own = {
    ...state.own,
    endpoints: endpoints.map((each, place) => ({ ...each, queue: polled[place]!.queue })),
    handedOut: [...others, ...handedOut],
  }
  return handedOut.flatMap(({ endpoint, delivery }) => requestsOf(state, endpoint, delivery))
}

/**
 * An endpoint did not take a delivery that was handed out last: it comes again, later and later. Answers whether it
 * will; null when no such delivery was handed out.
 */
export function failWebhook(state: StripeState, id: string): boolean | null {
  const { endpoints, handedOut } = state.own
  const failed = handedOut.find(({ endpoint, delivery }) => deliveryId(endpoint, delivery) === id)
  if (failed === undefined) return null
  const { endpoint, delivery } = failed
  const known = endpoints[endpoint]!
  const queue = retryLater(known.queue, delivery, state.nowMs)
  state.own = {
    ...state.own,
    endpoints: endpoints.with(endpoint, { ...known, queue }),
    handedOut: handedOut.filter(each => each !== failed),
  }
  return queue !== known.queue
}

/** Whether whoever serves the account over HTTP calls this url: plain http on this machine, and nothing else. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** The events of a delivery that the endpoint asked for. */
function requestsOf(state: StripeState, endpoint: number, delivery: Delivery): readonly WebhookRequest[] {
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
        push: isLoopback(url) ? pushed : notPushed,
        tries: delivery.tries,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureHeader(body, secret, seconds(state.nowMs) * 1000),
        },
        body,
      }
    })
}

const pushed = { is_possible: true, reason: 'Whoever serves the account over HTTP calls it.' }
const notPushed = { is_possible: false, reason: 'Only plain http on this machine is ever called.' }

function deliveryId(endpoint: number, { ordinal }: Delivery): string {
  return `${endpoint}-${ordinal}`
}
