import { type Books, defaultTerms, Terms, withoutEmptyTables } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { hashOf } from '../core/hash.ts'
import type { Complaint, CustomerAct, Remedy, Slot, Topic } from '../world/acts.ts'
import type { Deed } from '../world/deeds.ts'
import type { Article, Requester } from '../world/record.ts'
import { runFixture } from './fixture.ts'
import { type Clause, parseClause } from './predicates.ts'
import { type References, resolveCents, resolveReference } from './references.ts'
import { type Cause, type Company, parseMomentMs, type Scenario } from './schema.ts'

/** A scenario's fixture, run once for one cause and one variant, with its amounts resolved: the world at contact. */
export interface Template {
  readonly id: string
  readonly hash: string
  readonly scenario: string
  readonly group: Scenario['group']
  readonly cause: string
  readonly variant: string
  readonly books: Books
  readonly references: References
  readonly customer: number
  readonly terms: Terms
  readonly generalTopics: readonly Topic[]
  readonly opening: {
    readonly acts: readonly CustomerAct[]
    readonly complaint: Complaint
    readonly urgency: number
  }
  readonly knows: Readonly<Partial<Record<Slot, string | number>>>
  readonly accepts: readonly { readonly remedy: Remedy; readonly atLeastPercent: number }[]
  readonly lossCents: number
  readonly entitledCents: number
  readonly wantsToLeave: boolean
  /** Ordinals of subscriptions whose revenue is not wanted to go on: of all, when the customer wants to leave. */
  readonly unwanted: readonly number[]
  readonly blame: number
  readonly explains: readonly Topic[]
  readonly verifies: boolean
  readonly requester: Requester
  /** What the customer is glad to hear was done. */
  readonly wants: readonly Deed[]
  readonly faults: Cause['faults']
  readonly checks: Cause['checks']
  readonly fixes: Cause['fixes']
  readonly answers: Cause['answers']
  readonly articles: readonly Article[]
  readonly escalation: Cause['escalation']
  readonly oracle: {
    readonly resolved: readonly Clause[]
    readonly partial: readonly Clause[]
    readonly harmful: readonly Clause[]
  }
}

/** Runs a scenario's fixture for one cause and variant. Throws `invalid_data`, naming the step that failed. */
export function buildTemplate(
  written: Scenario,
  company: Company,
  choice: { readonly cause: string; readonly variant: string },
): Template {
  const variant = written.variants.find(candidate => candidate.id === choice.variant)!
  const scenario = filledIn(written, variant.set)
  const cause = scenario.causes[choice.cause]!
  const terms = Terms.parse({ ...defaultTerms, ...company.terms })
  const { books, references } = runFixture([...scenario.fixture, ...cause.fixture], {
    company,
    terms,
    set: variant.set,
  })
  const context = { books, references, nowMs: 0 }
  const knows = Object.entries({ ...scenario.customer.knows, ...cause.knows }).map(([slot, value]) => [
    slot,
    typeof value === 'string' && /\.(amount|tax|unused)\b/.test(value) ? resolveCents(value, context) : value,
  ])
  const customer = references.customer
  if (customer?.kind !== 'customer') {
    throw new SupportGymError('invalid_data', 'The fixture must create a customer "as: customer".')
  }
  const content = {
    id: `${scenario.id}/${choice.cause}/${choice.variant}`,
    scenario: scenario.id,
    group: scenario.group,
    cause: choice.cause,
    variant: choice.variant,
    books,
    references,
    customer: customer.ordinal,
    terms,
    generalTopics: company.generalTopics,
    opening: scenario.customer.opening,
    knows: Object.fromEntries(knows) as Partial<Record<Slot, string | number>>,
    accepts: scenario.customer.accepts,
    lossCents: resolveCents(scenario.customer.losesCents, context),
    entitledCents: resolveCents(cause.entitledCents, context),
    wantsToLeave: scenario.customer.wantsToLeave,
    unwanted: scenario.customer.wantsToLeave
      ? books.subscriptions.map(({ ordinal }) => ordinal)
      : cause.unwanted.map(name => resolveReference(name, references, books).ordinal),
    blame: cause.blame,
    explains: cause.explains,
    verifies: cause.verifies,
    requester: cause.requester,
    wants: scenario.customer.wantsToLeave ? [...cause.wants, 'cancellation' as const] : cause.wants,
    faults: cause.faults,
    checks: cause.checks,
    fixes: cause.fixes,
    answers: cause.answers,
    articles: articlesOn(company, scenario.customer.opening.complaint),
    escalation: cause.escalation,
    oracle: parseOracle(cause),
  }
  const hash = hashOf({ ...content, books: withoutEmptyTables(books) })
  freeze(content.references)
  freeze(content.terms)
  freeze(content.articles)
  freeze(content.oracle)
  return Object.freeze({ ...content, books: Object.freeze(content.books), hash })
}

function articlesOn(company: Company, complaint: Complaint): readonly Article[] {
  const written = company.articles[complaint] ?? []
  return written.map(({ updated, ...article }) => ({ updatedAtMs: parseMomentMs(updated)!, ...article }))
}

/** The scenario with every `$name` replaced by what the variant sets. */
function filledIn(scenario: Scenario, set: Readonly<Record<string, string | number>>): Scenario {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return filledText(value, set)
    if (Array.isArray(value)) return value.map(fill)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]))
  }
  return fill(scenario) as Scenario
}

function filledText(text: string, set: Readonly<Record<string, string | number>>): string | number {
  const get = (name: string): string | number => {
    const value = set[name]
    if (value === undefined) throw new SupportGymError('invalid_data', `No variant sets "$${name}".`)
    return value
  }
  if (/^\$[a-zA-Z]+$/.test(text)) return get(text.slice(1))
  return text.replace(/\$([a-zA-Z]+)/g, (_, name: string) => String(get(name)))
}

function parseOracle(cause: Cause): Template['oracle'] {
  return {
    resolved: cause.oracle.resolved.map(parseClause),
    partial: cause.oracle.partial.map(parseClause),
    harmful: cause.oracle.harmful.map(parseClause),
  }
}
