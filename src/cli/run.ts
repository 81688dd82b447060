import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { SupportGymError } from '../core/errors.ts'
import { EpisodeFaults } from '../env/index.ts'
import { type ChunkSet, removeChunks, type Shard, summarise } from '../rollout/index.ts'
import type { Breakdown } from './businessTable.ts'
import { INTERRUPTED } from './fault.ts'
import {
  newFolder,
  ownFolder,
  type RunFolder,
  resumedFolder,
  summaryIn,
  writeManifest,
  writeResults,
} from './folder.ts'
import { type Job, type JobOptions, jobOf } from './job.ts'
import type { Manifest, RunSummary } from './manifest.ts'
import { pricesOf, withModel } from './model.ts'
import { breakdownName, count, deliveryName, faultsIn, names, rewardName, wholeNumber } from './options.ts'
import { playInto } from './play.ts'
import {
  headline,
  printJson,
  printKept,
  printResults,
  printShard,
  printTables,
  printTokens,
} from './report.ts'
import { chosenShard, SHARDS_MAX, type ShardOptions, shardName } from './shard.ts'

interface PlayerOptions extends JobOptions {
  readonly workers: number
  readonly out?: string
  readonly quiet: boolean
}

interface RunOptions extends PlayerOptions {
  readonly by?: Breakdown
  readonly resume: boolean
  readonly force: boolean
  readonly json: boolean
}

/** `run`: policies over the same episodes, and the table; `rollout`: a shard of the same. */
export function addRun(program: Command): void {
  withPlayers(program.command('run'))
    .summary('play policies over the same customers and compare them')
    .description('Plays policies over the same customers, with the same luck, and compares what came of it.')
    .option('-o, --out <folder>', 'where to write (default: runs/<id>)')
    .option('--resume', 'go on with this run where it was interrupted', false)
    .option('--force', 'overwrite the run in --out', false)
    .option('--by <name>', 'print the business view, too: by group or archetype', breakdownName)
    .option('--json', 'the figures as JSON, alone on stdout', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym run --policy playbook,refund-all --episodes 50 --seed 7 --by group\n',
    )
    .action(async (options: RunOptions) => {
      process.exitCode = await run(options)
    })
  withPlayers(program.command('rollout'))
    .summary('play one shard of a run, here or on one of many machines')
    .description(
      'Plays one shard of what run would play, with the same options; merge puts the shards together. A shard that ' +
        'was interrupted goes on where it was. Without --shard it is the task of a Slurm array ' +
        '(SLURM_ARRAY_TASK_ID) or of a Kubernetes indexed job (JOB_COMPLETION_INDEX, with --shards).',
    )
    .option('--shard <number/of>', 'which shard, from 1, and of how many, as in 3/16', shardName)
    .option('--shards <number>', 'how many shards there are', wholeNumber(1, SHARDS_MAX))
    .option('-o, --out <folder>', 'where to write (default: runs/<id>/shard-03-of-16)')
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym rollout --shard 3/16 --episodes 10000\n  $ supportgym merge runs/<id>/shard-*\n',
    )
    .action(async (options: PlayerOptions & ShardOptions) => {
      process.exitCode = await rollout(options)
    })
}

/** The options that `run` and `rollout` share. */
function withPlayers(command: Command): Command {
  const named = command.option(
    '-p, --policy <names>',
    'policies, with commas or repeated (default: all)',
    names,
  )
  return withModel(named)
    .option('--billing-port <number>', 'where --policy blackbox finds billing', wholeNumber(0, 65_535))
    .option('--scenarios <folder>', 'cases of your own, such as composed ones (default: those that ship)')
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
    .option(
      '--faults <file>',
      'faults between agent and billing, of a YAML or JSON file',
      faultsIn(EpisodeFaults),
    )
    .option('--tickets <number>', 'tickets of one customer in an episode, 1 to 3', wholeNumber(1, 3), 1)
    .option('--check', 'check every invariant of the books after every operation', false)
    .option('-w, --workers <number>', 'threads that play, or all: one for each core', workerCount, 1)
    .option('-q, --quiet', 'no progress', false)
}

const WORKERS_MAX = 256

