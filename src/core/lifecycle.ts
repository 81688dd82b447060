import type { AnyStateMachine } from 'xstate'
import { compile } from './compile.ts'

/**
 * The lifecycle of an object: a flat machine without guards, so that where an event leads depends on the state alone.
 */
export interface Lifecycle<State extends string, Event extends string> {
  readonly initial: State
  readonly states: readonly State[]
  readonly events: readonly Event[]
  /** The state after the event, or null when the state does not accept it. */
  next(state: State, event: Event): State | null
}

/** Compiles a flat, guardless machine into a `Lifecycle`. */
export function lifecycle<State extends string, Event extends string>(
  machine: AnyStateMachine,
): Lifecycle<State, Event> {
  const chart = compile<null>(machine)
  const states = chart.leaves[chart.regions[0]!]! as readonly State[]
  const configurations = new Map(states.map((state, index) => [state, [index]]))
  return {
    initial: states[chart.initial(null)[0]!]!,
    states,
    events: machine.events.filter(event => !event.startsWith('xstate.')) as Event[],
    next(state, event) {
      const at = configurations.get(state)!
      return chart.can(at, event, null) ? states[chart.send(at, event, null)[0]!]! : null
    },
  }
}
