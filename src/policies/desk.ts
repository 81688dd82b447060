import type { Observation } from '../env/index.ts'
import type { Action } from '../world/actions.ts'
import type { AgentAct } from '../world/acts.ts'
import { type HandOverPart, handOverParts, type Team } from '../world/tools.ts'

/** What every honest desk does alike, whatever the case is about. */

export function say(acts: AgentAct[]): Action {
  return { type: 'reply', acts }
}

export function firstWords({ message }: Observation): AgentAct[] {
  const upset = message?.tone !== 'neutral' || message.shouting || message.acts.includes('threaten')
  return [{ act: 'greet' }, { act: upset ? 'empathize' : 'acknowledge' }]
}

/** Who cannot prove to be the customer, or is not who pays, is told nothing, and nothing is done. */
export function verify(observation: Observation): Action {
  return observation.verificationFailed ? turnAway(observation, 'cannot_verify') : { type: 'verify_identity' }
}

/** Refuses, says whom the account is open to, and closes. */
export function turnAway(observation: Observation, why: 'cannot_verify' | 'not_the_payer'): Action {
  if (observation.said[`refuse.${why}`] !== undefined) return { type: 'close', resolution: 'refused' }
  const explains = why === 'not_the_payer'
  return say([...(explains ? [PAYER_ONLY] : []), { act: 'refuse', why }])
}

const PAYER_ONLY: AgentAct = { act: 'explain', topic: 'payer-only' }

/** Hands the case to a team, with everything that is known of it. */
export function handOn(observation: Observation, team: Team, summary: string): Action {
  const handOver = handOverParts.filter(part => isKnown(observation, part))
  return { type: 'escalate', team, handOver, summary }
}

function isKnown({ verified, told, checked, tried }: Observation, part: HandOverPart): boolean {
  switch (part) {
    case 'request':
      return true
    case 'identity':
      return verified
    case 'answers':
      return Object.keys(told).length > 0
    case 'checks':
      return Object.keys(checked).length > 0
    case 'fixes':
      return Object.keys(tried).length > 0
  }
}
