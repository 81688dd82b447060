import { formatMoney } from '../../core/money.ts'
import type { Check, Fix } from '../../world/tools.ts'
import type { Catalogue } from '../catalogue.ts'
import type { Clause } from '../predicates.ts'
import type { Scenario } from '../schema.ts'
import type { Template } from '../template.ts'
import { unaskedWords } from '../unasked.ts'
import { clauseWords } from './clauseWords.ts'
import { momentWords, recordWords } from './recordWords.ts'
import { termWords } from './terms.ts'
import { trapWords } from './traps.ts'

/** A part of a page: a paragraph, a list, or a table. Names stand in backticks. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table'
      readonly heads: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

export interface Section {
  readonly heading: string
  readonly blocks: readonly Block[]
  /** What stands below it. */
  readonly parts: readonly Section[]
}

/** A case as a person reads it, whatever it is rendered to. */
export interface ScenarioPage {
  readonly id: string
  readonly title: string
  readonly intro: readonly Block[]
  readonly sections: readonly Section[]
}

/**
 * A scenario in words, taken from its file, its company and its fixtures. Amounts and names are those of the first
 * variant. Throws `unknown_id` for a scenario that is not there.
 */
export function scenarioPage(catalogue: Catalogue, id: string): ScenarioPage {
  const scenario = catalogue.scenario(id)
  const company = catalogue.companies.find(each => each.id === scenario.company)!
  const templates = Object.keys(scenario.causes).map(cause =>
    catalogue.template(id, cause, scenario.variants[0]!.id),
  )
  return {
    id,
    title: scenario.title,
    intro: introOf(scenario, catalogue),
    sections: [
      section('What the customer says and wants', customerBlocks(scenario, templates)),
      section('What the agent can find out', findings(scenario, templates)),
      section('Articles', articleBlocks(templates[0]!)),
      section(`Terms of the company \`${company.id}\``, [list(termWords(templates, company))]),
      section('Traps', [list([...trapWords(templates), ...companyTraps(scenario, catalogue)])]),
      section(
        'Causes',
        [],
        templates.map((template, index) => causeSection(scenario, template, index)),
      ),
    ].filter(({ blocks, parts }) => blocks.length + parts.length > 0),
  }
}

function section(heading: string, blocks: readonly Block[], parts: readonly Section[] = []): Section {
  return { heading, blocks, parts }
}

function text(words: string): Block {
  return { kind: 'text', text: words }
}

function list(items: readonly string[]): Block {
  return { kind: 'list', items }
}

function introOf(
  { id, group, difficulty, tags, variants, customer }: Scenario,
  catalogue: Catalogue,
): Block[] {
  const alike = openAlike({ id, customer }, catalogue)
  return [
    text(`Group: ${group}. Difficulty: ${difficulty} of 5. Tags: ${tags.join(', ')}.`),
    ...(alike.length === 0
      ? []
      : [text(`Opens with the same complaint: ${codes(alike.map(each => each.id))}.`)]),
    ...(variants.length === 1
      ? []
      : [text(`Variants: ${codes(variants.map(each => each.id))}; what follows shows the first.`)]),
  ]
}

/** Other cases that open with the same complaint. */
function openAlike(
  { id, customer }: Pick<Scenario, 'id' | 'customer'>,
  { scenarios }: Catalogue,
): readonly Scenario[] {
  const { complaint } = customer.opening
  return scenarios.filter(other => other.id !== id && other.customer.opening.complaint === complaint)
}

function companyTraps(scenario: Scenario, catalogue: Catalogue): string[] {
  const others = openAlike(scenario, catalogue).filter(({ company }) => company !== scenario.company)
  if (others.length === 0) return []
  const names = [...new Set(others.map(({ company }) => company))]
  return [
    `Cases of companies with other terms open alike (${codes(names)}): what is right here is wrong there.`,
  ]
}

function customerBlocks({ customer }: Scenario, templates: readonly Template[]): Block[] {
  const { acts, complaint, urgency } = customer.opening
  const stakes = new Set(templates.map(template => money(template, template.lossCents)))
  const accepts = customer.accepts.map(({ remedy, atLeastPercent }) =>
    remedy === 'refund' ? 'a refund' : `\`${remedy}\` from ${atLeastPercent} % of it on`,
  )
  return [
    list([
      `Opens with ${codes(acts)}, about \`${complaint}\`, urgency ${urgency}.`,
      `Thinks that ${[...stakes].join(' or ')} ${stakes.size > 1 ? '(by the cause) ' : ''}is at stake.`,
      ...(accepts.length === 0 ? [] : [`Takes ${accepts.join(', or ')}.`]),
      ...(customer.wantsToLeave ? ['Wants the subscription to end.'] : []),
    ]),
    ...knowledgeBlocks(templates),
  ]
}

/** What the customer tells when asked, and for which cause, where it depends on it. */
function knowledgeBlocks(templates: readonly Template[]): Block[] {
  const slots = [...new Set(templates.flatMap(({ knows }) => Object.keys(knows)))]
  if (slots.length === 0) return []
  const rows = slots.map(slot => [`\`${slot}\``, tellsWords(slot, templates)])
  return [{ kind: 'table', heads: ['asked for', 'tells'], rows }]
}

