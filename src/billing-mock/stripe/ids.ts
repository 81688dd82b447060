import { parseId, renderId } from '../../core/ids.ts'
import type { Entity } from '../events.ts'

/** What can be asked for by id, with the prefix of its ids; those of the env's own tools are the same. */
export const prefixes = {
  customer: 'cus',
  payment_method: 'pm',
  product: 'prod',
  price: 'price',
  subscription: 'sub',
  subscription_item: 'si',
  invoice: 'in',
  line_item: 'il',
  invoice_payment: 'inpay',
  charge: 'ch',
  payment_intent: 'pi',
  refund: 're',
  dispute: 'dp',
  customer_balance_transaction: 'cbtxn',
  balance_transaction: 'txn',
  event: 'evt',
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

/** The id of the resource with this ordinal. */
export function idOf(seed: number, kind: Kind, ordinal: number): string {
  return renderId(prefixes[kind], seed, ordinal)
}

/** The ordinal behind an id, or -1 when this seed never gave it to a resource of this kind. */
export function ordinalOf(seed: number, kind: Kind, id: string): number {
  return parseId(prefixes[kind], seed, id)
}

/** The id of a request, by its number. */
export function requestId(seed: number, request: number): string {
  return renderId('req', seed, request)
}

const kindOfEntity: Readonly<Partial<Record<Entity, Kind>>> = {
  customer: 'customer',
  payment_method: 'payment_method',
  plan: 'price',
  subscription: 'subscription',
  invoice: 'invoice',
  charge: 'charge',
  refund: 'refund',
  credit: 'customer_balance_transaction',
  dispute: 'dispute',
}

/** What a record of the books is called here; null for what Stripe has no word for. */
export function kindOf(entity: Entity): Kind | null {
  return kindOfEntity[entity] ?? null
}
