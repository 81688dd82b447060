import { z } from 'zod'
import { ascending, rule, signed, span, unit, weight } from './fields.ts'

const threshold = z.number().min(-10).max(10)

/** How a case is judged at its end. */
export const judging = {
  generosity: rule({
    deviation: weight('Standard deviation of how generously customers judge the same treatment.'),
  }),
  verdict: rule({
    weight: weight('Satisfaction of who believes that the case was treated rightly …'),
    notBelieved: signed('… times this, of who does not.'),
  }),
  satisfaction: rule({
    distributive: weight('By distributive justice.'),
    procedural: weight('By procedural justice.'),
    interactional: weight('By interactional justice.'),
    effort: weight('Less this by effort.'),
    perLoyalty: weight('By loyalty above its middle.'),
    perTrust: weight('By trust above its middle.'),
    perTransfer: weight('Less this by each transfer.'),
    perWait: weight('Less this by the logarithm of the wait …'),
    waitMinutes: span('… in units of so many minutes.', 1_440),
  }),
  peakEnd: rule({
    weight: weight('Less this by anger, of which counts:'),
    mean: unit('the mean,'),
    end: unit('the end,'),
    peak: unit('the peak.'),
  }),
  score: rule({
    thresholds: ascending(
      z.tuple([threshold, threshold, threshold, threshold]),
      'Satisfaction above which the score is 2, 3, 4, 5.',
    ),
    noise: weight('Standard deviation of what is answered.'),
  }),
  response: rule({
    base: signed('Logit of answering the survey …'),
    perDistance: weight('… higher by the distance of satisfaction …'),
    centre: signed('… from this …'),
    dissatisfiedBelow: signed('… and, where satisfaction is below this, …'),
    dissatisfied: weight('… by this …'),
    perLoyalty: weight('… and by loyalty above its middle.'),
    leftSilently: unit('Factor on the probability of who left silently.'),
  }),
} as const

/** What comes later; beyond the horizon of 150 days nobody sees it. */
export const following = {
  survey: rule({
    sentAfterHours: span('When it is sent after the end.', 24),
    medianDays: span('Half of the answers have come by then.', 28),
    windowDays: z.number().min(2).max(60).describe('Answers are counted for so long after the end.'),
  }),
  discovery: rule({ meanDays: span('Mean time until an open case is noticed.', 60) }),
  reopening: rule({
    probability: unit('Probability that an open case is reopened.'),
    afterHours: span('When, after it is noticed.', 168),
  }),
  chargeback: rule({
    scale: weight('Probability of a chargeback where a case is open …'),
    base: unit('… times this …'),
    perAssertiveness: unit('… plus this by assertiveness …'),
    severe: unit('… plus this when the loss is severe.'),
    fromDays: span('Earliest chargeback after the end.', 60),
    spanDays: weight('Days over which they are spread from there.', 60),
  }),
  dispute: rule({
    decidedAfterDays: span('When a chargeback is decided, after it was filed.', 80),
    won: unit('Probability that it is decided for the company.'),
  }),
  churn: rule({
    monthlyHazard: z.number().positive().max(1).describe('Churn a month of who has nothing to complain of …'),
    open: weight('… higher by an open case, in the exponent …'),
    dissatisfied: weight('… by dissatisfaction …'),
    dissatisfiedBelow: signed('… which is satisfaction below this …'),
    severeOpen: weight('… by an open case with a severe loss …'),
    perLoyalty: weight('… and lower by loyalty above its middle.'),
  }),
  dunning: rule({ givesUpAfterDays: span('A plan that is still unpaid by then is given up.', 60) }),
} as const
