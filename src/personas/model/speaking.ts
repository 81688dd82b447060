import { z } from 'zod'
import { ascending, byChannel, distribution, rule, signed, span, unit, weight } from './fields.ts'

const shares = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1), z.number().min(0).max(1)])
const sigma = 'Standard deviation of its logarithm.'

/** What the customer says and does, and how it looks to the agent. */
export const speaking = {
  answer: rule({
    thanksAbove: signed('Thanks when the last appraisal is above this …'),
    thanksBelowAnger: unit('… and anger below this.'),
    complainsAboveAnger: unit('Complains when anger is above this.'),
    falseFactor: weight('A false number, relative to the true one.'),
  }),
  replyDelay: rule({
    medianMinutes: byChannel('Median time to answer, by channel.'),
    sigma: weight(sigma, 2),
    minutesMax: span('Longest time to answer.', 10_080),
  }),
  paymentLink: rule({
    base: unit('Probability of following the link …'),
    perTech: unit('… plus this by tech savviness …'),
    perTrust: unit('… and this by trust.'),
    medianMinutes: byChannel('Median time until then, by channel …'),
    techOffset: z.number().gt(1).max(10).describe('… times this less tech savviness.'),
    sigma: weight(sigma, 2),
    minutesMax: span('Longest time until then.', 10_080),
  }),
  threat: rule({
    base: signed('Logit of a threat …'),
    perAnger: weight('… higher by anger …'),
    perAssertiveness: weight('… and by assertiveness.'),
  }),
  tone: rule({
    perAnger: weight('Tone index by anger …'),
    perEffort: weight('… by effort …'),
    perPoliteness: weight('… less this by politeness above its middle …'),
    deviation: weight('… and its standard deviation.'),
    thresholds: ascending(
      z.tuple([z.number().min(-10).max(10), z.number().min(-10).max(10)]),
      'Tone index above which a message is annoyed, and angry.',
    ),
  }),
  shownTone: rule({
    neutral: distribution(shares, 'How a neutral message is shown: neutral, annoyed, angry.'),
    annoyed: distribution(shares, 'How an annoyed message is shown: neutral, annoyed, angry.'),
    angry: distribution(shares, 'How an angry message is shown: neutral, annoyed, angry.'),
  }),
  shouting: rule({
    base: signed('Logit of capitals and exclamation marks …'),
    perAnger: weight('… higher by anger.'),
  }),
  words: rule({
    median: span('Median length of a message in words …', 1_000),
    base: span('… times this …', 10),
    perVerbosity: weight('… plus this by verbosity.'),
    firstFactor: span('Factor on the first message.', 10),
    perAnger: weight('Longer by anger, in parts.'),
    sigma: weight(sigma, 2),
  }),
} as const
