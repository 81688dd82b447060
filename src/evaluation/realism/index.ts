export { type FactFound, isOutByMore, type PartFound, type Unit } from './finding.ts'
export type { HeldOut } from './heldOut.ts'
export { type RealismOptions, type RealismReport, realism, realismReport } from './report.ts'
export { type Measure, measures, type Stability, type Standing } from './stability.ts'
