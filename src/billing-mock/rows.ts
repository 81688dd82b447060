import type { CreditNoteStatus } from './creditNote.machine.ts'
import type { DiscountStatus } from './discount.machine.ts'
import type { Entity } from './events.ts'
import type { InquiryStatus } from './inquiry.machine.ts'
import type { InvoiceItemStatus } from './invoiceItem.machine.ts'
import type { CreditNoteReason, DisputeReason } from './operation.ts'
import type { PaymentIntentStatus } from './paymentIntent.machine.ts'
import type { TaxIdStatus } from './taxId.machine.ts'

/** What time 0 is: milliseconds since 1970 (UTC). */
export interface Calendar {
  readonly ordinal: number
  readonly epochMs: number
}

/** What plans sell; a plan is one price of it. */
export interface Product {
  readonly ordinal: number
  readonly name: string
  readonly active: boolean
  readonly createdAtMs: number
}

/** Which product a plan is a price of. */
export interface Listing {
  readonly ordinal: number
  readonly product: number
  readonly plan: number
}

/** A payment method that is the customer's no more. */
export interface Detachment {
  readonly ordinal: number
  readonly paymentMethod: number
}

/** A method that the customer chose to pay by; the last choice counts. */
export interface DefaultMethod {
  readonly ordinal: number
  readonly customer: number
  readonly paymentMethod: number
}

/**
 * An item of a subscription beside the one on its own record. Where that one is deleted, the next takes its place:
 * it is `first` then, and the record has its plan and quantity.
 */
export interface SubscriptionItem {
  readonly ordinal: number
  readonly subscription: number
  readonly plan: number
  readonly quantity: number
  readonly status: 'further' | 'first' | 'deleted'
  readonly createdAtMs: number
}

/** An amount that waits for the customer's next invoice: of any, or of this subscription. */
export interface InvoiceItem {
  readonly ordinal: number
  readonly customer: number
  readonly subscription: number | null
  readonly amountCents: number
  readonly description: string
  readonly status: InvoiceItemStatus
  readonly billedOn: number | null
  readonly createdAtMs: number
}

/** Money for an invoice that reached the merchant by another way. */
export interface OutOfBandPayment {
  readonly ordinal: number
  readonly invoice: number
  readonly amountCents: number
  readonly createdAtMs: number
}

/** What comes off: a share in basis points or an amount, the other being null. */
export interface Coupon {
  readonly ordinal: number
  readonly name: string
  readonly percentBasisPoints: number | null
  readonly amountOffCents: number | null
  readonly duration: 'once' | 'repeating' | 'forever'
  readonly durationMonths: number | null
  readonly maxRedemptions: number | null
  readonly redeemByMs: number
  /** False once it was deleted: no new discount, and those there stay. */
  readonly active: boolean
  readonly createdAtMs: number
}

/** A code for a coupon that customers can enter. */
export interface PromotionCode {
  readonly ordinal: number
  readonly coupon: number
  readonly code: string
  readonly active: boolean
  /** The only customer that may use it, or null for any. */
  readonly onlyFor: number | null
  readonly maxRedemptions: number | null
  readonly expiresAtMs: number
  readonly firstTimeOnly: boolean
  readonly minimumAmountCents: number
  readonly createdAtMs: number
}

/** A coupon at work, on a subscription or on all that a customer is billed. */
export interface Discount {
  readonly ordinal: number
  readonly coupon: number
  readonly promotionCode: number | null
  readonly customer: number
  readonly subscription: number | null
  readonly status: DiscountStatus
  readonly createdAtMs: number
  /** When it runs out. */
  readonly endsAtMs: number
}

/** How much of a discount fell on one line of an invoice; they sum to the discount's own line. */
export interface DiscountAmount {
  readonly ordinal: number
  readonly discount: number
  readonly invoice: number
  readonly line: number
  readonly amountCents: number
}

/** A tax on top of prices, in basis points: 1900 is 19 %; or one that prices include, which only such rates say. */
export interface TaxRate {
  readonly ordinal: number
  readonly name: string
  readonly basisPoints: number
  readonly country: string
  readonly active: boolean
  readonly inclusive?: true
}

