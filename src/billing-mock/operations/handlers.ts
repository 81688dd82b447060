import type { OperationOf, OperationType } from '../operation.ts'
import { advanceInvoice, setAutoAdvance } from './autoAdvances.ts'
import {
  createProduct,
  deleteProduct,
  listPlan,
  setCalendar,
  updateMetadata,
  updateProduct,
} from './catalogue.ts'
import { authorizeCharge, captureCharge, createCharge, duplicateCharge, releaseCharge } from './charges.ts'
import { createCreditNote, voidCreditNote } from './creditNotes.ts'
import { applyCredit, revokeCredit } from './credits.ts'
import { addActivity, attachPaymentMethod, createCustomer, createGuest } from './customers.ts'
import {
  attachDiscount,
  createCoupon,
  createPromotionCode,
  deleteCoupon,
  removeDiscount,
  updatePromotionCode,
} from './discounts.ts'
import { closeDispute, openDispute, respondToDispute } from './disputes.ts'
import { DUNNING_DRAWS, startDunning, tryDunning } from './dunning.ts'
import {
  closeInquiry,
  DISPUTE_DRAWS,
  escalateInquiry,
  fileDispute,
  openInquiry,
  respondToInquiry,
} from './inquiries.ts'
import { assignInvoiceItem, createInvoiceItem, deleteInvoiceItem } from './invoiceItems.ts'
import {
  createInvoice,
  deleteInvoice,
  draftOpenItems,
  markUncollectible,
  openInvoice,
  payInvoice,
  sendInvoice,
  voidInvoice,
} from './invoices.ts'
import { changeSubscription, updateItems } from './items.ts'
import { removeLine, updateLine } from './lines.ts'
import { detachMethod, setDefaultMethod } from './methods.ts'
import { pauseCollection, resumeCollection } from './pauses.ts'
import {
  authenticatePayment,
  cancelPayment,
  capturePayment,
  confirmPaymentIntent,
  createPaymentIntent,
  decidePayment,
  PAYMENT_DRAWS,
  planDecline,
} from './paymentIntents.ts'
import {
  cancelRefund,
  createRefund,
  failRefundLate,
  planRefundReturn,
  REFUND_DRAWS,
  settleRefund,
  takeRefundAction,
} from './refunds.ts'
import {
  cancelSubscription,
  createPlan,
  createSubscription,
  endSubscription,
  keepSubscription,
  renewSubscription,
} from './subscriptions.ts'
import {
  assignTax,
  createTaxId,
  createTaxRate,
  deleteTaxId,
  liftTax,
  updateTaxRate,
  verifyTaxId,
} from './taxes.ts'
import {
  endTrial,
  expireSubscription,
  moveTrial,
  pauseSubscription,
  remindOfTrial,
  resumeSubscription,
} from './trials.ts'
import type { Outcome, Work } from './work.ts'

type Handlers = { readonly [Type in OperationType]: (work: Work, operation: OperationOf<Type>) => Outcome }

/** What does each operation. */
export const handlers: Handlers = {
  'customer.create': createCustomer,
  'payment_method.attach': attachPaymentMethod,
  'activity.add': addActivity,
  'credit.apply': applyCredit,
  'plan.create': createPlan,
  'subscription.create': createSubscription,
  'subscription.renew': renewSubscription,
  'subscription.change': changeSubscription,
  'subscription.update_items': updateItems,
  'subscription.cancel': cancelSubscription,
  'subscription.end': endSubscription,
  'invoice.create': createInvoice,
  'invoice.pay': payInvoice,
  'invoice.void': voidInvoice,
  'invoice.mark_uncollectible': markUncollectible,
  'charge.create': createCharge,
  'charge.authorize': authorizeCharge,
  'charge.capture': captureCharge,
  'charge.release': releaseCharge,
  'charge.duplicate': duplicateCharge,
  'refund.create': createRefund,
  'refund.settle': settleRefund,
  'refund.fail_late': failRefundLate,
  'dispute.open': openDispute,
  'dispute.respond': respondToDispute,
  'dispute.close': closeDispute,
  'payment_method.detach': detachMethod,
  'payment_method.set_default': setDefaultMethod,
  'credit.revoke': revokeCredit,
  'subscription.expire': expireSubscription,
  'subscription.remind_trial': remindOfTrial,
  'subscription.end_trial': endTrial,
  'subscription.resume': resumeSubscription,
  'subscription.keep': keepSubscription,
  'invoice_item.create': createInvoiceItem,
  'invoice_item.delete': deleteInvoiceItem,
  'invoice.draft': draftOpenItems,
  'invoice.finalize': openInvoice,
  'invoice.delete': deleteInvoice,
  'invoice.send': sendInvoice,
  'dunning.start': startDunning,
  'dunning.try': tryDunning,
  'calendar.set': setCalendar,
  'product.create': createProduct,
  'product.update': updateProduct,
  'product.list_plan': listPlan,
  'coupon.create': createCoupon,
  'coupon.delete': deleteCoupon,
  'promotion_code.create': createPromotionCode,
  'promotion_code.update': updatePromotionCode,
  'discount.attach': attachDiscount,
  'discount.remove': removeDiscount,
  'tax_rate.create': createTaxRate,
  'tax_rate.update': updateTaxRate,
  'tax_assignment.create': assignTax,
  'tax_assignment.lift': liftTax,
  'tax_id.create': createTaxId,
  'tax_id.verify': verifyTaxId,
  'tax_id.delete': deleteTaxId,
  'payment_intent.create': createPaymentIntent,
  'payment_intent.confirm': confirmPaymentIntent,
  'payment_intent.authenticate': authenticatePayment,
  'payment_intent.decide': decidePayment,
  'payment_intent.capture': capturePayment,
  'payment_intent.cancel': cancelPayment,
  'payment_intent.plan_decline': planDecline,
  'refund.cancel': cancelRefund,
  'refund.take_action': takeRefundAction,
  'refund.plan_return': planRefundReturn,
  'credit_note.create': createCreditNote,
  'credit_note.void': voidCreditNote,
  'dispute.file': fileDispute,
  'inquiry.open': openInquiry,
  'inquiry.respond': respondToInquiry,
  'inquiry.close': closeInquiry,
  'inquiry.escalate': escalateInquiry,
  'invoice.set_auto_advance': setAutoAdvance,
  'invoice.advance': advanceInvoice,
  'subscription.move_trial': moveTrial,
  'subscription.pause': pauseSubscription,
  'subscription.pause_collection': pauseCollection,
  'subscription.resume_collection': resumeCollection,
  'customer.create_guest': createGuest,
  'product.delete': deleteProduct,
  'invoice_item.assign': assignInvoiceItem,
  'invoice.update_line': updateLine,
  'invoice.remove_line': removeLine,
  'metadata.update': updateMetadata,
}

/** How many uniforms one `apply` of this operation draws, whatever comes of it. */
export function drawsOf(type: OperationType): number {
  return draws[type] ?? 0
}

const draws: Partial<Record<OperationType, number>> = {
  'refund.create': REFUND_DRAWS,
  'credit_note.create': REFUND_DRAWS,
  'dispute.file': DISPUTE_DRAWS,
  'inquiry.open': DISPUTE_DRAWS,
  'inquiry.escalate': DISPUTE_DRAWS,
  'dunning.start': DUNNING_DRAWS,
  'payment_intent.create': PAYMENT_DRAWS,
  'payment_intent.confirm': PAYMENT_DRAWS,
  'payment_intent.authenticate': PAYMENT_DRAWS,
}
