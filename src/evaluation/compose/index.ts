import { SupportGymError } from '../../core/errors.ts'
import { hashOf } from '../../core/hash.ts'
import type { Env } from '../../env/index.ts'
import { type PolicyEntry, policies } from '../../policies/index.ts'
import type { Catalogue } from '../../scenarios/index.ts'
import { joined, resolvedBlindly, type Sequence, sequenceFor } from '../blind.ts'
import { play } from '../play.ts'
import { build, type Combination, type Composed, drawCombination, nameOf } from './combination.ts'
import { envOf, levelOf, type Measured, measure } from './measure.ts'
import { panel } from './panel.ts'
import type { Parts } from './parts.ts'
import { situationsIn } from './situations.ts'
import { searchForks } from './solve.ts'

export type { Composed } from './combination.ts'
export { envOf, type Measured } from './measure.ts'
export { loadParts, Parts } from './parts.ts'
export { searchForks } from './solve.ts'

export const splits = ['all', 'train', 'held-out'] as const
export type Split = (typeof splits)[number]

export interface ComposeOptions {
  readonly catalogue: Catalogue
  readonly parts: Parts
  /** How many cases. */
  readonly n: number
  /** The cases are a pure function of it, the parts and the catalogue. */
  readonly seed: number
  /** The measured level, 1 … 5, of every case; null for any. */
  readonly difficulty: number | null
  /** A combination belongs to one split for ever, whatever the seed. */
  readonly split: Split
}

/** A case that was made, tried and found fit. */
export interface ComposedCase extends Composed {
  readonly name: string
  readonly split: Exclude<Split, 'all'>
  readonly level: number
  readonly measured: Measured
  /** Who resolved the causes that the playbook did not. */
  readonly solvedBy: 'playbook' | 'search'
  /** The share of seeds that the best blind sequence resolves. */
  readonly blind: number
}

/** Why a combination was not taken. */
export const rejections = ['repeated', 'split', 'invalid', 'level', 'unsolved', 'blind', 'exploited'] as const
export type Rejection = (typeof rejections)[number]

export interface Composition {
  readonly cases: readonly ComposedCase[]
  readonly rejected: Readonly<Record<Rejection, number>>
}

export interface ComposeProgress {
  readonly found: number
  readonly tried: number
}

/** Combinations tried for each case that is asked for, before the composer gives up. */
const TRIES_PER_CASE = 400
const MEASURE_SEEDS = seeds(9_000_000, 40)
const BLIND_SEEDS = seeds(9_100_000, 200)
const SEQUENCE_SEEDS = seeds(9_200_000, 25)
/** A blind sequence may resolve 40 % of any seeds: what is measured on few has to stay clear of that. */
const BLIND_MAX = 0.36
const EXPLOIT_MAX = 0.05
const SEARCH = { forks: 400, decisions: 6 } as const
const HELD_OUT_SHARE = 0.25

/**
 * Composes cases: draws combinations, builds each, plays it, and takes those that are valid, solvable, of the level that
 * is asked for, and resolved neither blindly nor by an exploit. Yields after every try. Throws `invalid_config` when
 * the parts do not give that many.
 */
export function* compose(options: ComposeOptions): Generator<ComposeProgress, Composition> {
  const { catalogue, parts, n, seed, split } = options
  const situations = situationsIn(catalogue)
  const cases: ComposedCase[] = []
  const seen = new Set<string>()
  const rejected = Object.fromEntries(rejections.map(why => [why, 0])) as Record<Rejection, number>
  for (let ordinal = 0; cases.length < n; ordinal++) {
    if (ordinal >= n * TRIES_PER_CASE) throw notEnough(options, cases.length, rejected)
    const combination = drawCombination(parts, situations, { seed, ordinal })
    const name = nameOf(combination)
    const content = contentOf(combination)
    const found = seen.has(content) ? 'repeated' : isIn(split, name) ? tried(combination, options) : 'split'
    seen.add(content)
    if (typeof found === 'string') rejected[found] += 1
    else cases.push(found)
    yield { found: cases.length, tried: ordinal + 1 }
  }
  return { cases, rejected }
}

/** What a combination comes to, whatever it is called: a fault that meets nothing makes no other case. */
function contentOf(combination: Combination): string {
  const { scenario, company } = build(combination, 'any-v1')
  const { company: _named, ...content } = scenario
  const { id: _id, ...terms } = company
  return hashOf({ content, terms })
}

