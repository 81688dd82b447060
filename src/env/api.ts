import { type Books, defaultProcessor, type FaultConfig, type Terms } from '../billing-mock/index.ts'
import {
  givenNote,
  type Handled,
  handle,
  noteKey,
  openState,
  restoreMemory,
  type StripeMemory,
  type StripeRequest,
  takeMemory,
  takeSnapshot,
} from '../billing-mock/stripe/index.ts'
import { freeze } from '../core/freeze.ts'
import { identityOf } from '../personas/index.ts'
import type { Station } from '../world/station.ts'
import type { World } from '../world/world.ts'
import { fileOf } from './series.ts'

/** What the billing API keeps beside the books, as plain JSON; null until somebody asks it something. */
interface ApiMemory {
  kept: StripeMemory | null
}

interface ApiMoment {
  readonly request: StripeRequest
  readonly terms: Terms
  readonly faults: FaultConfig | null
  readonly check: boolean
}

/**
 * The billing API over the world's own books and clock: what a request does, it does to the episode. Time passes in
 * the episode alone, where it is the world's schedule that says what falls due.
 */
export const billingApi: Station<ApiMemory, ApiMoment, Handled> = {
  id: 'api',
  initial: () => ({ kept: null }),
  copy: ({ kept }) => ({ kept: freeze(kept) }),
  run(world, memory, { request, terms, faults, check }) {
    const state = openState(world.books, { seed: world.seed, nowMs: world.clock.nowMs })
    state.faultConfig = faults
    if (memory.kept !== null) restoreMemory(state, memory.kept)
    else for (const [of, note] of profiles(world.books, world)) state.notes.set(of, note)
    const handled = handle(state, request, {
      terms,
      check,
      origin: () => takeSnapshot(state),
      actor: 'agent',
      processor: defaultProcessor,
    })
    world.books = state.books
    memory.kept = takeMemory(state)
    return handled
  },
}

/** Who the customers are on paper, as the env's own tools show them. */
function profiles({ customers }: Books, world: World): StripeMemory['notes'] {
  const { seed, tickets } = world
  return customers.map(({ ordinal }) => {
    const key = ordinal === tickets[0]!.customer ? fileOf(world).identity : { seed, customer: ordinal }
    const { name, email, company } = identityOf(key.seed, key.customer)
    return [noteKey('customer', ordinal), givenNote({ name, email, description: company })]
  })
}
