import {
  type AnyStateMachine,
  and,
  type EventObject,
  matchesState,
  not,
  or,
  type StateValue,
  stateIn,
} from 'xstate'
import { type ChartNode, isParallel, type Region, stateValueOf } from './regions.ts'
import { refuse } from './subset.ts'

/** What XState hands to a guard or an action. */
export interface Arguments {
  readonly context: unknown
  readonly event: EventObject
}

/** A custom action, with the parameters it is named with. */
export interface Action {
  readonly name: string
  readonly params: unknown
  readonly run: (args: Arguments, params: unknown) => void
}

/** A question that the run time answers with yes or no: a named guard, or whether regions stand somewhere. */
export interface Atom {
  readonly name: string
  readonly params: unknown
  readonly holds: ((args: Arguments, params: unknown) => unknown) | null
  /** For `stateIn`: per region it names, which of its leaves will do. */
  readonly places: readonly Place[]
}

export interface Place {
  readonly region: number
  readonly isThere: readonly boolean[]
}

/** A guard made of atoms, by their index. */
export type Guard =
  | { readonly atom: number }
  | { readonly combine: 'and' | 'or' | 'not'; readonly guards: readonly Guard[] }

/** What an entry of an `actions` list does: the index of an action, or of a raised event. */
export type Deed = { readonly action: number } | { readonly raised: number }

/** Everything named in a machine, numbered as it is first read. */
export interface Vocabulary {
  readonly actions: readonly Action[]
  readonly atoms: readonly Atom[]
  readonly raised: readonly EventObject[]
  deedOf(action: unknown, node: ChartNode): Deed
  guardOf(guard: unknown, node: ChartNode): Guard
  /** The number of a raised event; equal events without payload share one. */
  raisedOf(event: EventObject): number
}

export function vocabularyOf(machine: AnyStateMachine, regions: readonly Region[]): Vocabulary {
  const implementations = machine.implementations as unknown as Implementations
  const actions: Action[] = []
  const atoms: Atom[] = []
  const raised: EventObject[] = []

  function deedOf(action: unknown, node: ChartNode): Deed {
    if (isBuiltin(action)) return builtinOf(action, node)
    const { name, params } = named(action, 'action', node)
    const run = implementations.actions[name]
    if (run === undefined) refuse(node, `its action "${name}" has no implementation`)
    if (isBuiltin(run)) return builtinOf(run, node)
    return { action: intern(actions, { name, params, run: run as Action['run'] }) }
  }

  function builtinOf(action: Builtin, node: ChartNode): Deed {
    if (action.type !== 'xstate.raise') refuse(node, `it does "${action.type}"`)
    if (action.delay !== undefined) refuse(node, 'it raises an event with a delay')
    if (typeof action.event === 'function') refuse(node, 'it raises an event that a function makes')
    return { raised: raisedOf(action.event as EventObject) }
  }

  function raisedOf(event: EventObject): number {
    const known = raised.findIndex(
      each => each === event || (each.type === event.type && isBare(each) && isBare(event)),
    )
    return known >= 0 ? known : raised.push(event) - 1
  }

  function guardOf(guard: unknown, node: ChartNode): Guard {
    if (isChecked(guard)) return checkedOf(guard, node)
    const { name, params } = named(guard, 'guard', node)
    const holds = implementations.guards[name]
    if (holds === undefined) refuse(node, `its guard "${name}" has no implementation`)
    if (isChecked(holds)) return checkedOf(holds, node)
    if (typeof holds !== 'function') return guardOf(holds, node) // another guard's name
    return { atom: intern(atoms, { name, params, holds: holds as NonNullable<Atom['holds']>, places: [] }) }
  }

  function checkedOf(guard: Checked, node: ChartNode): Guard {
    if (guard.check === checks.stateIn) {
      const places = placesOf(guard.stateValue!, node)
      return {
        atom: intern(atoms, { name: JSON.stringify(guard.stateValue), params: null, holds: null, places }),
      }
    }
    for (const combine of ['and', 'or', 'not'] as const) {
      if (guard.check !== checks[combine]) continue
      return { combine, guards: guard.guards!.map(inner => guardOf(inner, node)) }
    }
    return refuse(node, 'its guard is of a kind that is not known')
  }

  function placesOf(wanted: StateValue, node: ChartNode): readonly Place[] {
    if (typeof wanted === 'string' && wanted.startsWith('#')) refuse(node, 'its guard asks stateIn by id')
    const names = isParallel(machine) ? regionNames(wanted) : regions.map(({ name }) => name)
    return names.map(name => {
      const region = regions.findIndex(each => each.name === name)
      if (region < 0) refuse(node, `its guard asks stateIn of "${name}", which is no region`)
      const part = typeof wanted === 'string' || !isParallel(machine) ? wanted : { [name]: wanted[name]! }
      const { leaves } = regions[region]!
      const isThere = leaves.map(({ value }) => matchesState(part, stateValueOf([regions[region]!], [value])))
      return { region, isThere }
    })
  }

  return { actions, atoms, raised, deedOf, guardOf, raisedOf }
}

interface Implementations {
  readonly actions: Readonly<Record<string, unknown>>
  readonly guards: Readonly<Record<string, unknown>>
}

/** An action that XState resolves itself. */
interface Builtin {
  readonly type: string
  readonly event?: unknown
  readonly delay?: unknown
}

/** A guard that XState checks itself. */
interface Checked {
  readonly check: unknown
  readonly guards?: readonly unknown[]
  readonly stateValue?: StateValue
}

const checks = {
  stateIn: checkOf(stateIn('')),
  and: checkOf(and([])),
  or: checkOf(or([])),
  not: checkOf(not('')),
}

function checkOf(guard: unknown): unknown {
  return (guard as Checked).check
}

function isBuiltin(action: unknown): action is Builtin {
  return typeof action === 'function' && 'resolve' in action
}

function isChecked(guard: unknown): guard is Checked {
  return typeof guard === 'function' && 'check' in guard
}

function named(given: unknown, kind: 'action' | 'guard', node: ChartNode): { name: string; params: unknown } {
  if (typeof given === 'string') return { name: given, params: undefined }
  if (typeof given === 'function') refuse(node, `its ${kind} is an inline function; name it in setup()`)
  const { type, params } = given as { type: string; params?: unknown }
  if (typeof params === 'function') refuse(node, `the parameters of its ${kind} "${type}" are a function`)
  return { name: type, params }
}

function regionNames(wanted: StateValue): readonly string[] {
  return typeof wanted === 'string' ? [wanted.split('.')[0]!] : Object.keys(wanted)
}

function isBare(event: EventObject): boolean {
  return Object.entries(event).every(([key, value]) => key === 'type' || value === undefined)
}

function intern<Named extends Action | Atom>(all: Named[], wanted: Named): number {
  const known = all.findIndex(({ name, params }) => name === wanted.name && params === wanted.params)
  return known >= 0 ? known : all.push(wanted) - 1
}
