import { SupportGymError } from '../core/errors.ts'
import { mixSeed } from '../core/random.ts'

/** What a plan reads of a scenario and of an archetype. */
export interface ScenarioShare {
  readonly id: string
  readonly weight: number
  readonly personas: { readonly exclude: readonly string[] }
}
export interface ArchetypeShare {
  readonly id: string
  readonly share: number
}

/** One episode to be played, by every policy alike. */
export interface PlannedEpisode {
  readonly seed: number
  readonly scenario: string
  readonly persona: string
}

export interface PlanOptions {
  readonly scenarios: readonly ScenarioShare[]
  readonly archetypes: readonly ArchetypeShare[]
  readonly episodes: number
  readonly seed: number
}

/**
 * Episodes stratified over scenarios by weight and, within each, over the archetypes it admits by share. A scenario
 * gets its expected number rounded up or down; so does each archetype in it, and what rounding owes an archetype in
 * one scenario it is given in the next, so that the archetypes' totals hold too. Scenarios are interleaved, and archetypes
 * within them: any beginning of the plan is itself nearly stratified. A function of its arguments alone.
 */
export function planEpisodes({ scenarios, archetypes, episodes, seed }: PlanOptions): PlannedEpisode[] {
  const perScenario = apportion(
    episodes,
    scenarios.map(({ weight }) => weight),
  )
  const owed = new Map(archetypes.map(({ id }) => [id, 0]))
  const inScenarios = scenarios.map((scenario, index) => {
    const fitting = archetypes.filter(({ id }) => !scenario.personas.exclude.includes(id))
    if (fitting.length === 0) {
      throw new SupportGymError(
        'invalid_config',
        `${scenario.id} admits none of these archetypes: ${archetypes.map(({ id }) => id).join(', ')}.`,
      )
    }
    const whole = fitting.reduce((sum, { share }) => sum + share, 0)
    const count = perScenario[index]!
    const expected = fitting.map(({ share }) => (count * share) / whole)
    const due = fitting.map(({ id }, at) => expected[at]! + owed.get(id)!)
    const counts = hand(count, due)
    fitting.forEach(({ id }, at) => {
      owed.set(id, due[at]! - counts[at]!)
    })
    const strata = fitting.map(({ id }, at) =>
      Array.from({ length: counts[at]! }, () => ({ scenario: scenario.id, persona: id })),
    )
    return interleaved(strata)
  })
  return interleaved(inScenarios).map((stratum, index) => ({ seed: mixSeed(seed, index + 1), ...stratum }))
}

/** Splits a count by weights: each part is its exact share rounded up or down (largest remainder, ties to the first). */
export function apportion(count: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return hand(
    count,
    weights.map(weight => (count * weight) / whole),
  )
}

/** Hands out units one at a time, each to whoever is due most; what is due sums to the count. */
function hand(count: number, due: readonly number[]): number[] {
  const counts = due.map(() => 0)
  for (let unit = 0; unit < count; unit++) {
    let most = 0
    // A hair's breadth keeps ties that rounding errors broke with the first.
    for (let at = 1; at < due.length; at++) {
      if (due[at]! - counts[at]! > due[most]! - counts[most]! + 1e-9) most = at
    }
    counts[most]! += 1
  }
  return counts
}

/** Merges lists so that each is spread evenly over the whole, in its own order. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  return lists
    .flatMap(list => list.map((item, at) => ({ item, position: (at + 0.5) / list.length })))
    .sort((one, other) => one.position - other.position)
    .map(({ item }) => item)
}
