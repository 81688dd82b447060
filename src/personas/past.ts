import type { Ticket } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
import { believes } from './satisfaction.ts'

/**
 * What earlier tickets do to this one (customer model, section 3): double deviation, and the recovery paradox. A
 * customer who was never failed lives through none of it.
 */

function failuresBefore({ hidden }: Ticket, { deviation }: CustomerModel): number {
  return Math.min(hidden.past.failures, deviation.failuresMax)
}

/** Double deviation: how much more a loss weighs for who was failed before [10]. */
export function lossWeight(ticket: Ticket, model: CustomerModel): number {
  return 1 + model.deviation.loss * failuresBefore(ticket, model)
}

/** How much more trust goes at once. */
export function trustLossWeight(ticket: Ticket, model: CustomerModel): number {
  return 1 + model.deviation.trustLoss * failuresBefore(ticket, model)
}

/** What the past adds to the log hazard of churn: a failure leaves a mark, and one on top of it a deeper one [9]. */
export function churnByPast(ticket: Ticket, open: number, model: CustomerModel): number {
  const { churn, churnOpenAgain } = model.deviation
  const failures = failuresBefore(ticket, model)
  return churn * failures + (failures > 0 ? churnOpenAgain * open : 0)
}

/** Whether the failure that an apology would be for, if there is one, is the customer's first. */
export function isFirstFailure({ hidden: { past } }: Ticket): boolean {
  return past.failures === (past.comesBack ? 1 : 0)
}

/**
 * The recovery paradox, as if the case closed now: a bonus in satisfaction when the first failure, which brought the
 * customer back, is made good; never a second time [7, 8].
 */
export function recoveryBonus(ticket: Ticket, { recovery }: CustomerModel): number {
  const { comesBack, recovered } = ticket.hidden.past
  const isFirst = comesBack && !recovered && isFirstFailure(ticket)
  return isFirst && believes(ticket) ? recovery.bonus : 0
}
