import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../src/core/chart.ts'
import { interpret } from '../../src/core/interpret.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'
import { eventTypes, stateValueOf, transitions, transitionsTaken, viewOf } from './explore.ts'

type GuardName = keyof typeof supportMachine.implementations.guards

/** Guards that the script answers; `hasConfirmed` asks where another region stands, which exploration settles. */
const scripted = (Object.keys(supportMachine.implementations.guards) as GuardName[]).filter(
  name => name !== 'hasConfirmed',
)

let holding: ReadonlySet<string> = new Set()
const machine = supportMachine.provide({
  guards: Object.fromEntries(scripted.map(name => [name, () => holding.has(name)])),
})

/** Every set of outcomes of the guards that this event asks in this configuration. */
function outcomesOf(leaves: readonly string[], event: string): Set<string>[] {
  const asked = transitions
    .filter(each => each.event === event && leaves.includes(each.state))
    .flatMap(({ guard }) => (guard !== null && guard !== 'hasConfirmed' ? [guard] : []))
  let outcomes: string[][] = [[]]
  for (const guard of new Set(asked)) {
    outcomes = [...outcomes, ...outcomes.map(outcome => [...outcome, guard])]
  }
  return outcomes.map(outcome => new Set(outcome))
}

/** Drives every event with every guard outcome from every configuration that can be reached, breadth first. */
function explore(): { reached: readonly Configuration[]; taken: ReadonlySet<string> } {
  const chart = interpret<ChartView>(machine)
  const view = viewOf()
  const taken = new Set<string>()
  const reached = [chart.initial(view)]
  const seen = new Set(reached.map(String))
  for (const configuration of reached) {
    const leaves = configuration.map((leaf, region) => chart.leaves[chart.regions[region]!]![leaf]!)
    for (const event of eventTypes) {
      for (const outcome of outcomesOf(leaves, event)) {
        holding = outcome
        const next = chart.send(configuration, event, view)
        if (transitions.some(each => each.event === event && leaves.includes(each.state))) {
          const at = { value: stateValueOf(chart, configuration), view }
          for (const id of transitionsTaken(machine, at, event)) taken.add(id)
        }
        if (seen.has(String(next))) continue
        seen.add(String(next))
        reached.push(next)
      }
    }
  }
  return { reached, taken }
}

describe('the support machine, driven through every event and guard outcome', () => {
  const { reached, taken } = explore()

  it('takes every one of its transitions', () => {
    expect(transitions.length).toBeGreaterThan(70)
    expect(transitions.map(({ id }) => id).filter(id => !taken.has(id))).toEqual([])
  })

  it('reaches every state of every region, in every combination', () => {
    const chart = interpret<ChartView>(machine)
    const combinations = chart.regions.reduce((count, region) => count * chart.leaves[region]!.length, 1)
    expect(reached).toHaveLength(combinations)
  })

  it('ends for good: no event leads from an ended case back to an open one', () => {
    const chart = interpret<ChartView>(machine)
    const ended = reached.filter(configuration => chart.hasTag(configuration, 'ended'))
    expect(ended.length).toBeGreaterThan(0)
    for (const configuration of ended) {
      for (const event of eventTypes) {
        holding = new Set(scripted)
        expect(chart.hasTag(chart.send(configuration, event, viewOf()), 'ended'), event).toBe(true)
      }
    }
  })
})
