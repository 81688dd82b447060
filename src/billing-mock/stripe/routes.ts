/** Every route there is: what is not here is answered with 404. */
import type { Route } from './route.ts'
import { journalRoutes, ownRoutes, simulationRoutes } from './routes/account.ts'
import { creditNoteRoutes, invoiceRoutes, subscriptionRoutes } from './routes/billing.ts'
import { catalogRoutes } from './routes/catalog.ts'
import { customerRoutes, methodRoutes } from './routes/customers.ts'
import { paymentRoutes } from './routes/payments.ts'

export const routes: readonly Route[] = [
  ...customerRoutes,
  ...methodRoutes,
  ...subscriptionRoutes,
  ...invoiceRoutes,
  ...creditNoteRoutes,
  ...paymentRoutes,
  ...catalogRoutes,
  ...journalRoutes,
  ...ownRoutes,
  ...simulationRoutes,
]
