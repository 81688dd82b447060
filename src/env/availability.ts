import { type ActionType, actionTypes } from '../world/actions.ts'
import type { Ticket } from '../world/world.ts'
import { discreteActions } from './discrete.ts'
import { chartView, configurationOf } from './scene.ts'
import type { Setting } from './setting.ts'

/** The action types that are possible now: what the chart accepts and the guardrails do not block outright. */
export function availableTypes(ticket: Ticket, { chart, guardrails }: Setting): readonly ActionType[] {
  const configuration = configurationOf(ticket)
  const view = chartView(ticket)
  return Object.freeze(
    actionTypes.filter(
      type => chart.can(configuration, `agent.${type}`, view) && !guardrails.blocks(ticket.record, type),
    ),
  )
}

/** The mask of the discrete face: 1 where the type is possible and its parameter refers to something in view. */
export function maskOf(ticket: Ticket, available: readonly ActionType[], seed: number): Uint8Array {
  const mask = new Uint8Array(discreteActions.length)
  for (const [index, entry] of discreteActions.entries()) {
    if (available.includes(entry.type) && entry.resolve(ticket.record, seed) !== null) mask[index] = 1
  }
  return mask
}
