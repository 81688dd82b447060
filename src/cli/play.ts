import type { Speech } from '../env/index.ts'
import type { PolicyEntry } from '../policies/index.ts'
import {
  asyncPlayerOf,
  atOnce,
  type Chunk,
  type ChunkRecord,
  type ChunkSet,
  type ChunkSink,
  chunkPlayer,
  chunkSet,
  chunksOf,
  type Executor,
  inProcess,
  playerOf,
  readChunks,
  type Shard,
  shardOf,
  workers as workerThreads,
} from '../rollout/index.ts'
import { type RunFolder, removeResults, writeManifest } from './folder.ts'
import { type Interruption, onInterrupt } from './interruption.ts'
import type { Job } from './job.ts'
import type { Manifest } from './manifest.ts'
import { count } from './options.ts'
import type { Chosen } from './policies.ts'
import { type Progress, showProgress, silent } from './progress.ts'

export interface PlayOptions {
  readonly workers: number
  readonly shard: Shard | null
  readonly quiet: boolean
}

/** What a folder holds once nothing more is played for now. */
export interface Outcome {
  readonly chunks: ChunkSet
  /** To be written when all else is. */
  readonly manifest: Manifest
  /** What ended it before its time: to be thrown when what is whole is written. */
  readonly failure?: unknown
}

/**
 * Plays what a folder lacks of a job, or of a shard of it, chunk by chunk. Ctrl-C ends it after the chunks that have
 * begun, a second one at once.
 */
export async function playInto(job: Job, folder: RunFolder, options: PlayOptions): Promise<Outcome> {
  const { quiet, shard, workers } = options
  const chunks = chunkSet()
  for (const record of readChunks(folder.path, job.configHash)) chunks.add(record, folder.shown)
  const own = ownChunks(job, shard)
  const startedAt = folder.before?.startedAt ?? new Date().toISOString()
  const manifest = (status: Manifest['status']): Manifest =>
    manifestOf(job, chunks, { status, startedAt, shard, workers })
  const interruption = onInterrupt({ quiet })
  removeResults(folder.path)
  writeManifest(folder, manifest('running'))
  const total = own.reduce((sum, { plan }) => sum + plan.length, 0) * job.players.policies.length
  const progress = quiet ? silent : showProgress(label(job, { total, ...options }), total, chunks.episodes())
  const left = own.filter(({ index }) => !chunks.has(index))
  try {
    const executor = left.length === 0 ? null : await executorOf(job, folder, options)
    try {
      await executor?.run(until(left, interruption), takeInto(chunks, folder, progress))
    } finally {
      await executor?.close()
    }
  } catch (failure) {
    return { chunks, manifest: manifest('failed'), failure }
  } finally {
    progress.stop()
    interruption.off()
  }
  const isWhole = own.every(({ index }) => chunks.has(index))
  return { chunks, manifest: manifest(isWhole ? 'complete' : 'interrupted') }
}

/** What a run or a shard says of itself. */
export function manifestOf(
  { id, configHash, identity }: Pick<Job, 'id' | 'configHash' | 'identity'>,
  chunks: ChunkSet,
  given: Pick<Manifest, 'status' | 'startedAt' | 'shard' | 'workers'>,
): Manifest {
  return {
    run: id,
    configHash,
    ...identity,
    ...given,
    finishedAt: given.status === 'running' ? null : new Date().toISOString(),
    node: process.version,
    episodesPlayed: chunks.episodes(),
    timings: [...chunks.spent()].map(([policy, { steps, ms }]) => ({ policy, steps, seconds: ms / 1000 })),
  }
}

/** A job's own player of chunks: in a worker thread as well as here. */
export function playerOfChunks(
  { identity: { env, config }, configHash }: Pick<Job, 'identity' | 'configHash'>,
  policies: readonly PolicyEntry[],
  folder: string,
): (chunk: Chunk) => Promise<ChunkRecord> {
  return chunkPlayer(playerOf({ env, config, policies }), sinkIn(folder, configHash))
}

function sinkIn(folder: string, configHash: string): ChunkSink {
  return { folder, configHash, nowMs: () => performance.now() }
}

/** Plays with those who take their time, as many episodes at once as they are to. */
function executorOfAsync(
  { identity: { env, config }, configHash }: Job,
  { policies, atOnce: count }: Extract<Chosen, { isAsync: true }>,
  { folder, speech }: { readonly folder: string; readonly speech: Speech },
): Executor {
  const sink = sinkIn(folder, configHash)
  const player = () => chunkPlayer(asyncPlayerOf({ env, config, policies, speech }), sink)
  return atOnce(Array.from({ length: count }, player))
}

/** What a worker thread is told once: plain data, from which it makes the same players again. */
export type WorkerJob = Pick<Job, 'identity' | 'configHash'> & { readonly folder: string }

async function executorOf(job: Job, { path: folder }: RunFolder, options: PlayOptions): Promise<Executor> {
  const { players } = job
  if (players.isAsync) {
    const { speech, wordsKept } = await players.speaking()
    const executor = executorOfAsync(job, players, { folder, speech })
    return { ...executor, close: async () => tellWords(wordsKept(), options) }
  }
  const count = options.workers
  if (count === 1) return inProcess(playerOfChunks(job, players.policies, folder))
  const data: WorkerJob = { identity: job.identity, configHash: job.configHash, folder }
  return await workerThreads({ count, entry: new URL('./worker.js', import.meta.url), data })
}

function tellWords(words: string | null, { quiet }: PlayOptions): void {
  if (words !== null && !quiet) process.stderr.write(`${words}\n`)
}

function ownChunks({ plan, identity }: Job, shard: Shard | null): readonly Chunk[] {
  const all = [...chunksOf(plan, identity.chunkLength)]
  return shard === null ? all : all.filter(({ index }) => shardOf(index, shard.of) === shard.number)
}

function takeInto(chunks: ChunkSet, { shown }: RunFolder, progress: Progress): (record: ChunkRecord) => void {
  let steps = 0
  return record => {
    chunks.add(record, shown)
    steps += record.spent.reduce((sum, each) => sum + each.steps, 0)
    progress.update(chunks.episodes(), steps)
  }
}

function* until(chunks: readonly Chunk[], interruption: Interruption): Generator<Chunk> {
  for (const chunk of chunks) {
    if (interruption.came()) return
    yield chunk
  }
}

function label(
  { players, plan }: Job,
  { total, shard, workers }: PlayOptions & { readonly total: number },
): string {
  const { length } = players.policies
  const episodes = shard === null ? count(plan.length) : `${count(total / length)} of ${count(plan.length)}`
  const part = shard === null ? '' : `, shard ${shard.number}/${shard.of}`
  const by = workers === 1 ? '' : `, ${workers} workers`
  return `running ${length} policies × ${episodes} episodes${part}${by}`
}
