import { z } from 'zod'
import { freeze } from '../core/freeze.ts'
import { clamp01 } from '../core/math.ts'
import { betaQuantile, categoricalQuantile, normalQuantile } from '../core/quantiles.ts'
import { type CustomerAct, customerActs } from '../world/acts.ts'
import { decideEpisode } from '../world/noise.ts'
import type { Mood, Traits } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
import { type Archetype, meanOf, type Typing, typingStyles } from './pack.ts'

const unit = z.number().min(0).max(1)

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

/** One concrete simulated customer: every trait is a number. */
export const Persona = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name in kebab-case'),
  archetype: z.string(),
  traits: z.strictObject({
    ...(Object.fromEntries(drawnTraits.map(trait => [trait, unit])) as Record<
      (typeof drawnTraits)[number],
      typeof unit
    >),
    honesty: unit,
    lossAversion: z.number().min(1).max(10),
    leavesSilently: unit,
    feignsAcceptance: unit,
    chargebackFactor: z.number().min(0).max(5),
    surveyFactor: z.number().min(0).max(2),
  }),
  channel: z.enum(['chat', 'email', 'phone']),
  fluency: unit.exactOptional(),
  typing: z.enum(typingStyles).exactOptional(),
  severe: z.boolean(),
  trust: unit,
  openingAnger: z.number().min(0).max(0.5),
  openingConfusion: z.number().min(0).max(0.5),
  opensWith: z.array(z.enum(customerActs)),
  identity: z.strictObject({ name: z.string(), email: z.string(), company: z.string() }).exactOptional(),
})
export type Persona = z.infer<typeof Persona>

const undrawn = Object.fromEntries(drawnTraits.map(trait => [trait, 0])) as Record<
  (typeof drawnTraits)[number],
  number
>

/** Ordinals of the draws of a channel, of the day's mood and of a way of typing, clear of the traits'. */
const CHANNEL_ORDINAL = 20
const DAY_ORDINAL = 21
const TYPING_ORDINAL = 22

/** One concrete customer of an archetype: each trait is one keyed draw of the seed. */
export function drawPersona(
  archetype: Archetype,
  seed: number,
  { model, id = archetype.id }: { readonly model: CustomerModel; readonly id?: string },
): Persona {
  const { concentration } = model.traits
  const draw = (ordinal: number): number => decideEpisode(seed, 'traits', ordinal)
  const drawn = { ...undrawn }
  for (let ordinal = 0; ordinal < drawnTraits.length; ordinal++) {
    const trait = drawnTraits[ordinal]!
    drawn[trait] = betaQuantile(draw(ordinal), meanOf(archetype.traits[trait]), concentration)
  }
  const { channels, fluency, typing, severe, trust, openingAnger, openingConfusion, opensWith } = archetype
  return {
    id,
    archetype: archetype.id,
    traits: {
      ...drawn,
      honesty: archetype.honesty,
      lossAversion: model.lossAversion.low + model.lossAversion.span * draw(drawnTraits.length),
      leavesSilently: archetype.leavesSilently,
      feignsAcceptance: archetype.feignsAcceptance,
      chargebackFactor: archetype.chargebackFactor,
      surveyFactor: archetype.surveyFactor,
    },
    channel: channels[Math.floor(draw(CHANNEL_ORDINAL) * channels.length)]!,
    fluency,
    typing: typeof typing === 'string' ? typing : typingBy(typing, draw(TYPING_ORDINAL)),
    severe,
    trust,
    openingAnger,
    openingConfusion,
    opensWith,
  }
}

function typingBy(shares: Exclude<Archetype['typing'], Typing>, u: number): Typing {
  return typingStyles[
    categoricalQuantile(
      u,
      typingStyles.map(style => shares[style] ?? 0),
    )
  ]!
}

/** The persona's fixed parameters, as a ticket carries them. */
export function traitsOf({ archetype, traits }: Persona): Traits {
  return freeze({ archetype, ...traits })
}

/** What the first message does: the scenario's acts, then what this customer adds to them. */
export function openingActs(acts: readonly CustomerAct[], { opensWith }: Persona): readonly CustomerAct[] {
  return freeze([...new Set([...acts, ...opensWith])])
}

/** How urgent the case is to this customer: the assertive press more. */
export function feltUrgency({ traits }: Persona, urgency: number, model: CustomerModel): number {
  const { base, perAssertiveness } = model.urgency
  return Math.min(1, urgency * (base + perAssertiveness * traits.assertiveness))
}

/**
 * How the customer feels at first contact, before the queue; the day's mood, which moves where anger starts and drifts
 * back to, is a keyed draw of the seed.
 */
export function openingMood(
  persona: Persona,
  {
    urgency,
    seed,
    model,
  }: { readonly urgency: number; readonly seed: number; readonly model: CustomerModel },
): Mood {
  const { opening } = model
  const { traits, severe, trust, openingAnger, openingConfusion } = persona
  const day = model.day.deviation * normalQuantile(decideEpisode(seed, 'traits', DAY_ORDINAL))
  const baseline = clamp01(opening.baseline + opening.baselinePerImpatience * (1 - traits.patience) + day)
  const { angerPerUrgency, volatilityOffset } = opening
  const anger = baseline + angerPerUrgency * urgency * (volatilityOffset + traits.volatility) + openingAnger
  return {
    anger: clamp01(anger + (severe ? opening.severe : 0)),
    baseline,
    confusion: clamp01(opening.confusion - opening.confusionPerTech * traits.tech + openingConfusion),
    effort: 0,
    expectation: opening.expectation,
    belief: 0,
    trust,
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
