import type { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import { type Books, copyBooks, freezeRecords } from '../books.ts'
import { FaultConfig } from '../faultConfig.ts'
import type { Actor } from '../ledger.ts'
import { defaultProcessor, type Processor } from '../processor.ts'
import { defaultTerms, type Terms } from '../terms.ts'
import type { StripeContext } from './call.ts'
import { letPass } from './clock.ts'
import type { Fault } from './faults.ts'
import { handle } from './handle.ts'
import type { StripeRequest, StripeResponse } from './request.ts'
import { checkedSnapshot } from './snapshot.ts'
import { givenNote, noteKey, openState, restoreState, type StripeSnapshot, takeSnapshot } from './state.ts'
import { failWebhook, takeWebhooks, type WebhookRequest } from './webhooks.ts'

/** What is known of a customer before anybody wrote anything. */
export interface CustomerProfile {
  readonly name: string
  readonly email: string
  readonly description?: string
}

/** What a backend begins with. */
export interface StripeBackendOptions {
  /** Copied; the caller's stay as they are. */
  readonly books: Books
  /** Renders the ids, and keys what is left to chance. */
  readonly seed: number
  /** Where the virtual clock stands, in milliseconds from the first contact; 0 unless given. */
  readonly nowMs?: number
  /** The merchant's terms; the usual ones unless given. */
  readonly terms?: Terms
  /** What the processor does by itself: deadlines, delays, retries; the usual unless given. */
  readonly processor?: Processor
  /** Who a customer is on paper, by ordinal: what the ledger does not keep and an API shows. */
  readonly profileOf?: (customer: number) => CustomerProfile
  /** In whose name the journal records what requests do; `agent` unless given. */
  readonly actor?: Actor
  /** What goes wrong: rates, by which the seed decides; or what is to befall each well-formed request, if anything. */
  readonly faults?: z.input<typeof FaultConfig> | ((request: StripeRequest) => Fault | null)
  /** Whether to check every invariant of the books after every operation. */
  readonly check?: boolean
}

/** A simulated Stripe account: the state, and `handle` over it. Any number of adapters can share one. */
export interface StripeBackend {
  readonly books: Books
  readonly seed: number
  /** Milliseconds from the first contact. */
  readonly nowMs: number
  handle(request: StripeRequest): StripeResponse
  /** Lets virtual time pass; what falls due on the way happens. Answers how many things did. */
  advanceTo(nowMs: number): number
  /** Takes the webhooks that endpoints with such a url (any, unless given) are to be sent now, as `/_sim/webhooks` does. */
  takeWebhooks(isWanted?: (url: string) => boolean): readonly WebhookRequest[]
  /** Reports that the delivery with this id was not taken; whether it comes again, null when it was not the last. */
  failWebhook(delivery: string): boolean | null
  /** Everything, as plain JSON. */
  snapshot(): StripeSnapshot
  /** Throws `invalid_snapshot` when it is none. */
  restore(snapshot: StripeSnapshot): void
}

/** Opens a backend over a copy of these books. Throws `invalid_config` when the faults are none. */
export function createStripeBackend(options: StripeBackendOptions): StripeBackend {
  const { books, seed, nowMs = 0, actor = 'agent', faults, check = false } = options
  const { terms = defaultTerms, processor = defaultProcessor } = options
  const own = copyBooks(books)
  freezeRecords(own)
  const state = openState(own, { seed, nowMs })
  if (typeof faults === 'object') state.faultConfig = parsedConfig(faults)
  for (const { ordinal } of books.customers) {
    const profile = options.profileOf?.(ordinal)
    if (profile === undefined) continue
    state.notes.set(noteKey('customer', ordinal), givenNote({ ...profile }))
  }
  const origin = takeSnapshot(state)
  const context: StripeContext = {
    terms,
    processor,
    actor,
    check,
    origin: () => origin,
    ...(typeof faults === 'function' ? { faults } : {}),
  }
  return {
    get books() {
      return state.books
    },
    get seed() {
      return state.seed
    },
    get nowMs() {
      return state.nowMs
    },
    handle: request => {
      const { response, elapsedMs } = handle(state, request, context)
      if (elapsedMs > 0) letPass(state, state.nowMs + elapsedMs, context)
      return response
    },
    advanceTo: toMs => letPass(state, toMs, context),
    takeWebhooks: isWanted => takeWebhooks(state, isWanted),
    failWebhook: delivery => failWebhook(state, delivery),
    snapshot: () => takeSnapshot(state),
    restore: snapshot => restoreState(state, checkedSnapshot(snapshot)),
  }
}

function parsedConfig(faults: z.input<typeof FaultConfig>): FaultConfig {
  const parsed = FaultConfig.safeParse(faults)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new SupportGymError('invalid_config', `faults.${issue!.path.join('.')}: ${issue!.message}`)
}
