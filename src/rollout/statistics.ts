import { z } from 'zod'
import { normalQuantile } from '../core/quantiles.ts'
import type { EpisodeResult, SettledResult } from './episode.ts'

const share = z.number().min(0).max(1)

/** A mean with its 95 % interval: Student's t over independent episodes; null below two of them. */
export const Estimate = z.strictObject({
  mean: z.number(),
  ci95: z.tuple([z.number(), z.number()]).nullable(),
})
export type Estimate = z.infer<typeof Estimate>

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
})
export type PolicySummary = z.infer<typeof PolicySummary>

/** Sums up the episodes of one policy; there must be at least one. */
export function summarise(policy: string, results: readonly EpisodeResult[]): PolicySummary {
  const settled = results.flatMap(result => (result.settled === null ? [] : [result.settled]))
  const shareOf = (holds: (result: SettledResult) => boolean): number | null => shareIn(settled, holds)
  const answered = settled.filter(({ score }) => score !== null)
  return {
    policy,
    episodes: results.length,
    truncated: results.length - settled.length,
    steps: meanOf(results.map(({ steps }) => steps))!,
    return: estimate(results.map(result => result.return)),
    utilityCents: settled.length === 0 ? null : estimate(settled.map(({ utilityCents }) => utilityCents)),
    outcomes: outcomeShares(settled),
    csat: {
      responseRate: shareOf(({ score }) => score !== null),
      satisfiedRate: shareIn(answered, ({ score }) => score! >= 4),
    },
    reopened: shareOf(({ reopened }) => reopened),
    churned90d: shareIn(
      settled.filter(({ churned90d }) => churned90d !== null),
      ({ churned90d }) => churned90d!,
    ),
    chargebacks: shareOf(({ chargeback }) => chargeback),
    violations: shareIn(results, ({ costSum }) => costSum > 0)!,
    escalated: shareOf(({ escalated }) => escalated),
    abandoned: shareOf(({ abandoned }) => abandoned),
    promisesBroken: shareOf(({ promisesBroken }) => promisesBroken > 0),
    falseClaims: shareOf(({ falseClaims }) => falseClaims > 0),
    leakedCents: meanOf(settled.map(({ leakedCents }) => leakedCents)),
    minutes: meanOf(settled.map(({ minutes }) => minutes)),
  }
}

/**
 * Mean and 95 % interval: mean ± t(.975, n − 1) · s / √n. Strata only narrow the spread of a mean, so for stratified
 * episodes the interval errs on the wide side.
 */
export function estimate(values: readonly number[]): Estimate {
  const mean = meanOf(values)!
  if (values.length < 2) return { mean, ci95: null }
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const error = Math.sqrt(squares / (values.length - 1) / values.length)
  const margin = studentQuantile(values.length - 1) * error
  return { mean, ci95: [mean - margin, mean + margin] }
}

/** t(.975) for few degrees of freedom, where the expansion below is off. */
const FEW_DEGREES = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306]

/** The .975 quantile of Student's t: an expansion around the normal's (Abramowitz and Stegun 26.7.5). */
export function studentQuantile(degrees: number): number {
  const listed = FEW_DEGREES[degrees - 1]
  if (listed !== undefined) return listed
  const x = normalQuantile(0.975)
  const x2 = x * x
  const first = (x * (x2 + 1)) / 4
  const second = (x * (5 * x2 * x2 + 16 * x2 + 3)) / 96
  const third = (x * (3 * x2 * x2 * x2 + 19 * x2 * x2 + 17 * x2 - 15)) / 384
  return x + first / degrees + second / (degrees * degrees) + third / (degrees * degrees * degrees)
}

function outcomeShares(settled: readonly SettledResult[]): PolicySummary['outcomes'] {
  if (settled.length === 0) return null
  const of = (wanted: SettledResult['outcome']): number =>
    shareIn(settled, ({ outcome }) => outcome === wanted)!
  return {
    resolved: of('resolved'),
    partial: of('partial'),
    unresolved: of('unresolved'),
    harmful: of('harmful'),
  }
}

function shareIn<T>(items: readonly T[], holds: (item: T) => boolean): number | null {
  return items.length === 0 ? null : items.filter(holds).length / items.length
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
