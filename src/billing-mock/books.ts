import { freeze } from '../core/freeze.ts'
import { emptyLog, freezeItems } from '../core/log.ts'
import type { ChargeStatus } from './charge.machine.ts'
import type { DisputeStatus } from './dispute.machine.ts'
import type { BillingError } from './errors.ts'
import type { InvoiceStatus } from './invoice.machine.ts'
import { type Ledger, zeroBalances } from './ledger.ts'
import type { ActivityKind, Interval, InvoiceLine, PaymentBehaviour, RefundReason } from './operation.ts'
import type { RefundStatus } from './refund.machine.ts'
import type { SubscriptionStatus } from './subscription.machine.ts'
import { emptyTables, ownRows, type Tables } from './tables.ts'

/**
 * The merchant's books: one array of frozen records per entity, a record's ordinal being its index, and the
 * ledger. Records are replaced, never mutated, by `apply` alone. Plain JSON: references are ordinals, absent
 * is null, a moment that does not come is `NEVER_MS`, amounts are integer minor units of the one currency of
 * the books.
 */
export interface Books extends Ledger, Tables {
  customers: Customer[]
  paymentMethods: PaymentMethod[]
  plans: Plan[]
  subscriptions: Subscription[]
  invoices: Invoice[]
  charges: Charge[]
  refunds: Refund[]
  credits: Credit[]
  disputes: Dispute[]
  activities: Activity[]
  answers: Answer[]
}

/** The arrays of the books, by name. */
export type Collection = Exclude<keyof Books, keyof Ledger>

/** Who pays. */
export interface Customer {
  readonly ordinal: number
  readonly createdAtMs: number
  /** ISO 4217 in lower case; the same for all customers of one set of books. */
  readonly currency: string
  /**
   * What the customer owes outside of invoices: never positive; negative is credit that the customer holds.
   */
  readonly balanceCents: number
  /** ISO 3166-1 alpha-2. */
  readonly country: string
}

/** A way to pay; the one attached last is the customer's default. */
export interface PaymentMethod {
  readonly ordinal: number
  readonly customer: number
  readonly brand: string
  readonly last4: string
  readonly behaviour: PaymentBehaviour
}

/** What is sold, at a price per unit and period. */
export interface Plan {
  readonly ordinal: number
  readonly code: string
  readonly name: string
  readonly unitCents: number
  readonly interval: Interval
}

/**
 * What a customer is on, billed in advance for each period: a plan, and further items where it has any, see
 * `itemsOf`.
 */
export interface Subscription {
  readonly ordinal: number
  readonly customer: number
  readonly plan: number
  readonly quantity: number
  readonly status: SubscriptionStatus
  readonly currentPeriodStartMs: number
  readonly currentPeriodEndMs: number
  readonly cancelAtPeriodEnd: boolean
  /** When the cancellation was asked for, which may be before it takes effect. */
  readonly canceledAtMs: number
  readonly createdAtMs: number
}

/**
 * A bill. total = credit + paid + remaining, always: `creditCents` is customer credit used on it, and
 * negative when a total below zero was turned into credit. A void or deleted invoice keeps what was not
 * collected in `remainingCents`.
 */
export interface Invoice {
  readonly ordinal: number
  readonly customer: number
  readonly subscription: number | null
  readonly status: InvoiceStatus
  readonly lines: readonly InvoiceLine[]
  readonly totalCents: number
  readonly creditCents: number
  readonly paidCents: number
  readonly remainingCents: number
  readonly createdAtMs: number
}

/** Money taken from a payment method, or held on it. */
export interface Charge {
  readonly ordinal: number
  readonly customer: number
  readonly invoice: number | null
  readonly paymentMethod: number
  readonly status: ChargeStatus
  readonly amountCents: number
  readonly capturedCents: number
  /** The sum of its refunds that have not failed, pending ones included. */
  readonly refundedCents: number
  /** Whether a dispute over it is open or lost. */
  readonly disputed: boolean
  readonly createdAtMs: number
}

/** Money of a charge on its way back to the customer. */
export interface Refund {
  readonly ordinal: number
  readonly charge: number
  readonly amountCents: number
  readonly reason: RefundReason
  readonly status: RefundStatus
  readonly createdAtMs: number
  readonly settlesAtMs: number
  /** Latent: whether the bank will refuse it when it is due. No agent may see this. */
  readonly fails: boolean
  readonly failureReason: RefundFailure | null
}

/** Why a bank sent a refund back. */
export type RefundFailure = 'declined' | 'expired_or_canceled_card'

