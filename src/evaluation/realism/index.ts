export type { FactFound, PartFound, Unit } from './finding.ts'
export {
  type RealismOptions,
  type RealismReport,
  realism,
  realismReport,
} from './report.ts'
