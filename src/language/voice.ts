import type { Persona } from '../personas/index.ts'
import type { Voice } from './speech.ts'

/** How a persona speaks in a ticket. */
export function voiceOf(
  { traits }: Persona,
  given: Pick<Voice, 'seed' | 'channel' | 'name' | 'contacts' | 'comesBack'>,
): Voice {
  const { politeness, verbosity, assertiveness, tech } = traits
  return { ...given, politeness, verbosity, assertiveness, tech, fluency: 0.9, typing: 'casual' }
}
