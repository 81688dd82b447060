import type { EventObject } from 'xstate'
import type { ChartContext } from '../chart.ts'
import type { Doings, Recording } from './oracle.ts'
import type { RegionTable, Tables } from './tables.ts'
import type { Action, Arguments } from './vocabulary.ts'

/** Tables with everything looked up that a run needs: the functions to call and the arguments to call them with. */
export interface Program<View> {
  readonly context: ChartContext<View>
  readonly cells: Int32Array
  readonly questions: Int32Array
  /** How many cells a leaf has. */
  readonly columnCount: number
  readonly steps: readonly Step[]
  /** Per region, and for the root: what entering it does. */
  readonly initial: readonly Step[]
  readonly atoms: Tables['vocabulary']['atoms']
  /** The regions, and after them the root, if there is one beside them. */
  readonly tables: readonly RegionTable[]
  readonly regionCount: number
  /** Where the root is in `tables`; negative when the machine is its own region. */
  readonly root: number
  /** The region with eventless transitions, negative if there is none, and the column that has them. */
  readonly eventlessRegion: number
  readonly eventlessColumn: number
  /** The column of an event; undefined when nothing is for it. */
  readonly columnOf: ReadonlyMap<string, number>
  /** Per column: which regions have a transition in it. */
  readonly listeners: readonly (readonly number[])[]
  readonly argumentsOf: readonly Arguments[]
  readonly raised: readonly Raised[]
  /** Per region and leaf: what is done on leaving it when the machine ends. */
  readonly leaving: readonly (readonly (readonly Action[])[])[]
}

/** A step with its actions in place of their numbers. */
export interface Step {
  readonly to: number
  readonly counts: boolean
  readonly completes: boolean
  readonly exit: Work
  readonly transition: Work
  readonly entry: Work
}

export interface Work {
  readonly actions: readonly Action[]
  /** Indexes into `raised`. */
  readonly raised: readonly number[]
}

/** An event of the internal queue; its column is negative when nothing is for it. */
export interface Raised {
  readonly column: number
  readonly args: Arguments
}

export function programOf<View>(tables: Tables, context: ChartContext<View>): Program<View> {
  const { vocabulary, regions, events, cells, questions } = tables
  const columnOf = new Map(events.map((event, column) => [event, column]))
  const argumentsFor = (event: EventObject): Arguments => ({ context, event })
  const actionsFor = (numbers: readonly number[]): readonly Action[] =>
    numbers.map(number => vocabulary.actions[number]!)
  const work = ({ actions, raised }: Doings): Work => ({ actions: actionsFor(actions), raised })
  const step = ({ to, counts, completes, exit, transition, entry }: Recording): Step => ({
    ...{ to, counts, completes },
    ...{ exit: work(exit), transition: work(transition), entry: work(entry) },
  })
  return {
    ...{ context, cells, questions, columnOf },
    columnCount: events.length + 1,
    steps: tables.steps.map(step),
    initial: tables.regionTables.map(({ initial }) => step(initial)),
    atoms: vocabulary.atoms,
    tables: tables.regionTables,
    regionCount: regions.length,
    root: tables.regionTables.length > regions.length ? regions.length : -1,
    eventlessRegion: tables.eventlessRegion,
    eventlessColumn: events.length,
    listeners: events.map((_, column) =>
      regions.flatMap((_region, index) => (tables.regionTables[index]!.hears[column] ? [index] : [])),
    ),
    argumentsOf: events.map(type => argumentsFor(Object.freeze({ type }))),
    raised: vocabulary.raised.map(event => ({
      column: columnOf.get(event.type) ?? -1,
      args: argumentsFor(event),
    })),
    leaving: tables.regionTables.map(({ leaving }) => leaving.map(actionsFor)),
  }
}
