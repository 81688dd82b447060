import { clamp01, sigmoid } from '../core/math.ts'
import { normalQuantile } from '../core/quantiles.ts'
import type { Ticket } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'

/** The satisfaction index S as if the case closed now (peak–end; customer model, section 3). */
export function satisfactionIndex(ticket: Ticket, model: CustomerModel): number {
  const { mood, traits, hidden } = ticket
  const { verdict, satisfaction, peakEnd } = model
  const meanAnger = mood.minutes > 0 ? mood.angerMinutes / mood.minutes : mood.anger
  return (
    hidden.satisfactionBias +
    verdict.weight * (believes(ticket) ? 1 : verdict.notBelieved) +
    satisfaction.distributive * Math.tanh(mood.justice.distributive) +
    satisfaction.procedural * Math.tanh(mood.justice.procedural) +
    satisfaction.interactional * Math.tanh(mood.justice.interactional) -
    satisfaction.effort * mood.effort -
    peakEnd.weight * (peakEnd.mean * meanAnger + peakEnd.end * mood.anger + peakEnd.peak * mood.angerPeak) +
    satisfaction.perLoyalty * (traits.loyalty - 0.5) +
    satisfaction.perTrust * (mood.trust - 0.5) -
    satisfaction.perTransfer * mood.transfers -
    satisfaction.perWait * Math.log(1 + mood.waitMinutes / satisfaction.waitMinutes)
  )
}

/**
 * How generously this customer judges, from one uniform: part of the satisfaction index for the whole ticket. Service
 * explains less than half of what people answer; with less spread, nobody unresolved is content and nobody resolved
 * is not.
 */
export function satisfactionBias(u: number, { generosity }: CustomerModel): number {
  return generosity.deviation * normalQuantile(u)
}

/** Whether the customer believes that the case was treated rightly: one threshold a ticket, against the belief. */
export function believes(ticket: Ticket): boolean {
  return ticket.hidden.beliefDraw < ticket.mood.belief
}

/** The score, 1 to 5, that an index and one uniform give. */
export function surveyScore(satisfaction: number, u: number, { score }: CustomerModel): number {
  const noisy = satisfaction + score.noise * normalQuantile(u)
  return 1 + score.thresholds.filter(threshold => noisy > threshold).length
}

/** Probability of answering the survey: the extremes answer more, who left silently hardly does. */
export function surveyProbability(ticket: Ticket, satisfaction: number, { response }: CustomerModel): number {
  const z =
    response.base +
    response.perDistance * Math.abs(satisfaction - response.centre) +
    (satisfaction < response.dissatisfiedBelow ? response.dissatisfied : 0) +
    response.perLoyalty * (ticket.traits.loyalty - 0.5)
  const { surveyFactor } = ticket.traits
  return clamp01(sigmoid(z) * surveyFactor * (ticket.hidden.leftSilently ? response.leftSilently : 1))
}
