/** Money taken, sent back and disputed. */
import * as disputes from '../actions/disputes.ts'
import * as intents from '../actions/intents.ts'
import * as payments from '../actions/payments.ts'
import * as refunds from '../actions/refunds.ts'
import { act, many, none, type Route, read, search } from '../route.ts'

export const paymentRoutes: readonly Route[] = [
  many('/v1/charges', 'charge', [payments.ListCharges, payments.listCharges]),
  act('POST /v1/charges', 'charge', [payments.CreateCharge, payments.createCharge]),
  search('/v1/charges/search', 'charge'),
  read('/v1/charges/:charge', 'charge'),
  act('POST /v1/charges/:charge', 'charge', [payments.UpdateCharge, payments.updateCharge]),
  act('POST /v1/charges/:charge/capture', 'charge', [payments.CaptureCharge, payments.captureCharge]),
  many('/v1/payment_intents', 'payment_intent', [intents.ListPaymentIntents, intents.listPaymentIntents]),
  act('POST /v1/payment_intents', 'payment_intent', [
    intents.CreatePaymentIntent,
    intents.createPaymentIntent,
  ]),
  search('/v1/payment_intents/search', 'payment_intent'),
  read('/v1/payment_intents/:payment_intent', 'payment_intent'),
  act('POST /v1/payment_intents/:payment_intent', 'payment_intent', [
    intents.UpdatePaymentIntent,
    intents.updatePaymentIntent,
  ]),
  act('POST /v1/payment_intents/:payment_intent/confirm', 'payment_intent', [
    intents.ConfirmPaymentIntent,
    intents.confirmPaymentIntent,
  ]),
  act('POST /v1/payment_intents/:payment_intent/capture', 'payment_intent', [
    intents.CapturePaymentIntent,
    intents.capturePaymentIntent,
  ]),
  act('POST /v1/payment_intents/:payment_intent/cancel', 'payment_intent', [
    intents.CancelPaymentIntent,
    intents.cancelPaymentIntent,
  ]),
  many('/v1/refunds', 'refund', [refunds.ListRefunds, refunds.listRefunds]),
  act('POST /v1/refunds', 'refund', [refunds.CreateRefund, refunds.createRefund]),
  read('/v1/refunds/:refund', 'refund'),
  act('POST /v1/refunds/:refund', 'refund', [refunds.UpdateRefund, refunds.updateRefund]),
  act('POST /v1/refunds/:refund/cancel', 'refund', [none, refunds.cancelRefund]),
  many('/v1/disputes', 'dispute', [disputes.ListDisputes, disputes.listDisputes]),
  read('/v1/disputes/:dispute', 'dispute'),
  act('POST /v1/disputes/:dispute', 'dispute', [disputes.UpdateDispute, disputes.updateDispute]),
  act('POST /v1/disputes/:dispute/close', 'dispute', [none, disputes.closeDispute]),
]
