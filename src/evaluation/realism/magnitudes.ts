import { clamp01 } from '../../core/math.ts'
import { customerModelOf } from '../../make.ts'
import type { Cast } from '../../personas/index.ts'

/** The softest numbers of the customer model: ranks of policies should not hang on them. */
export const magnitudes = ['churn', 'chargeback', 'abuse'] as const
export type Magnitude = (typeof magnitudes)[number]

/** Who abuses: their share of the customers is a part of the magnitude. */
const ABUSERS: ReadonlySet<string> = new Set(['opportunist', 'refund-fraudster', 'account-takeover'])

/** The pack with one magnitude times a factor, in the pack's data and nowhere else. */
export function withMagnitude(cast: Cast, magnitude: Magnitude, factor: number): Cast {
  const { churn, chargeback } = customerModelOf(cast)
  switch (magnitude) {
    case 'churn':
      return {
        ...cast,
        model: { ...cast.model, churn: { ...churn, monthlyHazard: factor * churn.monthlyHazard } },
      }
    case 'chargeback':
      return {
        ...cast,
        model: { ...cast.model, chargeback: { ...chargeback, scale: factor * chargeback.scale } },
      }
    case 'abuse':
      return withAbuse(cast, factor)
  }
}

/** Dishonesty of all, and the shares of the abusers; who is drawn already has no share. */
function withAbuse(cast: Cast, factor: number): Cast {
  const honestyOf = (honesty: number): number => clamp01(1 - factor * (1 - honesty))
  if ('personas' in cast) {
    const personas = cast.personas.map(each => ({
      ...each,
      traits: { ...each.traits, honesty: honestyOf(each.traits.honesty) },
    }))
    return { ...cast, personas }
  }
  const archetypes = cast.archetypes.map(each => ({
    ...each,
    honesty: honestyOf(each.honesty),
    share: (ABUSERS.has(each.id) ? factor : 1) * each.share,
  }))
  return { ...cast, archetypes }
}
