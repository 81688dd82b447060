import pc from 'picocolors'
import {
  type FactFound,
  type HeldOut,
  isOutByMore,
  type Measure,
  measures,
  type Stability,
  type Standing,
} from '../evaluation/realism/index.ts'
import { count } from './options.ts'
import { plainTable } from './table.ts'

const titles: Readonly<Record<Measure, string>> = { utility: 'utility $/t', return: 'business return' }

/** How the ranks of policies, and the facts, hold when the soft magnitudes move. */
export function shownStability({ tickets, settings }: Stability): string {
  const left = settings.flatMap(({ id, playbookFirst }) =>
    measures.filter(measure => !playbookFirst[measure]).map(measure => `${titles[measure]}, ${id}`),
  )
  return [
    `Ranks of every policy while churn, chargebacks and abuse move by half: ${count(tickets)} tickets each.`,
    '',
    ...measures.flatMap(measure => [rankTable(settings, measure), '']),
    factTable(settings.map(({ id, facts }) => ({ name: id, facts }))),
    '',
    left.length === 0
      ? 'The playbook is first under every setting.'
      : `Another is first: ${left.join('; ')}.`,
  ].join('\n')
}

/** The facts on archetypes around those of the pack. */
export function shownHeldOut({ deviation, tickets, draws }: HeldOut): string {
  return [
    `Archetypes drawn around those of the pack (deviation ${deviation} in logits): ${count(tickets)} tickets each.`,
    '',
    factTable(draws.map(({ draw, facts }) => ({ name: `draw ${draw}`, facts }))),
  ].join('\n')
}

/** How many facts are in range: `19 of 21`. */
export function inRange(facts: readonly FactFound[]): string {
  return `${facts.filter(fact => fact.inRange).length} of ${facts.length}`
}

function rankTable(settings: Stability['settings'], measure: Measure): string {
  const [base] = settings
  const byRank = [...base!.standings].sort((one, other) => one[measure].rank - other[measure].rank)
  const standingOf = (policy: string, standings: readonly Standing[]): Standing =>
    standings.find(each => each.policy === policy)!
  const rows = byRank.map(({ policy, ...own }) => [
    policy,
    (own[measure].mean / (measure === 'utility' ? 100 : 1)).toFixed(2),
    ...settings.map(({ standings }) => String(standingOf(policy, standings)[measure].rank)),
  ])
  return plainTable(
    [
      { head: titles[measure], align: 'left' },
      ...['mean', ...settings.map(({ id }) => id)].map(head => ({ head, align: 'right' as const })),
    ],
    [...rows, ["Kendall's τ", '', ...settings.map(({ tau }) => tau[measure].toFixed(2))]],
  )
}

function factTable(
  samples: readonly { readonly name: string; readonly facts: readonly FactFound[] }[],
): string {
  const heads = ['', 'facts in range', 'out, by more than the error', 'out, by less'].map(head => ({
    head,
    align: 'left' as const,
  }))
  const named = (facts: readonly FactFound[], are: (fact: FactFound) => boolean): string =>
    facts.flatMap(fact => (are(fact) ? [fact.id] : [])).join(', ')
  return plainTable(
    heads,
    samples.map(({ name, facts }) => [
      name,
      inRange(facts),
      named(facts, isOutByMore),
      pc.dim(named(facts, fact => !fact.inRange && !isOutByMore(fact))),
    ]),
  )
}
