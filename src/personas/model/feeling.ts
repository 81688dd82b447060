import { z } from 'zod'
import { decay, rule, signed, span, unit, weight } from './fields.ts'

/** What an act or event is worth when it is lived through for the first time. */
const justice = {
  distributive: signed('Distributive justice: what the customer gets.'),
  procedural: signed('Procedural justice: how it comes about.'),
  interactional: signed('Interactional justice: how one is treated.'),
  effort: unit('Effort that the customer spends.'),
  clarity: signed('Clarity that the customer gains.'),
}
const act = rule({
  ...justice,
  belief: unit('Part of the way to full belief that the case is treated rightly.'),
  beliefByTrust: unit('The same, times trust.'),
})
/** What takes all belief, or comes when there is nothing left to believe. */
const end = rule(justice)

/** What is the same for the whole ticket, and how it begins. */
export const beginning = {
  traits: rule({
    concentration: z
      .number()
      .min(2)
      .max(200)
      .describe("Concentration of the Beta distributions around an archetype's means."),
  }),
  lossAversion: rule({
    low: z.number().min(1).max(5).describe('Least factor by which losses loom larger than gains.'),
    span: z.number().min(0).max(5).describe('Width of the uniform distribution above it.'),
  }),
  day: rule({ deviation: unit("Standard deviation of the day's mood, on the scale of anger.") }),
  opening: rule({
    baseline: unit('Anger to which the most patient drift back.'),
    baselinePerImpatience: unit('Added to it by impatience.'),
    angerPerUrgency: unit('Anger at first contact, by urgency …'),
    volatilityOffset: weight('… times volatility plus this.'),
    severe: unit('Anger added when the loss is severe.'),
    confusion: unit('Confusion at first contact …'),
    confusionPerTech: unit('… less this by tech savviness.'),
    expectation: unit('Expectation at first contact.'),
  }),
  urgency: rule({
    base: weight("Factor on the scenario's urgency …"),
    perAssertiveness: weight('… plus this by assertiveness.'),
  }),
} as const

/** How a message or a visible event is lived through. */
export const appraising = {
  acts: z.strictObject({
    greet: act,
    acknowledge: act,
    empathize: act,
    ask_new: act,
    ask_known: act,
    verify: act,
    explain_true: act,
    explain_wrong: act,
    promise: act.describe('Distributive justice is times trust.'),
    promise_broken: end.describe('Belief is lost.'),
    refuse_bare: act,
    refuse_explained: act,
    confirm_true: act,
    confirm_false: act,
    remedy: act.describe(
      'Distributive justice is times the worth of the compensation; belief when it is full.',
    ),
    remedy_beside: act,
    fix_worked: act,
    fix_failed: end.describe('Belief is lost.'),
    fix_worsened: end.describe('Belief is lost.'),
    escalate_warm: act,
    escalate_cold: act,
    close_settled: end,
    close_early: end,
  }),
  repetition: rule({ factor: decay('What is good in an act, from one repetition to the next.') }),
  apology: rule({
    first: weight('Interactional justice of the first apology, times blame.'),
    decay: decay('Each next one, relative to the one before.'),
    free: z.number().int().min(0).max(10).describe('Apologies after which each more one costs.'),
    excess: weight('What each more one costs.'),
  }),
  promise: rule({ decay: decay("A repeated promise's distributive justice, relative to the one before.") }),
  compensation: rule({
    over: weight('Worth of what is paid beyond the loss, a unit.'),
    plateau: weight('How far beyond the loss it has worth.'),
    excess: weight('What is lost a unit beyond that.'),
  }),
  rapport: rule({
    scale: weight('Factor on kind words, by the need for rapport.'),
    threshold: unit('Below this need, kind words are in the way …'),
    effort: weight('… at this effort a unit.'),
  }),
  justice: rule({
    distributive: weight('Weight in the appraisal.'),
    interactional: weight('Weight in the appraisal.'),
    procedural: weight('Weight in the appraisal.'),
  }),
  strain: rule({
    weight: weight('Weight of effort in the appraisal …'),
    patienceOffset: weight('… times this less patience.'),
  }),
  disconfirmation: rule({ expectation: weight('What expectation takes from what is received.') }),
  value: rule({ exponent: z.number().min(0.1).max(2).describe('Exponent of gains and losses.') }),
  anger: rule({
    rise: weight('Rise by a loss, for the least volatile.'),
    risePerVolatility: weight('Added to it by volatility.'),
    urgencyBase: weight('Factor on the rise without urgency …'),
    risePerUrgency: weight('… and added to it by urgency.'),
    relief: weight('Fall by a gain …'),
    reliefBase: weight('… times anger plus this.'),
  }),
  effort: rule({
    scale: weight('Effort that is remembered, of that spent …'),
    base: weight('… times this …'),
    perTech: weight('… less this by tech savviness …'),
    perPatience: weight('… and this by patience.'),
  }),
  confusion: rule({
    base: weight('Confusion cleared, of the clarity gained …'),
    perTech: weight('… and added to it by tech savviness.'),
  }),
  expectation: rule({
    rate: unit('How far expectation follows what is received.'),
    promise: unit('What a promise adds.'),
  }),
  trust: rule({
    gain: unit('Part of the way to full trust: a promise kept, a claim verified.'),
    loss: unit('Part of the trust lost: a promise broken, a claim found false.'),
    lossPerLoyalty: weight('Added to it by loyalty, in parts.'),
  }),
} as const

/** How time is felt, and when it becomes too long. */
export const waiting = {
  relaxation: rule({
    minutes: span('Time constant of anger, for the least volatile.', 1_440),
    perVolatility: weight('Minutes added to it by volatility.', 1_440),
  }),
  waiting: rule({
    freeMinutes: weight('Silence that nobody minds …'),
    freePerPatience: weight('… and minutes added to it by patience.'),
    angerPerMinute: unit('Anger by each minute beyond that …'),
    patienceOffset: weight('… times this less patience …'),
    perUrgency: weight('… times one plus this by urgency.'),
  }),
  feltWait: rule({
    unexplained: weight('Factor on a wait without an estimate.'),
    estimated: weight('Factor on a wait after one.'),
  }),
  nudge: rule({
    minutes: span('Silence after which the customer asks whether anybody is there …', 1_440),
    perPatience: weight('… and minutes added to it by patience.', 1_440),
  }),
  leaving: rule({
    meanMinutes: span('Scale of the time after which one leaves a queue …', 10_080),
    base: span('… times this …', 10),
    perPatience: weight('… plus this by patience.'),
    perAnger: weight('Shorter by anger, in the exponent.'),
    perUrgency: weight('Shorter by urgency, in the exponent.'),
    perLoyalty: weight('Longer by loyalty, in the exponent.'),
    served: unit("Part of the queue's rate at which one leaves once served."),
  }),
  turn: rule({
    base: signed('Logit of giving up over a turn …', 5),
    perAnger: weight('… higher by anger …', 5),
    perEffort: weight('… higher by effort …', 5),
    perConfusion: weight('… higher by confusion …', 5),
    perPatience: weight('… lower by patience.'),
  }),
} as const
