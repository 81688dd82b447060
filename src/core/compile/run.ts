import type { EventObject } from 'xstate'
import type { ChartContext, Configuration } from '../chart.ts'
import { SupportGymError } from '../errors.ts'
import { type Program, programOf, type Work } from './program.ts'
import { NO_STEP, type Tables } from './tables.ts'
import type { Action, Arguments } from './vocabulary.ts'

/** Microsteps of one event, after which a chart counts as one that never comes to rest. */
export const MICROSTEPS_MAX = 1000

/** What a compiled machine does with an event: the part of a `Statechart` that runs. */
export interface Runner<View> {
  initial(view: View): Configuration
  send(configuration: Configuration, event: string, view: View): Configuration
  can(configuration: Configuration, event: string, view: View): boolean
}

/**
 * Runs tables. One macrostep is: the event's microstep, then, until nothing is left, an eventless microstep or
 * else that of the next raised event. A microstep selects in all regions first and acts then: exits from the last
 * region to the first, what the transitions do, entries. Nothing is allocated unless the configuration changes.
 */
export function runnerOf<View>(tables: Tables): Runner<View> {
  let seen: View
  const context: ChartContext<View> = { view: () => seen }
  const program: Program<View> = programOf(tables, context)
  const { cells, questions, columnCount, steps, atoms, regionCount, root } = program
  const { eventlessRegion, eventlessColumn, listeners, columnOf, argumentsOf } = program
  const offsets = program.tables.map(({ offset }) => offset)
  const isFinal = program.tables.map(table => table.isFinal)
  const canEnd = isFinal.slice(0, regionCount).every(leaves => leaves.includes(true))

  /** Steps that move and do nothing else: most of them. */
  const isQuiet = steps.map(
    ({ exit, transition, entry, completes }) => !completes && [exit, transition, entry].every(isIdle),
  )

  /** The leaf of each region, and of the root its only one: where the machine stands in the middle of an event. */
  const at = new Int32Array(program.tables.length)
  const chosenRegions = new Int32Array(program.tables.length)
  const chosenSteps = new Int32Array(program.tables.length)
  const queue: number[] = []
  let args: Arguments
  let isRunning = false
  let hasEnded = false
  /** XState does what an initial configuration brings with it only when it has settled; null at other times. */
  let deferred: (() => void)[] | null = null

  function holds(atom: number): unknown {
    const { holds: guard, params, places } = atoms[atom]!
    if (guard !== null) return guard(args, params)
    for (const { region, isThere } of places) if (!isThere[at[region]!]) return false
    return true
  }

  function stepAt(region: number, column: number): number {
    let cell = cells[offsets[region]! + at[region]! * columnCount + column]!
    while (cell >= 0) cell = questions[holds(questions[cell]!) ? cell + 1 : cell + 2]!
    return ~cell
  }

  /** Selects the steps of all regions or, when they have none, of the root; returns how many. */
  function select(column: number): number {
    if (column < 0) return 0
    let count = 0
    const hearing = listeners[column]!
    for (let i = 0; i < hearing.length; i++) count = choose(hearing[i]!, column, count)
    return count === 0 && root >= 0 ? choose(root, column, 0) : count
  }

  function choose(region: number, column: number, count: number): number {
    const step = stepAt(region, column)
    if (step === NO_STEP) return count
    chosenRegions[count] = region
    chosenSteps[count] = step
    return count + 1
  }

  function take(count: number): void {
    if (count === 1 && isQuiet[chosenSteps[0]!]) {
      at[chosenRegions[0]!] = steps[chosenSteps[0]!]!.to
      return
    }
    for (let i = count - 1; i >= 0; i--) perform(steps[chosenSteps[i]!]!.exit)
    for (let i = 0; i < count; i++) perform(steps[chosenSteps[i]!]!.transition)
    let completes = false
    for (let i = 0; i < count; i++) {
      const step = steps[chosenSteps[i]!]!
      perform(step.entry)
      at[chosenRegions[i]!] = step.to
      if (step.completes) completes = true
    }
    if (completes && isOver(at)) end()
  }

  function perform({ actions, raised }: Work): void {
    for (let i = 0; i < actions.length; i++) run(actions[i]!)
    for (let i = 0; i < raised.length; i++) queue.push(raised[i]!)
  }

  function run(action: Action): void {
    if (deferred === null) action.run(args, action.params)
    else deferred.push(bound(action, args))
  }

  function isOver(configuration: ArrayLike<number>): boolean {
    for (let region = 0; region < regionCount; region++) {
      if (!isFinal[region]![configuration[region]!]) return false
    }
    return true
  }

  function end(): void {
    hasEnded = true
    for (let region = regionCount - 1; region >= 0; region--) {
      program.leaving[region]![at[region]!]!.forEach(run)
    }
    if (root >= 0) program.leaving[root]![0]!.forEach(run)
  }

  /** Eventless transitions and raised events, until there are none. */
  function settle(cause: string): void {
    let mayBeEventless = true
    for (let count = 0; !hasEnded; count++) {
      if (count === MICROSTEPS_MAX) {
        throw new SupportGymError(
          'invariant_broken',
          `The chart did not come to rest within ${MICROSTEPS_MAX} microsteps after "${cause}".`,
        )
      }
      if (eventlessRegion >= 0 && mayBeEventless && choose(eventlessRegion, eventlessColumn, 0) === 1) {
        const before = at[eventlessRegion]!
        take(1)
        mayBeEventless = at[eventlessRegion] !== before // XState looks for the next one only after a change
        continue
      }
      if (queue.length === 0) return
      const next = program.raised[queue.shift()!]!
      args = next.args
      take(select(next.column))
      mayBeEventless = true
    }
  }

  function begin(view: View, cause: string): void {
    if (isRunning) {
      throw new SupportGymError(
        'invariant_broken',
        `The chart was used by its own guard or action, on "${cause}"; raise an event instead.`,
      )
    }
    isRunning = true
    hasEnded = false
    if (queue.length > 0) queue.length = 0 // what a failure or an end has left
    seen = view
  }

  function failure(cause: string, error: unknown): unknown {
    if (error instanceof SupportGymError) return error
    return new SupportGymError('invariant_broken', `The chart failed on "${cause}".`, { cause: error })
  }

  function load(configuration: Configuration): void {
    for (let region = 0; region < regionCount; region++) at[region] = configuration[region]!
  }

  /** The given configuration, unless the machine stands elsewhere. */
  function result(configuration: Configuration): Configuration {
    for (let region = 0; region < regionCount; region++) {
      if (at[region] !== configuration[region]) return copy()
    }
    return configuration
  }

  function copy(): Configuration {
    const leaves: number[] = []
    for (let region = 0; region < regionCount; region++) leaves.push(at[region]!)
    return leaves
  }

  /** Enters everything: the root, then the regions. */
  function enter(): void {
    if (root >= 0) perform(program.initial[root]!.entry)
    let completes = false
    for (let region = 0; region < regionCount; region++) {
      const step = program.initial[region]!
      perform(step.entry)
      at[region] = step.to
      if (step.completes) completes = true
    }
    if (completes && isOver(at)) end()
  }

  return {
    initial(view) {
      begin(view, INITIAL)
      const later: (() => void)[] = []
      try {
        args = { context, event: { type: INITIAL, input: context } as EventObject }
        deferred = later
        enter()
        settle(INITIAL)
        deferred = null
        for (const action of later) action()
      } catch (error) {
        throw failure(INITIAL, error)
      } finally {
        deferred = null
        isRunning = false
      }
      return copy()
    },
    send(configuration, event, view) {
      const column = columnOf.get(event) ?? -1
      if (column < 0 && eventlessRegion < 0) return configuration
      if (canEnd && isOver(configuration)) return configuration
      begin(view, event)
      try {
        args = column < 0 ? { context, event: { type: event } } : argumentsOf[column]!
        load(configuration)
        const count = select(column)
        if (count === 0 && eventlessRegion < 0) return configuration
        take(count)
        if (eventlessRegion >= 0 || queue.length > 0) settle(event)
        return result(configuration)
      } catch (error) {
        throw failure(event, error)
      } finally {
        isRunning = false
      }
    },
    can(configuration, event, view) {
      const column = columnOf.get(event)
      if (column === undefined) return false
      begin(view, event)
      try {
        args = argumentsOf[column]!
        load(configuration)
        for (let i = select(column) - 1; i >= 0; i--) if (steps[chosenSteps[i]!]!.counts) return true
        return false
      } finally {
        isRunning = false
      }
    },
  }
}

function isIdle({ actions, raised }: Work): boolean {
  return actions.length === 0 && raised.length === 0
}

function bound({ run, params }: Action, args: Arguments): () => void {
  return () => run(args, params)
}

const INITIAL = 'xstate.init'
