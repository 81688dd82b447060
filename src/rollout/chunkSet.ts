import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { hashOf } from '../core/hash.ts'
import { Aggregate, growingAggregate } from './aggregate.ts'
import type { ChunkRecord } from './chunkFiles.ts'

/** The chunks of a run that are there, each counted once however often it comes. */
export interface ChunkSet {
  /** Takes a chunk, and says whether it is new; `from` is what an error calls its source. */
  add(record: ChunkRecord, from: string): boolean
  has(chunk: number): boolean
  /** Where each chunk was first found, in the order of the chunks. */
  sources(): readonly { readonly chunk: number; readonly folder: string }[]
  /** The chunks among these that are not there. */
  missing(chunks: Iterable<number>): readonly number[]
  aggregate(): Aggregate
  /** Episodes of all policies together. */
  episodes(): number
  /** Steps and milliseconds by policy. */
  spent(): ReadonlyMap<string, { readonly steps: number; readonly ms: number }>
}

/** An empty set of chunks. */
export function chunkSet(): ChunkSet {
  const known = new Map<number, { readonly hash: string; readonly folder: string }>()
  const spent = new Map<string, { readonly steps: number; readonly ms: number }>()
  const cells = growingAggregate()
  let episodes = 0
  return {
    add(record, from) {
      const { chunk, episodesHash } = record
      const hash = hashOf([episodesHash, z.encode(Aggregate, record.cells)])
      const before = known.get(chunk)
      if (before !== undefined && before.hash !== hash) {
        throw new SupportGymError(
          'incompatible_run',
          `Chunk ${chunk} in ${from} is not what it is in ${before.folder}, though the run is the same: ` +
            'expected the same episodes. Delete the folder that was tampered with, and play its shard again.',
        )
      }
      if (before !== undefined) return false
      known.set(chunk, { hash, folder: from })
      cells.add(record.cells)
      episodes += record.episodes
      for (const { policy, steps, ms } of record.spent) {
        const sofar = spent.get(policy) ?? { steps: 0, ms: 0 }
        spent.set(policy, { steps: sofar.steps + steps, ms: sofar.ms + ms })
      }
      return true
    },
    has: chunk => known.has(chunk),
    sources: () =>
      [...known].sort(([one], [other]) => one - other).map(([chunk, { folder }]) => ({ chunk, folder })),
    missing: chunks => [...chunks].filter(chunk => !known.has(chunk)),
    aggregate: cells.whole,
    episodes: () => episodes,
    spent: () => spent,
  }
}
