import type { AnyActorScope, AnyMachineSnapshot } from 'xstate'
import {
  heard,
  idOf,
  machineFrom,
  type Performed,
  type Phase,
  performed,
  RECORD,
  rebuilt,
} from './rebuilt.ts'
import { type ChartNode, leafName, type Region } from './regions.ts'
import { refuse } from './subset.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What XState did in one microstep of one region. */
export interface Recording extends Readonly<Record<Phase, Doings>> {
  /** The region's leaf afterwards. */
  readonly to: number
  /** Whether it makes `can` true: a transition has a target or an action. */
  readonly counts: boolean
  /** Whether it brought the region to its end. */
  readonly completes: boolean
}

/** What was done in one phase: actions, and events put into the internal queue, by their numbers. */
export interface Doings {
  readonly actions: readonly number[]
  readonly raised: readonly number[]
}

/** XState's answer: what it did, null if it selected no transition, or the atom it needs to know first. */
export type Answer = Recording | null | { readonly question: number }

/**
 * XState itself, asked about one region: a machine of that region alone, with recorded actions and scripted guards.
 * What a statechart does is written down nowhere else.
 */
export interface Oracle {
  /** Every event that a transition of the region is for, those of final states included. */
  readonly events: readonly string[]
  /** What entering the region does. */
  initial(): Recording
  /** What happens at a leaf on an event, or without one (null), when the atoms have these values. */
  ask(leaf: number, event: string | null, atoms: ReadonlyMap<number, boolean>): Answer
  /** The exit actions of all that is active at a leaf. */
  leave(leaf: number): readonly number[]
  isFinal(leaf: number): boolean
  tags(leaf: number): readonly string[]
}

/** Beside the region stands a state that is never final, so that XState goes on when the region has ended. */
const BESIDE = 'beside'
const BESIDE_LEFT = -1
const LEAVE = 'leave'
const NOTHING = 'nothing'
const DONE = 'xstate.done.state.'

