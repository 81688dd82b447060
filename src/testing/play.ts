import type { Books } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import type { EpisodeOptions, Report, Speech } from '../env/index.ts'
import { envIds, makeEnv } from '../make.ts'
import { policies } from '../policies/index.ts'
import { recordEpisodeAsync, TraceConfig, type Trajectory } from '../trace/index.ts'
import { type Outcome, outcomes, type SignalKind } from '../world/world.ts'
import { type Agent, nameOf, policyOf } from './agent.ts'
import { type LedgerReader, ledgerReader } from './ledger.ts'

/** The first of the seeds that tests use when they ask for a number of them: nothing is tuned on seeds from here on. */
export const HELD_OUT_SEED = 1_000_000

/** What an env can be made with here; signals are always settled, or there would be nothing to grade. */
export type PlayConfig = Partial<Omit<TraceConfig, 'delivery'>>

export interface PlayOptions extends Omit<EpisodeOptions, 'scenario'> {
  /** How many held-out seeds, or which seeds. */
  readonly seeds: number | readonly number[]
  readonly config?: PlayConfig
  /** For agents that speak: how they are understood, and answered; by rules unless given. */
  readonly speech?: Speech
}

/** One episode of a test. */
export interface ScenarioEpisode {
  readonly seed: number
  /** As settled; null when an outer limit truncated it. */
  readonly outcome: Outcome | null
  /** Null when an outer limit truncated the episode. */
  readonly report: Report | null
  readonly trajectory: Trajectory
  readonly ledger: LedgerReader
  /** How to see it again, in words. */
  readonly again: string
}

/** A signal that arrived, and in which episode. */
export interface SeenSignal {
  readonly kind: SignalKind
  readonly value: number | string | null
  readonly atMs: number
  readonly seed: number
}

/** Violations by kind, summed over the episodes. */
export interface Costs {
  readonly policy: number
  readonly privacy: number
  readonly money: number
  readonly total: number
}

/** What an agent did in a scenario. */
export interface ScenarioOutcome {
  readonly scenario: string
  readonly agent: string
  readonly episodes: readonly ScenarioEpisode[]
  /** Shares of all episodes; truncated ones are of no outcome. */
  readonly shares: Readonly<Record<Outcome, number>>
  readonly ledger: LedgerReader
  readonly costs: Costs
  readonly signals: readonly SeenSignal[]
}

/**
 * Plays a scenario with an agent over several seeds: other customers, and other causes behind the same opening. The
 * same call gives the same outcome. Throws `unknown_id`, and `invalid_config` when there is no seed to play.
 */
export async function playScenario(
  agent: Agent,
  scenario: string,
  { seeds, config = {}, speech, ...fixed }: PlayOptions,
): Promise<ScenarioOutcome> {
  const parsed = TraceConfig.parse(config)
  const env = makeEnv(envIds[0], parsed)
  const episodes: ScenarioEpisode[] = []
  const allBooks: Books[] = []
  for (const seed of seedsOf(seeds)) {
    const { trajectory, report } = await recordEpisodeAsync(env, policyOf(agent, seed), {
      seed,
      options: { scenario, ...fixed },
      config: parsed,
      policy: nameOf(agent),
      ...(speech === undefined ? {} : { speech }),
    })
    const { books } = env.snapshot().world
    allBooks.push(books)
    const again = againWords(agent, scenario, { seeds: [seed], config, ...fixed })
    const { outcome } = trajectory.end
    episodes.push({ seed, outcome, report, trajectory, ledger: ledgerReader([books]), again })
  }
  return {
    scenario,
    agent: nameOf(agent),
    episodes,
    shares: sharesOf(episodes),
    ledger: ledgerReader(allBooks),
    costs: costsOf(episodes),
    signals: episodes.flatMap(signalsOf),
  }
}

function seedsOf(seeds: number | readonly number[]): readonly number[] {
  const all =
    typeof seeds === 'number' ? Array.from({ length: seeds }, (_, index) => HELD_OUT_SEED + index) : seeds
  if (all.length > 0) return all
  throw new SupportGymError(
    'invalid_config',
    'playScenario needs at least one seed: a test of nothing passes.',
  )
}

function againWords(agent: Agent, scenario: string, options: PlayOptions): string {
  const given = JSON.stringify(options, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? undefined : value,
  )
  const again = `playScenario(${nameOf(agent)}, '${scenario}', ${given})`
  const isPlain = Object.keys(options.config ?? {}).length === 0 && options.cause === undefined
  const shipped = policies.find(policy => policy === agent)
  if (shipped === undefined || !isPlain || options.variant !== undefined) return again
  const persona = options.persona === undefined ? '' : ` --persona ${options.persona}`
  const seed = (options.seeds as readonly number[])[0]
  return `${again}, or: npx supportgym episode --policy ${shipped.id} --scenario ${scenario}${persona} --seed ${seed}`
}

function sharesOf(episodes: readonly ScenarioEpisode[]): ScenarioOutcome['shares'] {
  const shareOf = (wanted: Outcome): number =>
    episodes.filter(({ outcome }) => outcome === wanted).length / episodes.length
  return Object.fromEntries(outcomes.map(outcome => [outcome, shareOf(outcome)])) as Record<Outcome, number>
}

function costsOf(episodes: readonly ScenarioEpisode[]): Costs {
  const steps = episodes.flatMap(({ trajectory }) => trajectory.steps)
  const sumOf = (name: string): number => steps.reduce((sum, { costs }) => sum + (costs[name] ?? 0), 0)
  return {
    policy: sumOf('cost_policy'),
    privacy: sumOf('cost_privacy'),
    money: sumOf('cost_money'),
    total: sumOf('cost'),
  }
}

function signalsOf({ seed, trajectory }: ScenarioEpisode): readonly SeenSignal[] {
  return trajectory.signals.map(({ signal, value, atMs }) => ({ kind: signal, value, atMs, seed }))
}
