import { hashText, noiseKey, uniform } from '../core/random.ts'
import type { PolicyEntry } from './policy.ts'

const RANDOM_KEY = noiseKey(hashText('random-policy') % 4096, 0)

/** Uniform over the discrete actions the mask allows: the floor, and the behaviour policy of logged data. */
export const random: PolicyEntry = {
  id: 'random',
  about: 'Draws uniformly among the discrete actions that are possible.',
  isExploit: false,
  make(seed) {
    let ordinal = 0
    return {
      act(_observation, info) {
        const possible = [...info.actionMask.entries()].filter(([, bit]) => bit === 1).map(([index]) => index)
        const action = possible[Math.floor(uniform(seed, RANDOM_KEY, ordinal) * possible.length)]!
        ordinal += 1
        return { action, propensity: 1 / possible.length }
      },
    }
  },
}
