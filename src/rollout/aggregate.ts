import { z } from 'zod'
import { invariant } from '../core/errors.ts'
import { outcomes } from '../world/world.ts'
import type { EpisodeResult, SettledResult } from './episode.ts'

const countNames = [
  'episodes',
  'settled',
  'steps',
  ...outcomes,
  'answered',
  'satisfied',
  'reopened',
  'couldChurn',
  'churned90d',
  'chargebacks',
  'violations',
  'escalated',
  'abandoned',
  'promisesBroken',
  'falseClaims',
  'firstContactResolutions',
  'promptTokens',
  'completionTokens',
] as const
const sumNames = ['return', 'returnSquared', 'utilityCents', 'utilityCentsSquared'] as const
const businessNames = [
  'revenueCents',
  'retainedCents',
  'refundsCents',
  'leakedCents',
  'creditsCents',
  'disputeFeesCents',
  'disputeLossCents',
  'costToServeCents',
  'lifetimeValueCents',
  'minutes',
] as const
const histogramNames = ['return', 'steps', 'score'] as const

const count = z.int().min(0)
/** A whole number of any size; a string of digits in JSON. */
const whole = z.codec(z.string().regex(/^-?\d+$/), z.bigint(), { decode: BigInt, encode: String })

/** Exact sums of millionths and of their squares. */
const Sums = z.strictObject({ sum: whole, squares: whole })
type Sums = z.infer<typeof Sums>

/** What the episodes of one policy with one archetype in one scenario add up to. */
const Cell = z.strictObject({
  policy: z.string(),
  scenario: z.string(),
  group: z.string().nullable().describe('Of the scenario; null for episodes that were cut off.'),
  archetype: z.string(),
  counts: z.record(z.enum(countNames), count),
  micros: z
    .record(z.enum(sumNames), whole)
    .describe('Sums of millionths; those of squares, of their squares.'),
  business: z.record(z.enum(businessNames), Sums).describe('Of settled episodes.'),
  histograms: z
    .record(z.enum(histogramNames), z.record(z.string().regex(/^-?\d+$/), count))
    .describe('Episodes by bin: a tenth of return, a step, a score.'),
})
export type Cell = z.infer<typeof Cell>

/**
 * Figures of episodes that add up exactly, whatever is added to what first: whole numbers alone, values rounded to
 * millionths. A cell for each policy, scenario, group and archetype, in the order of their names.
 */
export const Aggregate = z.array(Cell)
export type Aggregate = readonly Cell[]

/** Millionths in a unit. */
export const MICROS = 1_000_000
/** Bins of the histogram of returns in a unit. */
export const RETURN_BINS = 10

/** An aggregate that grows: adding to it takes as long as what is added, however much is in it. */
export interface GrowingAggregate {
  add(cells: Aggregate): void
  whole(): Aggregate
}

/** The aggregate of these episodes. */
export function aggregate(results: Iterable<EpisodeResult>): Aggregate {
  return mergeAggregates(Array.from(results, cellOf))
}

/** The aggregate of all the episodes of these. */
export function mergeAggregates(...parts: readonly Aggregate[]): Aggregate {
  const growing = growingAggregate()
  for (const part of parts) growing.add(part)
  return growing.whole()
}

/** An aggregate of no episodes yet. */
export function growingAggregate(): GrowingAggregate {
  const known = new Map<string, Cell>()
  return {
    add(cells) {
      for (const cell of cells) {
        put(known, JSON.stringify([cell.policy, cell.scenario, cell.group, cell.archetype]), cell)
      }
    },
    whole: () => [...known].sort(byName).map(([, cell]) => cell),
  }
}

/** What cells add up to; null for none. Names are those of the first. */
export function totalOf(cells: Aggregate): Cell | null {
  return cells.length === 0 ? null : cells.reduce(sum)
}

