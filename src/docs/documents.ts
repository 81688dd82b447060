import { businessPage } from './business.ts'
import { customerModelPage } from './customerModel.ts'
import { billingPage, supportPage } from './machines.ts'
import { actionsPage, discreteActionsPage, observationPage, scenarioPage } from './reference.ts'
import { scenarioDocuments } from './scenarios.ts'
import { stripePage } from './stripe.ts'

/** The generated documentation, by path under `docs/`: what is there is what the code says. */
export const documents: Readonly<Record<string, () => string>> = {
  'world-machine.md': supportPage,
  'billing-machines.md': billingPage,
  'reference/actions.md': actionsPage,
  'reference/customer-model.md': customerModelPage,
  'reference/discrete-actions.md': discreteActionsPage,
  'reference/observation.md': observationPage,
  'reference/business.md': businessPage,
  'reference/scenario.md': scenarioPage,
  'reference/stripe.md': stripePage,
  ...scenarioDocuments,
}
