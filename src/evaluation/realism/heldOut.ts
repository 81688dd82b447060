import { logit, sigmoid } from '../../core/math.ts'
import { normalQuantile } from '../../core/quantiles.ts'
import { mixSeed, noiseKey, uniform } from '../../core/random.ts'
import { type Archetype, meanOf, type PersonaPack } from '../../personas/index.ts'
import type { FactFound } from './finding.ts'
import { factsWork, playFacts, type Size } from './sample.ts'
import type { PlayedTicket } from './ticket.ts'

/** The facts of customers whose archetypes are not quite those of the pack. */
export interface HeldOut {
  /** Standard deviation of the perturbation, in logits of a mean and in logarithms of a share. */
  readonly deviation: number
  readonly tickets: number
  readonly draws: readonly { readonly draw: number; readonly facts: readonly FactFound[] }[]
}

/** A mean of .5 is moved by .1, one of .2 or .8 by .06, a share by two fifths. */
const DEVIATION = 0.4

export interface HeldOutSize extends Size {
  /** How many packs are drawn. */
  readonly draws: number
}

/** Units of work of `playHeldOut`. */
export function heldOutWork({ draws, tickets }: HeldOutSize): number {
  return draws * factsWork(tickets)
}

/** Measures the facts on so many packs drawn around the pack. */
export function* playHeldOut(
  pack: PersonaPack,
  { draws, ...size }: HeldOutSize,
): Generator<readonly PlayedTicket[], HeldOut> {
  const found: HeldOut['draws'][number][] = []
  for (let draw = 1; draw <= draws; draw++) {
    const { facts } = yield* playFacts(perturbed(pack, mixSeed(size.seed, draw)), size)
    found.push({ draw, facts })
  }
  return { deviation: DEVIATION, tickets: size.tickets, draws: found }
}

/**
 * The pack with every mean in (0, 1) moved by a normal draw in logits, and every share in logarithms; a probability of
 * 0 or 1 is no mean and stays. A pure function of its arguments.
 */
export function perturbed(pack: PersonaPack, seed: number): PersonaPack {
  return { ...pack, archetypes: pack.archetypes.map((each, index) => perturbedOne(each, seed, index)) }
}

function perturbedOne(archetype: Archetype, seed: number, index: number): Archetype {
  let ordinal = 0
  const shift = (): number => DEVIATION * normalQuantile(uniform(seed, noiseKey(1 + index, 0), ordinal++))
  const moved = (mean: number): number => (mean > 0 && mean < 1 ? sigmoid(logit(mean) + shift()) : mean)
  const share = archetype.share * Math.exp(shift())
  const traits = Object.entries(archetype.traits).map(([trait, mean]) => [trait, moved(meanOf(mean))])
  return {
    ...archetype,
    share,
    traits: Object.fromEntries(traits) as Archetype['traits'],
    honesty: moved(archetype.honesty),
    trust: moved(archetype.trust),
    leavesSilently: moved(archetype.leavesSilently),
  }
}
