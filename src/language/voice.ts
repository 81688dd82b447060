import { hashText, mixSeed } from '../core/random.ts'
import type { Persona } from '../personas/index.ts'
import type { Channel } from '../world/record.ts'
import type { Voice } from './speech.ts'

const PURPOSE = hashText('voice')
/** Of whom packs of old say nothing about how they write. */
const USUAL = { fluency: 0.9, typing: 'casual' } as const

/**
 * How a persona speaks on this ticket; `seed` is the ticket's, and the draws of words are their own.
 */
export function voiceOf(
  { traits, fluency = USUAL.fluency, typing = USUAL.typing }: Persona,
  {
    seed,
    ...known
  }: {
    readonly seed: number
    readonly channel: Channel
    readonly name: string
    readonly contacts: number
    readonly comesBack: boolean
  },
): Voice {
  const { politeness, verbosity, assertiveness, tech } = traits
  return {
    seed: mixSeed(seed, PURPOSE),
    politeness,
    verbosity,
    assertiveness,
    tech,
    fluency,
    typing,
    ...known,
  }
}
