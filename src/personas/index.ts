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
export { type Identity, identityOf } from './identity.ts'
export { Archetype, meanOf, PersonaPack } from './pack.ts'
export { isOutOfPatience, passTime, takeTurn } from './patience.ts'
export { drawPersona, openingActs, openingMood, Persona, traitsOf } from './persona.ts'
export {
  believes,
  satisfactionBias,
  satisfactionIndex,
  surveyProbability,
  surveyScore,
} from './satisfaction.ts'
export { Cast, choosePersona, SeededPack, type SeedOptions, seedPersonaPack } from './seeding.ts'
