import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, StateMachine } from 'xstate'
import type { Configuration } from '../../src/core/chart.ts'
import { interpret } from '../../src/core/interpret.ts'
import { type Transition, transitionsOf } from '../../src/docs/transitions.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'
import { everythingListed, requests, transitions, viewOf } from './explore.ts'

interface StateConfig {
  readonly on?: Readonly<Record<string, unknown>>
  readonly states?: Readonly<Record<string, StateConfig>>
}

/** The support machine as if one of its transitions had never been written. */
function machineWithout({ region, state, event, index }: Transition): AnyStateMachine {
  const { states } = supportMachine.config as StateConfig
  const inRegion = states![region]!
  const inState = inRegion.states![state]!
  const left = [inState.on![event]].flat().filter((_, at) => at !== index)
  const { [event]: _removed, ...others } = inState.on!
  const on = left.length === 0 ? others : { ...others, [event]: left }
  const config = {
    ...supportMachine.config,
    states: {
      ...states,
      [region]: { ...inRegion, states: { ...inRegion.states, [state]: { ...inState, on } } },
    },
  }
  return new StateMachine(config as typeof supportMachine.config, supportMachine.implementations)
}

/** One line of a script: an event, and how angry the customer is when it comes. */
type Line = string | readonly [event: string, anger: number]

const viewed = 'record.viewed'
const open: Line[] = ['ticket.assigned']
const onHold: Line[] = [...open, 'agent.wait']
const pending: Line[] = [...open, 'approval.requested']
const confirmed: Line[] = [viewed, 'case.explained', 'customer.accepted']
const appraised = (...angers: number[]): Line[] => angers.map(anger => ['customer.appraised', anger] as const)

/** Anger beyond every threshold: the band rises by one with each appraisal, then the customer walks out. */
const boiling = 0.99

/** What counts as a remedy: a customer who accepts it has got what they came for. */
const remedies = transitions.flatMap(({ state, target, event }) =>
  state === 'explored' && target === 'remedied' ? [event] : [],
)

function acceptedAfter(remedy: string): Line[] {
  return [...open, viewed, remedy, 'customer.accepted', 'customer.left']
}

/** What may happen to a case, by name. Every line is one event; what can be seen after each is compared. */
const scripts: Record<string, readonly Line[]> = {
  'a ticket waits in the queue': [],
  'the agent works on an open case': open,
  'the agent holds, then writes': [...onHold, 'message.sent'],
  'the agent holds, then the customer writes': [...onHold, 'customer.messaged'],
  'an approval is granted': [...pending, 'approval.granted'],
  'an approval is denied': [...pending, 'approval.denied'],
  'an approval expires': [...pending, 'approval.expired'],
  'the case is handed over and settles': [
    ...open,
    'ticket.escalated',
    'settlement.began',
    'settlement.completed',
  ],
  'the case is closed and settles': [...open, 'ticket.closed', 'settlement.began', 'settlement.completed'],
  'the customer leaves and the case settles': [
    ...open,
    'customer.left',
    'settlement.began',
    'settlement.completed',
  ],
  'the customer leaves while on hold': [...onHold, 'customer.left'],
  'the customer leaves while an approval is pending': [...pending, 'customer.left'],
  'the budget runs out': [...open, 'budget.exhausted'],
  'the budget runs out on hold': [...onHold, 'budget.exhausted'],
  'the budget runs out while an approval is pending': [...pending, 'budget.exhausted'],
  'the customer leaves content': [...open, ...confirmed, 'customer.left'],
  'the customer leaves content while on hold': [...onHold, ...confirmed, 'customer.left'],
  'the customer leaves content while an approval is pending': [...pending, ...confirmed, 'customer.left'],
  ...Object.fromEntries(remedies.map(event => [`${event}, and it is accepted`, acceptedAfter(event)])),
  'a remedy fails before it is accepted': [
    ...open,
    viewed,
    'refund.created',
    'remedy.failed',
    'customer.accepted',
    'customer.left',
  ],
  'a remedy fails after it was accepted': [...open, ...confirmed, 'remedy.failed', 'customer.left'],
  'a customer calms down, then boils': [
    ...open,
    ...appraised(0.3, 0.1, boiling, boiling, boiling, boiling, boiling),
  ],
  'a frustrated customer eases, then boils': [
    ...open,
    ...appraised(0.3, 0.5, 0.3, boiling, boiling, boiling, boiling),
  ],
  'an angry customer eases, then boils': [
    ...open,
    ...appraised(0.3, 0.5, 0.7, 0.5, boiling, boiling, boiling),
  ],
  'a furious customer eases, then boils': [...open, ...appraised(0.3, 0.5, 0.7, 0.9, 0.7, boiling, boiling)],
}

/** What a script shows: the conversation, its end, and every request that is possible, after every event. */
function shown(machine: AnyStateMachine, lines: readonly Line[]): readonly string[] {
  const chart = interpret<ChartView>(machine)
  let configuration = chart.initial(viewOf())
  const seen = [picture(configuration)]
  for (const line of lines) {
    const [event, anger] = typeof line === 'string' ? [line, 0] : line
    configuration = chart.send(configuration, event, viewOf({ anger }))
    seen.push(picture(configuration))
  }
  return seen

  function picture(at: Configuration): string {
    const possible = requests.filter(request => chart.can(at, request, viewOf(everythingListed)))
    const end = ['ended', 'settled'].filter(tag => chart.hasTag(at, tag))
    return [chart.leaves.conversation![at[0]!], ...end, ...possible].join(' ')
  }
}

const original = Object.fromEntries(
  Object.entries(scripts).map(([name, lines]) => [name, shown(supportMachine, lines).join('\n')]),
)

/** The scripts that show a machine to be another one. */
function toldApartBy(machine: AnyStateMachine): readonly string[] {
  return Object.entries(scripts).flatMap(([name, lines]) =>
    shown(machine, lines).join('\n') === original[name] ? [] : [name],
  )
}

describe('a transition of the support machine', () => {
  it('is there when the machine is built anew, and then all scripts show the same', () => {
    const same = new StateMachine(supportMachine.config, supportMachine.implementations)
    expect(transitionsOf(same).map(({ id }) => id)).toEqual(transitions.map(({ id }) => id))
    expect(toldApartBy(same)).toEqual([])
  })

  it.each(transitions.map(transition => [transition.id, transition] as const))(
    'is missed when it is gone: %s',
    (_id, transition) => {
      const mutant = machineWithout(transition)
      expect(transitionsOf(mutant)).toHaveLength(transitions.length - 1)
      expect(toldApartBy(mutant)).not.toEqual([])
    },
  )
})
