import { type ErrorCode, SupportGymError } from '../core/errors.ts'
import type { Chunk } from './chunk.ts'
import type { ChunkRecord } from './chunkFiles.ts'

/** Something that plays chunks: in this process, in threads, or elsewhere. */
export interface Executor {
  /** Plays these chunks, each until it is whole, in an order of its own; it takes the next when it is free for it. */
  run(chunks: Iterable<Chunk>, onWhole: (record: ChunkRecord) => void): Promise<void>
  close(): Promise<void>
}

/** Plays one chunk after another where it is called. */
export function inProcess(play: (chunk: Chunk) => Promise<ChunkRecord>): Executor {
  return {
    async run(chunks, onWhole) {
      for (const chunk of chunks) onWhole(await play(chunk))
    },
    close: async () => {},
  }
}

/** Plays as many chunks at once as there are players, for those that mostly wait. */
export function atOnce(players: readonly ((chunk: Chunk) => Promise<ChunkRecord>)[]): Executor {
  return {
    async run(chunks, onWhole) {
      const queue = chunks[Symbol.iterator]()
      const rest = { [Symbol.iterator]: () => queue }
      let failed = false
      await settled(
        players.map(async play => {
          for (const chunk of rest) {
            if (failed) return
            try {
              onWhole(await play(chunk))
            } catch (error) {
              failed = true
              throw error
            }
          }
        }),
      )
    },
    close: async () => {},
  }
}

/** Waits for all, whole or not; then throws what the first of them threw. */
async function settled(runs: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(runs)
  const failure = ends.find(end => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

export interface WorkerOptions {
  readonly count: number
  /** The module that each thread runs; its default export is made by `answering`. */
  readonly entry: URL
  /** What the module reads as `workerData`: plain data. */
  readonly data: unknown
}

/** Episodes are many short-lived objects: a nursery of this size collects them before they are copied about. */
const NURSERY_MB = 64
/** A chunk that costs this many workers their life would cost more. */
const ATTEMPTS_MAX = 3

/**
 * Plays chunks in worker threads. A chunk whose worker dies is played again from its beginning by another one; throws
 * `worker_lost` when that happens three times over the same chunk.
 */
export async function workers({ count, entry, data }: WorkerOptions): Promise<Executor> {
  const { Piscina } = await import('piscina')
  const pool = new Piscina({
    filename: entry.href,
    minThreads: count,
    maxThreads: count,
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB },
  })
  // A worker that dies with nothing to do is replaced when there is.
  pool.on('error', () => {})

  async function answerTo(chunk: Chunk): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await pool.run(chunk)) as Answer
      } catch (cause) {
        if (attempt < ATTEMPTS_MAX) continue
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new SupportGymError(
          'worker_lost',
          `Chunk ${chunk.index} cost ${ATTEMPTS_MAX} workers their life (${why}). Play it in this process ` +
            '(--workers 1) to see why; what is whole is kept.',
          { cause },
        )
      }
    }
  }

  return {
    async run(chunks, onWhole) {
      const queue = chunks[Symbol.iterator]()
      const rest = { [Symbol.iterator]: () => queue }
      const one = async (): Promise<void> => {
        for (const chunk of rest) onWhole(recordOf(await answerTo(chunk)))
      }
      await Promise.all(Array.from({ length: count }, one))
    },
    close: () => pool.destroy(),
  }
}

/** What a worker answers: errors lose their class and code between threads, so they travel as data. */
export type Answer = { readonly record: ChunkRecord } | { readonly fault: Fault }
export interface Fault {
  readonly code: ErrorCode | null
  readonly message: string
  readonly stack: string | undefined
}

/** The default export of a worker's module: plays a chunk, and answers with its record or with what was thrown. */
export function answering(play: (chunk: Chunk) => Promise<ChunkRecord>): (chunk: Chunk) => Promise<Answer> {
  return async chunk => {
    try {
      return { record: await play(chunk) }
    } catch (error) {
      if (!(error instanceof Error))
        return { fault: { code: null, message: String(error), stack: undefined } }
      const code = error instanceof SupportGymError ? error.code : null
      return { fault: { code, message: error.message, stack: error.stack } }
    }
  }
}

function recordOf(answer: Answer): ChunkRecord {
  if ('record' in answer) return answer.record
  const { code, message, stack } = answer.fault
  const error = code === null ? new Error(message) : new SupportGymError(code, message)
  if (stack !== undefined) error.stack = stack
  throw error
}
