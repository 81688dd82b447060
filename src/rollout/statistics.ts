import { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
import { type Aggregate, MICROS, RETURN_BINS, totalOf } from './aggregate.ts'
import { BusinessSummary, businessOf } from './business.ts'
import { Estimate, estimate } from './estimate.ts'

const share = z.number().min(0).max(1)

/** How many episodes there are from each value on, up to the next. */
const histogram = z.array(z.strictObject({ from: z.number(), episodes: z.int().min(1) }))

/** What a policy did, over its episodes. Shares are of settled episodes; null where there was nothing to count. */
export const PolicySummary = z.strictObject({
  policy: z.string(),
  episodes: z.int().min(1),
  truncated: z.int().min(0).describe('Episodes that an outer limit cut off: in the returns, in no share.'),
  steps: z.number().describe('Steps an episode, on average.'),
  return: Estimate,
  utilityCents: Estimate.nullable(),
  outcomes: z
    .strictObject({ resolved: share, partial: share, unresolved: share, harmful: share })
    .nullable()
    .describe('As settled.'),
  csat: z.strictObject({
    responseRate: share.nullable(),
    satisfiedRate: share.nullable().describe('Answers of 4 or 5 among the answers.'),
  }),
  reopened: share.nullable(),
  churned90d: share.nullable().describe('Within 90 days of the contact, of those with a plan to leave.'),
  chargebacks: share.nullable(),
  violations: share.describe('Episodes with a cost above 0.'),
  escalated: share.nullable(),
  abandoned: share.nullable(),
  promisesBroken: share.nullable().describe('Episodes with a promise unkept.'),
  falseClaims: share.nullable().describe('Episodes in which something was confirmed that was not so.'),
  leakedCents: z.number().nullable().describe('Given beyond what was owed, a ticket.'),
  minutes: z.number().nullable().describe('Virtual minutes from taking to closing, a ticket.'),
  tokens: z
    .strictObject({ prompt: z.int().min(0), completion: z.int().min(0) })
    .nullable()
    .describe('That a model used in all episodes, as far as its endpoint said; null for none.'),
  business: BusinessSummary.nullable(),
  histograms: z.strictObject({
    return: histogram.describe('By tenths.'),
    steps: histogram,
    score: histogram.describe('Answers to the survey.'),
  }),
})
export type PolicySummary = z.infer<typeof PolicySummary>

/** Sums up what one policy did; it must have played at least one episode. */
export function summarise(policy: string, cells: Aggregate): PolicySummary {
  const own = cells.filter(cell => cell.policy === policy)
  const total = totalOf(own)
  if (total === null) {
    throw new SupportGymError(
      'invalid_config',
      `Expected episodes of "${policy}" to sum up, got none among ${cells.length} cells.`,
    )
  }
  const { counts, micros, business, histograms } = total
  const { episodes, settled } = counts
  const ofSettled = (part: number): number | null => ratio(part, settled)
  return {
    policy,
    episodes,
    truncated: episodes - settled,
    steps: counts.steps / episodes,
    return: estimate({ count: episodes, sum: micros.return, squares: micros.returnSquared }),
    utilityCents:
      settled === 0
        ? null
        : estimate({ count: settled, sum: micros.utilityCents, squares: micros.utilityCentsSquared }),
    outcomes:
      settled === 0
        ? null
        : {
            resolved: counts.resolved / settled,
            partial: counts.partial / settled,
            unresolved: counts.unresolved / settled,
            harmful: counts.harmful / settled,
          },
    csat: {
      responseRate: ofSettled(counts.answered),
      satisfiedRate: ratio(counts.satisfied, counts.answered),
    },
    reopened: ofSettled(counts.reopened),
    churned90d: ratio(counts.churned90d, counts.couldChurn),
    chargebacks: ofSettled(counts.chargebacks),
    violations: counts.violations / episodes,
    escalated: ofSettled(counts.escalated),
    abandoned: ofSettled(counts.abandoned),
    promisesBroken: ofSettled(counts.promisesBroken),
    falseClaims: ofSettled(counts.falseClaims),
    leakedCents: ratio(Number(business.leakedCents.sum), settled * MICROS),
    minutes: ratio(Number(business.minutes.sum), settled * MICROS),
    tokens:
      counts.promptTokens + counts.completionTokens === 0
        ? null
        : { prompt: counts.promptTokens, completion: counts.completionTokens },
    business: businessOf(own),
    histograms: {
      return: shown(histograms.return, 1 / RETURN_BINS),
      steps: shown(histograms.steps, 1),
      score: shown(histograms.score, 1),
    },
  }
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function shown(bins: Readonly<Record<string, number>>, width: number): z.infer<typeof histogram> {
  return Object.entries(bins)
    .map(([bin, episodes]) => ({ bin: Number(bin), episodes }))
    .sort((one, other) => one.bin - other.bin)
    .map(({ bin, episodes }) => ({ from: Number((bin * width).toFixed(6)), episodes }))
}
