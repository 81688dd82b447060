import type { AnyStateMachine } from 'xstate'
import { type Doings, type Oracle, oracleOf, type Recording } from './oracle.ts'
import { isParallel, type Region, regionsOf, rootAlone } from './regions.ts'
import { refuse } from './subset.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

/**
 * A machine as integers. A cell is where a leaf meets an event: it holds the index of a question in `questions`, or
 * ~n for step n. A question is three integers: the atom it asks, and where a yes and a no lead, in the same way.
 */
export interface Tables {
  readonly vocabulary: Vocabulary
  /** The regions of the machine. */
  readonly regions: readonly Region[]
  /** The events of the columns; the last column is for eventless transitions. */
  readonly events: readonly string[]
  readonly cells: Int32Array
  readonly questions: Int32Array
  /** Step 0 is none at all. */
  readonly steps: readonly Recording[]
  /** Per region, then for the root itself if its children are the regions: the root is a region of one leaf. */
  readonly regionTables: readonly RegionTable[]
  /** The region with eventless transitions; negative if there is none. */
  readonly eventlessRegion: number
}

/** One region, or the root. */
export interface RegionTable {
  /** Where its cells begin: leaf by leaf, a row of columns each. */
  readonly offset: number
  readonly initial: Recording
  /** Per leaf: the actions of leaving everything. */
  readonly leaving: readonly (readonly number[])[]
  readonly isFinal: readonly boolean[]
  readonly tags: readonly (readonly string[])[]
  /** Per column: whether any cell in it leads anywhere. */
  readonly hears: readonly boolean[]
}

/** Questions of one cell: more than this many are a state too tangled for a table. */
export const QUESTIONS_MAX = 1024

export const NO_STEP = 0

/** Has XState fill the tables, region by region. */
export function tablesOf(machine: AnyStateMachine): Tables {
  const regions = regionsOf(machine)
  const vocabulary = vocabularyOf(machine, regions)
  const parts = isParallel(machine) ? [...regions, rootAlone(machine)] : regions
  const oracles = parts.map(part => oracleOf(part, vocabulary))
  const events = [...new Set(oracles.flatMap(oracle => oracle.events))]
  const table = new TableWriter()
  const regionTables = parts.map((part, index) => {
    const oracle = oracles[index]!
    const columns = [...events.map(event => (oracle.events.includes(event) ? event : undefined)), null]
    return table.write(part, oracle, columns)
  })
  return {
    vocabulary,
    regions,
    events,
    cells: Int32Array.from(table.cells),
    questions: Int32Array.from(table.questions),
    steps: table.steps,
    regionTables,
    eventlessRegion: regionTables.findIndex(({ hears }) => hears[events.length]),
  }
}

const nothing: Doings = { actions: [], raised: [] }

const noStep: Recording = {
  to: -1,
  counts: false,
  completes: false,
  exit: nothing,
  transition: nothing,
  entry: nothing,
}

class TableWriter {
  readonly cells: number[] = []
  readonly questions: number[] = []
  readonly steps: Recording[] = [noStep]
  private readonly known = new Map<string, number>([[JSON.stringify(noStep), NO_STEP]])

  /** Writes the cells of one region. A column that its transitions are not for (undefined) is left empty. */
  write(part: Region, oracle: Oracle, columns: readonly (string | null | undefined)[]): RegionTable {
    const offset = this.cells.length
    for (const [leaf, { name }] of part.leaves.entries()) {
      for (const event of columns) {
        const limit = this.questions.length + 3 * QUESTIONS_MAX
        const answer = (atoms: ReadonlyMap<number, boolean>): number => {
          if (this.questions.length > limit) {
            refuse(part.node, `"${event}" at "${name}" asks its guards in more than ${QUESTIONS_MAX} ways`)
          }
          const said = oracle.ask(leaf, event!, atoms)
          if (said === null) return ~NO_STEP
          if (!('question' in said)) return ~this.stepOf(said)
          const at = this.questions.push(said.question, 0, 0) - 3
          this.questions[at + 1] = answer(new Map(atoms).set(said.question, true))
          this.questions[at + 2] = answer(new Map(atoms).set(said.question, false))
          return at
        }
        this.cells.push(event === undefined ? ~NO_STEP : answer(new Map()))
      }
    }
    const perLeaf = <T>(of: (leaf: number) => T): readonly T[] => part.leaves.map((_, leaf) => of(leaf))
    return {
      offset,
      initial: oracle.initial(),
      leaving: perLeaf(oracle.leave),
      isFinal: perLeaf(oracle.isFinal),
      tags: perLeaf(oracle.tags),
      hears: columns.map((_, column) =>
        perLeaf(leaf => this.cells[offset + leaf * columns.length + column]!).some(cell => cell !== ~NO_STEP),
      ),
    }
  }

  private stepOf({ to, counts, completes, exit, transition, entry }: Recording): number {
    const step = { to, counts, completes, exit, transition, entry }
    const key = JSON.stringify(step)
    const known = this.known.get(key)
    if (known !== undefined) return known
    this.known.set(key, this.steps.length)
    return this.steps.push(step) - 1
  }
}
