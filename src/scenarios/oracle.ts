import { withAllTables } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import type { Outcome, Ticket, World } from '../world/world.ts'
import { type Clause, type Operator, type Predicate, predicates } from './predicates.ts'
import { type Case, readers, type Value } from './readers.ts'
import { resolveCents, resolveReference } from './references.ts'
import type { Template } from './template.ts'
import { unusedAtCancellation } from './truth.ts'
import { hasUnaskedChange, unaskedChanges } from './unasked.ts'

/** A graded case, and what was expected but not found (or found though it harms). */
export interface Grade {
  readonly outcome: Outcome
  readonly expected: readonly string[]
}

/** A predicate with its names and amounts resolved against one template, which is done once. */
interface BoundPredicate {
  readonly predicate: Predicate
  readonly actual: (scene: Case) => Value
  readonly wanted: (scene: Case) => Value
}
type BoundClause = readonly BoundPredicate[]
type Oracle = Readonly<Record<keyof Template['oracle'], readonly BoundClause[]>>

const oracles = new WeakMap<Template, Oracle>()

/** The template's oracle: it grades after every step, so paths and amounts are not looked up anew each time. */
function oracleOf(template: Template): Oracle {
  const known = oracles.get(template)
  if (known !== undefined) return known
  const bindAll = (clauses: readonly Clause[]): readonly BoundClause[] =>
    clauses.map(clause => clause.map(predicate => bind(predicate, template)))
  const { resolved, partial, harmful } = template.oracle
  const oracle = { resolved: bindAll(resolved), partial: bindAll(partial), harmful: bindAll(harmful) }
  oracles.set(template, oracle)
  return oracle
}

/** What the oracle says of the world as it stands; to bill for what nobody asked for is harm in every case. */
export function gradeOutcome(world: World, ticket: Ticket, template: Template): Outcome {
  const scene = { world, ticket, template }
  const { resolved, partial, harmful } = oracleOf(template)
  if (someHolds(harmful, scene) || hasUnaskedChange(world, template)) return 'harmful'
  if (allHold(resolved, scene)) return 'resolved'
  if (partial.length > 0 && allHold(partial, scene)) return 'partial'
  return 'unresolved'
}

function someHolds(clauses: readonly BoundClause[], scene: Case): boolean {
  for (const clause of clauses) if (holds(clause, scene)) return true
  return false
}

function allHold(clauses: readonly BoundClause[], scene: Case): boolean {
  for (const clause of clauses) if (!holds(clause, scene)) return false
  return true
}

/** The grade with its reasons: `expected refunded(extra) = full (4,900), found 0`. */
export function explainGrade(world: World, ticket: Ticket, template: Template): Grade {
  const scene = { world, ticket, template }
  const outcome = gradeOutcome(world, ticket, template)
  if (outcome === 'resolved') return { outcome, expected: [] }
  const { resolved, harmful } = oracleOf(template)
  if (outcome === 'harmful') {
    const found = harmful.filter(clause => holds(clause, scene))
    return {
      outcome,
      expected: [
        ...found.map(clause => `expected not ${textOf(clause)}, found ${foundIn(clause, scene)}`),
        ...unaskedChanges(world, template),
      ],
    }
  }
  const missing = resolved.filter(clause => !holds(clause, scene))
  return {
    outcome,
    expected: missing.map(
      clause => `expected ${textOf(clause)}${amountOf(clause, scene)}, found ${foundIn(clause, scene)}`,
    ),
  }
}

function holds(clause: BoundClause, scene: Case): boolean {
  for (const each of clause) if (isTrue(each, scene)) return true
  return false
}

function isTrue({ predicate, actual, wanted }: BoundPredicate, scene: Case): boolean {
  const found = actual(scene)
  const expected = wanted(scene)
  if (typeof found === 'number' && typeof expected === 'number') {
    const toleranceCents = predicate.value.startsWith('unused') ? 100 : 0
    return compareNumbers(found, predicate.operator, { wanted: expected, toleranceCents })
  }
  return predicate.operator === '!=' ? found !== expected : found === expected
}

function compareNumbers(
  actual: number,
  operator: Operator,
  { wanted, toleranceCents }: { wanted: number; toleranceCents: number },
): boolean {
  const isEqual = Math.abs(actual - wanted) <= toleranceCents
  switch (operator) {
    case '=':
      return isEqual
    case '!=':
      return !isEqual
    case '>':
      return actual > wanted
    case '<':
      return actual < wanted
    case '>=':
      return actual >= wanted
    case '<=':
      return actual <= wanted
  }
}

function bind(predicate: Predicate, template: Template): BoundPredicate {
  const { name, argument } = predicate
  const isMoney = predicates[name].value === 'cents'
  return {
    predicate,
    actual: readers[name](argument, template),
    wanted: isMoney ? wantedCents(predicate, template) : always(writtenValue(predicate)),
  }
}

function always(value: Value): () => Value {
  return () => value
}

/** The value as written: a number where the predicate counts. */
function writtenValue({ name, value }: Predicate): Value {
  return predicates[name].value === 'a number' ? Number(value) : value
}

/** Cents that a predicate compares with: `full`, `none`, `unused(sub)`, or an amount over the fixture. */
function wantedCents({ argument, value }: Predicate, template: Template): (scene: Case) => number {
  const { references, books } = template
  const unused = /^unused\(([^)]+)\)$/.exec(value)
  if (unused !== null) {
    const { ordinal } = resolveReference(unused[1]!, references, books)
    return ({ world }) => unusedAtCancellation(world, template, ordinal)
  }
  const amount = value === 'full' ? `${argument}.amount` : value
  const cents = value === 'none' ? 0 : resolveCents(amount, { references, books, nowMs: 0 })
  return () => cents
}

/**
 * Reads every clause of a template's oracle once, so that a bad name is found when the scenario is loaded. The world
 * may come out of a snapshot, where tables without rows are no part of the books.
 */
export function checkOracle(template: Template, { world: stored, ticket }: Omit<Case, 'template'>): void {
  const world = { ...stored, books: withAllTables(stored.books) }
  const { resolved, partial, harmful } = template.oracle
  for (const clause of [...resolved, ...partial, ...harmful]) {
    for (const predicate of clause) {
      try {
        const { actual, wanted } = bind(predicate, template)
        actual({ world, ticket, template })
        wanted({ world, ticket, template })
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new SupportGymError('invalid_data', `Oracle "${predicate.text}": ${why}`, { cause })
      }
    }
  }
}

function textOf(clause: BoundClause): string {
  return clause.map(({ predicate }) => predicate.text).join(' or ')
}

function amountOf(clause: BoundClause, scene: Case): string {
  const [only] = clause
  if (clause.length !== 1 || only === undefined || /^(none|\d+)$/.test(only.predicate.value)) return ''
  const wanted = only.wanted(scene)
  return typeof wanted === 'number' ? ` (${wanted.toLocaleString('en-US')})` : ''
}

function foundIn(clause: BoundClause, scene: Case): string {
  return clause
    .map(({ actual }) => {
      const found = actual(scene)
      return typeof found === 'number' ? found.toLocaleString('en-US') : found
    })
    .join(' and ')
}
