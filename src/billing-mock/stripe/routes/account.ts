/** The merchant's account, and the levers of the simulation. */
import * as intents from '../actions/intents.ts'
import * as journal from '../actions/journal.ts'
import * as own from '../actions/own.ts'
import * as simulation from '../actions/simulation.ts'
import * as webhooks from '../actions/webhooks.ts'
import { act, many, none, type Route, read } from '../route.ts'

export const journalRoutes: readonly Route[] = [
  act('GET /v1/balance', null, [none, journal.readBalance]),
  many('/v1/balance_transactions', 'balance_transaction', [
    journal.ListBalanceTransactions,
    journal.listBalanceTransactions,
  ]),
  read('/v1/balance_transactions/:balance_transaction', 'balance_transaction'),
  many('/v1/events', 'event', [journal.ListEvents, journal.listEvents]),
  read('/v1/events/:event', 'event'),
]

export const ownRoutes: readonly Route[] = [
  many('/v1/payment_links', 'payment_link', [own.ListPaymentLinks, own.listPaymentLinks]),
  act('POST /v1/payment_links', 'payment_link', [own.CreatePaymentLink, own.createPaymentLink]),
  read('/v1/payment_links/:payment_link', 'payment_link'),
  act('POST /v1/payment_links/:payment_link', 'payment_link', [own.UpdatePaymentLink, own.updatePaymentLink]),
  act('GET /v1/payment_links/:payment_link/line_items', null, [own.ListLinkItems, own.listLinkItems]),
  many('/v1/webhook_endpoints', 'webhook_endpoint', [own.ListOwn, own.listAll('webhook_endpoint')]),
  act('POST /v1/webhook_endpoints', 'webhook_endpoint', [own.CreateEndpoint, own.createEndpoint]),
  read('/v1/webhook_endpoints/:webhook_endpoint', 'webhook_endpoint'),
  act('POST /v1/webhook_endpoints/:webhook_endpoint', 'webhook_endpoint', [
    own.UpdateEndpoint,
    own.updateEndpoint,
  ]),
  act('DELETE /v1/webhook_endpoints/:webhook_endpoint', 'webhook_endpoint', [none, own.deleteEndpoint]),
  many('/v1/test_helpers/test_clocks', 'test_clock', [own.ListOwn, own.listAll('test_clock')]),
  act('POST /v1/test_helpers/test_clocks', 'test_clock', [own.CreateClock, own.createClock]),
  read('/v1/test_helpers/test_clocks/:test_clock', 'test_clock'),
  act('DELETE /v1/test_helpers/test_clocks/:test_clock', 'test_clock', [none, own.deleteClock]),
  act('POST /v1/test_helpers/test_clocks/:test_clock/advance', 'test_clock', [
    own.AdvanceClock,
    own.advanceClock,
  ]),
]

export const simulationRoutes: readonly Route[] = [
  act('GET /_sim/seed', null, [none, simulation.readSeed]),
  act('POST /_sim/reset', null, [simulation.Reset, simulation.reset]),
  act('GET /_sim/clock', null, [none, simulation.readClock]),
  act('POST /_sim/clock/advance', null, [simulation.AdvanceClock, simulation.advanceClock]),
  act('GET /_sim/snapshot', null, [none, simulation.readSnapshot]),
  act('POST /_sim/restore', null, [simulation.Restore, simulation.restore]),
  act('GET /_sim/faults', null, [none, simulation.listFaults]),
  act('POST /_sim/faults', null, [simulation.PlanFault, simulation.planFault]),
  act('DELETE /_sim/faults', null, [none, simulation.clearFaults]),
  act('POST /_sim/payment_intents/:payment_intent/authenticate', 'payment_intent', [
    intents.AuthenticatePaymentIntent,
    intents.authenticatePaymentIntent,
  ]),
  act('POST /_sim/webhooks', null, [none, webhooks.takeDeliveries]),
  act('POST /_sim/webhooks/failed', null, [webhooks.FailDelivery, webhooks.failDelivery]),
]
