import { z } from 'zod'
import { invariant } from '../core/errors.ts'
import { outcomes } from '../world/world.ts'
import type { EpisodeResult } from './episode.ts'

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
] as const
const sumNames = [
  'return',
  'returnSquared',
  'utilityCents',
  'utilityCentsSquared',
  'leakedCents',
  'minutes',
] as const
const histogramNames = ['return', 'steps', 'score'] as const

const count = z.int().min(0)
/** A whole number of any size; a string of digits in JSON. */
const whole = z.codec(z.string().regex(/^-?\d+$/), z.bigint(), { decode: BigInt, encode: String })

/** What the episodes of one policy in one scenario add up to. */
const Cell = z.strictObject({
  policy: z.string(),
  scenario: z.string(),
  counts: z.record(z.enum(countNames), count),
  micros: z
    .record(z.enum(sumNames), whole)
    .describe('Sums of millionths; those of squares, of their squares.'),
  histograms: z
    .record(z.enum(histogramNames), z.record(z.string().regex(/^-?\d+$/), count))
    .describe('Episodes by bin: a tenth of return, a step, a score.'),
})
type Cell = z.infer<typeof Cell>

/**
 * Figures of episodes that add up exactly, whatever is added to what first: whole numbers alone, values rounded to
 * millionths. A cell for each policy in each scenario, in the order of their names.
 */
export const Aggregate = z.array(Cell)
export type Aggregate = readonly Cell[]

/** Millionths in a unit. */
export const MICROS = 1_000_000
/** Bins of the histogram of returns in a unit. */
export const RETURN_BINS = 10

/** The aggregate of these episodes. */
export function aggregate(results: Iterable<EpisodeResult>): Aggregate {
  const cells = new Map<string, Cell>()
  for (const result of results) addCell(cells, cellOf(result))
  return inOrder(cells)
}

/** The aggregate of all the episodes of these. */
export function mergeAggregates(...parts: readonly Aggregate[]): Aggregate {
  const cells = new Map<string, Cell>()
  for (const cell of parts.flat()) addCell(cells, cell)
  return inOrder(cells)
}

/** All that a policy did, over the scenarios; null when it played nothing. */
export function totalOf(policy: string, cells: Aggregate): Cell | null {
  const own = cells.filter(cell => cell.policy === policy)
  return own.length === 0 ? null : own.reduce(sum)
}

function addCell(cells: Map<string, Cell>, cell: Cell): void {
  const key = JSON.stringify([cell.policy, cell.scenario])
  const known = cells.get(key)
  cells.set(key, known === undefined ? cell : sum(known, cell))
}

function inOrder(cells: ReadonlyMap<string, Cell>): Aggregate {
  return [...cells].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cell]) => cell)
}

function sum(one: Cell, other: Cell): Cell {
  return {
    policy: one.policy,
    scenario: one.scenario,
    counts: each(countNames, name => one.counts[name] + other.counts[name]),
    micros: each(sumNames, name => one.micros[name] + other.micros[name]),
    histograms: each(histogramNames, name => added(one.histograms[name], other.histograms[name])),
  }
}

/** One episode, as an aggregate has it. */
function cellOf({ policy, scenario, steps, costSum, settled, ...result }: EpisodeResult): Cell {
  const returned = micros(result.return)
  const utility = micros(settled?.utilityCents ?? 0)
  const score = settled?.score ?? null
  const one = (holds: boolean | undefined): number => (holds === true ? 1 : 0)
  return {
    policy,
    scenario,
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
    },
    micros: {
      return: returned,
      returnSquared: returned * returned,
      utilityCents: utility,
      utilityCentsSquared: utility * utility,
      leakedCents: micros(settled?.leakedCents ?? 0),
      minutes: micros(settled?.minutes ?? 0),
    },
    histograms: {
      return: { [Math.floor((Number(returned) * RETURN_BINS) / MICROS)]: 1 },
      steps: { [steps]: 1 },
      score: score === null ? {} : { [score]: 1 },
    },
  }
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
