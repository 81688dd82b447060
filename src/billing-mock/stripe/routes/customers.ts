/** Customers, and how they pay. */
import * as customers from '../actions/customers.ts'
import * as methods from '../actions/methods.ts'
import { act, many, none, type Route, read, search } from '../route.ts'

export const customerRoutes: readonly Route[] = [
  many('/v1/customers', 'customer', [customers.ListCustomers, customers.listCustomers]),
  act('POST /v1/customers', 'customer', [customers.CreateCustomer, customers.createCustomer]),
  search('/v1/customers/search', 'customer'),
  read('/v1/customers/:customer', 'customer'),
  act('POST /v1/customers/:customer', 'customer', [customers.UpdateCustomer, customers.updateCustomer]),
  act('DELETE /v1/customers/:customer', 'customer', [none, customers.deleteCustomer]),
  act('DELETE /v1/customers/:customer/discount', 'discount', [none, customers.deleteCustomerDiscount]),
  many('/v1/customers/:customer/balance_transactions', 'customer_balance_transaction', [
    customers.ListOfCustomer,
    customers.listBalanceTransactions,
  ]),
  act('POST /v1/customers/:customer/balance_transactions', 'customer_balance_transaction', [
    customers.CreateBalanceTransaction,
    customers.createBalanceTransaction,
  ]),
  act(
    'GET /v1/customers/:customer/balance_transactions/:customer_balance_transaction',
    'customer_balance_transaction',
    [none, customers.readOwn('customer_balance_transaction')],
  ),
  act(
    'POST /v1/customers/:customer/balance_transactions/:customer_balance_transaction',
    'customer_balance_transaction',
    [customers.UpdateBalanceTransaction, customers.updateBalanceTransaction],
  ),
  many('/v1/customers/:customer/payment_methods', 'payment_method', [
    methods.ListOwnPaymentMethods,
    methods.listPaymentMethods,
  ]),
  act('GET /v1/customers/:customer/payment_methods/:payment_method', 'payment_method', [
    none,
    customers.readOwn('payment_method'),
  ]),
  many('/v1/customers/:customer/tax_ids', 'tax_id', [customers.ListOfCustomer, customers.listTaxIds]),
  act('POST /v1/customers/:customer/tax_ids', 'tax_id', [customers.CreateTaxId, customers.createTaxId]),
  act('GET /v1/customers/:customer/tax_ids/:tax_id', 'tax_id', [none, customers.readOwn('tax_id')]),
  act('DELETE /v1/customers/:customer/tax_ids/:tax_id', 'tax_id', [none, customers.deleteTaxId]),
]

export const methodRoutes: readonly Route[] = [
  many('/v1/payment_methods', 'payment_method', [methods.ListPaymentMethods, methods.listPaymentMethods]),
  act('POST /v1/payment_methods', 'payment_method', [
    methods.CreatePaymentMethod,
    methods.createPaymentMethod,
  ]),
  read('/v1/payment_methods/:payment_method', 'payment_method'),
  act('POST /v1/payment_methods/:payment_method', 'payment_method', [
    methods.UpdatePaymentMethod,
    methods.updatePaymentMethod,
  ]),
  act('POST /v1/payment_methods/:method/attach', 'payment_method', [
    methods.AttachPaymentMethod,
    methods.attachPaymentMethod,
  ]),
  act('POST /v1/payment_methods/:payment_method/detach', 'payment_method', [
    none,
    methods.detachPaymentMethod,
  ]),
]
