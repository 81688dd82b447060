import { clamp01, sigmoid } from '../core/math.ts'
import { normalQuantile } from '../core/quantiles.ts'
import type { Ticket } from '../world/world.ts'

/** The satisfaction index S as if the case closed now (peak–end; customer model, section 3). */
export function satisfactionIndex(ticket: Ticket): number {
  const { mood, traits, hidden } = ticket
  const meanAnger = mood.minutes > 0 ? mood.angerMinutes / mood.minutes : mood.anger
  return (
    hidden.satisfactionBias +
    1.15 * (believes(ticket) ? 1 : -0.4) +
    0.9 * Math.tanh(mood.justice.distributive) +
    0.35 * Math.tanh(mood.justice.procedural) +
    0.75 * Math.tanh(mood.justice.interactional) -
    1.35 * mood.effort -
    1.9 * (0.4 * meanAnger + 0.4 * mood.anger + 0.2 * mood.angerPeak) +
    0.5 * (traits.loyalty - 0.5) +
    0.5 * (mood.trust - 0.5) -
    0.22 * mood.transfers -
    0.35 * Math.log(1 + mood.waitMinutes / 15)
  )
}

/**
 * Standard deviation of how generously customers judge the same treatment. Service explains less than half of what
 * people answer; with less spread, nobody unresolved is content and nobody resolved is not.
 */
const BIAS_DEVIATION = 1

/** How generously this customer judges, from one uniform: part of the satisfaction index for the whole ticket. */
export function satisfactionBias(u: number): number {
  return BIAS_DEVIATION * normalQuantile(u)
}

/** Whether the customer believes that the case was treated rightly: one threshold a ticket, against the belief. */
export function believes(ticket: Ticket): boolean {
  return ticket.hidden.beliefDraw < ticket.mood.belief
}

const SCORE_THRESHOLDS = [-1.65, -1.25, -1, 0.6] as const
const SCORE_NOISE = 0.55

/** The score, 1 to 5, that an index and one uniform give. */
export function surveyScore(satisfaction: number, u: number): number {
  const noisy = satisfaction + SCORE_NOISE * normalQuantile(u)
  return 1 + SCORE_THRESHOLDS.filter(threshold => noisy > threshold).length
}

/** Probability of answering the survey: the extremes answer more, who left silently hardly does. */
export function surveyProbability(ticket: Ticket, satisfaction: number): number {
  const z =
    -1.95 +
    0.45 * Math.abs(satisfaction - 0.35) +
    (satisfaction < -0.6 ? 0.25 : 0) +
    0.3 * (ticket.traits.loyalty - 0.5)
  return clamp01(sigmoid(z) * ticket.traits.surveyFactor * (ticket.hidden.leftSilently ? 0.15 : 1))
}
