import { type AnyStateMachine, and, not, or, raise, type StateValue, setup, stateIn } from 'xstate'
import type { ChartContext } from '../../../src/core/chart.ts'
import { uniform } from '../../../src/core/random.ts'

/** What guards read and actions change: eight bits, and a diary of the actions that ran. */
export interface Bits {
  bits: number
  readonly diary: string[]
}

/** The root's exit action, which runs only when the machine has come to its end. */
export const LEAVE = 'leave the root'

const raisedEvents = ['r0', 'r1', 'r2', 'unheard'] as const

export const externalEvents = ['e0', 'e1', 'e2', 'e3', 'e4', ...raisedEvents] as const

/** A machine with everything the compiler knows, drawn from a seed; `refused` is told of every guard that says no. */
export function randomMachine(seed: number, refused: (context: ChartContext<Bits>) => void): AnyStateMachine {
  let ordinal = 0
  const draw = (): number => uniform(seed, 21, ordinal++)
  const chance = (probability: number): boolean => draw() < probability
  const below = (n: number): number => Math.floor(draw() * n)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!

  const isParallel = chance(0.8)
  let root: Plant
  do root = plant({ key: 'm', path: [] }, isParallel ? 'parallel' : 'compound')
  while ((isParallel ? root.children : [root]).some(region => combinations(region) > COMBINATIONS_MAX))
  const regions = isParallel ? root.children : [root]
  const eventlessNodes = drawEventlessNodes(pick(regions))
  const everyNode = withDescendants(root)

  function plant({ key, path }: Pick<Plant, 'key' | 'path'>, type: Plant['type']): Plant {
    const depth = path.length
    const size =
      type === 'atomic' || type === 'final'
        ? 0
        : depth === 0 && isParallel
          ? 1 + below(5)
          : 2 + below(depth < 2 ? 2 : 1.4)
    const names = Array.from({ length: size }, (_, index) => `${depth === 0 ? 'r' : 's'}${index}`)
    const children = names.map(name => plant({ key: name, path: [...path, name] }, childType(type, depth)))
    return { key, path, type, children, initial: size === 0 ? '' : pick(names) }
  }

  function childType(parent: Plant['type'], depth: number): Plant['type'] {
    if (parent === 'parallel' && depth === 0) return chance(0.12) ? 'parallel' : 'compound'
    const draws = draw()
    if (depth < 3 && draws < (parent === 'parallel' ? 0.03 : 0.08)) return 'parallel'
    if (depth < 3 && draws < 0.25) return 'compound'
    if (parent === 'parallel') return draws < 0.85 ? 'compound' : 'atomic'
    return draws < 0.55 ? 'final' : 'atomic'
  }

  /** Outside nested parallel states, or in one branch of one of them. */
  function drawEventlessNodes(region: Plant): readonly Plant[] {
    if (chance(0.3)) return []
    const nested = withDescendants(region).filter(({ type }) => type === 'parallel')
    const from = nested.length > 0 && chance(0.4) ? pick(pick(nested).children) : region
    return outsideParallel(from)
  }

  function outsideParallel(node: Plant): readonly Plant[] {
    const inner = node.type === 'parallel' ? [] : node.children.flatMap(outsideParallel)
    const hasNested = withDescendants(node).some(({ type }) => type === 'parallel')
    return node.type === 'final' || hasNested ? inner : [node, ...inner]
  }

  function guard(depth = 0): unknown {
    const draws = draw()
    if (depth < 2 && draws < 0.05) return and([guard(depth + 1), guard(depth + 1)] as never)
    if (depth < 2 && draws < 0.1) return or([guard(depth + 1), guard(depth + 1)] as never)
    if (depth < 2 && draws < 0.15) return not(guard(depth + 1) as never)
    if (draws < 0.22) return stateIn(activeAt(pick(everyNode)))
    if (draws < 0.28) return 'stands'
    if (draws < 0.35) return { type: 'bit', params: { bit: below(8) } }
    return `bit${below(8)}`
  }

  /** Raises are rare but on external events, or most machines would never come to rest. */
  function actions(raises = 0.02): unknown[] {
    return Array.from({ length: below(3) }, () => {
      const draws = draw()
      if (draws < raises) return chance(0.2) ? 'raises' : raise({ type: pick(raisedEvents) })
      return draws < raises + 0.15 ? { type: 'note', params: { by: below(9) } } : `act${below(6)}`
    })
  }

  interface Kind {
    readonly guarded: number
    readonly raises?: number
    /** Whether targets lie outside the source, where there are any. */
    readonly isOutward?: boolean
  }

  function transition(source: Plant, region: Plant, { guarded, raises, isOutward }: Kind): unknown {
    const draws = draw()
    const own = isOutward ? withDescendants(source) : []
    const targets = withDescendants(region).filter(node => node !== region && !own.includes(node))
    const both = targets.filter(node => node.type === 'parallel' && node.children.length > 1)
    const target =
      draws < 0.2 || targets.length === 0
        ? undefined
        : both.length > 0 && draws < 0.3
          ? pick(both).children.map(child => idOf(pick(withDescendants(child))))
          : idOf(pick(targets))
    return {
      ...(target && { target }),
      ...(chance(guarded) && { guard: guard() }),
      ...(chance(0.9) && { actions: actions(raises) }),
      ...(source !== region && chance(0.2) && { reenter: true }),
    }
  }

  function transitions(source: Plant, region: Plant, kind: Kind): unknown[] {
    return Array.from({ length: 1 + below(2) }, () => transition(source, region, kind))
  }

  function configOf(node: Plant, region: Plant | null): Record<string, unknown> {
    const own = region ?? (node === root && isParallel ? null : node)
    const heard = node.type === 'final' ? [] : externalEvents.slice(0, 8).filter(() => chance(0.3))
    return {
      type: node.type,
      ...(node.type === 'compound' && { initial: { target: node.initial, actions: actions() } }),
      entry: actions(),
      exit: node === root ? [...actions(), LEAVE] : actions(),
      on: Object.fromEntries(
        own === null
          ? heard.filter(() => chance(0.4)).map(event => [event, [{ guard: guard(), actions: ['act0'] }]])
          : heard.map(event => [event, chance(0.05) ? {} : transitions(node, own, kindOf(event))]),
      ),
      ...(own !== null &&
        node.children.length > 0 &&
        chance(0.7) && { onDone: transitions(node, own, { guarded: 0.5, isOutward: true }) }),
      ...(own !== null &&
        eventlessNodes.includes(node) &&
        chance(0.5) && { always: transitions(node, own, { guarded: 0.98, isOutward: true }) }),
      states: Object.fromEntries(node.children.map(child => [child.key, configOf(child, own)])),
    }
  }

  function kindOf(event: string): Kind {
    return { guarded: 0.6, raises: event.startsWith('e') ? 0.2 : 0.02 }
  }

  const isSet = (context: ChartContext<Bits>, bit: number): boolean => {
    const holds = ((context.view().bits >> bit) & 1) === 1
    if (!holds) refused(context)
    return holds
  }
  type Given = { context: ChartContext<Bits>; event: { type: string } }
  const act = ({ context, event }: Given, name: string, by: number): void => {
    const view = context.view()
    view.diary.push(`${name} on ${event.type}`)
    view.bits = (view.bits * 5 + by * 37 + 11) & 255
  }
  const numbers = Array.from({ length: 8 }, (_, index) => index)
  const implementations = {
    guards: {
      ...Object.fromEntries(numbers.map(bit => [`bit${bit}`, ({ context }: Given) => isSet(context, bit)])),
      bit: ({ context }: Given, { bit }: { bit: number }) => isSet(context, bit),
      stands: stateIn(activeAt(pick(everyNode))),
    },
    actions: {
      ...Object.fromEntries(numbers.map(by => [`act${by}`, (given: Given) => act(given, `act${by}`, by)])),
      [LEAVE]: (given: Given) => act(given, LEAVE, 9),
      note: (given: Given, { by }: { by: number }) => act(given, `note ${by}`, by),
      raises: raise({ type: 'r1' }),
    },
  }
  return setup(implementations as never).createMachine({
    id: 'm',
    context: (({ input }: { input: unknown }) => input) as never,
    options: { maxIterations: 1000 },
    ...configOf(root, null),
  } as never) as unknown as AnyStateMachine
}

/** Of the leaves of one region; nested parallel states multiply. */
const COMBINATIONS_MAX = 40

function combinations({ type, children }: Plant): number {
  const counts = children.map(combinations)
  if (type === 'parallel') return counts.reduce((product, count) => product * count, 1)
  return type === 'compound' ? counts.reduce((sum, count) => sum + count, 0) : 1
}

interface Plant {
  readonly key: string
  readonly path: readonly string[]
  readonly type: 'atomic' | 'compound' | 'parallel' | 'final'
  readonly children: readonly Plant[]
  readonly initial: string
}

function withDescendants(node: Plant): readonly Plant[] {
  return [node, ...node.children.flatMap(withDescendants)]
}

function idOf({ path }: Plant): string {
  return ['#m', ...path].join('.')
}

/** A state value that says no more than that this state is active. */
function activeAt({ path }: Plant): StateValue {
  return path.reduceRight<StateValue>((inner, key) => ({ [key]: inner }), {})
}