function tellsWords(slot: string, templates: readonly Template[]): string {
  const causesByAnswer = new Map<string, string[]>()
  for (const template of templates) {
    const answer = answerWords(template, slot)
    causesByAnswer.set(answer, [...(causesByAnswer.get(answer) ?? []), template.cause])
  }
  if (causesByAnswer.size === 1) return [...causesByAnswer.keys()][0]!
  return [...causesByAnswer].map(([answer, causes]) => `${answer} (${codes(causes)})`).join('; ')
}

function answerWords(template: Template, slot: string): string {
  const value = (template.knows as Readonly<Record<string, string | number>>)[slot]
  if (value === undefined) return 'nothing'
  return slot === 'amount' && typeof value === 'number' ? money(template, value) : String(value)
}

function findings({ group }: Scenario, templates: readonly Template[]): Block[] {
  const hasRecords = group === 'billing' || group === 'retention'
  const records: Block = {
    kind: 'table',
    heads: ['cause', 'subscriptions', 'charges, newest first', 'else'],
    rows: templates.map(template => [`\`${template.cause}\``, ...recordWords(template)]),
  }
  return [...(hasRecords ? [records] : []), ...checkBlocks(templates), ...answerBlocks(templates)]
}

function checkBlocks(templates: readonly Template[]): Block[] {
  const named = [...new Set(templates.flatMap(({ checks }) => Object.keys(checks) as Check[]))]
  if (named.length === 0) return []
  const rows = templates.map(({ cause, checks }) => [
    `\`${cause}\``,
    ...named.map(check => (checks[check] === undefined ? '5 %' : percent(checks[check]))),
  ])
  return [
    text('How likely a check is positive, by the cause:'),
    { kind: 'table', heads: ['cause', ...named.map(check => `\`${check}\``)], rows },
  ]
}

function answerBlocks(templates: readonly Template[]): Block[] {
  const told = templates.flatMap(({ cause, answers }) =>
    Object.entries(answers).map(([slot, shares]) => [
      `\`${cause}\``,
      `\`${slot}\``,
      Object.entries(shares ?? {})
        .map(([value, share]) => `${value} ${percent(share)}`)
        .join(', '),
    ]),
  )
  if (told.length === 0) return []
  return [
    text('What the customer noticed, by the cause, unless they cannot say:'),
    { kind: 'table', heads: ['cause', 'asked for', 'tells'], rows: told },
  ]
}

function articleBlocks({ articles }: Template): Block[] {
  return articles.flatMap(({ updatedAtMs, audience, problems }): Block[] => [
    text(
      `Written ${momentWords(updatedAtMs)}, for ${audience === 'payer' ? 'who pays alone' : 'anyone'}; ` +
        'the likelier first:',
    ),
    {
      kind: 'table',
      heads: ['problem', 'check', 'fix', 'team'],
      rows: problems.map(({ topic, check, fix, team }) => [topic, check, fix, team].map(codeOrNothing)),
    },
  ])
}

function causeSection({ causes }: Scenario, template: Template, index: number): Section {
  const { cause, entitledCents, explains, oracle } = template
  const all = Object.values(causes)
  const { weight, blame } = all[index]!
  const prior = weight / all.reduce((sum, each) => sum + each.weight, 0)
  return section(`\`${cause}\` (${percent(prior)})`, [
    list([
      `True and to the point: ${codes(explains)}.`,
      `Owed: ${entitledCents === 0 ? 'nothing' : money(template, entitledCents)}. ` +
        `The company's part in it: ${['none', 'half', 'all'][2 * blame]}.`,
      ...workWords(template),
    ]),
    ...gradeBlocks('Resolved when all of this holds:', oracle.resolved, template),
    ...gradeBlocks('Otherwise partly, when all of this holds:', oracle.partial, template),
    text('Harmful, whatever else holds, when any of this does:'),
    list([...clauseItems(oracle.harmful, template), unaskedWords(template)]),
  ])
}

/** Each line of an oracle in words, and as it is written. */
function gradeBlocks(heading: string, clauses: readonly Clause[], template: Template): Block[] {
  return clauses.length === 0 ? [] : [text(heading), list(clauseItems(clauses, template))]
}

function clauseItems(clauses: readonly Clause[], template: Template): string[] {
  const written = (clause: Clause): string => clause.map(each => each.text).join(' or ')
  return clauses.map(clause => `${clauseWords(clause, template)}: \`${written(clause)}\``)
}

function workWords({ fixes, escalation, wants }: Template): string[] {
  const working = (Object.keys(fixes) as Fix[]).filter(fix => fixes[fix] === 'worked')
  return [
    ...(working.length === 0 ? [] : [`Fixed by: ${codes(working)}.`]),
    ...(escalation === null ? [] : [handOverWords(escalation)]),
    ...(wants.length === 0 ? [] : [`The customer is glad to hear of: ${codes(wants)}.`]),
  ]
}

function handOverWords({ team, after }: NonNullable<Template['escalation']>): string {
  return `For the team \`${team}\` to finish${after.length === 0 ? '' : `, after ${codes(after)}`}.`
}

function codes(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

function codeOrNothing(name: string | null): string {
  return name === null ? '' : `\`${name}\``
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function money({ books, customer }: Template, cents: number): string {
  return formatMoney(cents, books.customers[customer]!.currency)
}
