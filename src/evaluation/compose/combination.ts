import { noiseKey, uniform } from '../../core/random.ts'
import { type Cause, Company, Scenario } from '../../scenarios/index.ts'
import type { ActionType } from '../../world/actions.ts'
import { type Check, checks, FALSE_POSITIVE_RATE } from '../../world/tools.ts'
import type { Band, Clause, Fault, Parts } from './parts.ts'

/** A scenario to start from, with its company and what the playbook needs for it. */
export interface Situation {
  readonly scenario: Scenario
  readonly company: Company
  readonly tools: ReadonlySet<ActionType>
}

/** What one case is made of. */
export interface Combination {
  readonly situation: Situation
  readonly variant: string
  readonly causes: readonly string[]
  readonly clause: Clause
  readonly fault: Fault
  readonly band: Band
}

/** A case made of it: a scenario, and the company it belongs to. */
export interface Composed {
  readonly scenario: Scenario
  readonly company: Company
}

/** Fewest causes behind an opening: with fewer, some fixed sequence of actions is right too often. */
const CAUSES_MIN = 3

/** The n-th combination that a seed draws. */
export function drawCombination(
  parts: Parts,
  situations: readonly Situation[],
  { seed, ordinal }: { readonly seed: number; readonly ordinal: number },
): Combination {
  let draws = 0
  const draw = (): number => uniform(seed, noiseKey(ordinal + 1, 0), draws++)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)]!
  const situation = pick(situations)
  const { scenario, tools } = situation
  return {
    situation,
    variant: pick(scenario.variants).id,
    causes: subset(Object.keys(scenario.causes), draw),
    clause: pick(parts.clauses.filter(each => isFor(each, tools))),
    fault: pick(parts.faults.filter(({ kind }) => kind === null || operationsOf(scenario).length > 0)),
    band: pick(parts.personas),
  }
}

function isFor({ applies }: Clause, tools: ReadonlySet<ActionType>): boolean {
  return applies === null || applies.tools.some(tool => tools.has(tool))
}

function subset(names: readonly string[], draw: () => number): readonly string[] {
  const size = Math.min(names.length, CAUSES_MIN + Math.floor(draw() * (names.length - CAUSES_MIN + 1)))
  const shuffled = names.map(name => ({ name, key: draw() })).sort((one, other) => one.key - other.key)
  const kept = new Set(shuffled.slice(0, size).map(({ name }) => name))
  return names.filter(name => kept.has(name))
}

/** What a combination is known by: two cases with the same name are the same case. */
export function nameOf({ situation, variant, causes, clause, fault, band }: Combination): string {
  return [situation.scenario.id, variant, causes.join('+'), clause.id, fault.id, band.id].join(' · ')
}

/** Makes a combination a scenario under an id of its own. */
export function build(combination: Combination, id: string): Composed {
  const { situation, variant, causes, clause, fault, band } = combination
  const { scenario, company } = situation
  const kept = causes.map((name): [string, Cause] => [name, scenario.causes[name]!])
  const dulled = dull(
    kept.map(([, cause]) => cause.checks),
    clause.dulling,
  )
  const companyId = isAsItWas(clause) ? company.id : `${company.id}-${clause.id}`
  const { terms, articles } = company
  return {
    company: Company.parse({
      ...company,
      id: companyId,
      terms: { ...terms, ...clause.terms },
      articles: clause.articles === 'outdated' ? outdated(articles, scenario) : articles,
    }),
    scenario: Scenario.parse({
      ...scenario,
      id,
      tags: [...new Set([...scenario.tags, 'composed'])],
      company: companyId,
      personas: { exclude: [...new Set([...scenario.personas.exclude, ...band.exclude])] },
      variants: scenario.variants.filter(each => each.id === variant),
      causes: Object.fromEntries(
        kept.map(([name, cause], at) => [
          name,
          // Even shares: after causes were dropped none of those left may be the rule.
          {
            ...cause,
            weight: 1,
            checks: dulled[at]!,
            faults: [...cause.faults, ...faultsOf(cause, fault)],
          },
        ]),
      ),
    }),
  }
}

/** Whether a clause leaves the company's terms and articles alone. */
function isAsItWas({ terms, articles }: Clause): boolean {
  return Object.keys(terms).length === 0 && articles === 'asTheyAre'
}

/** Draws every check towards its mean over the causes. */
function dull(tables: readonly Cause['checks'][], by: number): readonly Cause['checks'][] {
  const used = checks.filter(check => tables.some(table => table[check] !== undefined))
  const probability = (table: Cause['checks'], check: Check): number => table[check] ?? FALSE_POSITIVE_RATE
  const mean = (check: Check): number =>
    tables.reduce((sum, table) => sum + probability(table, check), 0) / tables.length
  return tables.map(table =>
    Object.fromEntries(
      used.map(check => {
        const own = probability(table, check)
        return [check, own + by * (mean(check) - own)]
      }),
    ),
  )
}

/** Which operations of the ledger a right end calls for, read off the oracle. */
function operationsOf({ causes }: Scenario): readonly FaultOperation[] {
  return [...new Set(Object.values(causes).flatMap(cause => operationsFor(cause)))]
}

type FaultOperation = Cause['faults'][number]['operation']

function operationsFor({ oracle }: Cause): readonly FaultOperation[] {
  const wanted = oracle.resolved.join(' ')
  const found: FaultOperation[] = []
  if (/refunded\([^)]*\) (=|>=?) (?!none|0)/.test(wanted)) found.push('refund.create')
  if (/credited (=|>=?) (?!none|0)/.test(wanted)) found.push('credit.apply')
  if (/canceled\([^)]*\) = (now|period-end)/.test(wanted)) found.push('subscription.cancel')
  if (/(plan|seats)\([^)]*\) =/.test(wanted)) found.push('subscription.change')
  return found
}

/** The fault meets the first call of the first thing that has to be done, unless the case plans one itself. */
function faultsOf(cause: Cause, { kind }: Fault): Cause['faults'] {
  const [operation] = operationsFor(cause)
  if (kind === null || operation === undefined || cause.faults.length > 0) return []
  return [{ operation, call: 1, kind }]
}

const OUTDATED = '-900d'

/** Articles with an older one in front, in which each problem has the remedy of the next. */
function outdated(articles: Company['articles'], { customer }: Scenario): Company['articles'] {
  const { complaint } = customer.opening
  const [newest] = articles[complaint] ?? []
  if (newest === undefined) return articles
  const { problems } = newest
  const mistaken = problems.map(({ topic, check }, at) => {
    const { fix, team } = problems[(at + 1) % problems.length]!
    return { topic, check, fix, team }
  })
  return {
    ...articles,
    [complaint]: [{ ...newest, updated: OUTDATED, problems: mistaken }, ...articles[complaint]!],
  }
}
