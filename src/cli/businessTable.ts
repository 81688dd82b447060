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

/** What the business view reads of a policy's summary. */
type Summary = Pick<PolicySummary, 'policy' | 'business'>

/** The business view of every policy: over all tickets, then block by block. Money is in dollars a ticket. */
export function renderBusiness(summaries: readonly Summary[], by: Breakdown): string {
  const names = new Set(summaries.flatMap(summary => Object.keys(slicesOf(summary, by))))
  const blocks = [
    blockOf('all', summaries, ({ business }) => business?.overall),
    ...[...names].sort().map(name => blockOf(name, summaries, slice => slicesOf(slice, by)[name])),
  ]
  const [head, ...lines] = plainTable(
    [{ head: by, align: 'left' }, ...columns.map(({ head }) => ({ head, align: 'right' }) as const)],
    blocks.flatMap(({ rows }) => rows),
  ).split('\n')
  // The name of a block stands alone in its line: it makes no column wider.
  return [head, ...blocks.flatMap(({ name, rows }) => [pc.bold(name), ...lines.splice(0, rows.length)])].join(
    '\n',
  )
}

function slicesOf({ business }: Summary, by: Breakdown): Readonly<Record<string, BusinessFigures>> {
  if (business === null) return {}
  return by === 'group' ? business.byGroup : business.byArchetype
}

/** A name, and a row for each policy that has figures under it. */
function blockOf(
  name: string,
  summaries: readonly Summary[],
  figuresOf: (summary: Summary) => BusinessFigures | undefined,
): { readonly name: string; readonly rows: readonly (readonly string[])[] } {
  const rows = summaries.flatMap(summary => {
    const figures = figuresOf(summary)
    return figures === undefined ? [] : [[`  ${summary.policy}`, ...columns.map(({ cell }) => cell(figures))]]
  })
  return { name, rows }
}

function dollars({ mean, ci95 }: Estimate, digits: number): string {
  const margin = ci95 === null ? '' : ` ± ${money(ci95[1] - mean, digits).replace(/^0\./, '.')}`
  return `${money(mean, digits)}${margin}`
}

function mean(estimate: Estimate): string {
  return money(estimate.mean, 2)
}

/** Dollars, no wider than `999.99`: thousands are whole, ten thousand is `10.0k`. */
function money(cents: number, digits: number): string {
  const dollars = cents / 100
  const size = Math.abs(dollars)
  if (size >= 9_999.5) return `${(dollars / 1_000).toFixed(size < 99_950 ? 1 : 0)}k`
  const shown = size < 999.5 ? digits : 0
  return dollars.toLocaleString('en-US', { minimumFractionDigits: shown, maximumFractionDigits: shown })
}
