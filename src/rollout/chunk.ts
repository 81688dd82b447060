import type { PlannedEpisode } from './plan.ts'

/** Consecutive episodes of a plan, each by every policy: the unit that is played, stored, resumed and merged. */
export interface Chunk {
  /** From 0. */
  readonly index: number
  /** Place of its first episode in the plan, from 0. */
  readonly first: number
  readonly plan: readonly PlannedEpisode[]
}

/** One of the equal parts of a run that are played apart, on other machines perhaps. */
export interface Shard {
  /** From 1. */
  readonly number: number
  readonly of: number
}

/** The more episodes in a chunk, the fewer files; the fewer, the sooner Ctrl-C ends and the better workers share. */
const CHUNK_LENGTH_MAX = 32
/** As many chunks as this, where there are episodes for it, keep 16 shards of a small run about equally long. */
const CHUNKS_MIN = 64

/** Episodes in a chunk: a function of the plan alone, so that no way of playing it can change it. */
export function chunkLengthOf(episodes: number): number {
  return Math.min(CHUNK_LENGTH_MAX, Math.ceil(episodes / CHUNKS_MIN))
}

/** How many chunks a plan is cut into. */
export function chunkCountOf(episodes: number, length: number): number {
  return Math.ceil(episodes / length)
}

/** Cuts a plan into chunks; all are of this length but for the last. */
export function* chunksOf(plan: readonly PlannedEpisode[], length: number): Generator<Chunk> {
  for (let index = 0, first = 0; first < plan.length; index++, first += length) {
    yield { index, first, plan: plan.slice(first, first + length) }
  }
}

/** The number of the shard that owns a chunk: they are dealt out in turn. */
export function shardOf(chunk: number, shards: number): number {
  return (chunk % shards) + 1
}
