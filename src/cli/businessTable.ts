import pc from 'picocolors'
import type { BusinessFigures, Estimate, PolicySummary } from '../rollout/index.ts'
import { percent } from './findings.ts'
import { plainTable } from './table.ts'

export const breakdowns = ['group', 'archetype'] as const
/** By what the business view is broken down: scenario group or archetype. */
export type Breakdown = (typeof breakdowns)[number]

const columns: readonly { readonly head: string; readonly cell: (figures: BusinessFigures) => string }[] = [
  { head: 'n', cell: ({ tickets }) => tickets.toLocaleString('en-US') },
  { head: 'kept/mo', cell: ({ retainedCents }) => dollars(retainedCents, 0) },
  { head: 'refunds', cell: ({ refundsCents }) => mean(refundsCents) },
  { head: 'leak', cell: ({ leakedCents }) => dollars(leakedCents, 1) },
  { head: 'credits', cell: ({ creditsCents }) => mean(creditsCents) },
  { head: 'fees', cell: ({ disputeFeesCents }) => mean(disputeFeesCents) },
  { head: 'serve', cell: ({ costToServeCents }) => mean(costToServeCents) },
  { head: 'min', cell: ({ handleMinutes }) => handleMinutes.mean.toFixed(0) },
  { head: 'FCR', cell: ({ firstContactResolution }) => percent(firstContactResolution) },
  { head: 'churn90', cell: ({ churned90d }) => (churned90d === null ? '–' : percent(churned90d)) },
  { head: 'LTV', cell: ({ lifetimeValueCents }) => dollars(lifetimeValueCents, 0) },
]

/** The business view of every policy: over all tickets, then block by block. Money is in dollars a ticket. */
export function renderBusiness(summaries: readonly PolicySummary[], by: Breakdown): string {
  const blocks = new Set(summaries.flatMap(summary => Object.keys(slicesOf(summary, by))))
  const rows = [...blocks]
    .sort()
    .flatMap(block => rowsOf(block, summaries, slice => slicesOf(slice, by)[block]))
  return plainTable(
    [{ head: by, align: 'left' }, ...columns.map(({ head }) => ({ head, align: 'right' }) as const)],
    [...rowsOf('all', summaries, ({ business }) => business?.overall), ...rows],
  )
}

function slicesOf({ business }: PolicySummary, by: Breakdown): Readonly<Record<string, BusinessFigures>> {
  if (business === null) return {}
  return by === 'group' ? business.byGroup : business.byArchetype
}

/** A line with the name of the block, and one for each policy that has figures in it. */
function rowsOf(
  block: string,
  summaries: readonly PolicySummary[],
  figuresOf: (summary: PolicySummary) => BusinessFigures | undefined,
): readonly (readonly string[])[] {
  const lines = summaries.flatMap(summary => {
    const figures = figuresOf(summary)
    return figures === undefined ? [] : [[`  ${summary.policy}`, ...columns.map(({ cell }) => cell(figures))]]
  })
  return [[pc.bold(block), ...columns.map(() => '')], ...lines]
}

function dollars({ mean, ci95 }: Estimate, digits: number): string {
  const margin = ci95 === null ? '' : ` ± ${money(ci95[1] - mean, digits).replace(/^0\./, '.')}`
  return `${money(mean, digits)}${margin}`
}

function mean(estimate: Estimate): string {
  return money(estimate.mean, 2)
}

function money(cents: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return (cents / 100).toLocaleString('en-US', options)
}
