import { type Books, type Entity, invoiceTotals, unusedCents } from '../billing-mock/index.ts'
import { SupportGymError } from '../core/errors.ts'
import { unknownName } from '../core/suggest.ts'

/** Something the fixture made: which collection of the books, and its ordinal there. */
export interface Reference {
  readonly kind: ReferenceKind
  readonly ordinal: number
}
export type ReferenceKind = Entity
export type References = Readonly<Record<string, Reference>>

/** What a path such as `paid.charge` or `sub.invoice` stands for. */
export function resolveReference(path: string, references: References, books: Books): Reference {
  const [name, ...steps] = path.split('.')
  let found = references[name!]
  if (found === undefined) throw unknownName('fixture name', name!, Object.keys(references))
  for (const step of steps) found = follow(found, step, books)
  return found
}

function follow(from: Reference, step: string, books: Books): Reference {
  const candidates = linked(from, step, books)
  const last = candidates.at(-1)
  if (last === undefined) {
    throw new SupportGymError(
      'invalid_data',
      `A ${from.kind} has no "${step}" here; expected "charge" or "invoice".`,
    )
  }
  return { kind: step as ReferenceKind, ordinal: last.ordinal }
}

function linked(from: Reference, step: string, books: Books): readonly { ordinal: number }[] {
  const invoices = books.invoices.filter(invoice => invoice.subscription === from.ordinal)
  if (from.kind === 'subscription' && step === 'invoice') return invoices
  if (from.kind === 'subscription' && step === 'charge') {
    const ordinals = new Set(invoices.map(invoice => invoice.ordinal))
    return books.charges.filter(charge => charge.invoice !== null && ordinals.has(charge.invoice))
  }
  // The first charge of an invoice is the one that paid it: a duplicate comes later.
  if (from.kind === 'invoice' && step === 'charge') {
    return books.charges.filter(charge => charge.invoice === from.ordinal).slice(0, 1)
  }
  return []
}

/** Cents of an amount: a number, or a sum and difference of `name.amount`, `name.charge.amount`, `name.tax`, `name.unused`. */
export function resolveCents(
  amount: number | string,
  context: { readonly references: References; readonly books: Books; readonly nowMs: number },
): number {
  if (typeof amount === 'number') return amount
  const terms = amount.split(/\s+(?=[+-]\s)|(?<=[+-])\s+/)
  let sign = 1
  let sum = 0
  for (const term of terms) {
    if (term === '+' || term === '-') sign = term === '-' ? -1 : 1
    else sum += sign * centsOf(term, context)
  }
  return sum
}

function centsOf(
  term: string,
  context: { readonly references: References; readonly books: Books; readonly nowMs: number },
): number {
  if (/^\d+$/.test(term)) return Number(term)
  const at = term.lastIndexOf('.')
  const field = term.slice(at + 1)
  if (at < 0 || !['amount', 'tax', 'unused'].includes(field)) {
    throw new SupportGymError(
      'invalid_data',
      `"${term}" is no amount: expected cents, or a path ending in ".amount", ".tax" or ".unused".`,
    )
  }
  const { books, references, nowMs } = context
  const { kind, ordinal } = resolveReference(term.slice(0, at), references, books)
  if (field === 'unused' && kind === 'subscription') return unusedCents(books, ordinal, nowMs)
  if (field === 'tax' && kind === 'invoice') return invoiceTotals(books, books.invoices[ordinal]!).taxCents
  if (field !== 'amount') throw new SupportGymError('invalid_data', `A ${kind} has no "${field}".`)
  if (kind === 'charge') return books.charges[ordinal]!.amountCents
  if (kind === 'invoice') return books.invoices[ordinal]!.totalCents
  if (kind === 'refund') return books.refunds[ordinal]!.amountCents
  throw new SupportGymError('invalid_data', `A ${kind} has no "${field}".`)
}
