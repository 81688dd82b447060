import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { hashOf } from '../core/hash.ts'
import { envIds } from '../make.ts'
import {
  type EpisodeResult,
  type PlannedEpisode,
  type Played,
  planEpisodes,
  rollout,
  rolloutAsync,
  summarise,
} from '../rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../scenarios/index.ts'
import { packageVersion, TraceConfig } from '../trace/index.ts'
import { INTERRUPTED } from './fault.ts'
import { lookFirst } from './findings.ts'
import { type Manifest, openRunFolder, type RunFolder, type RunSummary, type TimedSummary } from './folder.ts'
import { chosen, count, deliveryName, names, rewardName, wholeNumber } from './options.ts'
import { type Chosen, chosenPolicies, type PolicyOptions } from './policies.ts'
import { type Progress, showProgress, silent } from './progress.ts'
import { renderTable } from './table.ts'

interface RunOptions extends PolicyOptions {
  readonly scenario?: readonly string[]
  readonly persona?: readonly string[]
  readonly episodes: number
  readonly seed: number
  readonly reward: TraceConfig['reward']
  readonly delivery: TraceConfig['delivery']
  readonly out?: string
  readonly force: boolean
  readonly json: boolean
  readonly quiet: boolean
}

/** `run`: the shipped policies over the same episodes, and the table. */
export function addRun(program: Command): void {
  program
    .command('run')
    .summary('play policies over the same customers and compare them')
    .description('Plays policies over the same customers, with the same luck, and compares what came of it.')
    .option('-p, --policy <names>', 'policies, with commas or repeated (default: all)', names)
    .option('--model <name>', 'the model of --policy llm; its key is read from OPENAI_API_KEY')
    .option('--base-url <url>', 'its endpoint, of any OpenAI-compatible server (default: OpenAI)')
    .option('-s, --scenario <ids>', 'scenarios, with commas or repeated (default: all)', names)
    .option('--persona <ids>', 'archetypes, with commas or repeated (default: all)', names)
    .option('-n, --episodes <number>', 'episodes for each policy', wholeNumber(1, 1_000_000), 300)
    .option('--seed <number>', 'seed of the whole run', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--reward <name>', 'business, sparse, shaped or naive', rewardName, 'business')
    .option(
      '--delivery <name>',
      'when signals are reported: settle, stream or deferred',
      deliveryName,
      'settle',
    )
    .option('-o, --out <folder>', 'where to write (default: runs/<id>)')
    .option('--force', 'overwrite the run in --out', false)
    .option('--json', 'the figures as JSON, alone on stdout', false)
    .option('-q, --quiet', 'no progress', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym run --policy playbook,refund-all --episodes 50 --seed 7\n',
    )
    .action(async (options: RunOptions) => {
      process.exitCode = await run(options)
    })
}

/** A run, put together. */
interface Job {
  readonly id: string
  readonly env: string
  readonly config: TraceConfig
  readonly players: Chosen
  readonly scenarios: readonly string[]
  readonly personas: readonly string[]
  readonly plan: readonly PlannedEpisode[]
  readonly options: RunOptions
}

async function run(options: RunOptions): Promise<number> {
  const job = jobOf(options)
  const folder = openRunFolder(job.id, options)
  const startedAt = new Date().toISOString()
  const tally: Tally = { results: [], spent: new Map(), isInterrupted: false }
  folder.writeManifest(manifestOf(job, tally, { status: 'running', startedAt }))
  if (!options.json) process.stdout.write(`${headline(job)}\n`)
  try {
    await play(job, folder, tally)
  } catch (error) {
    folder.writeManifest(manifestOf(job, tally, { status: 'failed', startedAt }))
    throw error
  }
  const summary: RunSummary = {
    run: job.id,
    seed: options.seed,
    policies: job.players.policies.flatMap(({ id }) => {
      const own = tally.results.filter(({ policy }) => policy === id)
      return own.length === 0 ? [] : [summarise(id, own)]
    }),
  }
  const status = tally.isInterrupted ? 'interrupted' : 'complete'
  folder.writeSummary(summary)
  folder.writeManifest(manifestOf(job, tally, { status, startedAt }))
  folder.close()
  if (options.json) process.stdout.write(`${JSON.stringify(timed(summary, tally), null, 2)}\n`)
  print({ job, folder, tally, summary })
  return tally.isInterrupted ? INTERRUPTED : 0
}

function jobOf(options: RunOptions): Job {
  const [env] = envIds
  const config = TraceConfig.parse({ reward: options.reward, delivery: options.delivery })
  const players = chosenPolicies(options)
  const scenarios = chosen('scenario', loadCatalogue().scenarios, options.scenario)
  const archetypes = chosen('archetype', loadPersonaPack().archetypes, options.persona)
  const { episodes, seed } = options
  const plan = planEpisodes({ scenarios, archetypes, episodes, seed })
  const idsOf = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id)
  const identity = { version: packageVersion(), env, config, seed, plan, policies: idsOf(players.policies) }
  return {
    id: hashOf(identity).slice(0, 6),
    env,
    config,
    players,
    scenarios: idsOf(scenarios),
    personas: idsOf(archetypes),
    plan,
    options,
  }
}

