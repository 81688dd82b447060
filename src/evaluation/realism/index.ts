export type { FactFound, PartFound, Unit } from './finding.ts'
export {
  type RealismOptions,
  type RealismProgress,
  type RealismReport,
  realism,
  realismReport,
} from './report.ts'