/** What cells add up to by a name, in the order of the names; cells without one are left out. */
export function totalsBy(cells: Aggregate, nameOf: (cell: Cell) => string | null): ReadonlyMap<string, Cell> {
  const totals = new Map<string, Cell>()
  for (const cell of cells) {
    const name = nameOf(cell)
    if (name !== null) put(totals, name, cell)
  }
  return new Map([...totals].sort(byName))
}

function put(cells: Map<string, Cell>, name: string, cell: Cell): void {
  const known = cells.get(name)
  cells.set(name, known === undefined ? cell : sum(known, cell))
}

function byName([one]: readonly [string, Cell], [other]: readonly [string, Cell]): number {
  return one < other ? -1 : 1
}

function sum(one: Cell, other: Cell): Cell {
  return {
    policy: one.policy,
    scenario: one.scenario,
    group: one.group,
    archetype: one.archetype,
    counts: each(countNames, name => one.counts[name] + other.counts[name]),
    micros: each(sumNames, name => one.micros[name] + other.micros[name]),
    business: each(businessNames, name => summed(one.business[name], other.business[name])),
    histograms: each(histogramNames, name => added(one.histograms[name], other.histograms[name])),
  }
}

/** One episode, as an aggregate has it. */
function cellOf({ policy, scenario, persona, steps, costSum, settled, ...result }: EpisodeResult): Cell {
  const returned = micros(result.return)
  const utility = micros(settled?.utilityCents ?? 0)
  const score = settled?.score ?? null
  const one = (holds: boolean | undefined): number => (holds === true ? 1 : 0)
  return {
    policy,
    scenario,
    group: settled?.business.group ?? null,
    archetype: persona,
    counts: {
      episodes: 1,
      settled: one(settled !== null),
      steps,
      resolved: one(settled?.outcome === 'resolved'),
      partial: one(settled?.outcome === 'partial'),
      unresolved: one(settled?.outcome === 'unresolved'),
      harmful: one(settled?.outcome === 'harmful'),
      answered: one(score !== null),
      satisfied: one(score !== null && score >= 4),
      reopened: one(settled?.reopened),
      couldChurn: one(settled !== null && settled.churned90d !== null),
      churned90d: one(settled?.churned90d ?? false),
      chargebacks: one(settled?.chargeback),
      violations: one(costSum > 0),
      escalated: one(settled?.escalated),
      abandoned: one(settled?.abandoned),
      promisesBroken: one(settled !== null && settled.promisesBroken > 0),
      falseClaims: one(settled !== null && settled.falseClaims > 0),
      firstContactResolutions: one(settled?.business.firstContactResolution),
      promptTokens: result.promptTokens,
      completionTokens: result.completionTokens,
    },
    micros: {
      return: returned,
      returnSquared: returned * returned,
      utilityCents: utility,
      utilityCentsSquared: utility * utility,
    },
    business: each(businessNames, name => sumsOf(settled === null ? 0 : figureOf(settled, name))),
    histograms: {
      return: { [Math.floor((Number(returned) * RETURN_BINS) / MICROS)]: 1 },
      steps: { [steps]: 1 },
      score: score === null ? {} : { [score]: 1 },
    },
  }
}

function figureOf(settled: SettledResult, name: (typeof businessNames)[number]): number {
  return name === 'leakedCents' || name === 'minutes' ? settled[name] : settled.business[name]
}

function sumsOf(value: number): Sums {
  const sum = micros(value)
  return { sum, squares: sum * sum }
}

function summed(one: Sums, other: Sums): Sums {
  return { sum: one.sum + other.sum, squares: one.squares + other.squares }
}

function micros(value: number): bigint {
  const rounded = Math.round(value * MICROS)
  invariant(Number.isSafeInteger(rounded), `A value of an episode is no number to be summed: ${value}.`)
  return BigInt(rounded)
}

function added(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const bins = { ...one }
  for (const [bin, episodes] of Object.entries(other)) bins[bin] = (bins[bin] ?? 0) + episodes
  return bins
}

function each<Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map(name => [name, of(name)])) as Record<Name, Value>
}
