import { NEVER_MS } from '../../core/clock.ts'
import { missing, refuse, unexpectedState } from '../errors.ts'
import type { OperationOf } from '../operation.ts'
import { type TaxIdTransition, taxIdLifecycle } from '../taxId.machine.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** A tax on top of prices, or one that they include. */
export function createTaxRate(work: Work, operation: OperationOf<'tax_rate.create'>): Outcome {
  const { name, basisPoints, country } = operation
  if (!Number.isSafeInteger(basisPoints) || basisPoints < 0 || basisPoints > 10_000) {
    return refuse('invalid_integer', 'Invalid percentage', 'percentage')
  }
  const ordinal = work.books.taxRates.length
  const rate = { ordinal, name, basisPoints: basisPoints + 0, country, active: true }
  put(work, 'taxRates', operation.inclusive === true ? { ...rate, inclusive: true } : rate)
  note(work, 'tax_rate.created', { entity: 'tax_rate', ordinal })
  return ordinal
}

/** Makes a rate usable for new assignments or not. */
export function updateTaxRate(work: Work, operation: OperationOf<'tax_rate.update'>): Outcome {
  const rate = work.books.taxRates[operation.taxRate]
  if (rate === undefined) return missing('tax_rate', operation.taxRate)
  put(work, 'taxRates', { ...rate, active: operation.active })
  note(work, 'tax_rate.updated', { entity: 'tax_rate', ordinal: rate.ordinal })
  return rate.ordinal
}

/** From now on the customer's invoices bear this tax, unless a tax id exempts. */
export function assignTax(work: Work, operation: OperationOf<'tax_assignment.create'>): Outcome {
  const { customer, taxRate } = operation
  const { books } = work
  if (books.customers[customer] === undefined) return missing('customer', customer)
  if (books.taxRates[taxRate]?.active !== true) return missing('tax_rate', taxRate)
  const isBorne = (each: (typeof books.taxAssignments)[number]): boolean =>
    each.customer === customer && each.taxRate === taxRate && each.liftedAtMs === NEVER_MS
  if (books.taxAssignments.some(isBorne)) {
    return refuse('resource_already_exists', 'The customer bears this tax already.', 'tax_rate')
  }
  const ordinal = books.taxAssignments.length
  put(work, 'taxAssignments', { ordinal, customer, taxRate, liftedAtMs: NEVER_MS })
  note(work, 'tax_assignment.created', { entity: 'tax_assignment', ordinal })
  return ordinal
}

/** Later invoices do not bear the tax any more. */
export function liftTax(work: Work, operation: OperationOf<'tax_assignment.lift'>): Outcome {
  const assignment = work.books.taxAssignments[operation.taxAssignment]
  if (assignment === undefined || assignment.liftedAtMs !== NEVER_MS) {
    return missing('tax_assignment', operation.taxAssignment)
  }
  const { ordinal } = assignment
  put(work, 'taxAssignments', { ...assignment, liftedAtMs: work.nowMs })
  note(work, 'tax_assignment.lifted', { entity: 'tax_assignment', ordinal })
  return ordinal
}

/** A customer's tax id, which the register has still to confirm. */
export function createTaxId(work: Work, operation: OperationOf<'tax_id.create'>): Outcome {
  const { customer, kind, value } = operation
  if (work.books.customers[customer] === undefined) return missing('customer', customer)
  const ordinal = work.books.taxIds.length
  put(work, 'taxIds', {
    ordinal,
    customer,
    kind,
    value,
    status: taxIdLifecycle.initial,
    createdAtMs: work.nowMs,
  })
  note(work, 'tax_id.created', { entity: 'tax_id', ordinal })
  return ordinal
}

/** What the register says of a tax id. */
export function verifyTaxId(work: Work, operation: OperationOf<'tax_id.verify'>): Outcome {
  return moveTaxId(work, operation.taxId, operation.valid ? 'tax_id.verified' : 'tax_id.rejected')
}

/** Removes a tax id; it exempts no later invoice. */
export function deleteTaxId(work: Work, operation: OperationOf<'tax_id.delete'>): Outcome {
  return moveTaxId(work, operation.taxId, 'tax_id.deleted')
}

function moveTaxId(work: Work, ordinal: number, event: TaxIdTransition): Outcome {
  const taxId = work.books.taxIds[ordinal]
  if (taxId === undefined) return missing('tax_id', ordinal)
  const status = taxIdLifecycle.next(taxId.status, event)
  if (status === null) return unexpectedState('tax_id', event.slice('tax_id.'.length), taxId.status)
  put(work, 'taxIds', { ...taxId, status })
  note(work, event, { entity: 'tax_id', ordinal })
  return ordinal
}
