import { expect } from 'vitest'
import {
  type AnyActorRef,
  type AnyStateMachine,
  createActor,
  type InspectionEvent,
  type Snapshot,
  type StateValue,
} from 'xstate'
import type { ChartContext, Configuration, Statechart } from '../../../src/core/chart.ts'

/** How often each of the things that are easily got wrong happened. */
export interface Tally {
  events: number
  raised: number
  eventless: number
  finished: number
  completed: number
  exitActionsRun: number
  refusals: number
  loops: number
  rehydrated: number
  moved: number
}

export function emptyTally(): Tally {
  return {
    ...{ events: 0, raised: 0, eventless: 0, finished: 0, completed: 0, exitActionsRun: 0 },
    ...{ refusals: 0, loops: 0, rehydrated: 0, moved: 0 },
  }
}

/** A real XState actor with a view of its own, whose microsteps are counted. */
export class Reference<View> {
  private readonly machine: AnyStateMachine
  private readonly tally: Tally
  readonly context: ChartContext<View>
  private actor: AnyActorRef
  private sent = ''
  private raised = 0
  private eventless = 0
  private finished = 0

  constructor(machine: AnyStateMachine, view: () => View, tally: Tally) {
    this.machine = machine
    this.tally = tally
    this.context = { view }
    this.actor = this.started({ input: this.context })
  }

  private started(options: { input: unknown; snapshot?: Snapshot<unknown> }): AnyActorRef {
    const actor = createActor(this.machine, {
      ...options,
      inspect: (inspected: InspectionEvent) => this.count(inspected),
    })
    actor.subscribe({ error: () => {} })
    return actor.start() as AnyActorRef
  }

  private count(inspected: InspectionEvent): void {
    if (inspected.type !== '@xstate.microstep') return
    const { event, _transitions: transitions } = inspected
    if (transitions.some(({ eventType }) => eventType === '')) this.eventless += 1
    else if (event.type.startsWith('xstate.done.state.')) this.finished += transitions.length
    else if (event.type !== this.sent && event.type !== 'xstate.init') this.raised += 1
  }

  /** What happened in an event that did not come to rest is not counted. */
  send(type: string): void {
    this.sent = type
    Object.assign(this, { raised: 0, eventless: 0, finished: 0 })
    this.actor.send({ type })
    if (this.status === 'error') return
    this.tally.raised += this.raised
    this.tally.eventless += this.eventless
    this.tally.finished += this.finished
  }

  get status(): 'active' | 'done' | 'error' | 'stopped' {
    return this.actor.getSnapshot().status
  }

  get value(): StateValue {
    return this.actor.getSnapshot().value
  }

  can(type: string): boolean {
    return this.actor.getSnapshot().can({ type })
  }

  rehydrate(): void {
    const snapshot = this.machine.resolveState({
      value: this.value,
      context: this.context,
    }) as Snapshot<unknown>
    this.actor.stop()
    this.actor = this.started({ input: this.context, snapshot })
    this.tally.rehydrated += 1
  }
}

/** A chart's configuration, as a list of the names of active states. */
export function activeIn(chart: Pick<Statechart<never>, 'regions' | 'leaves'>, at: Configuration): string[] {
  return chart.regions.map((region, index) => chart.leaves[region]![at[index]!]!)
}

/** The same list, read from XState's state value. */
export function activeLeaves(machine: AnyStateMachine, value: StateValue): string[] {
  if (machine.root.type !== 'parallel') return [nameOf(machine.root as unknown as Named, value)]
  const regions = machine.states as unknown as Record<string, Named>
  return Object.entries(regions).map(([key, node]) =>
    nameOf(node, (value as Record<string, StateValue>)[key]!),
  )
}

interface Named {
  readonly type: string
  readonly states: Readonly<Record<string, Named>>
}

function nameOf({ type, states }: Named, value: StateValue): string {
  const inner = typeof value === 'string' ? { [value]: {} } : value
  const names = Object.keys(states)
    .filter(key => key in inner)
    .map(key => [key, nameOf(states[key]!, inner[key]!)].filter(Boolean).join('.'))
  return type === 'parallel' ? `(${names.join('|')})` : names.join('')
}

export function expectFloor(tally: Tally, perThousandEvents: Partial<Tally>): void {
  for (const [what, floor] of Object.entries(perThousandEvents)) {
    const found = tally[what as keyof Tally]
    expect(found, `${what}: ${found} in ${tally.events} events`).toBeGreaterThan(
      (floor * tally.events) / 1000,
    )
  }
}
