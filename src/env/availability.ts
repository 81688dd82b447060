import type { Statechart } from '../core/chart.ts'
import { type ActionType, actionTypes } from '../world/actions.ts'
import type { AgentRecord } from '../world/record.ts'
import type { ChartView } from '../world/support.machine.ts'
import type { Ticket } from '../world/world.ts'
import { type DiscreteAction, discreteActions } from './discrete.ts'
import { type Aim, inView, isInView } from './inView.ts'
import { chartView, configurationOf, requestOf } from './scene.ts'
import type { Legality, Setting } from './setting.ts'

/** Asks the chart anew each time. */
export function askedEachTime(chart: Statechart<ChartView>): Legality {
  return ticket => {
    const configuration = configurationOf(ticket)
    const view = chartView(ticket)
    return without(actionTypes, type => !chart.can(configuration, requestOf(type), view))
  }
}

/**
 * Asks the chart once for each of its configurations and each of the agent's views: the guards of requests read
 * nothing else (never the anger).
 */
export function askedOnce(chart: Statechart<ChartView>): Legality {
  const ask = askedEachTime(chart)
  const answers: (readonly ActionType[] | undefined)[] = []
  return ticket => {
    const { conversation, emotion, progress } = ticket.chart
    const key = ((conversation * 16 + emotion) * 16 + progress) * 32 + flagsOf(chartView(ticket))
    answers[key] ??= ask(ticket)
    return answers[key]
  }
}

/** What the guards of requests read, a bit each. */
function flagsOf(view: ChartView): number {
  return (
    (view.hasListedCharges ? 16 : 0) +
    (view.hasListedSubscriptions ? 8 : 0) +
    (view.hasListedInvoices ? 4 : 0) +
    (view.hasListedDisputes ? 2 : 0) +
    (view.hasMorePages ? 1 : 0)
  )
}

/** The action types that are possible now: what the chart accepts and the guardrails do not block outright. */
export function availableTypes(ticket: Ticket, { legality, guardrails }: Setting): readonly ActionType[] {
  const legal = legality(ticket)
  const { record } = ticket
  return without(legal, type => guardrails.blocks(record, type))
}

/** What is left of a list, by the list and by the set of what is out: the same few come up again and again. */
const remainders = new WeakMap<readonly ActionType[], Map<number, readonly ActionType[]>>()

function without(types: readonly ActionType[], isOut: (type: ActionType) => boolean): readonly ActionType[] {
  let out = 0 // the n-th type's bit, up to the 53 of a safe integer
  for (let n = 0, bit = 1; n < types.length; n++, bit *= 2) if (isOut(types[n]!)) out += bit
  if (out === 0) return types
  const known = remainders.get(types)?.get(out)
  if (known !== undefined) return known
  const left = Object.freeze(types.filter(type => !isOut(type)))
  const ofTypes = remainders.get(types) ?? new Map<number, readonly ActionType[]>()
  remainders.set(types, ofTypes.set(out, left))
  return left
}

/** The mask of the discrete face: 1 where the type is possible and its parameter refers to something in view. */
export function maskOf(record: AgentRecord, available: readonly ActionType[]): Uint8Array {
  const mask = new Uint8Array(discreteActions.length)
  fillMask(record, available, { into: mask, offset: 0 })
  return mask
}

/** Writes the mask into a buffer, from `offset` on. */
export function fillMask(
  record: AgentRecord,
  available: readonly ActionType[],
  { into, offset }: { into: Uint8Array; offset: number },
): void {
  const { always, aimed } = entriesOf(available)
  into.set(always, offset)
  if (aimed.length === 0) return
  const view = inView(record)
  for (let i = 0; i < aimed.length; i++) {
    const { index, aim } = aimed[i]!
    if (isInView(aim, view, record)) into[offset + index] = 1
  }
}

/** The entries of some action types: the mask of those that are possible whenever it is, and those that aim. */
interface Entries {
  readonly always: Uint8Array
  readonly aimed: readonly { readonly index: number; readonly aim: Aim }[]
}

const entriesByTypes = new WeakMap<readonly ActionType[], Entries>()

function entriesOf(available: readonly ActionType[]): Entries {
  const known = entriesByTypes.get(available)
  if (known !== undefined) return known
  const isPossible = ({ type }: DiscreteAction): boolean => available.includes(type)
  const entries = {
    always: Uint8Array.from(discreteActions, entry => (isPossible(entry) && entry.aim === null ? 1 : 0)),
    aimed: discreteActions.flatMap((entry, index) =>
      isPossible(entry) && entry.aim !== null ? [{ index, aim: entry.aim }] : [],
    ),
  }
  entriesByTypes.set(available, entries)
  return entries
}
