import { type AnyStateMachine, createActor, type Snapshot, type StateValue } from 'xstate'
import type { Configuration, Statechart } from '../../src/core/chart.ts'
import { transitionsOf } from '../../src/docs/transitions.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'

/** Every transition of the support machine, as its definition says it. */
export const transitions = transitionsOf(supportMachine)

/** Every event of the support machine, and those that are an agent's requests. */
export const eventTypes: readonly string[] = supportMachine.events
export const requests = eventTypes.filter(event => event.startsWith('agent.'))

/** A view with nothing in view and a calm customer, but for what is given. */
export function viewOf(given: Partial<ChartView> = {}): ChartView {
  return {
    hasListedCharges: false,
    hasListedSubscriptions: false,
    hasListedInvoices: false,
    hasListedDisputes: false,
    hasMorePages: false,
    anger: 0,
    ...given,
  }
}

export const everythingListed = {
  hasListedCharges: true,
  hasListedSubscriptions: true,
  hasListedInvoices: true,
  hasListedDisputes: true,
  hasMorePages: true,
} as const

/** What a plain XState actor, put into a configuration, does with one event: the transitions it takes, by id. */
export function transitionsTaken(
  machine: AnyStateMachine,
  at: { readonly value: StateValue; readonly view: ChartView },
  event: string,
): readonly string[] {
  const idOf = new Map(transitionsOf(machine).map(({ definition, id }) => [definition, id]))
  const context = { view: () => at.view }
  const snapshot = machine.resolveState({ value: at.value, context }) as Snapshot<unknown>
  const taken: string[] = []
  const actor = createActor(machine, {
    snapshot,
    input: context,
    inspect: inspected => {
      if (inspected.type !== '@xstate.microstep') return
      for (const definition of inspected._transitions) {
        const id = idOf.get(definition)
        if (id !== undefined) taken.push(id)
      }
    },
  })
  actor.start()
  actor.send({ type: event })
  actor.stop()
  return taken
}

/** A configuration as XState writes it. */
export function stateValueOf(chart: Statechart<ChartView>, configuration: Configuration): StateValue {
  return Object.fromEntries(
    chart.regions.map((region, index) => [region, chart.leaves[region]![configuration[index]!]!]),
  )
}
