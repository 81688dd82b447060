import { MINUTE_MS } from '../core/clock.ts'
import { clamp01, sigmoid } from '../core/math.ts'
import type { Ticket } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'

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
  model: CustomerModel,
): { readonly elapsedMs: number; readonly left: boolean } {
  let nowMs = span.fromMs
  while (nowMs < span.toMs) {
    const sliceMs = Math.min(MINUTE_MS, span.toMs - nowMs)
    nowMs += sliceMs
    const minutes = sliceMs / MINUTE_MS
    relax(ticket, minutes, model)
    if (span.as !== 'busy' && isTooSilent(ticket, nowMs, model)) wait(ticket, minutes, model)
    remember(ticket.mood, minutes)
    if (span.as === 'busy') continue
    ticket.mood.hazard += leavingRate(ticket, span.as === 'queued', model) * minutes
    if (span.as === 'waiting' && isOutOfPatience(ticket))
      return { elapsedMs: nowMs - span.fromMs, left: true }
  }
  return { elapsedMs: nowMs - span.fromMs, left: false }
}

/** Anger drifts to where it comes from. */
function relax({ mood, traits }: Ticket, minutes: number, { relaxation }: CustomerModel): void {
  const relaxationMinutes = relaxation.minutes + relaxation.perVolatility * traits.volatility
  mood.anger = mood.baseline + (mood.anger - mood.baseline) * Math.exp(-minutes / relaxationMinutes)
}

/** Whether the last contact is longer ago than the customer minds. */
function isTooSilent({ mood, traits }: Ticket, nowMs: number, { waiting }: CustomerModel): boolean {
  const silenceMinutes = (nowMs - mood.lastContactMs) / MINUTE_MS
  return silenceMinutes > waiting.freeMinutes + waiting.freePerPatience * traits.patience
}

/** Waiting angers, and feels longer without an estimate. */
function wait({ mood, traits, hidden }: Ticket, minutes: number, { waiting, feltWait }: CustomerModel): void {
  const felt = mood.hasEstimate ? feltWait.estimated : feltWait.unexplained
  const impatience = waiting.patienceOffset - traits.patience
  const urgency = 1 + waiting.perUrgency * hidden.urgency
  mood.anger += waiting.angerPerMinute * impatience * urgency * minutes * felt
  mood.waitMinutes += minutes * felt
}

/** Keeps what the peak and the mean of anger are made of. */
function remember(mood: Ticket['mood'], minutes: number): void {
  mood.anger = clamp01(mood.anger)
  mood.angerPeak = Math.max(mood.angerPeak, mood.anger)
  mood.angerMinutes += mood.anger * minutes
  mood.minutes += minutes
}

/** Hazard of leaving, per minute: the shape of Erlang-A patience, lower once served. */
function leavingRate(ticket: Ticket, queued: boolean, { leaving }: CustomerModel): number {
  const { mood, traits, hidden } = ticket
  const { meanMinutes, base, perPatience, perAnger, perUrgency, perLoyalty, served } = leaving
  const scale = Math.exp(-perAnger * mood.anger - perUrgency * hidden.urgency + perLoyalty * traits.loyalty)
  const rate = 1 / (meanMinutes * (base + perPatience * traits.patience) * scale)
  return queued ? rate : served * rate
}

/** Adds a turn's hazard: the moment at which one reads an answer and gives up, or does not. */
export function takeTurn({ mood, traits }: Ticket, { turn }: CustomerModel): void {
  const z =
    turn.base +
    turn.perAnger * mood.anger +
    turn.perEffort * mood.effort +
    turn.perConfusion * mood.confusion -
    turn.perPatience * traits.patience
  mood.hazard -= Math.log(1 - sigmoid(z))
}

/** Minutes of silence after which the customer asks whether anybody is there. */
export function nudgeMinutes({ traits }: Ticket, { nudge }: CustomerModel): number {
  return nudge.minutes + nudge.perPatience * traits.patience
}

/** Whether the integrated hazard has passed the ticket's own threshold. */
export function isOutOfPatience(ticket: Ticket): boolean {
  return ticket.mood.hazard >= ticket.hidden.patienceThreshold
}
