import type { Charge } from '../billing-mock/index.ts'
import { freeze } from '../core/freeze.ts'
import { type Identity, identityOf } from '../personas/index.ts'
import type { DisputeView, InvoiceView, PaymentMethodView, TaxIdView, Views } from '../world/record.ts'
import { entityId } from './scene.ts'

export type CustomerRow = Identity & { readonly id: string; readonly balanceCents: number }
export type ChargeRow = Omit<Charge, 'ordinal' | 'customer' | 'invoice' | 'paymentMethod'> & {
  readonly id: string
  readonly invoiceId: string | null
  readonly subscriptionId: string | null
}
export interface SubscriptionRow {
  readonly id: string
  readonly plan: string
  readonly interval: 'month' | 'year'
  readonly quantity: number
  readonly status: string
  readonly currentPeriodStartMs: number
  readonly currentPeriodEndMs: number
  readonly cancelAtPeriodEnd: boolean
  readonly canceledAtMs: number
  readonly createdAtMs: number
}
export type InvoiceRow = Omit<InvoiceView, 'ordinal' | 'subscription'> & {
  readonly id: string
  readonly subscriptionId: string | null
}
export interface RefundRow {
  readonly id: string
  readonly chargeId: string
  readonly amountCents: number
  readonly reason: string
  readonly status: string
  readonly createdAtMs: number
  readonly settlesAtMs: number
  readonly failureReason: string | null
}
export type PaymentMethodRow = Omit<PaymentMethodView, 'ordinal'> & { readonly id: string }
export type TaxIdRow = Omit<TaxIdView, 'ordinal'> & { readonly id: string }
export type DisputeRow = Omit<DisputeView, 'ordinal' | 'entity' | 'charge'> & {
  readonly id: string
  readonly chargeId: string
}
export interface ActivityRow {
  readonly kind: string
  readonly atMs: number
  readonly subscriptionId: string | null
  readonly amountCents: number | null
}

/** The ledger rows in view, as an agent sees them: ids for ordinals, a person for the customer. */
interface Rows {
  readonly customer: CustomerRow | null
  readonly paymentMethods: readonly PaymentMethodRow[] | null
  readonly taxIds: readonly TaxIdRow[] | null
  readonly activities: readonly ActivityRow[] | null
  readonly subscriptions: readonly SubscriptionRow[] | null
  readonly invoices: readonly InvoiceRow[] | null
  readonly charges: readonly ChargeRow[] | null
  readonly refunds: readonly RefundRow[] | null
  readonly disputes: readonly DisputeRow[] | null
}

const rowsByViews = new WeakMap<Views, Rows>()

/** The rows of what is in view: each list is built when it is first read, and once for all observations of it. */
export function rowsOf(views: Views, seed: number): Rows {
  const known = rowsByViews.get(views)
  if (known !== undefined) return known
  const rows: Rows = {
    get customer() {
      return keep(this, 'customer', customerRow(views, seed))
    },
    get paymentMethods() {
      return keep(this, 'paymentMethods', paymentMethodRows(views, seed))
    },
    get taxIds() {
      return keep(this, 'taxIds', taxIdRows(views, seed))
    },
    get activities() {
      return keep(this, 'activities', activityRows(views, seed))
    },
    get subscriptions() {
      return keep(this, 'subscriptions', subscriptionRows(views, seed))
    },
    get invoices() {
      return keep(this, 'invoices', invoiceRows(views, seed))
    },
    get charges() {
      return keep(this, 'charges', chargeRows(views, seed))
    },
    get refunds() {
      return keep(this, 'refunds', refundRows(views, seed))
    },
    get disputes() {
      return keep(this, 'disputes', disputeRows(views, seed))
    },
  }
  rowsByViews.set(views, rows)
  return rows
}

/** Puts the value in the place of the getter that built it. */
function keep<Name extends keyof Rows>(rows: Rows, name: Name, value: Rows[Name]): Rows[Name] {
  Object.defineProperty(rows, name, { value: freeze(value) })
  return value
}

function customerRow(views: Views, seed: number): Rows['customer'] {
  const { customer, identity } = views
  if (customer === null || identity === null) return null
  const id = entityId('customer', seed, customer.ordinal)
  return { id, balanceCents: customer.balanceCents, ...identityOf(identity.seed, identity.customer) }
}

function paymentMethodRows(views: Views, seed: number): Rows['paymentMethods'] {
  return (
    views.paymentMethods?.map(({ ordinal, ...row }) => ({
      ...row,
      id: entityId('payment_method', seed, ordinal),
    })) ?? null
  )
}

function taxIdRows(views: Views, seed: number): Rows['taxIds'] {
  return (
    views.taxIds?.map(({ ordinal, ...row }) => ({ ...row, id: entityId('tax_id', seed, ordinal) })) ?? null
  )
}

function activityRows(views: Views, seed: number): Rows['activities'] {
  return (
    views.activities?.map(activity => ({
      kind: activity.kind,
      atMs: activity.atMs,
      subscriptionId: idOrNull('subscription', seed, activity.subscription),
      amountCents: activity.amountCents,
    })) ?? null
  )
}

function subscriptionRows(views: Views, seed: number): Rows['subscriptions'] {
  return (
    views.subscriptions?.map(({ ordinal, customer: _customer, plan, ...row }) => {
      const { code, interval } = views.plans![plan]!
      return { ...row, id: entityId('subscription', seed, ordinal), plan: code, interval }
    }) ?? null
  )
}

function invoiceRows(views: Views, seed: number): Rows['invoices'] {
  return (
    views.invoices?.map(({ ordinal, subscription, ...row }) => ({
      ...row,
      id: entityId('invoice', seed, ordinal),
      subscriptionId: idOrNull('subscription', seed, subscription),
    })) ?? null
  )
}

function chargeRows(views: Views, seed: number): Rows['charges'] {
  return (
    views.charges?.map(charge => ({
      amountCents: charge.amountCents,
      capturedCents: charge.capturedCents,
      refundedCents: charge.refundedCents,
      status: charge.status,
      disputed: charge.disputed,
      createdAtMs: charge.createdAtMs,
      id: entityId('charge', seed, charge.ordinal),
      invoiceId: idOrNull('invoice', seed, charge.invoice),
      subscriptionId: idOrNull('subscription', seed, subscriptionOf(views, charge.invoice)),
    })) ?? null
  )
}

function subscriptionOf(views: Views, invoice: number | null): number | null {
  return views.invoices?.find(each => each.ordinal === invoice)?.subscription ?? null
}

function refundRows(views: Views, seed: number): Rows['refunds'] {
  return (
    views.refunds?.map(({ ordinal, charge, ...row }) => ({
      ...row,
      id: entityId('refund', seed, ordinal),
      chargeId: entityId('charge', seed, charge),
    })) ?? null
  )
}

function disputeRows(views: Views, seed: number): Rows['disputes'] {
  return (
    views.disputes?.map(({ ordinal, entity, charge, ...row }) => ({
      ...row,
      id: entityId(entity, seed, ordinal),
      chargeId: entityId('charge', seed, charge),
    })) ?? null
  )
}

function idOrNull(entity: string, seed: number, ordinal: number | null): string | null {
  return ordinal === null ? null : entityId(entity, seed, ordinal)
}
