import { freeze } from '../core/freeze.ts'
import { clamp01 } from '../core/math.ts'
import { betaQuantile } from '../core/quantiles.ts'
import { decideEpisode } from '../world/noise.ts'
import type { Mood, Traits } from '../world/world.ts'
import { type Archetype, meanOf } from './pack.ts'

/** Concentration of the Beta distributions that traits are drawn from. */
const CONCENTRATION = 6

const drawnTraits = [
  'patience',
  'tech',
  'politeness',
  'assertiveness',
  'priceSensitivity',
  'loyalty',
  'volatility',
  'verbosity',
  'rapport',
] as const

/** One concrete customer of an archetype: each trait is one keyed draw of the seed. */
export function drawTraits(archetype: Archetype, seed: number): Traits {
  const drawn = drawnTraits.map((trait, ordinal) => [
    trait,
    betaQuantile(decideEpisode(seed, 'traits', ordinal), meanOf(archetype.traits[trait]), CONCENTRATION),
  ])
  return freeze({
    archetype: archetype.id,
    ...(Object.fromEntries(drawn) as Record<(typeof drawnTraits)[number], number>),
    honesty: archetype.honesty,
    lossAversion: 1.3 + decideEpisode(seed, 'traits', drawnTraits.length),
    leavesSilently: archetype.leavesSilently,
    feignsAcceptance: archetype.feignsAcceptance,
    chargebackFactor: archetype.chargebackFactor,
    surveyFactor: archetype.surveyFactor,
  })
}

/** How the customer feels at first contact, before the queue. */
export function openingMood(traits: Traits, archetype: Archetype, urgency: number): Mood {
  const baseline = 0.06 + 0.14 * (1 - traits.patience)
  const anger = baseline + 0.22 * urgency * (0.5 + traits.volatility) + archetype.openingAnger
  return {
    anger: clamp01(anger + (archetype.severe ? 0.06 : 0)),
    baseline,
    confusion: clamp01(0.5 - 0.4 * traits.tech),
    effort: 0,
    expectation: 0.5,
    belief: 0,
    trust: archetype.trust,
    justice: { distributive: 0, procedural: 0, interactional: 0 },
    angerPeak: anger,
    angerMinutes: 0,
    minutes: 0,
    waitMinutes: 0,
    lastContactMs: 0,
    hasNudged: false,
    hasEstimate: false,
    hazard: 0,
    transfers: 0,
    lastValue: 0,
  }
}
