import { MINUTE_MS } from '../core/clock.ts'
import { appraise, nudgeMinutes, outburst } from '../personas/index.ts'
import { handOverFitness, isComplete } from '../scenarios/index.ts'
import type { Action } from '../world/actions.ts'
import { schedule } from '../world/world.ts'
import { hear, type Scene, succeed, tell } from './scene.ts'
import { elapse } from './time.ts'

/**
 * Hands the case to a team: warm when it was explored and all that is known is passed on, else the customer starts
 * anew. A team that cannot finish it hands it on once more.
 */
export function escalate(scene: Scene, { team, handOver = [] }: Extract<Action, { type: 'escalate' }>): void {
  const { ticket, template, setting } = scene
  const { record, hidden, mood } = ticket
  const handedOver = { team, parts: handOver }
  const warm = record.progress !== 'opened' && isComplete(record, handedOver)
  elapse(scene, (warm ? 3 : 6) + PART_MINUTES * handOver.length)
  if (scene.passage.ended) return
  hidden.escalatedTo = team
  hidden.handOverFitness = handOverFitness(record, template, handedOver)
  mood.transfers += template.escalation !== null && template.escalation.team !== team ? 2 : 1
  appraise(ticket, [{ kind: warm ? 'escalate_warm' : 'escalate_cold', repeat: 0 }], setting.model)
  tell(scene, 'ticket.escalated')
}

/** Minutes that writing up a part of a hand-over takes. */
const PART_MINUTES = 0.25

/** Plans a contact; a tool call bound to it runs by itself. */
export function scheduleFollowUp(
  scene: Scene,
  action: Extract<Action, { type: 'schedule_follow_up' }>,
): void {
  const { world, ticket } = scene
  const atMs = world.clock.nowMs + action.inMinutes * MINUTE_MS
  schedule(world, ticket, atMs, { kind: 'follow_up.runs', call: action.call })
  ticket.record.followUps += 1
  succeed(scene, action.type)
  elapse(scene, 0.5)
}

/** Waits: until the time is up, something happens, or the customer asks whether anybody is there. */
export function wait(scene: Scene, action: Extract<Action, { type: 'wait' }>): void {
  const { world, ticket, passage } = scene
  const { mood } = ticket
  const { model } = scene.setting
  const untilMs = world.clock.nowMs + action.minutes * MINUTE_MS
  const nudgeAtMs = mood.hasNudged
    ? untilMs
    : Math.max(world.clock.nowMs, mood.lastContactMs + nudgeMinutes(ticket, model) * MINUTE_MS)
  const eventsBefore = passage.events.length
  while (!passage.ended && world.clock.nowMs < Math.min(untilMs, nudgeAtMs)) {
    const nextMs = Math.min(untilMs, nudgeAtMs, world.due[0]?.atMs ?? untilMs)
    elapse(scene, Math.max(1, nextMs - world.clock.nowMs) / MINUTE_MS)
    if (passage.events.length > eventsBefore) return
  }
  if (passage.ended || world.clock.nowMs >= untilMs) return
  mood.hasNudged = true
  hear(scene, outburst(world, ticket, { act: 'question', model }))
}

/** Closes the case, with what the agent claims of it. */
export function close(scene: Scene, action: Extract<Action, { type: 'close' }>): void {
  const { ticket, setting } = scene
  ticket.hidden.resolutionClaimed = action.resolution
  if (ticket.record.said.close_politely === undefined) {
    appraise(ticket, [{ kind: 'close', repeat: 0 }], setting.model)
  }
  tell(scene, 'ticket.closed')
}
