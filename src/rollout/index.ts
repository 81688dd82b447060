export { type EpisodeResult, resultOf, type SettledResult } from './episode.ts'
export { apportion, type PlannedEpisode, type PlanOptions, planEpisodes } from './plan.ts'
export { type Played, type RolloutOptions, rollout, rolloutAsync } from './rollout.ts'
export { Estimate, estimate, PolicySummary, studentQuantile, summarise } from './statistics.ts'
