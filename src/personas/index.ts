export {
  apologyWorth,
  appraise,
  compensationWorth,
  type Experience,
  gainTrust,
  loseTrust,
} from './appraisal.ts'
export {
  answer,
  entersPaymentMethod,
  type Knowledge,
  opening,
  outburst,
  type Prompted,
  replyDelayMinutes,
} from './behaviour.ts'
export { churnLogHazard } from './churn.ts'
export {
  CaseName,
  CustomerState,
  carriedMood,
  customerAfter,
  customerLater,
  newCustomer,
  pastOf,
} from './customer.ts'
export { type Identity, identityOf } from './identity.ts'
export { CustomerModel, ModelOverrides, overridden } from './model/index.ts'
export { Archetype, meanOf, PersonaPack, type Typing, typingStyles } from './pack.ts'
export { churnByPast, recoveryBonus } from './past.ts'
export { isOutOfPatience, nudgeMinutes, passTime, takeTurn } from './patience.ts'
export { feltUrgency, openingActs, openingMood, Persona, traitsOf } from './persona.ts'
export {
  believes,
  satisfactionBias,
  satisfactionIndex,
  surveyProbability,
  surveyScore,
} from './satisfaction.ts'
export { Cast, choosePersona, drawPersonaPack, SeededPack, type SeedOptions } from './seeding.ts'
