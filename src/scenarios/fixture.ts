import { apply, type Books, copyBooks, emptyBooks, Operation, type Terms } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import {
  type Reference,
  type ReferenceKind,
  type References,
  resolveCents,
  resolveReference,
} from './references.ts'
import { type Company, type FixtureStep, parseMomentMs } from './schema.ts'

interface FixtureContext {
  readonly company: Company
  readonly terms: Terms
  readonly set: Readonly<Record<string, string | number>>
}

/** Runs the steps in the order of their moments. Throws `invalid_data`, naming the step that failed. */
export function runFixture(
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
  'dispute.file': { amountCents: null, reason: 'general' },
  'inquiry.open': { amountCents: null, reason: 'general' },
  'credit_note.create': { taxCents: 0, refundCents: 0, creditCents: 0, outOfBandCents: 0, memo: '' },
  'coupon.create': {
    percentBasisPoints: null,
    amountOffCents: null,
    duration: 'forever',
    durationMonths: null,
    maxRedemptions: null,
    redeemByMs: null,
  },
  'promotion_code.create': {
    onlyFor: null,
    maxRedemptions: null,
    expiresAtMs: null,
    firstTimeOnly: false,
    minimumAmountCents: 0,
  },
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

/** The fields with names, amounts and moments replaced by what they stand for; a list, each of it in turn. */
function resolved(fields: FixtureStep['with'], context: Parameters<typeof operationOf>[1]): object {
  const { references, books, atMs } = context
  const replaced = Object.entries(fields).map(([field, value]) => {
    if (Array.isArray(value)) {
      const untimed = field === 'lines' ? { ...invoiceLine, periodStartMs: atMs, periodEndMs: atMs } : {}
      return [field, value.map(line => ({ ...untimed, ...resolved(line, context) }))]
    }
    if (typeof value === 'string' && referenceFields.includes(field)) {
      return [field, resolveReference(value, references, books).ordinal]
    }
    if (typeof value === 'string' && field.endsWith('Cents')) {
      return [field, resolveCents(value, { references, books, nowMs: atMs })]
    }
    if (typeof value === 'string' && field.endsWith('AtMs')) return [field, parseMomentMs(value) ?? value]
    return [field, value]
  })
  return Object.fromEntries(replaced)
}

/** What a step is about: a renewal is the invoice it made, the thing a scenario wants to talk about. */
function madeBy(operation: Operation, ordinal: number, books: Books): Reference {
  if (operation.type === 'subscription.renew') return { kind: 'invoice', ordinal: books.invoices.length - 1 }
  return { kind: operation.type.split('.')[0] as ReferenceKind, ordinal }
}
