import { DAY_MS } from '../core/clock.ts'
import { append } from '../core/log.ts'
import { believes, recoveryBonus, satisfactionIndex } from '../personas/index.ts'
import { gradeOutcome } from '../scenarios/index.ts'
import { ask } from '../world/station.ts'
import { openness } from '../world/world.ts'
import { type Scene, tell } from './scene.ts'
import { HORIZON_DAYS } from './setting.ts'
import { fire } from './time.ts'

const HORIZON_MS = HORIZON_DAYS * DAY_MS

/** What closing now would look like, for attributing later signals to this step. */
export function leaveTrail(scene: Scene): void {
  const { world, ticket, template, setting } = scene
  const open = openness[gradeOutcome(world, ticket, template)]
  const recovery = recoveryBonus(ticket, setting.model)
  const satisfaction = satisfactionIndex(ticket, setting.model) + recovery
  ticket.hidden.trail = append(ticket.hidden.trail, { satisfaction, recovery, open })
}

/** The case has ended: it is graded, and what will follow is put on the schedule. */
export function endCase(scene: Scene): void {
  const { world, ticket, template, setting } = scene
  const { hidden } = ticket
  hidden.closedAtMs = world.clock.nowMs
  hidden.closedStep = world.clock.step
  hidden.believed = believes(ticket)
  hidden.satisfaction = satisfactionIndex(ticket, setting.model) + recoveryBonus(ticket, setting.model)
  hidden.outcome = gradeOutcome(world, ticket, template)
  tell(scene, 'settlement.began')
  scene.passage.signals.push(...ask(setting.signals, world, { at: 'ended', ticket }))
}

/** Runs the clock to the horizon: everything that is due happens. */
export function settleAll(scene: Scene): void {
  while (fireNext(scene)) {}
  complete(scene)
}

/** Runs the clock to the next signal, or completes the settlement when there is none left. */
export function waitForNextSignal(scene: Scene): void {
  const { passage } = scene
  while (passage.signals.length === 0) {
    if (!fireNext(scene)) {
      complete(scene)
      return
    }
  }
}

function fireNext(scene: Scene): boolean {
  const { world } = scene
  const due = world.due[0]
  if (due === undefined || due.atMs > HORIZON_MS) return false
  world.clock.nowMs = Math.max(world.clock.nowMs, due.atMs)
  fire(scene, due)
  return true
}

function complete(scene: Scene): void {
  const { world, ticket, template, setting, passage } = scene
  world.clock.nowMs = Math.max(world.clock.nowMs, HORIZON_MS)
  ticket.hidden.outcomeSettled = gradeOutcome(world, ticket, template)
  passage.signals.push(...ask(setting.signals, world, { at: 'horizon', ticket }))
  passage.settled = true
  tell(scene, 'settlement.completed')
}
