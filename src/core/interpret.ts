import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  type Snapshot,
  type StateValue,
} from 'xstate'
import type { ChartContext, Configuration, Statechart } from './chart.ts'
import {
  type ChartNode,
  leafName,
  regionsOf,
  rootOf,
  stateValueOf,
  valueOfRegion,
} from './compile/regions.ts'
import { SupportGymError } from './errors.ts'

/**
 * Runs a machine made with `setup()` by an XState actor. The integers are the state: the actor is a cache that is
 * rebuilt whenever it stands elsewhere.
 */
export function interpret<View>(machine: AnyStateMachine): Statechart<View> {
  const regions = regionsOf(machine)
  let seen: View
  const context: ChartContext<View> = { view: () => seen }
  let actor: ReturnType<typeof createActor> | null = null
  let standsAt: Configuration = []
  let received = 0
  const inspect = (inspected: InspectionEvent): void => {
    if (inspected.type === '@xstate.event' && !ownEvents.has(inspected.event.type)) received += 1
  }

  function rehydrate(configuration: Configuration): ReturnType<typeof createActor> {
    if (actor !== null && sameConfiguration(configuration, standsAt)) return actor
    actor?.stop()
    const values = regions.map(({ leaves }, index) => leaves[configuration[index]!]!.value)
    const snapshot = machine.resolveState({ value: stateValueOf(regions, values), context })
    actor = createActor(machine, { snapshot: snapshot as Snapshot<unknown>, input: context, inspect })
    actor.subscribe({ error: () => {} }) // `send` below reports it; unobserved, XState would throw it asynchronously
    actor.start()
    standsAt = configuration.slice()
    return actor
  }

  function configurationOf(value: StateValue): Configuration {
    return regions.map(
      (region, index) => indexOf[index]!.get(leafName(region.node, valueOfRegion(region, value)))!,
    )
  }

  const indexOf = regions.map(({ leaves }) => new Map(leaves.map(({ name }, index) => [name, index])))
  const events = new Set<string>(machine.events)
  const rootTags = regions[0]!.node.parent === undefined ? [] : rootOf(machine).tags
  const tags = regions.map(({ node, leaves }) =>
    leaves.map(({ value }) => [...rootTags, ...tagsAt(node, value)]),
  )

  return {
    runtime: 'xstate',
    regions: regions.map(({ name }) => name),
    leaves: Object.fromEntries(regions.map(({ name, leaves }) => [name, leaves.map(leaf => leaf.name)])),
    listensTo: event => events.has(event),
    hasTag: (configuration, tag) => configuration.some((leaf, region) => tags[region]![leaf]!.includes(tag)),
    initial(view) {
      seen = view
      const first = createActor(machine, { input: context, inspect })
      first.subscribe({ error: () => {} })
      return configurationOf(settled(first.start().getSnapshot(), 'xstate.init').value)
    },
    send(configuration, event, view) {
      seen = view
      const current = rehydrate(configuration)
      current.send({ type: event })
      const after = current.getSnapshot()
      if (after.status === 'error') actor = null
      const next = configurationOf(settled(after, event).value)
      standsAt = next
      return sameConfiguration(next, configuration) ? configuration : next
    },
    can(configuration, event, view) {
      seen = view
      return rehydrate(configuration).getSnapshot().can({ type: event })
    },
    actorEvents: () => received,
  }
}

/** What XState sends itself: nobody asked for it. */
const ownEvents: ReadonlySet<string> = new Set(['xstate.init', 'xstate.stop'])

function settled(snapshot: AnyMachineSnapshot, event: string): AnyMachineSnapshot {
  if (snapshot.status !== 'error') return snapshot
  throw new SupportGymError('invariant_broken', `The chart failed on "${event}".`, { cause: snapshot.error })
}

function tagsAt(node: ChartNode, value: StateValue): readonly string[] {
  const below = typeof value === 'string' ? { [value]: {} } : value
  return [...node.tags, ...Object.entries(below).flatMap(([key, inner]) => tagsAt(node.states[key]!, inner!))]
}

function sameConfiguration(one: Configuration, other: Configuration): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return one.length === other.length
}
