import type { Statechart } from '../core/chart.ts'
import { type ActionType, actionTypes } from '../world/actions.ts'
import type { AgentRecord } from '../world/record.ts'
import type { ChartView } from '../world/support.machine.ts'
import type { Ticket } from '../world/world.ts'
import { type DiscreteAction, discreteActions } from './discrete.ts'
import { chartView, configurationOf } from './scene.ts'
import type { Legality, Setting } from './setting.ts'

const requests = actionTypes.map(type => ({ type, event: `agent.${type}` }))

/** Asks the chart anew each time. */
export function askedEachTime(chart: Statechart<ChartView>): Legality {
  return ticket => {
    const configuration = configurationOf(ticket)
    const view = chartView(ticket)
    const accepted = requests.filter(({ event }) => chart.can(configuration, event, view))
    return Object.freeze(accepted.map(({ type }) => type))
  }
}

/**
 * Asks the chart once for each of its configurations and each of the agent's views: the guards of requests read
 * nothing else (never the anger).
 */
export function askedOnce(chart: Statechart<ChartView>): Legality {
  const ask = askedEachTime(chart)
  const answers: (readonly ActionType[] | undefined)[] = []
  return ticket => {
    const { conversation, emotion, progress } = ticket.chart
    const { hasListedCharges, hasListedSubscriptions, hasMorePages } = chartView(ticket)
    const flags = (hasListedCharges ? 4 : 0) + (hasListedSubscriptions ? 2 : 0) + (hasMorePages ? 1 : 0)
    const key = ((conversation * 16 + emotion) * 16 + progress) * 8 + flags
    answers[key] ??= ask(ticket)
    return answers[key]
  }
}

/** The action types that are possible now: what the chart accepts and the guardrails do not block outright. */
export function availableTypes(ticket: Ticket, { legality, guardrails }: Setting): readonly ActionType[] {
  const legal = legality(ticket)
  const { record } = ticket
  for (const type of legal) {
    if (guardrails.blocks(record, type)) {
      return Object.freeze(legal.filter(each => !guardrails.blocks(record, each)))
    }
  }
  return legal
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
