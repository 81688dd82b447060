import { z } from 'zod'
import { rule, span, unit, weight } from './fields.ts'

/** What earlier tickets do to the next one. */
export const remembering = {
  deviation: rule({
    failuresMax: z.int().min(0).max(10).describe('Failures beyond so many add nothing.'),
    loss: weight('How much more a loss weighs, by each earlier failure.'),
    trustLoss: weight('How much more trust goes at once, by each earlier failure.'),
    churn: weight('What each earlier failure adds to the exponent of churn …'),
    churnOpenAgain: weight('… and what an open case adds on top of one.'),
    grudge: unit(
      'Anger at first contact, by each earlier failure; twice it where the company is to blame again.',
    ),
  }),
  recovery: rule({
    bonus: weight('Satisfaction of whose first failure, which brought them back, is made good; once.'),
  }),
  absence: rule({
    unsolvedDays: span('Mean time until who has an open case comes back …', 365),
    nextDays: span('… and until another problem brings a customer back.', 3_650),
    forgiven: unit('Share of lost trust that it gives back, to who is not loyal at all.'),
  }),
} as const
