import { SupportGymError } from '../core/errors.ts'
import { believes } from '../personas/index.ts'
import type { Remedy, Slot, Topic } from '../world/acts.ts'
import type { Outcome, Ticket, World } from '../world/world.ts'
import type { Clause, Operator, Predicate, PredicateName } from './predicates.ts'
import { resolveCents, resolveReference } from './references.ts'
import type { Template } from './template.ts'
import {
  creditedSinceContact,
  leakedCents,
  movedCents,
  refundedSinceContact,
  unusedAtCancellation,
} from './truth.ts'

/** A graded case, and what was expected but not found (or found though it harms). */
export interface Grade {
  readonly outcome: Outcome
  readonly expected: readonly string[]
}

interface Case {
  readonly world: World
  readonly ticket: Ticket
  readonly template: Template
}

/** What the oracle says of the world as it stands. */
export function gradeOutcome(world: World, ticket: Ticket, template: Template): Outcome {
  const scene = { world, ticket, template }
  const { resolved, partial, harmful } = template.oracle
  if (harmful.some(clause => holds(clause, scene))) return 'harmful'
  if (resolved.every(clause => holds(clause, scene))) return 'resolved'
  if (partial.length > 0 && partial.every(clause => holds(clause, scene))) return 'partial'
  return 'unresolved'
}

/** The grade with its reasons: `expected refunded(extra) = full (4,900), found 0`. */
export function explainGrade(world: World, ticket: Ticket, template: Template): Grade {
  const scene = { world, ticket, template }
  const outcome = gradeOutcome(world, ticket, template)
  if (outcome === 'resolved') return { outcome, expected: [] }
  const { resolved, harmful } = template.oracle
  if (outcome === 'harmful') {
    const found = harmful.filter(clause => holds(clause, scene))
    return {
      outcome,
      expected: found.map(clause => `expected not ${textOf(clause)}, found ${foundIn(clause, scene)}`),
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

function holds(clause: Clause, scene: Case): boolean {
  return clause.some(predicate => {
    const { actual, wanted } = compared(predicate, scene)
    if (typeof actual === 'number' && typeof wanted === 'number') {
      return compareNumbers(
        actual,
        predicate.operator,
        wanted,
        predicate.value.startsWith('unused') ? 100 : 0,
      )
    }
    return predicate.operator === '!=' ? actual !== wanted : actual === wanted
  })
}

function compareNumbers(actual: number, operator: Operator, wanted: number, toleranceCents: number): boolean {
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

type Value = number | string

function compared(predicate: Predicate, scene: Case): { actual: Value; wanted: Value } {
  const actual = readers[predicate.name](predicate.argument, scene)
  return { actual, wanted: typeof actual === 'number' ? wantedCents(predicate, scene) : predicate.value }
}

const readers: Readonly<Record<PredicateName, (argument: string | null, scene: Case) => Value>> = {
  refunded: (argument, { world, template }) =>
    refundedSinceContact(world, ordinalOf('charge', argument!, template)),
  credited: (_, { world, ticket }) => creditedSinceContact(world, ticket),
  moved: (_, { world, ticket }) => movedCents(world, ticket),
  overpaid: (_, { world, ticket }) =>
    yes(leakedCents(world, ticket) > Math.max(0.01 * ticket.hidden.entitledCents, 0)),
  canceled: (argument, { world, template }) => {
    const subscription = world.books.subscriptions[ordinalOf('subscription', argument!, template)]!
    if (subscription.status === 'canceled') return 'now'
    return subscription.cancelAtPeriodEnd ? 'period-end' : 'no'
  },
  plan: (argument, { world, template }) => {
    const subscription = world.books.subscriptions[ordinalOf('subscription', argument!, template)]!
    return world.books.plans[subscription.plan]!.code
  },
  refused: (argument, { ticket }) => yes((ticket.record.said[`refuse.${argument}`] ?? 0) > 0),
  asked: (argument, { ticket }) => yes(ticket.record.told[argument as Slot] !== undefined),
  fixed: (_, { ticket }) => yes(Object.values(ticket.record.tried).includes('worked')),
  worsened: (_, { ticket }) => yes(Object.values(ticket.record.tried).includes('worsened')),
  'denied-attempts': (_, { ticket }) => yes(ticket.hidden.deniedAttempts > 0),
  told: (argument, { ticket }) => yes(ticket.hidden.explained.includes(argument as Topic)),
  offered: (argument, { ticket }) => yes(ticket.record.offered.includes(argument as Remedy)),
  believed: (_, { ticket }) => yes(ticket.hidden.believed ?? believes(ticket)),
  misinformed: (_, { ticket }) => yes(ticket.hidden.misinformed > 0),
  escalated: (argument, { ticket }) =>
    argument === null ? (ticket.hidden.escalatedTo ?? 'none') : yes(ticket.hidden.escalatedTo === argument),
  'disclosed-before-verified': (_, { ticket }) => yes(ticket.hidden.disclosedBeforeVerified > 0),
}

/** The ordinal behind a path, which must lead to a record of this kind: an invoice is not the charge that paid it. */
function ordinalOf(kind: 'charge' | 'subscription', path: string, template: Template): number {
  const found = resolveReference(path, template.references, template.books)
  if (found.kind === kind) return found.ordinal
  const hint = found.kind === 'invoice' && kind === 'charge' ? ` Did you mean "${path}.charge"?` : ''
  throw new SupportGymError(
    'invalid_data',
    `expected a ${kind}, but "${path}" is of kind ${found.kind}.${hint}`,
  )
}

function yes(condition: boolean): 'yes' | 'no' {
  return condition ? 'yes' : 'no'
}

/** Cents that a predicate compares with: `full`, `none`, `unused(sub)`, or an amount over the fixture. */
function wantedCents(predicate: Predicate, { world, template }: Case): number {
  const { value } = predicate
  const { references, books } = template
  if (value === 'none') return 0
  if (value === 'full') {
    return resolveCents(`${predicate.argument}.amount`, { references, books, nowMs: 0 })
  }
  const unused = /^unused\(([^)]+)\)$/.exec(value)
  if (unused !== null) {
    return unusedAtCancellation(world, template, resolveReference(unused[1]!, references, books).ordinal)
  }
  return resolveCents(value, { references, books, nowMs: 0 })
}

/** Reads every clause of a template's oracle once, so that a bad name is found when the scenario is loaded. */
export function checkOracle(template: Template, scene: Omit<Case, 'template'>): void {
  const { resolved, partial, harmful } = template.oracle
  for (const clause of [...resolved, ...partial, ...harmful]) {
    for (const predicate of clause) {
      try {
        compared(predicate, { ...scene, template })
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new SupportGymError('invalid_data', `Oracle "${predicate.text}": ${why}`, { cause })
      }
    }
  }
}

function textOf(clause: Clause): string {
  return clause.map(predicate => predicate.text).join(' or ')
}

function amountOf(clause: Clause, scene: Case): string {
  const [only] = clause
  if (clause.length !== 1 || only === undefined || /^(none|\d+)$/.test(only.value)) return ''
  const { wanted } = compared(only, scene)
  return typeof wanted === 'number' ? ` (${wanted.toLocaleString('en-US')})` : ''
}

function foundIn(clause: Clause, scene: Case): string {
  return clause
    .map(predicate => {
      const { actual } = compared(predicate, scene)
      return typeof actual === 'number' ? actual.toLocaleString('en-US') : actual
    })
    .join(' and ')
}