/** A rate that a customer's invoices bear, until it is lifted. */
export interface TaxAssignment {
  readonly ordinal: number
  readonly customer: number
  readonly taxRate: number
  readonly liftedAtMs: number
}

/** The tax on an invoice, by rate. */
export interface TaxAmount {
  readonly ordinal: number
  readonly taxRate: number
  readonly invoice: number
  readonly taxableCents: number
  readonly amountCents: number
}

/** A customer's number in a tax register, e.g. of kind `eu_vat`. */
export interface TaxId {
  readonly ordinal: number
  readonly customer: number
  readonly kind: string
  readonly value: string
  readonly status: TaxIdStatus
  readonly createdAtMs: number
}

/** A payment that is wanted, with its latest charge. */
export interface PaymentIntent {
  readonly ordinal: number
  readonly customer: number
  readonly amountCents: number
  readonly capture: 'automatic' | 'manual'
  readonly status: PaymentIntentStatus
  readonly method: number | null
  readonly latestCharge: number | null
  /** Why the last attempt failed, until another is made. */
  readonly declineCode: string | null
  /** When a bank debit that is under way is decided. */
  readonly decidesAtMs: number
  readonly createdAtMs: number
}

/** Latent: the bank will refuse this debit. */
export interface PlannedDecline {
  readonly ordinal: number
  readonly paymentIntent: number
}

/**
 * A part of an invoice taken back: before it was paid, off what remains; after, as refund, as credit, or by
 * another way. amount = reduced + refunded + credited + out of band.
 */
export interface CreditNote {
  readonly ordinal: number
  readonly invoice: number
  readonly status: CreditNoteStatus
  /** With its tax. */
  readonly amountCents: number
  readonly taxCents: number
  readonly reducedCents: number
  readonly refund: number | null
  readonly refundedCents: number
  readonly credit: number | null
  readonly creditedCents: number
  readonly outOfBandCents: number
  readonly reason: CreditNoteReason
  readonly memo: string
  readonly createdAtMs: number
}

/**
 * A line of a credit note that was given by lines: of the invoice's line in this place, or one of its own. What the
 * note comes to is amount − discount + taxes on top, over its lines.
 */
export interface CreditNoteLine {
  readonly ordinal: number
  readonly creditNote: number
  readonly line: number | null
  /** Null where an amount was taken back, of no number of units. */
  readonly quantity: number | null
  readonly amountCents: number
  readonly discountCents: number
  readonly taxes: readonly Tax[]
  readonly description: string
}

/** What one rate comes to on something. */
export interface Tax {
  readonly taxRate: number
  readonly taxableCents: number
  readonly amountCents: number
}

/** Latent: the bank will send this refund back then, though it will have succeeded. */
export interface RefundReturn {
  readonly ordinal: number
  readonly refund: number
  readonly returnsAtMs: number
}

/** The course that a filed dispute takes. */
export interface DisputeCase {
  readonly ordinal: number
  readonly dispute: number
  readonly reason: DisputeReason
  readonly evidenceDueAtMs: number
  readonly decidesAtMs: number
  /** Latent: whether it is won if it is countered. */
  readonly wins: boolean
}

/** A bank's question about a charge, before any money is taken. */
export interface Inquiry {
  readonly ordinal: number
  readonly charge: number
  readonly amountCents: number
  readonly reason: DisputeReason
  readonly status: InquiryStatus
  readonly openedAtMs: number
  readonly evidenceDueAtMs: number
}

/** Text by key that somebody keeps with a record. */
export interface Metadata {
  readonly ordinal: number
  readonly entity: Entity
  readonly about: number
  readonly values: Readonly<Record<string, string>>
}

/** A customer who pays once and leaves no name. */
export interface Guest {
  readonly ordinal: number
  readonly customer: number
}

/** A product that is no more. */
export interface ProductDeletion {
  readonly ordinal: number
  readonly product: number
}

/** A line that was taken off a draft: lines keep the numbers that they had with it. */
export interface RemovedLine {
  readonly ordinal: number
  readonly invoice: number
  readonly line: number
}
