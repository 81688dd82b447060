import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import type { CustomerAct } from '../../world/acts.ts'

/** What leaves nothing to be said. */
const CONTENT: ReadonlySet<CustomerAct> = new Set(['accept', 'thank'])

/** Notices when a conversation is over whose agent does not close it. */
export interface EndWatch {
  /** After each message of the agent's: whether it was the last. */
  isOver(observation: Observation, callsTools: boolean): boolean
}

/**
 * A conversation is over when an agent that calls no tools has said good-bye and the customer leaves it at that (accepts
 * or thanks, and nothing else), or it says good-bye a second time running; or after so many exchanges running in which
 * the customer did nothing but accept or thank.
 */
export function endWatch(quietExchangesMax: number): EndWatch {
  let farewells = 0
  let farewellsRunning = 0
  let quietRunning = 0
  return {
    isOver(observation, callsTools) {
      const { close_politely: said = 0 } = observation.said
      farewellsRunning = said > farewells ? farewellsRunning + 1 : 0
      farewells = said
      const isQuiet = isLeftAtThat(observation)
      quietRunning = isQuiet ? quietRunning + 1 : 0
      if (quietRunning >= quietExchangesMax) return true
      return !callsTools && farewellsRunning > 0 && (isQuiet || farewellsRunning > 1)
    },
  }
}

/** Closes as what the agent made of it: refused where it refused and moved nothing, else resolved. */
export function closing({ said, refundedCents, creditedCents, done }: Observation): Action {
  const hasRefused = Object.keys(said).some(key => key.startsWith('refuse.'))
  const hasMoved = refundedCents > 0 || creditedCents > 0 || Object.values(done).some(count => count > 0)
  return { type: 'close', resolution: hasRefused && !hasMoved ? 'refused' : 'resolved' }
}

function isLeftAtThat({ transcript }: Observation): boolean {
  const lastSaid = transcript.findLastIndex(fact => fact.from === 'agent')
  return transcript
    .slice(lastSaid + 1)
    .every(fact => fact.from !== 'customer' || fact.message.acts.every(act => CONTENT.has(act)))
}
