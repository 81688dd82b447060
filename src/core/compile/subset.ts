import type { AnyStateMachine } from 'xstate'
import { SupportGymError } from '../errors.ts'
import { type ChartNode, isParallel, leafCount, rootOf } from './regions.ts'

/** Leaves of one region that a table is made for. */
export const LEAVES_MAX = 4096

/** Throws `uncompilable_machine`, naming the state and the reason. */
export function refuse({ id }: ChartNode, reason: string): never {
  throw new SupportGymError('uncompilable_machine', `State "${id}" cannot be compiled: ${reason}.`)
}

/** Throws unless the machine's structure is one that tables can be made for; guards and actions are read later. */
export function refuseForeignStructure(machine: AnyStateMachine): void {
  const root = rootOf(machine)
  const nodes = [root, ...descendantsOf(root)]
  refuseOwnContext(machine, root)
  for (const node of nodes) refuseForeignState(node)
  const regions = isParallel(machine) ? Object.values(root.states) : [root]
  for (const region of regions) refuseForeignRegion(region)
  if (isParallel(machine)) refuseForeignTransitions(root, null)
  for (const node of nodes) if (node.type === 'parallel') refuseUnorderedAlways(node)
}

const foreignKeys: Readonly<Record<string, string>> = {
  invoke: 'it invokes an actor',
  after: 'it has a delayed transition (after)',
  route: 'it can be routed to',
  output: 'it has an output',
}

function refuseForeignState(node: ChartNode): void {
  for (const [key, reason] of Object.entries(foreignKeys)) {
    if (node.config[key] !== undefined) refuse(node, reason)
  }
  if (node.type === 'history') refuse(node, 'it is a history state')
  for (const event of node.transitions.keys()) {
    if (event === '*' || event.endsWith('.*')) refuse(node, `it listens to the wildcard "${event}"`)
  }
}

function refuseForeignRegion(region: ChartNode): void {
  if (Object.keys(region.states).length === 0) refuse(region, 'it is a region without states')
  const leaves = leafCount(region)
  if (leaves > LEAVES_MAX) {
    refuse(region, `it is a region of ${leaves} combinations of leaves; ${LEAVES_MAX} is the limit`)
  }
  for (const node of [region, ...descendantsOf(region)]) refuseForeignTransitions(node, region)
}

/** Targets have to lie in the region; that none leaves it in between is seen when XState runs it. */
function refuseForeignTransitions(node: ChartNode, region: ChartNode | null): void {
  for (const [event, transitions] of node.transitions) {
    // XState stops a machine when its root is done, so that this event never arrives.
    if (node.parent === undefined && event === `xstate.done.state.${node.id}`) continue
    for (const { target } of transitions) refuseForeignTargets(node, target, region)
  }
  for (const { target } of node.always ?? []) refuseForeignTargets(node, target, region)
}

function refuseForeignTargets(
  node: ChartNode,
  targets: readonly ChartNode[] | undefined,
  region: ChartNode | null,
): void {
  const stray = targets?.find(target => region === null || !isWithin(target, region))
  if (stray !== undefined) refuse(node, `its transition to "${stray.id}" leaves the region`)
}

/**
 * XState takes the eventless transitions of orthogonal states in the order in which those were entered, which no
 * configuration tells.
 */
function refuseUnorderedAlways(parallel: ChartNode): void {
  const branches = Object.values(parallel.states)
  const inside = branches.flatMap(branch => {
    const found = [branch, ...descendantsOf(branch)].find(hasAlways)
    return found === undefined ? [] : [found]
  })
  if (inside.length > 1) {
    refuse(inside[1]!, `it and "${inside[0]!.id}" are orthogonal and both have eventless transitions`)
  }
  if (parallel.parent === undefined && hasAlways(parallel)) {
    refuse(parallel, 'it is a parallel root with eventless transitions')
  }
  if (inside.length === 0) return
  for (let above: ChartNode | undefined = parallel; above !== undefined; above = above.parent) {
    if (hasAlways(above)) {
      refuse(
        inside[0]!,
        `it has eventless transitions under a parallel state, and so has "${above.id}" above`,
      )
    }
  }
}

function refuseOwnContext({ config }: AnyStateMachine, root: ChartNode): void {
  const context: unknown = config.context
  if (context === undefined) return
  const input = {}
  if (typeof context !== 'function' || context({ input }) !== input) {
    refuse(root, 'its context is not its input')
  }
}

function hasAlways({ always }: ChartNode): boolean {
  return always !== undefined && always.length > 0
}

function isWithin(node: ChartNode, ancestor: ChartNode): boolean {
  for (let at: ChartNode | undefined = node; at !== undefined; at = at.parent)
    if (at === ancestor) return true
  return false
}

function descendantsOf(node: ChartNode): readonly ChartNode[] {
  return Object.values(node.states).flatMap(child => [child, ...descendantsOf(child)])
}
