import type { AnyStateMachine, StateValue } from 'xstate'

/** A region of a machine: its state node and every combination of leaves it can stand in. */
export interface Region {
  readonly name: string
  readonly node: ChartNode
  /** In document order; a configuration's integer is an index here. */
  readonly leaves: readonly Leaf[]
}

/** A leaf of a region or, under a parallel state, a combination of leaves, which counts as one. */
export interface Leaf {
  /** The way down from the region: `open.waiting`, and `both.(left.on|right.off)` under a parallel state. */
  readonly name: string
  /** The region's part of XState's state value. */
  readonly value: StateValue
}

/** What the compiler reads of XState's state nodes. */
export interface ChartNode {
  readonly id: string
  readonly key: string
  readonly order: number
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final' | 'history'
  readonly path: readonly string[]
  readonly parent?: ChartNode | undefined
  readonly config: Readonly<Record<string, unknown>>
  readonly states: Readonly<Record<string, ChartNode>>
  readonly tags: readonly string[]
  readonly entry: readonly unknown[]
  readonly exit: readonly unknown[]
  readonly initial: { readonly target: readonly ChartNode[]; readonly actions: readonly unknown[] }
  readonly transitions: ReadonlyMap<string, readonly ChartTransition[]>
  readonly always?: readonly ChartTransition[] | undefined
}

/** What the compiler reads of XState's transitions: targets are resolved. */
export interface ChartTransition {
  readonly target?: readonly ChartNode[] | undefined
  readonly guard?: unknown
  readonly actions: readonly unknown[]
  readonly reenter: boolean
}

export function rootOf(machine: AnyStateMachine): ChartNode {
  return machine.root as unknown as ChartNode
}

/** Whether the machine's children are its regions; otherwise the whole machine is its one region. */
export function isParallel(machine: AnyStateMachine): boolean {
  return rootOf(machine).type === 'parallel'
}

/** The regions of a machine, in document order. */
export function regionsOf(machine: AnyStateMachine): readonly Region[] {
  const root = rootOf(machine)
  const nodes = isParallel(machine) ? Object.values(root.states) : [root]
  return nodes.map(node => ({ name: node.key, node, leaves: leavesOf(node) }))
}

/** A parallel root by itself, as a region of one leaf: its own actions, and transitions where no region has one. */
export function rootAlone(machine: AnyStateMachine): Region {
  const { id, key, order, path, config, tags, entry, exit, initial, transitions } = rootOf(machine)
  const ownTransitions = new Map(transitions)
  ownTransitions.delete(`xstate.done.state.${id}`) // the machine has stopped by then
  const node: ChartNode = {
    ...{ id, key, order, path, config, tags, entry, exit, initial },
    transitions: ownTransitions,
    type: 'atomic',
    states: {},
  }
  return { name: key, node, leaves: [{ name: '', value: {} }] }
}

/** The state value of the whole machine when its regions have these values. */
export function stateValueOf(regions: readonly Region[], values: readonly StateValue[]): StateValue {
  if (regions[0]!.node.parent === undefined) return values[0]!
  return Object.fromEntries(regions.map((region, index) => [region.name, values[index]!]))
}

/** The region's own part of a machine's state value. */
export function valueOfRegion({ name, node }: Region, value: StateValue): StateValue {
  return node.parent === undefined ? value : (value as Record<string, StateValue>)[name]!
}

/** How many leaves a region has, without listing them. */
export function leafCount(node: ChartNode): number {
  const counts = Object.values(node.states).map(leafCount)
  if (node.type === 'parallel') return counts.reduce((product, count) => product * count, 1)
  return node.type === 'compound' ? counts.reduce((sum, count) => sum + count, 0) : 1
}

/** The name of the leaf of a node that a state value says, whatever the order of its keys. */
export function leafName({ type, states }: ChartNode, value: StateValue): string {
  const inner = (key: string): string => {
    const below = typeof value === 'string' ? '' : leafName(states[key]!, value[key]!)
    return below === '' ? key : `${key}.${below}`
  }
  if (type === 'parallel') return `(${Object.keys(states).map(inner).join('|')})`
  if (type === 'compound') return inner(typeof value === 'string' ? value : Object.keys(value)[0]!)
  return ''
}

function leavesOf(node: ChartNode): readonly Leaf[] {
  return valuesOf(node).map(value => ({ name: leafName(node, value), value }))
}

function valuesOf({ type, states }: ChartNode): readonly StateValue[] {
  if (type === 'parallel') {
    return Object.entries(states).reduce<readonly Record<string, StateValue>[]>(
      (found, [key, child]) =>
        found.flatMap(value => valuesOf(child).map(inner => ({ ...value, [key]: inner }))),
      [{}],
    )
  }
  if (type !== 'compound') return [{}]
  return Object.entries(states).flatMap<StateValue>(([key, child]) =>
    Object.keys(child.states).length === 0 ? [key] : valuesOf(child).map(inner => ({ [key]: inner })),
  )
}
