import type { Action } from '../world/actions.ts'
import { ask, type Passage } from '../world/station.ts'
import type { World } from '../world/world.ts'
import { admit } from './admit.ts'
import { perform } from './perform.ts'
import { openScene, type Scene, tell } from './scene.ts'
import type { Setting } from './setting.ts'
import { endCase, leaveTrail, settleAll } from './settle.ts'
import { elapse } from './time.ts'

/** Minutes that an action costs which the chart or the guardrails refuse. */
const MISTAKE_MINUTES = 0.5

/** What a step amounts to: what happened, and what it is worth. */
export interface StepResult {
  readonly passage: Passage
  readonly rewardTerms: Readonly<Record<string, number>>
  readonly reward: number
  readonly costs: Readonly<Record<string, number>>
}

/**
 * One step: the agent's action goes down the line (statechart, guardrails, application, appraisal, clock, what is
 * due), and the world stands at its next decision point. Changes the world, and nothing else.
 */
export function advance(world: World, action: Action, setting: Setting): StepResult {
  const scene = openScene(world, action, setting)
  const { ticket, passage } = scene
  const isAfterEnd = ticket.hidden.closedAtMs !== null
  world.clock.step += 1
  ticket.record.toolResult = null
  if (!isAfterEnd) ticket.record.steps += 1
  const admitted = admit(scene, action)
  passage.executed = admitted
  if (admitted !== null) perform(scene, admitted)
  else if (!isAfterEnd) elapse(scene, MISTAKE_MINUTES)
  if (!isAfterEnd) conclude(scene)
  ticket.record.events = passage.events
  return account(scene)
}

/** Holds the case to its budget, and settles it when it has ended. */
function conclude(scene: Scene): void {
  const { world, ticket, passage, setting } = scene
  const { stepsMax, minutesMax } = setting.budget
  if (!passage.ended && (ticket.record.steps >= stepsMax || ticket.record.minutes >= minutesMax)) {
    tell(scene, 'budget.exhausted')
  }
  if (!passage.ended) passage.workedMinutes = (world.clock.nowMs - passage.startedAtMs) / 60_000
  leaveTrail(scene)
  if (!passage.ended) return
  endCase(scene)
  if (setting.delivery === 'settle') settleAll(scene)
}

function account(scene: Scene): StepResult {
  const { world, passage, setting } = scene
  const rewardTerms = ask(setting.reward, world, passage)
  const costs = ask(setting.costs, world, passage)
  const reward = sum(rewardTerms)
  world.tally.returnSum += reward
  world.tally.costSum += sum(costs)
  return { passage, rewardTerms, reward, costs }
}

/** The sum of named amounts, in their own order. */
export function sum(amounts: Readonly<Record<string, number>>): number {
  let total = 0
  for (const name in amounts) total += amounts[name]!
  return total
}
