import type { Ticket, TrailRow } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
import { churnByPast } from './past.ts'

/**
 * Logarithm of the monthly hazard of churn, had the case closed like this: an open case, dissatisfaction and earlier
 * failures raise it, loyalty lowers it; a recovery that surprised does not count.
 */
export function churnLogHazard(ticket: Ticket, row: TrailRow, model: CustomerModel): number {
  const { churn } = model
  const { hidden, traits } = ticket
  return (
    Math.log(churn.monthlyHazard) +
    churn.open * row.open +
    (row.satisfaction - row.recovery < churn.dissatisfiedBelow ? churn.dissatisfied : 0) +
    (hidden.severe ? churn.severeOpen * row.open : 0) -
    churn.perLoyalty * (traits.loyalty - 0.5) +
    churnByPast(ticket, row.open, model)
  )
}
