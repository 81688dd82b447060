import type { Books, Collection } from '../books.ts'
import { collectionOf } from '../events.ts'
import { tableNames } from '../tables.ts'

/** Amounts that may be below zero; every other amount, and every quantity, may not. */
const SIGNED = ['balanceCents', 'totalCents', 'creditCents', 'remainingCents', 'taxableCents']
const SIGNED_COLLECTIONS: readonly Collection[] = ['credits', 'activities', 'invoiceItems', 'taxAmounts']

/** Which array the reference of this name points into. */
const REFERENCES: Record<string, Collection> = {
  customer: 'customers',
  plan: 'plans',
  subscription: 'subscriptions',
  item: 'subscriptionItems',
  invoice: 'invoices',
  charge: 'charges',
  paymentMethod: 'paymentMethods',
  method: 'paymentMethods',
  product: 'products',
  refund: 'refunds',
  credit: 'credits',
  creditNote: 'creditNotes',
  dispute: 'disputes',
  paymentIntent: 'paymentIntents',
  latestCharge: 'charges',
  billedOn: 'invoices',
  coupon: 'coupons',
  promotionCode: 'promotionCodes',
  onlyFor: 'customers',
  discount: 'discounts',
  taxRate: 'taxRates',
}

/** The arrays of the books, in the order of `Books`. */
export const collections = [
  'customers',
  'paymentMethods',
  'plans',
  'subscriptions',
  'invoices',
  'charges',
  'refunds',
  'credits',
  'disputes',
  'activities',
  'answers',
  ...tableNames,
] as const satisfies readonly Collection[]

/**
 * What every record must be: frozen, in its place, plain JSON, with whole amounts and references that lead
 * somewhere.
 */
export function brokenRecords(books: Books): string[] {
  const broken: string[] = []
  for (const collection of collections) {
    for (const [index, record] of books[collection].entries()) {
      const say = (what: string): void => void broken.push(`${collection}[${index}] ${what}.`)
      if (record.ordinal !== index) say(`has the ordinal ${record.ordinal}`)
      checkFields(books, { collection, record, say })
    }
  }
  for (const { ordinal, entity, about } of books.metadata) {
    if (books[collectionOf[entity]][about] !== undefined) continue
    broken.push(`metadata[${ordinal}] is about ${entity} ${about}, which is not there.`)
  }
  const keys = new Set(books.answers.map(answer => answer.key))
  if (keys.size < books.answers.length) broken.push('An idempotency key has two answers.')
  const currencies = new Set(books.customers.map(customer => customer.currency))
  if (currencies.size > 1) broken.push(`The books mix currencies: ${[...currencies].join(', ')}.`)
  return broken
}

interface Inspected {
  readonly collection: Collection
  readonly record: object
  readonly say: (what: string) => void
}

function checkFields(books: Books, { collection, record, say }: Inspected): void {
  if (!Object.isFrozen(record)) say('is not frozen')
  for (const [field, value] of Object.entries(record)) {
    if (value !== null && typeof value === 'object') {
      checkFields(books, { collection, record: value, say })
    } else if (typeof value === 'number') {
      const problem = numberProblem(collection, field, value)
      if (problem !== null) say(`has a ${field} of ${Object.is(value, -0) ? '-0' : value}: ${problem}`)
      const target = REFERENCES[field]
      if (target !== undefined && books[target][value] === undefined) {
        say(`refers to ${field} ${value}, which is not there`)
      }
    } else if (value !== null && typeof value !== 'string' && typeof value !== 'boolean') {
      say(`has a ${field} that is no plain JSON`)
    }
  }
}

function numberProblem(collection: Collection, field: string, value: number): string | null {
  if (!Number.isFinite(value)) return 'it must be finite'
  if (Object.is(value, -0)) return 'it must be 0'
  const isAmount = field.endsWith('Cents')
  if (!isAmount && field !== 'quantity') return null
  if (!Number.isSafeInteger(value)) return 'it must be a safe integer'
  const signed = SIGNED.includes(field) || SIGNED_COLLECTIONS.includes(collection) || isLineAmount(field)
  return value < 0 && !signed ? 'it must not be negative' : null

  function isLineAmount(name: string): boolean {
    return collection === 'invoices' && name === 'amountCents'
  }
}
