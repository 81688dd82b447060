import {
  apply,
  type Books,
  copyBooks,
  defaultTerms,
  emptyBooks,
  Operation,
  Terms,
  withoutEmptyTables,
} from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { hashOf } from '../core/hash.ts'
import type { Deed } from '../world/actions.ts'
import type { Complaint, CustomerAct, Remedy, Slot, Topic } from '../world/acts.ts'
import type { Article, Requester } from '../world/record.ts'
import { type Clause, parseClause } from './predicates.ts'
import {
  type Reference,
  type ReferenceKind,
  type References,
  resolveCents,
  resolveReference,
} from './references.ts'
import { type Cause, type Company, type FixtureStep, parseMomentMs, type Scenario } from './schema.ts'

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
  readonly article: Article
  readonly escalateTo: string | null
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
    typeof value === 'string' && /\.(amount|unused)\b/.test(value) ? resolveCents(value, context) : value,
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
    article: company.articles[scenario.customer.opening.complaint] ?? [],
    escalateTo: cause.escalateTo,
    oracle: parseOracle(cause),
  }
  const hash = hashOf({ ...content, books: withoutEmptyTables(books) })
  freeze(content.references)
  freeze(content.terms)
  freeze(content.article)
  freeze(content.oracle)
  return Object.freeze({ ...content, books: Object.freeze(content.books), hash })
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

interface FixtureContext {
  readonly company: Company
  readonly terms: Terms
  readonly set: Readonly<Record<string, string | number>>
}

function runFixture(
  steps: readonly FixtureStep[],
  context: FixtureContext,
): { books: Books; references: References } {
  const books = emptyBooks()
  const references: Record<string, Reference> = {}
  for (const plan of context.company.plans) {
    const made = apply(
      books,
      { type: 'plan.create', ...plan },
      { ...atContact, nowMs: EARLIEST_MS, terms: context.terms },
    )
    if (made.ok) references[plan.code] = { kind: 'plan', ordinal: made.ordinal }
  }
  const inOrder = steps
    .map((step, index) => ({ step, index, atMs: parseMomentMs(step.at)! }))
    .sort((one, other) => one.atMs - other.atMs || one.index - other.index)
  for (const { step, atMs } of inOrder) {
    const operation = operationOf(step, { books, references, ...context, atMs })
    const result = apply(books, operation, { ...atContact, nowMs: atMs, terms: context.terms })
    if (!result.ok) {
      throw new SupportGymError(
        'invalid_data',
        `Fixture step "${step.at} ${step.do}": ${result.error.message}`,
      )
    }
    if (step.as !== undefined) references[step.as] = madeBy(operation, result.ordinal, books)
  }
  return { books: copyBooks(books), references }
}

const EARLIEST_MS = -4_000 * 86_400_000

/** Fixtures draw nothing: what billing would leave to chance takes its middle. */
const atContact = { actor: 'system', draw: () => 0.5 } as const

const fieldDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'customer.create': { currency: 'usd', country: 'US' },
  'payment_method.attach': { brand: 'visa', last4: '4242', behaviour: 'normal' },
  'activity.add': { subscription: null, amountCents: null, note: '' },
  'charge.authorize': { paymentMethod: null },
  'charge.create': { paymentMethod: null },
  'subscription.change': { plan: null, quantity: null },
  'invoice.create': { subscription: null },
  'invoice.pay': { paymentMethod: null },
  'dispute.open': { amountCents: null },
}

/** A line of an invoice that the fixture makes, but for what it says. */
const invoiceLine = { kind: 'item', plan: null, quantity: 1, description: '' }

const referenceFields = [
  'customer',
  'paymentMethod',
  'plan',
  'subscription',
  'invoice',
  'charge',
  'refund',
  'dispute',
  'inquiry',
  'product',
  'coupon',
  'promotionCode',
  'discount',
  'taxRate',
  'taxId',
  'paymentIntent',
  'creditNote',
]

function operationOf(
  step: FixtureStep,
  context: FixtureContext & { readonly books: Books; readonly references: References; readonly atMs: number },
): Operation {
  const parsed = Operation.safeParse({
    ...fieldDefaults[step.do],
    ...resolved(step.with, context),
    type: step.do,
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue!.path.length === 0 ? '' : ` at "${issue!.path.join('.')}"`
    throw new SupportGymError(
      'invalid_data',
      `Fixture step "${step.at} ${step.do}"${where}: ${issue!.message}.`,
    )
  }
  return parsed.data
}

/** The fields with names and amounts over the fixture replaced by what they stand for; a list of lines, each in turn. */
function resolved(fields: FixtureStep['with'], context: Parameters<typeof operationOf>[1]): object {
  const { references, books, atMs } = context
  const replaced = Object.entries(fields).map(([field, value]) => {
    if (Array.isArray(value)) {
      const untimed = { ...invoiceLine, periodStartMs: atMs, periodEndMs: atMs }
      return [field, value.map(line => ({ ...untimed, ...resolved(line, context) }))]
    }
    if (typeof value === 'string' && referenceFields.includes(field)) {
      return [field, resolveReference(value, references, books).ordinal]
    }
    if (typeof value === 'string' && field.endsWith('Cents')) {
      return [field, resolveCents(value, { references, books, nowMs: atMs })]
    }
    return [field, value]
  })
  return Object.fromEntries(replaced)
}

/** What a step is about: a renewal is the invoice it made, the thing a scenario wants to talk about. */
function madeBy(operation: Operation, ordinal: number, books: Books): Reference {
  if (operation.type === 'subscription.renew') return { kind: 'invoice', ordinal: books.invoices.length - 1 }
  return { kind: operation.type.split('.')[0] as ReferenceKind, ordinal }
}
