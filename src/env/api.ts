import type { Books, Terms } from '../billing-mock/index.ts'
import {
  handle,
  type Note,
  noteKey,
  openState,
  type StoredAnswer,
  type StripeRequest,
  type StripeResponse,
  takeSnapshot,
} from '../billing-mock/stripe/index.ts'
import { freeze } from '../core/freeze.ts'
import { identityOf } from '../personas/index.ts'
import type { Station } from '../world/station.ts'
import type { World } from '../world/world.ts'

/** What the billing API keeps beside the books: plain JSON, which snapshots and forks carry. */
interface ApiMemory {
  requests: number
  notes: readonly (readonly [of: string, note: Note])[]
  answers: readonly (readonly [key: string, answer: StoredAnswer])[]
}

interface ApiMoment {
  readonly request: StripeRequest
  readonly terms: Terms
  readonly check: boolean
}

/** The billing API over the world's own books and clock: what a request does, it does to the episode. */
export const billingApi: Station<ApiMemory, ApiMoment, StripeResponse> = {
  id: 'api',
  initial: () => ({ requests: 0, notes: [], answers: [] }),
  copy: ({ requests, notes, answers }) => ({ requests, notes: freeze(notes), answers: freeze(answers) }),
  run(world, memory, { request, terms, check }) {
    const state = openState(world.books, { seed: world.seed, nowMs: world.clock.nowMs })
    state.requests = memory.requests
    for (const [of, note] of [...profiles(world.books, world), ...memory.notes]) state.notes.set(of, note)
    for (const [key, answer] of memory.answers) state.answers.set(key, answer)
    const response = handle(state, request, { terms, check, actor: 'agent', origin: takeSnapshot(state) })
    world.books = state.books
    memory.requests = state.requests
    memory.notes = [...state.notes]
    memory.answers = [...state.answers]
    return response
  },
}

/** Who the customers are on paper, as the env's own tools show them. */
function profiles({ customers }: Books, { seed }: World): readonly (readonly [of: string, note: Note])[] {
  return customers.map(({ ordinal }) => {
    const { name, email, company } = identityOf(seed, ordinal)
    return [noteKey('customer', ordinal), { metadata: {}, texts: { name, email, description: company } }]
  })
}
