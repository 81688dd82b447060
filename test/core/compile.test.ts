import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type AnyStateMachine, assign, raise, setup, stateIn } from 'xstate'
import {
  chargeMachine,
  disputeMachine,
  invoiceMachine,
  paymentIntentMachine,
  refundMachine,
  subscriptionMachine,
} from '../../src/billing-mock/index.ts'
import type { Configuration } from '../../src/core/chart.ts'
import { compile } from '../../src/core/compile.ts'
import { interpret } from '../../src/core/interpret.ts'
import { uniform } from '../../src/core/random.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'
import { isFull } from '../evaluation/play.ts'
import {
  activeIn,
  activeLeaves,
  emptyTally,
  expectFloor,
  Reference,
  type Tally,
} from './compile/differential.ts'
import { type Bits, externalEvents, LEAVE, randomMachine } from './compile/machines.ts'

const MACHINES = isFull ? 2200 : 160
const EVENTS_PER_MACHINE = 100
const EVENTS_PER_WALK = 40
/** Events after the end of a machine, all of which it has to ignore. */
const EVENTS_AFTER_THE_END = 3

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {}) // XState, on events for an actor that has stopped
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a compiled machine', () => {
  it('does what an XState actor does, on random machines: leaves, actions in their order, context, can', () => {
    const tally = emptyTally()
    for (let seed = 0; seed < MACHINES; seed++) compareRandomMachine(seed, tally)
    console.log(`${MACHINES} random machines: ${JSON.stringify(tally)}`)
    expect(tally.events).toBeGreaterThanOrEqual(isFull ? 100_000 : 7_000)
    expectFloor(tally, { moved: 150, rehydrated: 40, refusals: 2000 })
    expectFloor(tally, { raised: 50, eventless: 30, finished: 30, completed: 3, exitActionsRun: 3, loops: 1 })
  })

  it('does what an XState actor does, on the support machine', () => {
    const chart = compile<ChartView>(supportMachine)
    const events: readonly string[] = [...supportMachine.events, 'no.such_event']
    const ends = new Set(['customer.left', 'budget.exhausted', 'ticket.closed', 'ticket.escalated'])
    const visited = new Set<string>()
    for (let walk = 0; walk < (isFull ? 500 : 40); walk++) {
      let ordinal = 0
      const draw = (): number => uniform(23, walk, ordinal++)
      let view: ChartView = viewFrom(draw)
      const reference = new Reference(supportMachine, () => view, emptyTally())
      let configuration = chart.initial(view)
      for (let step = 0; step < 100; step++) {
        view = viewFrom(draw)
        let event = step === 0 ? 'ticket.assigned' : events[Math.floor(draw() * events.length)]!
        if (ends.has(event) && draw() < 0.9) event = 'customer.appraised'
        for (const asked of events) expect(chart.can(configuration, asked, view)).toBe(reference.can(asked))
        reference.send(event)
        configuration = chart.send(configuration, event, view)
        expect(activeIn(chart, configuration), event).toEqual(activeLeaves(supportMachine, reference.value))
        visited.add(String(configuration))
      }
    }
    expect(visited.size).toBeGreaterThan(60)
  })

  it.each([
    chargeMachine,
    disputeMachine,
    invoiceMachine,
    paymentIntentMachine,
    refundMachine,
    subscriptionMachine,
  ])('does what an XState actor does, on a billing lifecycle: $id', machine => {
    const chart = compile<null>(machine as AnyStateMachine)
    for (let walk = 0; walk < 60; walk++) {
      const reference = new Reference(machine as AnyStateMachine, () => null, emptyTally())
      let configuration = chart.initial(null)
      for (let step = 0; step < 12; step++) {
        const event = machine.events[Math.floor(uniform(24, walk, step) * machine.events.length)]!
        expect(chart.can(configuration, event, null), event).toBe(reference.can(event))
        reference.send(event)
        configuration = chart.send(configuration, event, null)
        expect(activeIn(chart, configuration), event).toEqual([reference.value])
      }
    }
  })

  it('has the regions, leaves, tags and events of the interpreted one', () => {
    const [chart, other] = [compile<ChartView>(supportMachine), interpret<ChartView>(supportMachine)]
    expect(chart.regions).toEqual(other.regions)
    expect(chart.leaves).toEqual(other.leaves)
    for (const event of [...supportMachine.events, 'no.such_event']) {
      expect(chart.listensTo(event), event).toBe(other.listensTo(event))
    }
    for (let leaf = 0; leaf < chart.leaves.conversation!.length; leaf++) {
      for (const tag of ['ended', 'settled', 'no such tag']) {
        expect(chart.hasTag([leaf, 0, 0], tag), `${tag} at ${leaf}`).toBe(other.hasTag([leaf, 0, 0], tag))
      }
    }
  })

  it('is compiled once', () => {
    expect(compile(supportMachine)).toBe(compile(supportMachine))
  })

  it('sends nothing to an XState actor, and an interpreted one counts what its actor receives', () => {
    const view = viewFrom(() => 0.5)
    const [chart, other] = [compile<ChartView>(supportMachine), interpret<ChartView>(supportMachine)]
    expect([chart.runtime, other.runtime]).toEqual(['compiled', 'xstate'])
    let here = chart.initial(view)
    let there = other.initial(view)
    expect(other.actorEvents()).toBe(0)
    for (const event of ['ticket.assigned', 'agent.reply', 'no.such_event']) {
      here = chart.send(here, event, view)
      there = other.send(there, event, view)
      other.can([0, 0, 0], event, view) // stands elsewhere: stops the actor, which is no event of the chart's
    }
    expect(chart.actorEvents()).toBe(0)
    expect(other.actorEvents()).toBe(3)
  })

  it.each([
    ['eventless transitions', { always: [{ target: 'b' }] }, { always: [{ target: 'a' }] }],
    [
      'raised events',
      { entry: raise({ type: 'go' }), on: { go: 'b' } },
      { entry: raise({ type: 'go' }), on: { go: 'a' } },
    ],
  ])('that never comes to rest over %s is cut off', (_what, a, b) => {
    const machine = setup({}).createMachine({
      initial: 'start',
      states: { start: { on: { begin: 'a' } }, a, b },
    } as never) as unknown as AnyStateMachine
    const chart = compile<null>(machine)
    expect(() => chart.send(chart.initial(null), 'begin', null)).toThrow(
      expect.objectContaining({
        code: 'invariant_broken',
        message: expect.stringMatching(/did not come to rest .* "begin"/),
      }),
    )
    expect(chart.send([0], 'something else', null)).toEqual([0])
  })

  it('reports a guard that throws, and runs on afterwards', () => {
    const fault = new Error('no view')
    const fails = ({ context }: { context: { view(): boolean } }): boolean => {
      if (context.view()) throw fault
      return true
    }
    const machine = setup({ guards: { fails } } as never).createMachine({
      context: ({ input }: { input: never }) => input,
      initial: 'a',
      states: { a: { on: { go: { guard: 'fails', target: 'b' } } }, b: {} },
    } as never) as unknown as AnyStateMachine
    const chart = compile<boolean>(machine)
    expect(() => chart.send([0], 'go', true)).toThrow(
      expect.objectContaining({ code: 'invariant_broken', cause: fault }),
    )
    expect(chart.send([0], 'go', false)).toEqual([1])
  })

  it('may not be used by its own actions', () => {
    const machine: AnyStateMachine = setup({
      actions: { again: () => void compile<null>(machine).send([0], 'go', null) },
    }).createMachine({ initial: 'a', states: { a: { on: { go: { actions: 'again' } } } } })
    expect(() => compile<null>(machine).send([0], 'go', null)).toThrow(/used by its own guard or action/)
  })
})