function workerCount(text: string): number {
  if (text === 'all') return availableParallelism()
  try {
    return wholeNumber(1, WORKERS_MAX)(text)
  } catch {
    throw new InvalidArgumentError(
      `Expected a whole number from 1 to ${WORKERS_MAX}, or "all" for the ${availableParallelism()} here, got "${text}".`,
    )
  }
}

async function run(options: RunOptions): Promise<number> {
  if (options.resume && options.force) {
    throw new SupportGymError(
      'invalid_config',
      '--resume goes on with a run, --force overwrites it: drop one.',
    )
  }
  return await withJob(options, job => runJob(job, options))
}

async function runJob(job: Job, options: RunOptions): Promise<number> {
  const { json, quiet, out } = options
  const folder = options.resume ? resumedFolder(job, out) : newFolder(job.id, options)
  try {
    if (!json) process.stdout.write(`${headline(job)}\n`)
    if (folder.before?.status === 'complete') return complete(folder, folder.before, options)
    const { chunks, manifest, failure } = await playInto(job, folder, { ...options, shard: null })
    const summary = summaryOf(job, chunks)
    writeResults(folder, chunks, summary)
    writeManifest(folder, manifest)
    if (failure !== undefined) {
      printKept(folder, chunks)
      throw failure
    }
    // A complete run stays so, even if it gets no further than here.
    if (manifest.status === 'complete') removeChunks(folder.path)
    const prices = pricesOf(options)
    if (json) printJson(summary, manifest, prices)
    printResults({ job, folder, chunks, summary, by: options.by, json, quiet })
    if (!json) printTokens(summary, prices)
    return manifest.status === 'complete' ? 0 : INTERRUPTED
  } finally {
    folder.close()
  }
}

/** There is nothing left to do, but perhaps to tidy up. */
function complete(folder: RunFolder, manifest: Manifest, options: RunOptions): number {
  const { by, json } = options
  const prices = pricesOf(options)
  removeChunks(folder.path)
  const summary = summaryIn(folder)
  if (json) printJson(summary, manifest, prices)
  else {
    printTables(summary, by)
    printTokens(summary, prices)
    process.stdout.write(`${folder.shown}/ was complete already.\n`)
  }
  return 0
}

async function rollout(options: PlayerOptions & ShardOptions): Promise<number> {
  const shard = chosenShard(options, process.env)
  return await withJob(options, job => rollOut(job, shard, options))
}

async function rollOut(job: Job, shard: Shard, options: PlayerOptions): Promise<number> {
  const folder = ownFolder(job, { path: options.out ?? shardFolder(job, shard), shard })
  try {
    process.stdout.write(`${headline(job)}\n`)
    const { chunks, manifest, failure } = await playInto(job, folder, { ...options, shard })
    writeManifest(folder, manifest)
    if (failure !== undefined) throw failure
    const isInterrupted = manifest.status === 'interrupted'
    printShard({ job, folder, shard, chunks, isInterrupted })
    return isInterrupted ? INTERRUPTED : 0
  } finally {
    folder.close()
  }
}

/** The figures of the policies that have played so far. */
export function summaryOf({ id, identity }: Pick<Job, 'id' | 'identity'>, chunks: ChunkSet): RunSummary {
  const cells = chunks.aggregate()
  const played = new Set(cells.map(({ policy }) => policy))
  return {
    run: id,
    seed: identity.seed,
    policies: identity.policies.filter(policy => played.has(policy)).map(policy => summarise(policy, cells)),
  }
}

/** Does something with what is asked for, and ends what was opened for its players. */
async function withJob(options: PlayerOptions, use: (job: Job) => Promise<number>): Promise<number> {
  const job = await jobOf(options)
  const { players } = job
  if (!players.isAsync) return await use(job)
  try {
    if (options.workers === 1) return await use(job)
    throw new SupportGymError(
      'invalid_config',
      `Agents behind an endpoint wait for it, which ${count(options.workers)} workers would not change: drop ` +
        '--workers, and play several episodes at once with --at-once.',
    )
  } finally {
    await players.close()
  }
}

function shardFolder({ id }: Job, { number, of }: Shard): string {
  const digits = String(of).length
  return join('runs', id, `shard-${String(number).padStart(digits, '0')}-of-${of}`)
}
