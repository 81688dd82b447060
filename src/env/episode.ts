import { SupportGymError } from '../core/errors.ts'
import { mixSeed } from '../core/random.ts'
import type { World } from '../world/world.ts'
import { availableTypes } from './availability.ts'
import type { Seen } from './observation.ts'
import { hasEnded, hasSettled } from './scene.ts'
import type { Setting } from './setting.ts'
import type { Episode } from './snapshot.ts'

/** No episode has begun. */
export const noEpisode: Episode = { index: 0, firstSeed: 0, state: 'terminated' }

/**
 * The episode that a reset begins, and its seed: the one given, or without one the next of the series that the last
 * given seed began. Throws `invalid_config` for a seed that is no safe integer of at least 0.
 */
export function nextEpisode(
  last: Episode,
  given: number | undefined,
): { readonly seed: number; readonly episode: Episode } {
  const { index, firstSeed } = last
  if (given === undefined) {
    const seed = mixSeed(firstSeed, index + 1)
    return { seed, episode: { index: index + 1, firstSeed, state: 'running' } }
  }
  if (!Number.isSafeInteger(given) || given < 0) {
    throw new SupportGymError(
      'invalid_config',
      `A seed is a safe integer of at least 0, got ${String(given)}.`,
    )
  }
  return { seed: given, episode: { index: 0, firstSeed: given, state: 'running' } }
}

/** How an episode stands after a step: the chart ends it, or an outer limit cuts it off. */
export function stateAfter(world: World, setting: Setting): Episode['state'] {
  const ticket = world.tickets[0]!
  const isDone = setting.delivery === 'deferred' ? hasEnded(ticket, setting) : hasSettled(ticket, setting)
  if (isDone) return 'terminated'
  return world.clock.step >= setting.truncateAfterSteps ? 'truncated' : 'running'
}

/** What an observation of the world is built from, read now: the record is the live one, for whoever is done with it at once. */
export function seenNow(world: World, setting: Setting): Seen {
  const ticket = world.tickets[0]!
  const { record } = ticket
  return {
    record,
    seed: world.seed,
    nowMs: world.clock.nowMs,
    stepsLeft: Math.max(0, setting.budget.stepsMax - record.steps),
    minutesLeft: Math.max(0, setting.budget.minutesMax - record.minutes),
    transcript: world.transcript,
    available: availableTypes(ticket, setting),
    policyText: setting.guardrails.policyText,
  }
}