export function oracleOf(region: Region, vocabulary: Vocabulary): Oracle {
  const { node, leaves } = region
  const nodes = withDescendants(node)
  const indexOf = new Map(leaves.map(({ name }, index) => [name, index]))
  const ended = new Map(nodes.map(each => [`${DONE}${idOf(each)}`, each]))
  const script = { atoms: new Map() as ReadonlyMap<number, boolean>, question: -1, isEventless: false }
  const config = rebuilt(node, vocabulary)
  const beside = { exit: performed({ action: BESIDE_LEFT }, 'exit') }
  const machine = machineFrom(
    { vocabulary, script },
    { states: { region: config, [BESIDE]: beside }, on: { [LEAVE]: { target: `.${BESIDE}` } } },
  )
  const alone = machineFrom({ vocabulary, script }, { states: { region: config } })
  const at = leaves.map(({ value }) =>
    machine.resolveState({ value: { region: value, [BESIDE]: {} }, context: {} }),
  )
  const aloneAt = leaves.map(({ value }) => alone.resolveState({ value: { region: value }, context: {} }))

  /** Lets XState go on until its queue is empty. Nobody hears what was raised, so that it comes by in order. */
  function record(sent: string, go: (scope: AnyActorScope) => AnyMachineSnapshot): Tape {
    const tape = emptyTape()
    const after = go(
      scopeOf({
        act: ({ phase, action }) => {
          if (action === BESIDE_LEFT) tape.isAway = true
          else tape[phase].actions.push(action!)
        },
        step: (event, count) => {
          if (event.type !== sent) return hear(tape, event)
          if (count === 0) return
          tape.hasMoved = true
          script.isEventless = false
        },
      }),
    )
    script.isEventless = false
    if (after.status === 'error') throw after.error
    tape.to = indexOf.get(leafName(node, after.value.region))!
    return tape
  }

  function hear(tape: Tape, event: Event): void {
    const end = ended.get(event.type)
    if (end === undefined) tape[event.phase!].raised.push(event.raised!)
    else tape.entry.raised.push(vocabulary.raisedOf({ type: `${DONE}${end.id}` }))
    if (end === node) tape.completes = true
  }

  /** What is done depends on what is selected alone, so that guards with one outcome are recorded once. */
  const recordings = new Map<string, Recording>()
  const numbers = new Map<unknown, number>()
  const numberOf = (transition: unknown): number => {
    if (!numbers.has(transition)) numbers.set(transition, numbers.size)
    return numbers.get(transition)!
  }

  function askFor(leaf: number, event: string): Answer {
    const sent = { type: heard(event) }
    const from = at[leaf]!
    const selected = machine.getTransitionData(from, sent)
    if (script.question >= 0) return { question: script.question }
    if (selected.length === 0) return null
    const key = `${leaf}:${selected.map(numberOf)}`
    const known = recordings.get(key)
    if (known !== undefined) return known
    const tape = record(sent.type, scope => machine.transition(from, sent, scope))
    if (tape.isAway) refuse(node, `a transition for "${event}" at "${leaves[leaf]!.name}" leaves the region`)
    const recording = { ...tape, counts: from.can(sent) }
    recordings.set(key, recording)
    return recording
  }

  function askEventless(leaf: number): Answer {
    const tape = record(NOTHING, scope => machine.transition(at[leaf]!, { type: NOTHING }, scope))
    if (script.question >= 0) return { question: script.question }
    if (tape.isAway) refuse(node, `an eventless transition at "${leaves[leaf]!.name}" leaves the region`)
    return tape.hasMoved ? tape : null
  }

  return {
    events: [...new Set(nodes.flatMap(({ transitions }) => [...transitions.keys()]))],
    initial: () => record('xstate.init', scope => machine.getInitialSnapshot(scope)),
    ask(leaf, event, atoms) {
      Object.assign(script, { atoms, question: -1, isEventless: event === null })
      return event === null ? askEventless(leaf) : askFor(leaf, event)
    },
    leave: leaf => record(LEAVE, scope => machine.transition(at[leaf]!, { type: LEAVE }, scope)).exit.actions,
    isFinal: leaf => aloneAt[leaf]!.status === 'done',
    tags: leaf => [...aloneAt[leaf]!.tags],
  }
}

/** An event that comes by: one that was sent, one that was raised, or the end of a state. */
type Event = { readonly type: string } & Partial<Performed>

interface Tape extends Record<Phase, { actions: number[]; raised: number[] }> {
  to: number
  counts: boolean
  completes: boolean
  /** Whether a transition was taken. */
  hasMoved: boolean
  /** Whether the state beside the region was left with it. */
  isAway: boolean
}

function emptyTape(): Tape {
  const [exit, transition, entry] = [emptyDoings(), emptyDoings(), emptyDoings()]
  return { exit, transition, entry, to: -1, counts: false, completes: false, hasMoved: false, isAway: false }
}

function emptyDoings(): { actions: number[]; raised: number[] } {
  return { actions: [], raised: [] }
}

interface Listener {
  act(performed: Performed): void
  /** After a microstep: the event it was for, and how many transitions it took. */
  step(event: Event, transitions: number): void
}

/** What XState's transition function needs of an actor: somebody to hand actions to, and to tell of microsteps. */
function scopeOf({ act, step }: Listener): AnyActorScope {
  const scope = {
    actionExecutor({ type, params }: { type: string; params?: unknown }) {
      if (type === RECORD) act(params as Performed)
    },
    system: {
      _sendInspectionEvent(inspected: { type: string; event: Event; _transitions: readonly unknown[] }) {
        if (inspected.type === '@xstate.microstep') step(inspected.event, inspected._transitions.length)
      },
    },
  }
  return scope as unknown as AnyActorScope
}

function withDescendants(node: ChartNode): readonly ChartNode[] {
  return [node, ...Object.values(node.states).flatMap(withDescendants)]
}
