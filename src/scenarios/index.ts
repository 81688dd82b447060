export {
  type Catalogue,
  catalogueOf,
  loadCast,
  loadCatalogue,
  loadCustomerModel,
  loadPersonaPack,
} from './catalogue.ts'
export { topicsExpected } from './expected.ts'
export { handOverFitness, isComplete, knownParts } from './handOver.ts'
export { checkOracle, explainGrade, type Grade, gradeOutcome } from './oracle.ts'
export { type Block, type ScenarioPage, type Section, scenarioPage } from './pages/page.ts'
export { predicates } from './predicates.ts'
export { Cause, Company, FixtureStep, Scenario } from './schema.ts'
export { buildTemplate, type Template } from './template.ts'
export {
  creditedSinceContact,
  forgoneSinceContact,
  isLiveSinceContact,
  leakedCents,
  movedCents,
  refundedSinceContact,
  type Truth,
  truthOf,
} from './truth.ts'