/**
 * A transaction of the customer's balance: positive gives the customer credit, negative uses it on an
 * invoice.
 */
export interface Credit {
  readonly ordinal: number
  readonly customer: number
  readonly invoice: number | null
  readonly amountCents: number
  readonly reason: string
  readonly createdAtMs: number
}

/** A charge that the customer's bank took back: the merchant has lost the money unless it is won. */
export interface Dispute {
  readonly ordinal: number
  readonly charge: number
  readonly amountCents: number
  /** What the merchant has paid in fees so far, less what was given back. */
  readonly feeCents: number
  readonly status: DisputeStatus
  readonly openedAtMs: number
}

/** Something that happened on the customer's account and left a trace without moving money. */
export interface Activity {
  readonly ordinal: number
  readonly customer: number
  readonly atMs: number
  readonly kind: ActivityKind
  readonly subscription: number | null
  readonly amountCents: number | null
  readonly note: string
}

/** What was answered under an idempotency key, and to which operation (canonical JSON). */
export interface Answer {
  readonly ordinal: number
  readonly key: string
  readonly operation: string
  readonly result: AnsweredResult
}

/** An answer as it is kept: without its events, which happened once. */
export type AnsweredResult =
  | { readonly ok: true; readonly ordinal: number }
  | { readonly ok: false; readonly error: BillingError; readonly about?: number }

/** Books in which nothing has happened yet. */
export function emptyBooks(): Books {
  return {
    customers: [],
    paymentMethods: [],
    plans: [],
    subscriptions: [],
    invoices: [],
    charges: [],
    refunds: [],
    credits: [],
    disputes: [],
    activities: [],
    answers: [],
    ...emptyTables(),
    balances: zeroBalances(),
    journal: emptyLog(),
  }
}

/**
 * Books that go their own way from here: own arrays and balances, shared frozen records and journal. Written
 * out, because every fork and reset makes some: a loop over the names takes six times as long.
 */
export function copyBooks(books: Books): Books {
  return {
    customers: books.customers.slice(),
    paymentMethods: books.paymentMethods.slice(),
    plans: books.plans.slice(),
    subscriptions: books.subscriptions.slice(),
    invoices: books.invoices.slice(),
    charges: books.charges.slice(),
    refunds: books.refunds.slice(),
    credits: books.credits.slice(),
    disputes: books.disputes.slice(),
    activities: books.activities.slice(),
    answers: books.answers.slice(),
    calendars: ownRows(books.calendars),
    products: ownRows(books.products),
    listings: ownRows(books.listings),
    detachments: ownRows(books.detachments),
    defaultMethods: ownRows(books.defaultMethods),
    trials: ownRows(books.trials),
    subscriptionItems: ownRows(books.subscriptionItems),
    dunnings: ownRows(books.dunnings),
    invoiceItems: ownRows(books.invoiceItems),
    outOfBandPayments: ownRows(books.outOfBandPayments),
    coupons: ownRows(books.coupons),
    promotionCodes: ownRows(books.promotionCodes),
    discounts: ownRows(books.discounts),
    discountAmounts: ownRows(books.discountAmounts),
    taxRates: ownRows(books.taxRates),
    taxAssignments: ownRows(books.taxAssignments),
    taxAmounts: ownRows(books.taxAmounts),
    taxIds: ownRows(books.taxIds),
    paymentIntents: ownRows(books.paymentIntents),
    plannedDeclines: ownRows(books.plannedDeclines),
    creditNotes: ownRows(books.creditNotes),
    creditNoteLines: ownRows(books.creditNoteLines),
    refundReturns: ownRows(books.refundReturns),
    disputeCases: ownRows(books.disputeCases),
    inquiries: ownRows(books.inquiries),
    metadata: ownRows(books.metadata),
    autoAdvances: ownRows(books.autoAdvances),
    trialMoves: ownRows(books.trialMoves),
    collectionPauses: ownRows(books.collectionPauses),
    heldDrafts: ownRows(books.heldDrafts),
    guests: ownRows(books.guests),
    productDeletions: ownRows(books.productDeletions),
    removedLines: ownRows(books.removedLines),
    balances: { ...books.balances },
    journal: books.journal,
  }
}

/** Freezes what forks share: records are frozen from when they are made, but out of a snapshot they come plain. */
export function freezeRecords(books: Books): void {
  const { balances: _written, journal, ...collections } = books
  for (const records of Object.values(collections)) for (const record of records) freeze(record)
  freezeItems(journal)
}
