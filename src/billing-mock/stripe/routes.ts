/** Every route there is, a line each: what is not here is answered with 404. */
import * as catalog from './actions/catalog.ts'
import * as customers from './actions/customers.ts'
import * as invoices from './actions/invoices.ts'
import * as journal from './actions/journal.ts'
import * as payments from './actions/payments.ts'
import * as refunds from './actions/refunds.ts'
import * as simulation from './actions/simulation.ts'
import * as subscriptions from './actions/subscriptions.ts'
import { many, none, one, type Route, read, search } from './route.ts'

const { CreateCustomer, UpdateCustomer, ListCustomers, ListOfCustomer, ListOwnPaymentMethods } = customers
const { CreateBalanceTransaction, ListPaymentMethods, AttachPaymentMethod, UpdatePaymentMethod } = customers

const customerRoutes: readonly Route[] = [
  many('/v1/customers', 'customer', { parameters: ListCustomers, does: customers.listCustomers }),
  one(['POST', '/v1/customers'], 'customer', { parameters: CreateCustomer, does: customers.createCustomer }),
  search('/v1/customers/search', 'customer'),
  read('/v1/customers/:customer', 'customer'),
  one(['POST', '/v1/customers/:customer'], 'customer', {
    parameters: UpdateCustomer,
    does: customers.updateCustomer,
  }),
  many('/v1/customers/:customer/balance_transactions', 'customer_balance_transaction', {
    parameters: ListOfCustomer,
    does: customers.listBalanceTransactions,
  }),
  one(['POST', '/v1/customers/:customer/balance_transactions'], 'customer_balance_transaction', {
    parameters: CreateBalanceTransaction,
    does: customers.createBalanceTransaction,
  }),
  one(
    ['GET', '/v1/customers/:customer/balance_transactions/:customer_balance_transaction'],
    'customer_balance_transaction',
    { parameters: none, does: customers.readOwn('customer_balance_transaction') },
  ),
  many('/v1/customers/:customer/payment_methods', 'payment_method', {
    parameters: ListOwnPaymentMethods,
    does: customers.listPaymentMethods,
  }),
  one(['GET', '/v1/customers/:customer/payment_methods/:payment_method'], 'payment_method', {
    parameters: none,
    does: customers.readOwn('payment_method'),
  }),
  many('/v1/payment_methods', 'payment_method', {
    parameters: ListPaymentMethods,
    does: customers.listPaymentMethods,
  }),
  read('/v1/payment_methods/:payment_method', 'payment_method'),
  one(['POST', '/v1/payment_methods/:payment_method'], 'payment_method', {
    parameters: UpdatePaymentMethod,
    does: customers.updatePaymentMethod,
  }),
  one(['POST', '/v1/payment_methods/:method/attach'], 'payment_method', {
    parameters: AttachPaymentMethod,
    does: customers.attachPaymentMethod,
  }),
]

const { CreateSubscription, UpdateSubscription, CancelSubscription, ListSubscriptions } = subscriptions

const subscriptionRoutes: readonly Route[] = [
  many('/v1/subscriptions', 'subscription', {
    parameters: ListSubscriptions,
    does: subscriptions.listSubscriptions,
  }),
  one(['POST', '/v1/subscriptions'], 'subscription', {
    parameters: CreateSubscription,
    does: subscriptions.createSubscription,
  }),
  search('/v1/subscriptions/search', 'subscription'),
  read('/v1/subscriptions/:subscription', 'subscription'),
  one(['POST', '/v1/subscriptions/:subscription'], 'subscription', {
    parameters: UpdateSubscription,
    does: subscriptions.updateSubscription,
  }),
  one(['DELETE', '/v1/subscriptions/:subscription'], 'subscription', {
    parameters: CancelSubscription,
    does: subscriptions.cancelSubscription,
  }),
  read('/v1/subscription_items/:subscription_item', 'subscription_item'),
]

const { ListInvoices, ListLines, UpdateInvoice, PayInvoice, ListInvoicePayments } = invoices

const invoiceRoutes: readonly Route[] = [
  many('/v1/invoices', 'invoice', { parameters: ListInvoices, does: invoices.listInvoices }),
  search('/v1/invoices/search', 'invoice'),
  read('/v1/invoices/:invoice', 'invoice'),
  one(['POST', '/v1/invoices/:invoice'], 'invoice', {
    parameters: UpdateInvoice,
    does: invoices.updateInvoice,
  }),
  one(['POST', '/v1/invoices/:invoice/pay'], 'invoice', {
    parameters: PayInvoice,
    does: invoices.payInvoice,
  }),
  one(['POST', '/v1/invoices/:invoice/void'], 'invoice', { parameters: none, does: invoices.voidInvoice }),
  one(['POST', '/v1/invoices/:invoice/mark_uncollectible'], 'invoice', {
    parameters: none,
    does: invoices.markUncollectible,
  }),
  many('/v1/invoices/:invoice/lines', 'line_item', { parameters: ListLines, does: invoices.listLines }),
  many('/v1/invoice_payments', 'invoice_payment', {
    parameters: ListInvoicePayments,
    does: invoices.listInvoicePayments,
  }),
  read('/v1/invoice_payments/:invoice_payment', 'invoice_payment'),
]

const { ListCharges, UpdateCharge, CaptureCharge, ListPaymentIntents, CreatePaymentIntent } = payments
const { CapturePaymentIntent, CancelPaymentIntent } = payments

