import type { Ticket, TrailRow } from '../world/world.ts'

/**
 * Logarithm of the monthly hazard of churn, had the case closed like this:
 * .029 · exp(.75 open + .55 if dissatisfied + .45 severe · open − 1.2 (loyalty − .5)).
 */
export function churnLogHazard(ticket: Ticket, row: TrailRow): number {
  return (
    Math.log(0.029) +
    0.75 * row.open +
    (row.satisfaction < -0.75 ? 0.55 : 0) +
    (ticket.hidden.severe ? 0.45 * row.open : 0) -
    1.2 * (ticket.traits.loyalty - 0.5)
  )
}
