import { type ActionType, actionTypes } from '../world/actions.ts'
import type { AgentRecord } from '../world/record.ts'
import type { Ticket } from '../world/world.ts'
import { type DiscreteAction, discreteActions } from './discrete.ts'
import { chartView, configurationOf } from './scene.ts'
import type { Setting } from './setting.ts'

const requests = actionTypes.map(type => ({ type, event: `agent.${type}` }))

/** The action types that are possible now: what the chart accepts and the guardrails do not block outright. */
export function availableTypes(ticket: Ticket, { chart, guardrails }: Setting): readonly ActionType[] {
  const configuration = configurationOf(ticket)
  const view = chartView(ticket)
  const available: ActionType[] = []
  for (const { type, event } of requests) {
    if (chart.can(configuration, event, view) && !guardrails.blocks(ticket.record, type)) available.push(type)
  }
  return Object.freeze(available)
}

/** The entries of one action type: those that are possible whenever it is, and those whose target must be in view. */
interface Entries {
  readonly always: readonly number[]
  readonly aimed: readonly {
    readonly index: number
    readonly refers: NonNullable<DiscreteAction['refers']>
  }[]
}

const entriesByType = new Map<ActionType, Entries>(
  actionTypes.map(type => {
    const indexed = discreteActions
      .map((entry, index) => ({ index, refers: entry.refers, type: entry.type }))
      .filter(entry => entry.type === type)
    return [
      type,
      {
        always: indexed.filter(({ refers }) => refers === null).map(({ index }) => index),
        aimed: indexed.flatMap(({ index, refers }) => (refers === null ? [] : [{ index, refers }])),
      },
    ]
  }),
)

/** The mask of the discrete face: 1 where the type is possible and its parameter refers to something in view. */
export function maskOf(record: AgentRecord, available: readonly ActionType[]): Uint8Array {
  const mask = new Uint8Array(discreteActions.length)
  fillMask(record, available, { into: mask, offset: 0 })
  return mask
}

/** Writes the mask into a buffer that holds zeros, from `offset` on. */
export function fillMask(
  record: AgentRecord,
  available: readonly ActionType[],
  { into, offset }: { into: Uint8Array; offset: number },
): void {
  for (const type of available) {
    const { always, aimed } = entriesByType.get(type)!
    for (const index of always) into[offset + index] = 1
    for (const { index, refers } of aimed) if (refers(record)) into[offset + index] = 1
  }
}
