import type { StripeRequest, StripeResponse } from '../../billing-mock/stripe/index.ts'
import type { Answer, Ask, AskRequest } from '../../llm/index.ts'
import type { BillingRequest } from '../../world/actions.ts'
import { requestReader, unavailable } from '../requests.ts'
import { inbox } from './inbox.ts'

/** What came next of an agent at work: a billing request it waits for, or what it answers the customer. */
export type Arrival =
  | { readonly kind: 'request'; readonly action: BillingRequest }
  | { readonly kind: 'answer'; readonly answer: Answer }

/** The line to an agent in one episode: it is called, and its billing requests come in while it works. */
export interface Line {
  /** Whether it has been called and its answer is not taken yet. */
  readonly isBusy: boolean
  /** Calls the agent, and does not wait. */
  call(request: AskRequest): void
  /** What comes first. Throws `infrastructure` when no answer can be had. */
  next(): Promise<Arrival>
  /** Answers the request that `next` gave last, if one is waiting. */
  reply(response: StripeResponse): void
  /** Ends the call, if there is one: what waits, and what still comes, is answered with 503 and this. */
  hangUp(why: string): void
  /** Takes a billing request; it is answered at once when the agent is not at work. */
  handle(request: StripeRequest): StripeResponse | Promise<StripeResponse>
}

interface Waiting {
  readonly kind: 'request'
  readonly action: BillingRequest
  answer(response: StripeResponse): void
}

type Event =
  | Waiting
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly error: unknown }

const ANSWERED =
  "The agent's answer has been taken: what it does for the customer, it has to do before it answers."

export function lineTo(ask: Ask): Line {
  const read = requestReader()
  const events = inbox<Event>()
  let call: AbortController | null = null
  let taken: Waiting | null = null
  let whyNot = 'The agent has not been asked anything yet.'

  function end(why: string): void {
    call = null
    whyNot = why
    for (const event of events.clear()) if (event.kind === 'request') event.answer(unavailable(why))
  }

  return {
    get isBusy() {
      return call !== null
    },
    call(request) {
      const own = new AbortController()
      const put = (event: Event): void => {
        if (call === own) events.put(event)
      }
      call = own
      ask({ ...request, signal: own.signal }).then(
        answer => put({ kind: 'answer', answer }),
        (error: unknown) => put({ kind: 'failure', error }),
      )
    },
    async next() {
      const event = await events.take()
      if (event.kind === 'request') {
        taken = event
        return { kind: 'request', action: event.action }
      }
      end(ANSWERED)
      if (event.kind === 'failure') throw event.error
      return event
    },
    reply(response) {
      taken?.answer(response)
      taken = null
    },
    hangUp(why) {
      call?.abort()
      taken?.answer(unavailable(why))
      taken = null
      end(why)
    },
    handle(given) {
      if (call === null) return unavailable(whyNot)
      const request = read(given)
      if (!request.ok) return request.response
      return new Promise(resolve => {
        events.put({ kind: 'request', action: request.action, answer: resolve })
      })
    },
  }
}
