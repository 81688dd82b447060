import { MINUTE_MS } from '../core/clock.ts'
import { clamp01, sigmoid } from '../core/math.ts'
import type { Ticket } from '../world/world.ts'

/** Once served, a customer leaves at this part of the queue's rate. */
const SERVED_FACTOR = 0.22

/**
 * Lets time pass for a customer, in slices of at most a minute: anger drifts to its baseline, waiting beyond one's
 * patience adds to it, the hazard of leaving adds up. Stops at the moment the customer leaves. A customer who is
 * busy (writing an answer) waits for nobody; one in the queue who would have left never became this ticket.
 *
 * @returns the time that passed in ms, and whether the customer left at its end.
 */
export function passTime(
  ticket: Ticket,
  span: { readonly fromMs: number; readonly toMs: number; readonly as: 'queued' | 'waiting' | 'busy' },
): { readonly elapsedMs: number; readonly left: boolean } {
  let nowMs = span.fromMs
  while (nowMs < span.toMs) {
    const sliceMs = Math.min(MINUTE_MS, span.toMs - nowMs)
    nowMs += sliceMs
    feelTime(ticket, sliceMs / MINUTE_MS, span.as === 'busy' ? 0 : nowMs - ticket.mood.lastContactMs)
    if (span.as === 'busy') continue
    ticket.mood.hazard += leavingRate(ticket, span.as === 'queued') * (sliceMs / MINUTE_MS)
    if (span.as === 'waiting' && isOutOfPatience(ticket))
      return { elapsedMs: nowMs - span.fromMs, left: true }
  }
  return { elapsedMs: nowMs - span.fromMs, left: false }
}

function feelTime(ticket: Ticket, minutes: number, silenceMs: number): void {
  const { mood, traits, hidden } = ticket
  const relaxationMinutes = 25 + 35 * traits.volatility
  mood.anger = mood.baseline + (mood.anger - mood.baseline) * Math.exp(-minutes / relaxationMinutes)
  if (silenceMs / MINUTE_MS > 1 + 2 * traits.patience) {
    const felt = mood.hasEstimate ? 0.8 : 1.3
    mood.anger += 0.012 * (1.3 - traits.patience) * (1 + hidden.urgency / 2) * minutes * felt
    mood.waitMinutes += minutes * felt
  }
  mood.anger = clamp01(mood.anger)
  mood.angerPeak = Math.max(mood.angerPeak, mood.anger)
  mood.angerMinutes += mood.anger * minutes
  mood.minutes += minutes
}

/** Hazard of leaving, per minute: the shape of Erlang-A patience [20], lower once served. */
function leavingRate(ticket: Ticket, queued: boolean): number {
  const { mood, traits, hidden } = ticket
  const scale = Math.exp(-0.9 * mood.anger - 0.3 * hidden.urgency + 0.4 * traits.loyalty)
  const rate = 1 / (30 * (0.4 + 1.2 * traits.patience) * scale)
  return queued ? rate : SERVED_FACTOR * rate
}

/** Adds a turn's hazard: the moment at which one reads an answer and gives up, or does not. */
export function takeTurn(ticket: Ticket): void {
  const { mood, traits } = ticket
  const z = -6.6 + 2.8 * mood.anger + 2.0 * mood.effort + 0.6 * mood.confusion - 0.8 * traits.patience
  mood.hazard -= Math.log(1 - sigmoid(z))
}

/** Whether the integrated hazard has passed the ticket's own threshold. */
export function isOutOfPatience(ticket: Ticket): boolean {
  return ticket.mood.hazard >= ticket.hidden.patienceThreshold
}