/** What has been played so far. */
interface Tally {
  readonly results: EpisodeResult[]
  /** Steps and milliseconds by policy. */
  readonly spent: Map<string, { steps: number; ms: number }>
  isInterrupted: boolean
}

/** How long the loop may hold the process before signals and the terminal get their turn. */
const BREATH_MS = 40

async function play(job: Job, folder: RunFolder, tally: Tally): Promise<void> {
  const { players, plan, options } = job
  const { policies } = players
  const total = policies.length * plan.length
  const interrupt = (): void => {
    tally.isInterrupted = true
  }
  process.once('SIGINT', interrupt)
  const progress: Progress = options.quiet
    ? silent
    : showProgress(`running ${policies.length} policies × ${count(plan.length)} episodes`, total)
  const startedMs = performance.now()
  let lastMs = startedMs
  let breathedMs = startedMs
  let steps = 0
  try {
    for await (const { trajectory, result } of episodesOf(job)) {
      folder.add(trajectory)
      tally.results.push(result)
      const nowMs = performance.now()
      const spent = tally.spent.get(result.policy) ?? { steps: 0, ms: 0 }
      tally.spent.set(result.policy, { steps: spent.steps + result.steps, ms: spent.ms + nowMs - lastMs })
      lastMs = nowMs
      steps += result.steps
      if (nowMs - breathedMs < BREATH_MS) continue
      progress.update(tally.results.length, (1000 * steps) / (nowMs - startedMs))
      await breathe()
      breathedMs = performance.now()
      lastMs = breathedMs
      if (tally.isInterrupted) break
    }
  } finally {
    progress.update(tally.results.length, (1000 * steps) / (performance.now() - startedMs))
    progress.stop()
    process.off('SIGINT', interrupt)
  }
}

function episodesOf({ players, ...job }: Job): Iterable<Played> | AsyncIterable<Played> {
  return players.isAsync
    ? rolloutAsync({ ...job, policies: players.policies })
    : rollout({ ...job, policies: players.policies })
}

function manifestOf(
  { id, env, config, players, scenarios, personas, options }: Job,
  tally: Tally,
  { status, startedAt }: Pick<Manifest, 'status' | 'startedAt'>,
): Manifest {
  return {
    run: id,
    supportgym: packageVersion(),
    node: process.version,
    status,
    startedAt,
    finishedAt: status === 'running' ? null : new Date().toISOString(),
    env,
    config,
    seed: options.seed,
    episodesPerPolicy: options.episodes,
    episodesPlayed: tally.results.length,
    policies: players.policies.map(entry => entry.id),
    scenarios: [...scenarios],
    personas: [...personas],
    timings: [...tally.spent].map(([policy, { steps, ms }]) => ({ policy, steps, seconds: ms / 1000 })),
  }
}

function timed(summary: RunSummary, { spent }: Tally): TimedSummary {
  const rateOf = (policy: string): number => {
    const { steps, ms } = spent.get(policy)!
    return Math.round((1000 * steps) / ms)
  }
  return {
    ...summary,
    policies: summary.policies.map(each => ({ ...each, stepsPerSecond: rateOf(each.policy) })),
  }
}

function headline({ env, scenarios, personas, config, options }: Job): string {
  return [
    `supportgym ${packageVersion()}`,
    env,
    `${scenarios.length} scenarios`,
    `pack default (${personas.length} archetypes)`,
    `reward ${config.reward}`,
    ...(config.delivery === 'settle' ? [] : [`delivery ${config.delivery}`]),
    `seed ${options.seed}`,
  ].join(' · ')
}

/** The results for people; under `--json` they go to stderr, so that stdout is JSON alone. */
function print({
  job,
  folder,
  tally,
  summary,
}: {
  readonly job: Job
  readonly folder: RunFolder
  readonly tally: Tally
  readonly summary: RunSummary
}): void {
  const { json, quiet } = job.options
  const first = lookFirst(summary.policies, tally.results)
  const total = job.players.policies.length * job.plan.length
  const { shown } = folder
  if (!json) {
    process.stdout.write(`\n${renderTable(summary.policies)}\n`)
    if (first !== null) process.stdout.write(`Look first: ${first}\n`)
  }
  const out = json ? process.stderr : process.stdout
  if (tally.isInterrupted) {
    out.write(
      `Interrupted after ${count(tally.results.length)} of ${count(total)} episodes: all are whole.\n`,
    )
  }
  if (json && quiet) return
  out.write(
    `Wrote ${shown}/  (episodes.jsonl, summary.json, manifest.json).  ` +
      `Replay one: npx supportgym replay ${shown}/episodes.jsonl --episode 1\n`,
  )
}
