/** The billing backend: a pure double-entry subscription ledger. One function changes it, `apply`. */
export { type AdvanceContext, type Advanced, advanceTo } from './advance.ts'
export { type ApplyContext, type ApplyResult, apply } from './apply.ts'
export { type BalanceTransaction, balanceTransactions } from './balance.ts'
export {
  type Activity,
  type Answer,
  type Books,
  type Charge,
  type Credit,
  type Customer,
  copyBooks,
  type Dispute,
  emptyBooks,
  freezeRecords,
  type Invoice,
  type PaymentMethod,
  type Plan,
  type Refund,
  type RefundFailure,
  type Subscription,
} from './books.ts'
export { type ChargeStatus, type ChargeTransition, chargeLifecycle, chargeMachine } from './charge.machine.ts'
export type { AutoAdvance, CollectionPause, Dunning, HeldDraft, Trial, TrialMove } from './courseRows.ts'
export {
  type CreditNoteStatus,
  type CreditNoteTransition,
  creditNoteLifecycle,
  creditNoteMachine,
} from './creditNote.machine.ts'
export {
  type DiscountStatus,
  type DiscountTransition,
  discountLifecycle,
  discountMachine,
} from './discount.machine.ts'
export {
  type DisputeStatus,
  type DisputeTransition,
  disputeLifecycle,
  disputeMachine,
} from './dispute.machine.ts'
export { dueOperation } from './due.ts'
export {
  type DunningStatus,
  type DunningTransition,
  dunningLifecycle,
  dunningMachine,
} from './dunning.machine.ts'
export { type BillingError, type BillingErrorType, billingErrors, renderTokens } from './errors.ts'
export type { BillingEvent, BillingEventType, Entity } from './events.ts'
export { collectionOf } from './events.ts'
export { FaultConfig, PlannedFault, RequestFault, usualLatency } from './faultConfig.ts'
export {
  type Attempt,
  applyFaulty,
  attempt,
  type FaultContext,
  type FaultyAttempt,
  isDown,
  plannedFault,
  readFault,
} from './faults.ts'
export {
  type InquiryStatus,
  type InquiryTransition,
  inquiryLifecycle,
  inquiryMachine,
} from './inquiry.machine.ts'
export { checkBooks, checkDelta } from './invariants.ts'
export {
  type InvoiceStatus,
  type InvoiceTransition,
  invoiceLifecycle,
  invoiceMachine,
} from './invoice.machine.ts'
export {
  type InvoiceItemStatus,
  type InvoiceItemTransition,
  invoiceItemLifecycle,
  invoiceItemMachine,
} from './invoiceItem.machine.ts'
export { type Item, itemsOf, monthlyCents } from './items.ts'
export {
  type Account,
  type Actor,
  accounts,
  type Balances,
  foldJournal,
  type JournalEntry,
  type JournalLine,
  type Ledger,
  post,
  transfer,
  zeroBalances,
} from './ledger.ts'
export { billingNoise, type Noise } from './noise.ts'
export { type NewNoteLine, noteLines, noteTotals } from './noteLines.ts'
export {
  ActivityKind,
  CreditNoteReason,
  DisputeReason,
  Interval,
  InvoiceLine,
  ItemChange,
  NoteLine,
  Operation,
  type OperationOf,
  type OperationType,
  operationTypes,
  PaymentBehaviour,
  RefundReason,
} from './operation.ts'
export { drawsOf } from './operations/handlers.ts'
export {
  type PaymentIntentStatus,
  type PaymentIntentTransition,
  paymentIntentLifecycle,
  paymentIntentMachine,
} from './paymentIntent.machine.ts'
export { type Preview, preview, upcomingInvoice } from './preview.ts'
export { defaultProcessor, Processor } from './processor.ts'
export {
  changeCents,
  type PeriodMoment,
  type Purchase,
  periodEndMs,
  prorate,
  prorationLines,
  unusedCents,
} from './proration.ts'
export { type RefundStatus, type RefundTransition, refundLifecycle, refundMachine } from './refund.machine.ts'
export type {
  Calendar,
  Coupon,
  CreditNote,
  CreditNoteLine,
  DefaultMethod,
  Detachment,
  Discount,
  DiscountAmount,
  DisputeCase,
  Guest,
  Inquiry,
  InvoiceItem,
  Listing,
  Metadata,
  OutOfBandPayment,
  PaymentIntent,
  PlannedDecline,
  Product,
  PromotionCode,
  RefundReturn,
  SubscriptionItem,
  TaxAmount,
  TaxAssignment,
  TaxId,
  TaxRate,
} from './rows.ts'
export {
  type SubscriptionStatus,
  type SubscriptionTransition,
  subscriptionLifecycle,
  subscriptionMachine,
} from './subscription.machine.ts'
export { withAllTables, withoutEmptyTables } from './tables.ts'
export { type LineTax, lineTaxes } from './taxes.ts'
export {
  type TaxIdStatus,
  type TaxIdTransition,
  taxIdLifecycle,
  taxIdMachine,
} from './taxId.machine.ts'
export { defaultTerms, Terms } from './terms.ts'
export { creditableCents, type InvoiceTotals, invoiceTotals, isLive } from './totals.ts'
export {
  type Delivery,
  type DeliveryQueue,
  deliveryQueue,
  enqueue,
  poll,
  retryLater,
  signatureHeader,
  WebhookFaults,
} from './webhooks.ts'
export { webhookTypes } from './webhookTypes.ts'