const paymentRoutes: readonly Route[] = [
  many('/v1/charges', 'charge', { parameters: ListCharges, does: payments.listCharges }),
  search('/v1/charges/search', 'charge'),
  read('/v1/charges/:charge', 'charge'),
  one(['POST', '/v1/charges/:charge'], 'charge', {
    parameters: UpdateCharge,
    does: payments.updatePayment('charge'),
  }),
  one(['POST', '/v1/charges/:charge/capture'], 'charge', {
    parameters: CaptureCharge,
    does: payments.capture('charge'),
  }),
  many('/v1/payment_intents', 'payment_intent', {
    parameters: ListPaymentIntents,
    does: payments.listPaymentIntents,
  }),
  one(['POST', '/v1/payment_intents'], 'payment_intent', {
    parameters: CreatePaymentIntent,
    does: payments.createPaymentIntent,
  }),
  search('/v1/payment_intents/search', 'payment_intent'),
  read('/v1/payment_intents/:payment_intent', 'payment_intent'),
  one(['POST', '/v1/payment_intents/:payment_intent'], 'payment_intent', {
    parameters: UpdateCharge,
    does: payments.updatePayment('payment_intent'),
  }),
  one(['POST', '/v1/payment_intents/:payment_intent/capture'], 'payment_intent', {
    parameters: CapturePaymentIntent,
    does: payments.capture('payment_intent'),
  }),
  one(['POST', '/v1/payment_intents/:payment_intent/cancel'], 'payment_intent', {
    parameters: CancelPaymentIntent,
    does: payments.cancelPaymentIntent,
  }),
]

const { ListRefunds, CreateRefund, UpdateRefund, ListDisputes, UpdateDispute } = refunds

const refundRoutes: readonly Route[] = [
  many('/v1/refunds', 'refund', { parameters: ListRefunds, does: refunds.listRefunds }),
  one(['POST', '/v1/refunds'], 'refund', { parameters: CreateRefund, does: refunds.createRefund }),
  read('/v1/refunds/:refund', 'refund'),
  one(['POST', '/v1/refunds/:refund'], 'refund', { parameters: UpdateRefund, does: refunds.updateRefund }),
  one(['POST', '/v1/refunds/:refund/cancel'], 'refund', { parameters: none, does: refunds.cancelRefund }),
  many('/v1/disputes', 'dispute', { parameters: ListDisputes, does: refunds.listDisputes }),
  read('/v1/disputes/:dispute', 'dispute'),
  one(['POST', '/v1/disputes/:dispute'], 'dispute', {
    parameters: UpdateDispute,
    does: refunds.updateDispute,
  }),
  one(['POST', '/v1/disputes/:dispute/close'], 'dispute', { parameters: none, does: refunds.closeDispute }),
]

const { ListProducts, CreateProduct, UpdateProduct, ListPrices, CreatePrice, UpdatePrice } = catalog

const catalogRoutes: readonly Route[] = [
  many('/v1/products', 'product', { parameters: ListProducts, does: catalog.listProducts }),
  one(['POST', '/v1/products'], 'product', { parameters: CreateProduct, does: catalog.createProduct }),
  search('/v1/products/search', 'product'),
  read('/v1/products/:product', 'product'),
  one(['POST', '/v1/products/:product'], 'product', {
    parameters: UpdateProduct,
    does: catalog.updateCatalog('product'),
  }),
  many('/v1/prices', 'price', { parameters: ListPrices, does: catalog.listPrices }),
  one(['POST', '/v1/prices'], 'price', { parameters: CreatePrice, does: catalog.createPrice }),
  search('/v1/prices/search', 'price'),
  read('/v1/prices/:price', 'price'),
  one(['POST', '/v1/prices/:price'], 'price', {
    parameters: UpdatePrice,
    does: catalog.updateCatalog('price'),
  }),
]

const { ListBalanceTransactions, ListEvents } = journal

const journalRoutes: readonly Route[] = [
  one(['GET', '/v1/balance'], null, { parameters: none, does: journal.readBalance }),
  many('/v1/balance_transactions', 'balance_transaction', {
    parameters: ListBalanceTransactions,
    does: journal.listBalanceTransactions,
  }),
  read('/v1/balance_transactions/:balance_transaction', 'balance_transaction'),
  many('/v1/events', 'event', { parameters: ListEvents, does: journal.listEvents }),
  read('/v1/events/:event', 'event'),
]

const simulationRoutes: readonly Route[] = [
  one(['GET', '/_sim/seed'], null, { parameters: none, does: simulation.readSeed }),
  one(['POST', '/_sim/reset'], null, { parameters: simulation.Reset, does: simulation.reset }),
  one(['GET', '/_sim/clock'], null, { parameters: none, does: simulation.readClock }),
  one(['POST', '/_sim/clock/advance'], null, {
    parameters: simulation.AdvanceClock,
    does: simulation.advanceClock,
  }),
  one(['GET', '/_sim/snapshot'], null, { parameters: none, does: simulation.readSnapshot }),
  one(['POST', '/_sim/restore'], null, { parameters: simulation.Restore, does: simulation.restore }),
  one(['GET', '/_sim/faults'], null, { parameters: none, does: simulation.listFaults }),
  one(['POST', '/_sim/faults'], null, { parameters: simulation.PlanFault, does: simulation.planFault }),
  one(['DELETE', '/_sim/faults'], null, { parameters: none, does: simulation.clearFaults }),
]

export const routes: readonly Route[] = [
  ...customerRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...refundRoutes,
  ...catalogRoutes,
  ...journalRoutes,
  ...simulationRoutes,
]
