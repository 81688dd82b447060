/** The billing backend: a pure double-entry subscription ledger. One function changes it, `apply`. */
export { type ApplyContext, type ApplyResult, apply, drawsOf } from './apply.ts'
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
  type Invoice,
  type PaymentMethod,
  type Plan,
  type Refund,
  type RefundFailure,
  type Subscription,
} from './books.ts'
export { type ChargeStatus, type ChargeTransition, chargeLifecycle, chargeMachine } from './charge.machine.ts'
export {
  type DisputeStatus,
  type DisputeTransition,
  disputeLifecycle,
  disputeMachine,
} from './dispute.machine.ts'
export { dueOperation } from './due.ts'
export { type BillingError, type BillingErrorType, billingErrors, renderTokens } from './errors.ts'
export type { BillingEvent, BillingEventType, Entity } from './events.ts'
export { checkBooks, checkDelta } from './invariants.ts'
export {
  type InvoiceStatus,
  type InvoiceTransition,
  invoiceLifecycle,
  invoiceMachine,
} from './invoice.machine.ts'
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
export {
  ActivityKind,
  Interval,
  InvoiceLine,
  Operation,
  type OperationOf,
  type OperationType,
  PaymentBehaviour,
  RefundReason,
} from './operation.ts'
export {
  type PeriodMoment,
  type Purchase,
  periodEndMs,
  prorate,
  prorationLines,
  unusedCents,
} from './proration.ts'
export { type RefundStatus, type RefundTransition, refundLifecycle, refundMachine } from './refund.machine.ts'
export {
  type SubscriptionStatus,
  type SubscriptionTransition,
  subscriptionLifecycle,
  subscriptionMachine,
} from './subscription.machine.ts'
export { defaultTerms, Terms } from './terms.ts'