const implementations = {
  guards: { isFine: () => true, byId: stateIn('#m.r.a') },
  actions: { act: () => {}, change: assign({}) },
  actors: { child: {} },
}

/** A machine of two regions; its state `a` of region `r` has what is given. */
function machineWith(
  a: object,
  more: { r?: object; root?: object; other?: object; states?: object } = {},
): AnyStateMachine {
  return setup(implementations as never).createMachine({
    id: 'm',
    type: 'parallel',
    states: {
      r: { initial: 'a', states: { a, b: {}, ...more.states }, ...more.r },
      other: { initial: 'c', states: { c: {}, d: {} }, ...more.other },
    },
    ...more.root,
  } as never) as unknown as AnyStateMachine
}

const always = [{ guard: 'isFine', target: 'b' }]
const manyGuards = Array.from({ length: 12 }, (_, index) => `g${index}`)

const refusals: Readonly<
  Record<string, readonly [machine: () => AnyStateMachine, state: string, reason: RegExp]>
> = {
  history: [() => machineWith({}, { states: { h: { type: 'history' } } }), 'm.r.h', /history/],
  'an invoked actor': [() => machineWith({ invoke: { src: 'child' } }), 'm.r.a', /invokes/],
  'a delayed transition': [() => machineWith({ after: { 10: 'b' } }), 'm.r.a', /delayed transition/],
  'a route': [() => machineWith({ id: 'x', route: {} }), 'x', /routed/],
  'an output': [() => machineWith({ type: 'final', output: 1 }), 'm.r.a', /output/],
  'a wildcard': [() => machineWith({ on: { '*': 'b' } }), 'm.r.a', /wildcard "\*"/],
  'a partial wildcard': [() => machineWith({ on: { 'x.*': 'b' } }), 'm.r.a', /wildcard "x\.\*"/],
  assign: [() => machineWith({ entry: assign({}) }), 'm.r.a', /xstate\.assign/],
  'assign by name': [() => machineWith({ entry: 'change' }), 'm.r.a', /xstate\.assign/],
  'a delayed raise': [
    () => machineWith({ entry: raise({ type: 'x' }, { delay: 1 }) }),
    'm.r.a',
    /with a delay/,
  ],
  'a dynamic raise': [
    () => machineWith({ exit: raise(() => ({ type: 'x' })) }),
    'm.r.a',
    /that a function makes/,
  ],
  'an inline action': [() => machineWith({ entry: () => {} }), 'm.r.a', /action is an inline function/],
  'an inline guard': [
    () => machineWith({ on: { x: { guard: () => true } } }),
    'm.r.a',
    /guard is an inline function/,
  ],
  'an action without implementation': [
    () => machineWith({ entry: 'nobody' }),
    'm.r.a',
    /"nobody" has no impl/,
  ],
  'a guard without implementation': [
    () => machineWith({ on: { x: { guard: 'nobody' } } }),
    'm.r.a',
    /"nobody" has no/,
  ],
  'parameters from a function': [
    () => machineWith({ entry: { type: 'act', params: () => ({}) } }),
    'm.r.a',
    /parameters of its action "act"/,
  ],
  'stateIn by id': [() => machineWith({ on: { x: { guard: 'byId' } } }), 'm.r.a', /stateIn by id/],
  'stateIn of no region': [
    () => machineWith({ on: { x: { guard: stateIn({ z: 'a' }) } } }),
    'm.r.a',
    /"z", which is no region/,
  ],
  'a target in another region': [
    () => machineWith({ on: { x: '#m.other.d' } }),
    'm.r.a',
    /leaves the region/,
  ],
  'a target that is the region': [
    () => machineWith({ on: { x: '#m.r' } }),
    'm.r',
    /"x" at "a" leaves the region/,
  ],
  'a region that reenters itself': [
    () => machineWith({}, { r: { on: { x: { target: '.b', reenter: true } } } }),
    'm.r',
    /"x" at "a" leaves the region/,
  ],
  'an eventless transition that leaves': [
    () => machineWith({ always: [{ guard: 'isFine', target: '#m.r' }] }),
    'm.r',
    /eventless transition at "a" leaves/,
  ],
  'a root with targets': [() => machineWith({}, { root: { on: { x: '.r.b' } } }), 'm', /leaves the region/],
  'a root without regions to enter': [
    () => machineWith({}, { other: { initial: undefined, states: {} } }),
    'm.other',
    /region without states/,
  ],
  'eventless transitions in two regions': [
    () =>
      machineWith(
        { always },
        { other: { initial: 'c', states: { c: { always: [{ target: 'd' }] }, d: {} } } },
      ),
    'm.other.c',
    /"m\.r\.a" are orthogonal/,
  ],
  'eventless transitions above and under a parallel state': [
    () =>
      machineWith(
        {
          type: 'parallel',
          states: { p: { initial: 'q', states: { q: { always: [{ guard: 'isFine' }] } } }, s: {} },
        },
        { r: { always: [{ guard: 'isFine' }] } },
      ),
    'm.r.a.p.q',
    /and so has "m\.r" above/,
  ],
  'eventless transitions of a parallel root': [
    () => machineWith({}, { root: { always: [{ guard: 'isFine' }] } }),
    'm',
    /parallel root/,
  ],
  'a context of its own': [
    () => machineWith({}, { root: { context: { n: 1 } } }),
    'm',
    /context is not its input/,
  ],
  'too many leaves': [() => machineWith(deepParallel(13)), 'm.r', /8193 combinations of leaves/],
  'too many outcomes of guards': [
    () =>
      setup({
        guards: Object.fromEntries(manyGuards.map(name => [name, () => true])),
      } as never).createMachine({
        id: 'm',
        type: 'parallel',
        states: {
          r: { initial: 'a', states: { a: { type: 'parallel', states: guardedStates() } } },
        },
      } as never) as unknown as AnyStateMachine,
    'm.r',
    /asks its guards in more than 1024 ways/,
  ],
}

