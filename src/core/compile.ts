import type { AnyStateMachine } from 'xstate'
import type { Statechart } from './chart.ts'
import { runnerOf } from './compile/run.ts'
import { refuseForeignStructure } from './compile/subset.ts'
import { type Tables, tablesOf } from './compile/tables.ts'

/**
 * The machine as integer tables: answers what `interpret` answers, without XState at run time. XState is the oracle
 * that fills the tables, once per machine: it is run, region by region, from every leaf with every event and every
 * outcome of the guards it asks, and what it did is written down.
 *
 * Guards and actions of `setup()` serve both runtimes; guards must be pure reads, and neither may use the chart.
 * What tables cannot say is refused with `uncompilable_machine`: history, invoke, after, route, output, wildcards,
 * actions other than named ones and static raises, guards other than named ones, `stateIn` by value and their
 * combinations, transitions that leave their region, eventless transitions in orthogonal states, a context that is
 * not the input.
 */
export function compile<View>(machine: AnyStateMachine): Statechart<View> {
  const known = compiled.get(machine)
  if (known !== undefined) return known as Statechart<View>
  refuseForeignStructure(machine)
  const chart = chartOf<View>(machine, tablesOf(machine))
  compiled.set(machine, chart)
  return chart
}

const compiled = new WeakMap<AnyStateMachine, unknown>()

function chartOf<View>(machine: AnyStateMachine, tables: Tables): Statechart<View> {
  const { regions, regionTables } = tables
  const events = new Set<string>(machine.events)
  const tags = regionTables.map(table => table.tags)
  return {
    runtime: 'compiled',
    regions: regions.map(({ name }) => name),
    leaves: Object.fromEntries(regions.map(({ name, leaves }) => [name, leaves.map(leaf => leaf.name)])),
    listensTo: event => events.has(event),
    hasTag(configuration, tag) {
      for (let region = 0; region < tags.length; region++) {
        if (tags[region]![configuration[region] ?? 0]!.includes(tag)) return true
      }
      return false
    },
    ...runnerOf<View>(tables),
    actorEvents: () => 0,
  }
}
