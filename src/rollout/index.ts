export { Aggregate, aggregate, mergeAggregates, totalsBy } from './aggregate.ts'
export { BusinessFigures } from './business.ts'
export { type Chunk, chunkCountOf, chunkLengthOf, chunksOf, type Shard, shardOf } from './chunk.ts'
export {
  type ChunkRecord,
  joinChunks,
  readChunks,
  removeChunks,
  writeChunk,
  writeWhole,
} from './chunkFiles.ts'
export { type ChunkSink, chunkPlayer } from './chunkPlayer.ts'
export { type ChunkSet, chunkSet } from './chunkSet.ts'
export { type EpisodeResult, resultOf, type SettledResult } from './episode.ts'
export { Estimate, estimate, type Moments, studentQuantile } from './estimate.ts'
export {
  type Answer,
  answering,
  atOnce,
  type Executor,
  inProcess,
  type WorkerOptions,
  workers,
} from './executor.ts'
export { apportion, type PlannedEpisode, type PlanOptions, planEpisodes } from './plan.ts'
export {
  asyncPlayerOf,
  type PlanPart,
  type Played,
  type Players,
  playerOf,
  type RolloutOptions,
  rollout,
  rolloutAsync,
} from './rollout.ts'
export { PolicySummary, summarise } from './statistics.ts'
