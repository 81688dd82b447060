import { z } from 'zod'
import { type Aggregate, type Cell, totalOf, totalsBy } from './aggregate.ts'
import { Estimate, estimate } from './estimate.ts'

const share = z.number().min(0).max(1)

/** What tickets came to in business terms: means a ticket, money in cents, over settled episodes alone. */
export const BusinessFigures = z.strictObject({
  tickets: z.int().min(1).describe('Settled episodes.'),
  revenueCents: Estimate,
  retainedCents: Estimate,
  refundsCents: Estimate,
  leakedCents: Estimate.describe('Leakage: money given or forgone since the contact beyond what was owed.'),
  creditsCents: Estimate,
  disputeFeesCents: Estimate,
  disputeLossCents: Estimate,
  costToServeCents: Estimate,
  lifetimeValueCents: Estimate,
  handleMinutes: Estimate.describe('Handle time: virtual minutes from taking to closing, waits included.'),
  firstContactResolution: share,
  churned90d: share
    .nullable()
    .describe('Churn: who left within 90 days of the contact, of those with a plan to leave.'),
})
export type BusinessFigures = z.infer<typeof BusinessFigures>

/** The same over all tickets, and over those of each scenario group and of each archetype. */
export const BusinessSummary = z.strictObject({
  overall: BusinessFigures,
  byGroup: z.record(z.string(), BusinessFigures),
  byArchetype: z.record(z.string(), BusinessFigures),
})
export type BusinessSummary = z.infer<typeof BusinessSummary>

/** The business view of these cells; null when none of their episodes was settled. */
export function businessOf(cells: Aggregate): BusinessSummary | null {
  const settled = cells.filter(({ counts }) => counts.settled > 0)
  const overall = totalOf(settled)
  if (overall === null) return null
  const by = (nameOf: (cell: Cell) => string | null): Record<string, BusinessFigures> =>
    Object.fromEntries([...totalsBy(settled, nameOf)].map(([name, cell]) => [name, figuresOf(cell)]))
  return {
    overall: figuresOf(overall),
    byGroup: by(({ group }) => group),
    byArchetype: by(({ archetype }) => archetype),
  }
}

function figuresOf({ counts, business }: Cell): BusinessFigures {
  const mean = (name: keyof Cell['business']): Estimate =>
    estimate({ count: counts.settled, ...business[name] })
  return {
    tickets: counts.settled,
    revenueCents: mean('revenueCents'),
    retainedCents: mean('retainedCents'),
    refundsCents: mean('refundsCents'),
    leakedCents: mean('leakedCents'),
    creditsCents: mean('creditsCents'),
    disputeFeesCents: mean('disputeFeesCents'),
    disputeLossCents: mean('disputeLossCents'),
    costToServeCents: mean('costToServeCents'),
    lifetimeValueCents: mean('lifetimeValueCents'),
    handleMinutes: mean('minutes'),
    firstContactResolution: counts.firstContactResolutions / counts.settled,
    churned90d: counts.couldChurn === 0 ? null : counts.churned90d / counts.couldChurn,
  }
}
