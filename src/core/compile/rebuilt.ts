import { type AnyStateMachine, and, createMachine, not, or, raise } from 'xstate'
import type { ChartNode, ChartTransition } from './regions.ts'
import type { Deed, Guard, Vocabulary } from './vocabulary.ts'

/** When in a microstep something is done; in this order. */
export type Phase = 'exit' | 'transition' | 'entry'

/** The one action of a rebuilt machine: it says which action of the original would have run. */
export const RECORD = 'record'

/** The parameters of a recorded action, and the payload of a raised event. */
export interface Performed {
  readonly phase: Phase
  readonly action?: number
  readonly raised?: number
}

/** What the guards of a rebuilt machine answer. */
export interface Script {
  /** Whether eventless transitions may be taken. */
  isEventless: boolean
  atoms: ReadonlyMap<number, boolean>
  /** The first atom that was asked for and is not known; negative if there is none. */
  question: number
}

const EVENTLESS = 'eventless'

/** An event as rebuilt machines know it; without the mark, raised events and those of final states stay unheard. */
export function heard(event: string): string {
  return `@${event}`
}

/** A state's id in a rebuilt machine: one without dots, which XState would read as a path. */
export function idOf({ order }: ChartNode): string {
  return `n${order}`
}

export function machineFrom(
  { vocabulary, script }: { vocabulary: Vocabulary; script: Script },
  config: Readonly<Record<string, unknown>>,
): AnyStateMachine {
  const atoms = vocabulary.atoms.map((_, atom) => [String(atom), () => answer(script, atom)] as const)
  const guards = { ...Object.fromEntries(atoms), [EVENTLESS]: () => script.isEventless }
  return createMachine({ type: 'parallel', ...config } as never, { guards } as never) as AnyStateMachine
}

function answer(script: Script, atom: number): boolean {
  const known = script.atoms.get(atom)
  if (known === undefined && script.question < 0) script.question = atom
  return known ?? false
}

/** A state and all below it, as configuration of a machine that records actions and asks atoms. */
export function rebuilt(node: ChartNode, vocabulary: Vocabulary): Readonly<Record<string, unknown>> {
  const deeds = (given: readonly unknown[], phase: Phase): readonly unknown[] =>
    given.map(action => performed(vocabulary.deedOf(action, node), phase))

  const transitions = (given: readonly ChartTransition[], isEventless: boolean): readonly unknown[] =>
    given.map(({ target, guard, actions, reenter }) => {
      const own = guard === undefined ? [] : [guardFrom(vocabulary.guardOf(guard, node))]
      const all = isEventless ? [EVENTLESS, ...own] : own
      return {
        ...(target && { target: target.map(each => `#${idOf(each)}`) }),
        ...(all.length > 0 && { guard: all.length > 1 ? and(all as never) : all[0] }),
        actions: deeds(actions, 'transition'),
        reenter,
      }
    })

  const { type, states, initial } = node
  return {
    id: idOf(node),
    type,
    ...(type === 'compound' && {
      initial: { target: initial.target[0]!.key, actions: deeds(initial.actions, 'entry') },
    }),
    tags: node.tags,
    entry: deeds(node.entry, 'entry'),
    exit: deeds(node.exit, 'exit'),
    on: Object.fromEntries(
      [...node.transitions].map(([event, all]) => [heard(event), transitions(all, false)]),
    ),
    ...(node.always && { always: transitions(node.always, true) }),
    states: Object.fromEntries(
      Object.entries(states).map(([key, child]) => [key, rebuilt(child, vocabulary)]),
    ),
  }
}

/** A deed in a rebuilt machine. Raised events stay raised, so that XState itself puts them in order. */
export function performed(deed: Deed, phase: Phase): unknown {
  const said: Performed = { phase, ...deed }
  return 'raised' in deed ? raise({ type: 'raised', ...said }) : { type: RECORD, params: said }
}

function guardFrom(guard: Guard): unknown {
  if ('atom' in guard) return String(guard.atom)
  const guards = guard.guards.map(guardFrom)
  if (guard.combine === 'not') return not(guards[0] as never)
  return guard.combine === 'and' ? and(guards as never) : or(guards as never)
}
