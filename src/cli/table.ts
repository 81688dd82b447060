import Table from 'cli-table3'
import pc from 'picocolors'
import type { Estimate, PolicySummary } from '../rollout/index.ts'
import { flagsOf, percent } from './findings.ts'

const columns: readonly {
  readonly head: string
  readonly align: 'left' | 'right'
  readonly cell: (summary: PolicySummary) => string
}[] = [
  { head: 'policy', align: 'left', cell: ({ policy }) => policy },
  { head: 'return ± 95 %', align: 'right', cell: summary => interval(summary.return, 1) },
  { head: 'resolved', align: 'right', cell: ({ outcomes }) => share(outcomes?.resolved) },
  { head: 'partial', align: 'right', cell: ({ outcomes }) => share(outcomes?.partial) },
  { head: 'harmful', align: 'right', cell: ({ outcomes }) => share(outcomes?.harmful) },
  {
    head: 'csat (resp.)',
    align: 'right',
    cell: ({ csat }) => `${share(csat.satisfiedRate)} (${share(csat.responseRate)})`,
  },
  { head: 'reopened', align: 'right', cell: ({ reopened }) => share(reopened) },
  { head: 'churn90', align: 'right', cell: ({ churned90d }) => share(churned90d) },
  { head: 'leak $/t', align: 'right', cell: ({ leakedCents }) => dollars(leakedCents) },
  { head: 'min/t', align: 'right', cell: ({ minutes }) => (minutes === null ? '–' : minutes.toFixed(0)) },
  { head: 'utility $/t', align: 'right', cell: ({ utilityCents }) => interval(utilityCents, 100) },
  { head: 'flags', align: 'left', cell: flags },
]

const noLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'right']
    .flatMap(side => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('mid', 'mid-mid')
    .map(part => [part, '']),
)

/** The figures of every policy, a line each, without borders. */
export function renderTable(summaries: readonly PolicySummary[]): string {
  return plainTable(
    columns.map(({ head, align }) => ({ head, align })),
    summaries.map(summary => columns.map(({ cell }) => cell(summary))),
  )
}

/** A table of text with aligned columns, two spaces between them. */
export function plainTable(
  heads: readonly { readonly head: string; readonly align: 'left' | 'right' }[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    head: heads.map(({ head }) => pc.bold(head)),
    colAligns: heads.map(({ align }) => align),
    chars: { ...noLines, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(...rows.map(row => [...row]))
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
}

function flags(summary: PolicySummary): string {
  const said = flagsOf(summary).join(', ')
  return said === '' ? '' : pc.yellow(said)
}

function interval(estimate: Estimate | null, unit: number): string {
  if (estimate === null) return '–'
  const { mean, ci95 } = estimate
  const margin = ci95 === null ? '' : ` ± ${((ci95[1] - mean) / unit).toFixed(2).replace(/^0/, '')}`
  return `${signed(mean / unit)}${margin}`
}

function dollars(cents: number | null): string {
  return cents === null ? '–' : (cents / 100).toFixed(2)
}

function share(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : percent(value)
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}