describe('the compiler', () => {
  it.each(Object.entries(refusals))('refuses %s', (_what, [machine, state, reason]) => {
    let refusal: unknown
    try {
      compile(machine())
    } catch (error) {
      refusal = error
    }
    expect(refusal).toMatchObject({ code: 'uncompilable_machine', message: expect.stringMatching(reason) })
    expect(refusal).toMatchObject({ message: expect.stringContaining(`State "${state}" `) })
  })
})

function deepParallel(branches: number): object {
  const names = Array.from({ length: branches }, (_, index) => `p${index}`)
  return {
    type: 'parallel',
    states: Object.fromEntries(names.map(name => [name, { initial: 'x', states: { x: {}, y: {} } }])),
  }
}

function guardedStates(): object {
  return Object.fromEntries(manyGuards.map(guard => [`of_${guard}`, { on: { x: { guard } } }]))
}

function viewFrom(draw: () => number): ChartView {
  return {
    hasListedCharges: draw() < 0.5,
    hasListedSubscriptions: draw() < 0.5,
    hasListedInvoices: draw() < 0.5,
    hasListedDisputes: draw() < 0.5,
    hasMorePages: draw() < 0.5,
    anger: draw(),
  }
}

function compareRandomMachine(seed: number, tally: Tally): void {
  const mine: Bits = { bits: 0, diary: [] }
  const theirs: Bits = { bits: 0, diary: [] }
  const machine = randomMachine(seed, ({ view }) => {
    if (view() === theirs) tally.refusals += 1
  })
  const chart = compile<Bits>(machine)
  let ordinal = 0
  const draw = (): number => uniform(seed, 22, ordinal++)
  const refresh = (): void => {
    const bits = Math.floor(draw() * 256)
    for (const view of [mine, theirs]) {
      view.bits = bits
      view.diary.length = 0
    }
  }

  for (let left = EVENTS_PER_MACHINE; left > 0; left -= EVENTS_PER_WALK) {
    refresh()
    const reference = new Reference(machine, () => theirs, tally)
    let configuration = settled(() => chart.initial(mine), reference)
    if (configuration === null) return
    expectSame(configuration, reference, `machine ${seed}, at first`)
    let afterTheEnd = 0
    for (let step = 0; step < Math.min(left, EVENTS_PER_WALK) && afterTheEnd < EVENTS_AFTER_THE_END; step++) {
      tally.events += 1
      refresh()
      if (reference.status === 'active' && draw() < 0.1) reference.rehydrate()
      const event = externalEvents[Math.floor(draw() * externalEvents.length)]!
      const before: Configuration = configuration
      const at = `machine ${seed}, ${event} at ${activeIn(chart, before)} with ${mine.bits}, step ${step}`
      const asked = externalEvents[step % externalEvents.length]!
      expect(chart.can(before, asked, mine), `can ${asked}: ${at}`).toBe(reference.can(asked))
      expect(chart.can(before, event, mine), `can: ${at}`).toBe(reference.can(event))
      const hadEnded = reference.status === 'done'
      reference.send(event)
      const after: Configuration | null = settled(() => chart.send(before, event, mine), reference)
      if (after === null) break
      expectSame(after, reference, at)
      if (String(after) === String(before)) expect(after, at).toBe(before)
      else tally.moved += 1
      if (reference.status === 'done') afterTheEnd += 1
      if (reference.status === 'done' && !hadEnded) {
        tally.completed += 1
        if (theirs.diary.some(line => line.startsWith(LEAVE))) tally.exitActionsRun += 1
      }
      configuration = after
    }
  }

  function expectSame(configuration: Configuration, reference: Reference<Bits>, at: string): void {
    expect(activeIn(chart, configuration), at).toEqual(activeLeaves(machine, reference.value))
    expect(mine, at).toEqual(theirs)
  }

  /** Where a run leads, or null if it is cut off as one that never comes to rest, as that of the actor must be. */
  function settled(run: () => Configuration, reference: Reference<Bits>): Configuration | null {
    let failure: unknown = null
    let found: Configuration | null = null
    try {
      found = run()
    } catch (error) {
      failure = error
    }
    expect(failure !== null, `machine ${seed}: ${failure}`).toBe(reference.status === 'error')
    if (failure === null) return found
    expect(failure).toMatchObject({
      code: 'invariant_broken',
      message: expect.stringMatching(/did not come to rest/),
    })
    tally.loops += 1
    return null
  }
}
