import { parseId, renderId } from '../../core/ids.ts'
import type { Entity } from '../events.ts'

/** What can be asked for by id, with the prefix of its ids; those of the env's own tools are the same. */
export const prefixes = {
  customer: 'cus',
  payment_method: 'pm',
  product: 'prod',
  price: 'price',
  coupon: 'coupon',
  promotion_code: 'promo',
  discount: 'di',
  tax_rate: 'txr',
  tax_id: 'txi',
  subscription: 'sub',
  subscription_item: 'si',
  invoice: 'in',
  invoiceitem: 'ii',
  line_item: 'il',
  invoice_payment: 'inpay',
  credit_note: 'cn',
  credit_note_line_item: 'cnli',
  charge: 'ch',
  payment_intent: 'pi',
  refund: 're',
  dispute: 'dp',
  customer_balance_transaction: 'cbtxn',
  balance_transaction: 'txn',
  event: 'evt',
  payment_link: 'plink',
  webhook_endpoint: 'we',
  test_clock: 'clock',
} as const satisfies Record<string, string>

/** The name of a resource: Stripe's `object`. */
export type Kind = keyof typeof prefixes

/** Whether there is a resource of this name. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(prefixes, name)
}

/** The kind that an id's prefix names; undefined when it names none. */
export function kindOfId(id: string): Kind | undefined {
  const prefix = id.slice(0, id.lastIndexOf('_'))
  return (Object.keys(prefixes) as Kind[]).find(kind => prefixes[kind] === prefix)
}

/**
 * Kinds whose objects come from two tables: a charge without a payment intent has one all the same, a plan without a
 * product likewise, and a credit note without lines one line; a bank's inquiry is a dispute, a payment method can be
 * there before it is attached, and a subscription's first item is on its own record. Ordinals of the first table are
 * even, of the second odd; their ids are those of the tables, the second's from `SECOND` on.
 */
const twofold: ReadonlySet<Kind> = new Set<Kind>([
  'product',
  'payment_intent',
  'payment_method',
  'dispute',
  'subscription_item',
  'credit_note_line_item',
])
const SECOND = 2 ** 31

/** The ordinal of a row of the first table of a twofold kind. */
export function ofFirst(row: number): number {
  return 2 * row
}

/** The ordinal of a row of the second table of a twofold kind. */
export function ofSecond(row: number): number {
  return 2 * row + 1
}

/** Whether an ordinal is of the second table, and of which row. */
export function rowOf(ordinal: number): { readonly isSecond: boolean; readonly row: number } {
  return { isSecond: ordinal % 2 === 1, row: Math.floor(ordinal / 2) }
}

/** The id of the resource with this ordinal. */
export function renderIdOf(seed: number, kind: Kind, ordinal: number): string {
  if (!twofold.has(kind)) return renderId(prefixes[kind], seed, ordinal)
  const { isSecond, row } = rowOf(ordinal)
  return renderId(prefixes[kind], seed, isSecond ? SECOND + row : row)
}

/** The ordinal behind an id, or -1 when this seed never gave it to a resource of this kind. */
export function parseIdOf(seed: number, kind: Kind, id: string): number {
  const parsed = parseId(prefixes[kind], seed, id)
  if (parsed < 0 || !twofold.has(kind)) return parsed
  return parsed < SECOND ? ofFirst(parsed) : ofSecond(parsed - SECOND)
}

/** The id of a request, by its number. */
export function requestId(seed: number, request: number): string {
  return renderId('req', seed, request)
}

const kindOfEntity: Readonly<Record<Entity, Kind | null>> = {
  customer: 'customer',
  payment_method: 'payment_method',
  plan: 'price',
  subscription: 'subscription',
  subscription_item: 'subscription_item',
  invoice: 'invoice',
  charge: 'charge',
  refund: 'refund',
  credit: 'customer_balance_transaction',
  dispute: 'dispute',
  activity: null,
  calendar: null,
  product: 'product',
  dunning: null,
  invoice_item: 'invoiceitem',
  coupon: 'coupon',
  promotion_code: 'promotion_code',
  discount: 'discount',
  tax_rate: 'tax_rate',
  tax_assignment: null,
  tax_id: 'tax_id',
  payment_intent: 'payment_intent',
  credit_note: 'credit_note',
  inquiry: 'dispute',
}

/** Entities that are the second table of their kind. */
const seconds: ReadonlySet<Entity> = new Set<Entity>([
  'product',
  'payment_intent',
  'inquiry',
  'subscription_item',
])

/** The object that a record of the books is here; null for what Stripe has no word for. */
export function objectOf(
  entity: Entity,
  row: number,
): { readonly kind: Kind; readonly ordinal: number } | null {
  const kind = kindOfEntity[entity]
  if (kind === null) return null
  const ordinal = seconds.has(entity) ? ofSecond(row) : twofold.has(kind) ? ofFirst(row) : row
  return { kind, ordinal }
}

/** What of the books objects of a kind are read from; undefined for what is beside them. */
export function entityOf(kind: Kind): Entity | undefined {
  return (Object.keys(kindOfEntity) as Entity[]).find(entity => kindOfEntity[entity] === kind)
}
