export {
  type CheckFailure,
  type CheckOptions,
  type CheckReport,
  checkEnv,
  envChecks,
} from './checkEnv.ts'
export type { EnvCheck, Finding, Recording, Trial } from './trial.ts'
