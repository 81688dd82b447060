import { setImmediate as breathe } from 'node:timers/promises'
import { trajectoryText } from '../trace/index.ts'
import { aggregate } from './aggregate.ts'
import type { Chunk } from './chunk.ts'
import { type ChunkRecord, writeChunk } from './chunkFiles.ts'
import type { EpisodeResult } from './episode.ts'
import type { PlanPart, Played } from './rollout.ts'

/** Where the chunks of a run are written, and how the time they take is told. */
export interface ChunkSink {
  readonly folder: string
  readonly configHash: string
  nowMs(): number
}

/** How long playing may hold its thread before signals and the terminal get their turn. */
const BREATH_MS = 40

/** Plays chunks into their files: an episode is written as soon as it is over, and what is kept is its result. */
export function chunkPlayer(
  play: (part: PlanPart) => Iterable<Played> | AsyncIterable<Played>,
  { folder, configHash, nowMs }: ChunkSink,
): (chunk: Chunk) => Promise<ChunkRecord> {
  let breathedMs = nowMs()
  return async ({ index, ...part }) => {
    const writer = writeChunk(folder, index)
    const spent = new Map<string, { steps: number; ms: number }>()
    const results: EpisodeResult[] = []
    let lastMs = nowMs()
    for await (const { trajectory, result } of play(part)) {
      writer.add(trajectoryText(trajectory))
      results.push(result)
      const sinceMs = lastMs
      lastMs = nowMs()
      const { steps, ms } = spent.get(result.policy) ?? { steps: 0, ms: 0 }
      spent.set(result.policy, { steps: steps + result.steps, ms: ms + lastMs - sinceMs })
      if (lastMs - breathedMs < BREATH_MS) continue
      await breathe()
      breathedMs = nowMs()
      lastMs = breathedMs
    }
    const times = [...spent].map(([policy, { steps, ms }]) => ({ policy, steps, ms }))
    return writer.finish({
      configHash,
      chunk: index,
      episodes: results.length,
      spent: times,
      cells: [...aggregate(results)],
    })
  }
}
