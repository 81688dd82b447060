import { missing, refuse } from '../errors.ts'
import { collectionOf } from '../events.ts'
import type { OperationOf } from '../operation.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** Ties time 0 to the calendar, once and before any subscription: periods are calendar months from then on. */
export function setCalendar(work: Work, operation: OperationOf<'calendar.set'>): Outcome {
  const { books } = work
  if (!Number.isSafeInteger(operation.epochMs)) return refuse('invalid_integer', 'Invalid integer', 'epoch')
  if (books.calendars.length > 0 || books.subscriptions.length > 0) {
    return refuse('resource_already_exists', 'The calendar is set once, before any subscription.')
  }
  put(work, 'calendars', { ordinal: 0, epochMs: operation.epochMs + 0 })
  note(work, 'calendar.set', { entity: 'calendar', ordinal: 0 })
  return 0
}

/** Something to sell. */
export function createProduct(work: Work, operation: OperationOf<'product.create'>): Outcome {
  const ordinal = work.books.products.length
  put(work, 'products', { ordinal, name: operation.name, active: true, createdAtMs: work.nowMs })
  note(work, 'product.created', { entity: 'product', ordinal })
  return ordinal
}

/** Renames a product, or offers it or not. */
export function updateProduct(work: Work, operation: OperationOf<'product.update'>): Outcome {
  const product = work.books.products[operation.product]
  if (product === undefined || isGone(work, operation.product)) return missing('product', operation.product)
  const { name, active } = operation
  put(work, 'products', { ...product, name: name ?? product.name, active: active ?? product.active })
  note(work, 'product.updated', { entity: 'product', ordinal: product.ordinal })
  return product.ordinal
}

/** Takes a product away that has no prices. */
export function deleteProduct(work: Work, operation: OperationOf<'product.delete'>): Outcome {
  const { books } = work
  const product = books.products[operation.product]
  if (product === undefined || isGone(work, operation.product)) return missing('product', operation.product)
  const { ordinal } = product
  if (books.listings.some(listing => listing.product === ordinal)) {
    const message = 'This product cannot be deleted because it has one or more user-created prices.'
    return refuse('unexpected_state', message, 'id')
  }
  put(work, 'productDeletions', { ordinal: books.productDeletions.length, product: ordinal })
  note(work, 'product.deleted', { entity: 'product', ordinal })
  return ordinal
}

/** Makes a plan a price of a product; it is of one product alone. */
export function listPlan(work: Work, operation: OperationOf<'product.list_plan'>): Outcome {
  const { product, plan } = operation
  const { books } = work
  if (books.products[product] === undefined || isGone(work, product)) return missing('product', product)
  if (books.plans[plan] === undefined) return missing('plan', plan)
  if (books.listings.some(listing => listing.plan === plan)) {
    return refuse('resource_already_exists', 'The plan is a price of a product already.', 'plan')
  }
  put(work, 'listings', { ordinal: books.listings.length, product, plan })
  note(work, 'product.plan_listed', { entity: 'product', ordinal: product })
  return product
}

/** Keeps text with a record, by key: new keys are added, those given empty are dropped, others stay. */
export function updateMetadata(work: Work, operation: OperationOf<'metadata.update'>): Outcome {
  const { entity, about } = operation
  const { metadata } = work.books
  if (work.books[collectionOf[entity]][about] === undefined) return missing(entity, about)
  const existing = metadata.find(each => each.entity === entity && each.about === about)
  const merged = Object.entries({ ...existing?.values, ...operation.values })
  const values = Object.freeze(Object.fromEntries(merged.filter(([, value]) => value !== '')))
  put(work, 'metadata', { ordinal: existing?.ordinal ?? metadata.length, entity, about: about + 0, values })
  note(work, 'metadata.updated', { entity, ordinal: about + 0 })
  return about
}

function isGone({ books }: Work, product: number): boolean {
  return books.productDeletions.some(each => each.product === product)
}
