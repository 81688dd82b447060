import { type Books, defaultProcessor, type FaultConfig, type Terms } from '../billing-mock/index.ts'
import {
  givenNote,
  handle,
  noteKey,
  openState,
  type StripeRequest,
  type StripeResponse,
  type StripeSnapshot,
  takeSnapshot,
} from '../billing-mock/stripe/index.ts'
import { freeze } from '../core/freeze.ts'
import { identityOf } from '../personas/index.ts'
import type { Station } from '../world/station.ts'
import type { World } from '../world/world.ts'
import { fileOf } from './series.ts'

/** What the billing API keeps beside the books, as plain JSON; null until somebody asks it something. */
interface ApiMemory {
  kept: Omit<StripeSnapshot, 'seed' | 'books' | 'history' | 'nowMs' | 'faults' | 'faultConfig'> | null
}

interface ApiMoment {
  readonly request: StripeRequest
  readonly terms: Terms
  readonly faults: FaultConfig | null
  readonly check: boolean
}

/** The billing API over the world's own books and clock: what a request does, it does to the episode. */
export const billingApi: Station<ApiMemory, ApiMoment, StripeResponse> = {
  id: 'api',
  initial: () => ({ kept: null }),
  copy: ({ kept }) => ({ kept: freeze(kept) }),
  run(world, memory, { request, terms, faults, check }) {
    const state = openState(world.books, { seed: world.seed, nowMs: world.clock.nowMs })
    state.faultConfig = faults
    for (const [of, note] of profiles(world.books, world)) state.notes.set(of, note)
    if (memory.kept !== null) {
      const { requests, notes, answers, calls, own } = structuredClone(memory.kept)
      Object.assign(state, { requests, calls, own })
      for (const [of, note] of notes) state.notes.set(of, note)
      for (const [key, answer] of answers) state.answers.set(key, answer)
    }
    const origin = takeSnapshot(state)
    const response = handle(state, request, {
      terms,
      check,
      origin,
      actor: 'agent',
      processor: defaultProcessor,
    })
    world.books = state.books
    const { requests, notes, answers, calls, own } = takeSnapshot(state)
    memory.kept = { requests, notes, answers, calls, own }
    return response
  },
}

/** Who the customers are on paper, as the env's own tools show them. */
function profiles({ customers }: Books, world: World): StripeSnapshot['notes'] {
  const { seed, tickets } = world
  return customers.map(({ ordinal }) => {
    const key = ordinal === tickets[0]!.customer ? fileOf(world).identity : { seed, customer: ordinal }
    const { name, email, company } = identityOf(key.seed, key.customer)
    return [noteKey('customer', ordinal), givenNote({ name, email, description: company })]
  })
}
