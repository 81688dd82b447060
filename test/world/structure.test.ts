import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, raise, setup } from 'xstate'
import { regionsOf, transitionsOf } from '../../src/docs/transitions.ts'
import { supportMachine } from '../../src/world/support.machine.ts'
import { transitions } from './explore.ts'

/** What keeps a machine from being compiled: charts are written in the subset that compiles. */
function violations(machine: AnyStateMachine): readonly string[] {
  const found: string[] = []
  if (machine.root.type !== 'parallel') found.push('the root is not parallel')
  const regions = regionsOf(machine)
  const states = regions.flatMap(region => region.states.map(state => ({ region: region.name, state })))
  const eventless = new Set(states.filter(({ state }) => state.always !== undefined).map(each => each.region))
  if (eventless.size > 1) found.push('always in more than one region')
  for (const { state } of states) {
    if (state.type === 'history') found.push('history')
    if (state.invoke.length > 0) found.push('invoke')
    if (state.after.length > 0) found.push('after')
    if (state.entry.length + state.exit.length > 0) found.push('entry or exit action')
  }
  for (const { region, event, definition, actions } of transitionsOf(machine)) {
    if (event.includes('*')) found.push('wildcard')
    if (event.startsWith('agent.') && region !== 'conversation')
      found.push('agent.* outside the conversation')
    for (const target of definition.target ?? []) {
      if (target.path[0] !== region) found.push('target outside its region')
    }
    if (!actions.every(name => name === 'mark' || /^raise [a-z]+\.[a-z_]+$/.test(name))) {
      found.push('an action that is neither raise nor mark')
    }
    if (definition.actions.some(isDelayed)) found.push('delayed raise')
  }
  return found
}

function isDelayed(action: unknown): boolean {
  return typeof action === 'function' && (action as { delay?: unknown }).delay !== undefined
}

const { createMachine } = setup({ actions: { mark: () => {}, count: () => {} } })
const idle = { initial: 'idle', states: { idle: {} } } as const

/** A conversation with one state that breaks a rule, beside a region that keeps all of them. */
function withState(state: object): AnyStateMachine {
  const conversation = { initial: 'open', states: { open: state, done: {} } }
  return createMachine({ type: 'parallel', states: { conversation, emotion: idle } })
}

const planted: Record<string, AnyStateMachine> = {
  'the root is not parallel': createMachine({ initial: 'open', states: { open: {} } }),
  'always in more than one region': createMachine({
    type: 'parallel',
    states: {
      conversation: {
        initial: 'open',
        states: { open: { always: { guard: () => false, target: 'done' } }, done: {} },
      },
      emotion: {
        initial: 'calm',
        states: { calm: { always: { guard: () => false, target: 'sad' } }, sad: {} },
      },
    },
  }),
  history: createMachine({
    type: 'parallel',
    states: { conversation: { initial: 'open', states: { open: {}, before: { type: 'history' } } } },
  }),
  invoke: withState({ invoke: { src: createMachine({}) } }),
  after: withState({ after: { 1000: 'done' } }),
  'entry or exit action': withState({ entry: 'mark' }),
  wildcard: withState({ on: { '*': 'done' } }),
  'agent.* outside the conversation': createMachine({
    type: 'parallel',
    states: {
      emotion: { initial: 'calm', states: { calm: { on: { 'agent.reply': { actions: 'mark' } } } } },
    },
  }),
  'target outside its region': createMachine({
    id: 'planted',
    type: 'parallel',
    states: {
      conversation: { initial: 'open', states: { open: { on: { go: '#planted.emotion.idle' } } } },
      emotion: idle,
    },
  }),
  'an action that is neither raise nor mark': withState({ on: { 'case.moved': { actions: 'count' } } }),
  'delayed raise': withState({
    on: { 'case.moved': { actions: raise({ type: 'case.closed' }, { delay: 10 }) } },
  }),
}

describe('a statechart that compiles', () => {
  it('is what the support machine is', () => {
    expect(violations(supportMachine)).toEqual([])
  })

  it.each(Object.entries(planted))('is not one with this in it: %s', (violation, machine) => {
    expect(violations(machine)).toContain(violation)
  })
})

describe("a guard of an agent's request", () => {
  const visible = [
    'hasListedCharges',
    'hasListedSubscriptions',
    'hasListedInvoices',
    'hasListedDisputes',
    'hasMorePages',
  ]
  const guards: Record<string, unknown> = supportMachine.implementations.guards
  const ofRequests = [
    ...new Set(
      transitions.flatMap(each =>
        each.event.startsWith('agent.') && each.guard !== null ? [each.guard] : [],
      ),
    ),
  ]

  /** Asks a guard with a view whose latent part cannot be read, and an event without a payload to read. */
  function askBlindly(name: string, answer: boolean): boolean {
    const refuse = (what: string) => (_target: object, key: string | symbol) => {
      if (what === 'view' && visible.includes(String(key))) return answer
      throw new Error(`${name} reads ${what}.${String(key)}`)
    }
    const view = new Proxy({}, { get: refuse('view') })
    const event = new Proxy({}, { get: refuse('event') })
    return (guards[name] as (given: object) => boolean)({ context: { view: () => view }, event })
  }

  it('is one of a few', () => {
    expect(ofRequests.length).toBeGreaterThan(0)
  })

  it.each(ofRequests)('reads the visible part alone: %s', name => {
    expect([askBlindly(name, true), askBlindly(name, false)]).toEqual([true, false])
  })

  it('would be found out if it read the anger', () => {
    expect(() => askBlindly('isAngry', true)).toThrow('isAngry reads view.anger')
  })
})