/** The case a combination makes, or why it is not taken. */
function tried(combination: Combination, { difficulty, parts }: ComposeOptions): ComposedCase | Rejection {
  const name = nameOf(combination)
  const base = combination.situation.scenario.id.replace(/-v\d+$/, '')
  const composed = build(combination, `${base}-c${hashOf(name).slice(0, 8)}-v1`)
  const env = envOf(composed)
  const desks = panel()
  let measured: Measured
  try {
    measured = measure(env, composed, { desks, seeds: MEASURE_SEEDS })
  } catch (error) {
    if (error instanceof SupportGymError && error.code === 'invalid_data') return 'invalid'
    throw error
  }
  const level = levelOf(measured.index, parts.levels)
  if (difficulty !== null && level !== difficulty) return 'level'
  const solvedBy = solverOf(env, composed, { playbook: desks[0]!, measured })
  if (solvedBy === null) return 'unsolved'
  const blind = bestBlindly(env, composed)
  if (blind > BLIND_MAX) return 'blind'
  if (isExploited(env)) return 'exploited'
  return {
    scenario: { ...composed.scenario, difficulty: level },
    company: composed.company,
    name,
    split: splitOf(name),
    level,
    measured,
    solvedBy,
    blind,
  }
}

/** Who resolves every cause: the playbook, with a search over forks where it fails; null where neither does. */
function solverOf(
  env: Env,
  { scenario }: Composed,
  { playbook, measured }: { readonly playbook: PolicyEntry; readonly measured: Measured },
): ComposedCase['solvedBy'] | null {
  const open = Object.keys(scenario.causes).filter(cause => measured.solved[cause] !== true)
  if (open.length === 0) return 'playbook'
  const isSolved = open.every(cause =>
    SEQUENCE_SEEDS.slice(0, 3).some(
      seed => searchForks(env, playbook, { seed, cause, bounds: SEARCH }).isSolved,
    ),
  )
  return isSolved ? 'search' : null
}

/** What the best of the sequences resolves that solve one cause each, or two in a row. */
function bestBlindly(env: Env, { scenario: { id, causes } }: Composed): number {
  const single = Object.keys(causes).flatMap(cause => {
    const sequence = sequenceFor(env, { scenario: id, cause }, SEQUENCE_SEEDS)
    return sequence === null ? [] : [sequence]
  })
  const pairs = single.flatMap(first => single.map(second => joined(first, second)))
  const rate = (sequence: Sequence, over: readonly number[]): number =>
    resolvedBlindly(env, sequence, { scenario: id, seeds: over })
  const finalists = [...single, ...pairs]
    .map(sequence => ({ sequence, share: rate(sequence, BLIND_SEEDS.slice(0, 20)) }))
    .sort((one, other) => other.share - one.share)
    .slice(0, 2)
  return Math.max(0, ...finalists.map(({ sequence }) => rate(sequence, BLIND_SEEDS)))
}

function isExploited(env: Env): boolean {
  return policies
    .filter(({ isExploit }) => isExploit)
    .some(exploit => {
      const resolved = SEQUENCE_SEEDS.filter(
        seed => play(env, exploit, { seed }).report.outcomeSettled === 'resolved',
      )
      return resolved.length > EXPLOIT_MAX * SEQUENCE_SEEDS.length
    })
}

/** Which split a combination belongs to, by its name alone: no held-out case shares its combination with training. */
function splitOf(name: string): Exclude<Split, 'all'> {
  const share = Number.parseInt(hashOf(name).slice(0, 8), 16) / 2 ** 32
  return share < HELD_OUT_SHARE ? 'held-out' : 'train'
}

function isIn(split: Split, name: string): boolean {
  return split === 'all' || splitOf(name) === split
}

function seeds(first: number, n: number): readonly number[] {
  return Array.from({ length: n }, (_, at) => first + at)
}

function notEnough(
  { n, difficulty }: ComposeOptions,
  found: number,
  rejected: Readonly<Record<Rejection, number>>,
): SupportGymError {
  const level = difficulty === null ? '' : ` of difficulty ${difficulty}`
  const why = rejections.filter(each => rejected[each] > 0).map(each => `${each} ${rejected[each]}`)
  return new SupportGymError(
    'invalid_config',
    `Composed ${found} of ${n} cases${level} after ${n * TRIES_PER_CASE} combinations (${why.join(', ')}): ` +
      'ask for fewer, for another difficulty, or add parts.',
  )
}
