import { type AnyStateMachine, createActor, type Snapshot, type StateValue } from 'xstate'
import { SupportGymError } from './errors.ts'

/** One integer per region: the index of its active leaf, in document order. */
export type Configuration = readonly number[]

/**
 * A statechart that owns control state only: send it an event, ask it what is available. `View` is what guards
 * may read; the machine's context is a reference to it and nothing else.
 */
export interface Statechart<View> {
  /** Region names, in the order of a configuration's integers. */
  readonly regions: readonly string[]
  /** The leaves of each region, by region name: a configuration's integer is an index here. */
  readonly leaves: Readonly<Record<string, readonly string[]>>
  /** Whether any transition of the machine is for this event. */
  listensTo(event: string): boolean
  /** Whether an active leaf carries this tag. */
  hasTag(configuration: Configuration, tag: string): boolean
  initial(view: View): Configuration
  /** The configuration after the event and all it raised; the same configuration when nothing handles it. */
  send(configuration: Configuration, event: string, view: View): Configuration
  /** Whether the event would take a transition now. */
  can(configuration: Configuration, event: string, view: View): boolean
}

/** What a machine's context is: guards read `context.view()`. A function, because XState walks objects it revives. */
export interface ChartContext<View> {
  readonly view: () => View
}

/**
 * Runs a parallel machine made with `setup()` by an XState actor. The integers are the state: the actor is a
 * cache that is rebuilt whenever it stands elsewhere.
 */
export function interpret<View>(machine: AnyStateMachine): Statechart<View> {
  const regions = Object.keys(machine.states)
  const leaves = Object.fromEntries(regions.map(region => [region, leafPaths(machine.states[region]!)]))
  let seen: View
  const context: ChartContext<View> = { view: () => seen }
  let actor: ReturnType<typeof createActor> | null = null
  let standsAt: Configuration = []

  function rehydrate(configuration: Configuration): ReturnType<typeof createActor> {
    if (actor !== null && sameConfiguration(configuration, standsAt)) return actor
    actor?.stop()
    const snapshot = machine.resolveState({ value: stateValueOf(configuration), context })
    actor = createActor(machine, { snapshot: snapshot as Snapshot<unknown>, input: context })
    actor.subscribe({ error: () => {} }) // `send` below reports it; unobserved, XState would throw it asynchronously
    actor.start()
    standsAt = configuration
    return actor
  }

  function stateValueOf(configuration: Configuration): StateValue {
    return Object.fromEntries(
      regions.map((region, index) => [region, nest(leaves[region]![configuration[index]!]!.split('.'))]),
    )
  }

  function configurationOf(value: Record<string, unknown>): Configuration {
    return regions.map(region => leaves[region]!.indexOf(unnest(value[region])))
  }

  const events = new Set<string>(machine.events)
  const tags = regions.map(region =>
    leaves[region]!.map(path => tagsAt(machine.states[region]!, path.split('.'))),
  )

  return {
    regions,
    leaves,
    listensTo: event => events.has(event),
    hasTag: (configuration, tag) => configuration.some((leaf, region) => tags[region]![leaf]!.includes(tag)),
    initial(view) {
      seen = view
      const first = createActor(machine, { input: context }).start()
      return configurationOf(first.getSnapshot().value as Record<string, unknown>)
    },
    send(configuration, event, view) {
      seen = view
      const current = rehydrate(configuration)
      current.send({ type: event })
      const after = current.getSnapshot()
      if (after.status === 'error') {
        actor = null
        throw new SupportGymError('invariant_broken', `The chart failed on "${event}".`, {
          cause: after.error,
        })
      }
      const next = configurationOf(after.value as Record<string, unknown>)
      standsAt = next
      return sameConfiguration(next, configuration) ? configuration : next
    },
    can(configuration, event, view) {
      seen = view
      return rehydrate(configuration).getSnapshot().can({ type: event })
    },
  }
}

/**
 * The lifecycle of an object: a flat machine without guards, so that what XState answers depends on (state, event)
 * alone and is asked once per pair.
 */
export interface Lifecycle<State extends string, Event extends string> {
  readonly initial: State
  readonly states: readonly State[]
  readonly events: readonly Event[]
  /** The state after the event, or null when the state does not accept it. */
  next(state: State, event: Event): State | null
}

/** Reads a flat, guardless machine into a `Lifecycle`, with XState itself as the oracle. */
export function lifecycle<State extends string, Event extends string>(
  machine: AnyStateMachine,
): Lifecycle<State, Event> {
  const states = Object.keys(machine.states) as State[]
  const answers = new Map<string, State | null>()
  const initialSnapshot = createActor(machine).getSnapshot()
  return {
    initial: initialSnapshot.value as State,
    states,
    events: machine.events.filter(event => !event.startsWith('xstate.')) as Event[],
    next(state, event) {
      const key = `${state}|${event}`
      const known = answers.get(key)
      if (known !== undefined) return known
      const at = machine.resolveState({ value: state, context: {} })
      const actor = createActor(machine, { snapshot: at as Snapshot<unknown>, input: undefined })
      let answer: State | null = null
      if (at.can({ type: event })) {
        actor.start()
        actor.send({ type: event })
        answer = actor.getSnapshot().value as State
      }
      answers.set(key, answer)
      return answer
    },
  }
}

interface StateNodeShape {
  readonly states: Record<string, StateNodeShape>
  readonly tags: readonly string[]
}

function tagsAt(node: StateNodeShape, path: readonly string[]): readonly string[] {
  const [name, ...rest] = path
  return name === undefined ? node.tags : [...node.tags, ...tagsAt(node.states[name]!, rest)]
}

function leafPaths(node: StateNodeShape, prefix = ''): string[] {
  return Object.entries(node.states).flatMap(([name, child]) =>
    Object.keys(child.states).length === 0 ? [prefix + name] : leafPaths(child, `${prefix}${name}.`),
  )
}

function nest(path: readonly string[]): StateValue {
  return path.length === 1 ? path[0]! : { [path[0]!]: nest(path.slice(1)) }
}

function unnest(value: unknown): string {
  if (typeof value === 'string') return value
  const [name, inner] = Object.entries(value as Record<string, unknown>)[0]!
  return `${name}.${unnest(inner)}`
}

function sameConfiguration(one: Configuration, other: Configuration): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return one.length === other.length
}
