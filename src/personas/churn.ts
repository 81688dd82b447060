import type { Ticket, TrailRow } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'

/** Logarithm of the monthly hazard of churn, had the case closed like this: an open case and dissatisfaction raise it, loyalty lowers it. */
export function churnLogHazard({ hidden, traits }: Ticket, row: TrailRow, { churn }: CustomerModel): number {
  return (
    Math.log(churn.monthlyHazard) +
    churn.open * row.open +
    (row.satisfaction < churn.dissatisfiedBelow ? churn.dissatisfied : 0) +
    (hidden.severe ? churn.severeOpen * row.open : 0) -
    churn.perLoyalty * (traits.loyalty - 0.5)
  )
}
