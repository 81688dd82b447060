import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'

/** One transition of a machine, as its definition says it. */
export interface Transition {
  /** `conversation.open on customer.left [0]`: the same in every machine made from the same definition. */
  readonly id: string
  /** The region it stands in; the machine's own id where it has no regions. */
  readonly region: string
  readonly state: string
  readonly event: string
  /** Place among the transitions of the same state and event: the first whose guard holds is taken. */
  readonly index: number
  readonly guard: string | null
  /** The state it leads to; null where it changes no state. */
  readonly target: string | null
  /** Names of its actions; a raised event is `raise <event>`. */
  readonly actions: readonly string[]
  readonly definition: AnyTransitionDefinition
}

/** A machine's regions with their states, in document order; a flat machine is one region. */
export function regionsOf(machine: AnyStateMachine): readonly Region[] {
  const roots: readonly StateNodeShape[] =
    machine.root.type === 'parallel' ? Object.values(machine.states) : [machine.root]
  return roots.map(root => ({
    name: root.key,
    initial: root.initial.target[0]!.key,
    states: Object.values(root.states),
  }))
}

export interface Region {
  readonly name: string
  readonly initial: string
  readonly states: readonly StateNodeShape[]
}

type StateNodeShape = AnyStateMachine['root']

/** Every transition of a machine, in document order. */
export function transitionsOf(machine: AnyStateMachine): readonly Transition[] {
  return regionsOf(machine).flatMap(({ name, states }) =>
    states.flatMap(state =>
      [...state.transitions.entries()].flatMap(([event, definitions]) =>
        definitions.map((definition, index) => ({
          id: `${name}.${state.key} on ${event} [${index}]`,
          region: name,
          state: state.key,
          event,
          index,
          guard: guardName(definition.guard),
          target: definition.target?.[0]?.key ?? null,
          actions: definition.actions.map(actionName),
          definition,
        })),
      ),
    ),
  )
}

function guardName(guard: unknown): string | null {
  if (guard === undefined) return null
  return typeof guard === 'string' ? guard : (guard as { type: string }).type
}

function actionName(action: unknown): string {
  if (typeof action === 'string') return action
  const { type, event } = action as { type: string; event?: { type: string } }
  return type === 'xstate.raise' ? `raise ${event!.type}` : type
}
