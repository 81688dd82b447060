import { describe, expect, it } from 'vitest'
import { type AnyStateMachine, createActor } from 'xstate'
import {
  chargeLifecycle,
  chargeMachine,
  creditNoteLifecycle,
  creditNoteMachine,
  discountLifecycle,
  discountMachine,
  disputeLifecycle,
  disputeMachine,
  dunningLifecycle,
  dunningMachine,
  inquiryLifecycle,
  inquiryMachine,
  invoiceItemLifecycle,
  invoiceItemMachine,
  invoiceLifecycle,
  invoiceMachine,
  paymentIntentLifecycle,
  paymentIntentMachine,
  refundLifecycle,
  refundMachine,
  subscriptionLifecycle,
  subscriptionMachine,
  taxIdLifecycle,
  taxIdMachine,
} from '../../src/billing-mock/index.ts'
import { interpret } from '../../src/core/interpret.ts'
import { uniform } from '../../src/core/random.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'
import { eventTypes, requests, stateValueOf, viewOf } from './explore.ts'

const WALKS = 60
const EVENTS_PER_WALK = 100

/** Events that end a case are rare, or every walk would be short; the rest is drawn evenly. */
const ending = new Set(['customer.left', 'budget.exhausted', 'ticket.closed', 'ticket.escalated'])

interface Happening {
  readonly event: string
  readonly view: ChartView
}

function randomWalk(walk: number): readonly Happening[] {
  let ordinal = 0
  const draw = (): number => uniform(11, walk, ordinal++)
  return Array.from({ length: EVENTS_PER_WALK }, (_, index) => {
    let event = index === 0 ? 'ticket.assigned' : eventTypes[Math.floor(draw() * eventTypes.length)]!
    if (ending.has(event) && draw() < 0.9) event = 'customer.appraised'
    const anger = event === 'customer.appraised' ? draw() : 0.5
    const view = {
      hasListedCharges: draw() < 0.5,
      hasListedSubscriptions: draw() < 0.5,
      hasListedInvoices: draw() < 0.5,
      hasListedDisputes: draw() < 0.5,
      hasMorePages: draw() < 0.5,
      anger,
    }
    return { event, view }
  })
}

describe('the interpreted chart', () => {
  it('stands where a plain XState actor stands, and offers what it offers, after every event', () => {
    let compared = 0
    const visited = new Set<string>()
    for (let walk = 0; walk < WALKS; walk++) {
      let seen = viewOf()
      const context = { view: () => seen }
      const actor = createActor(supportMachine, { input: context }).start()
      const chart = interpret<ChartView>(supportMachine)
      let configuration = chart.initial(seen)
      for (const { event, view } of randomWalk(walk)) {
        seen = view
        const request = requests[compared % requests.length]!
        const snapshot = actor.getSnapshot()
        expect(chart.can(configuration, request, view), request).toBe(snapshot.can({ type: request }))
        expect(chart.can(configuration, event, view), event).toBe(snapshot.can({ type: event }))
        actor.send({ type: event })
        configuration = chart.send(configuration, event, view)
        expect(stateValueOf(chart, configuration), event).toEqual(actor.getSnapshot().value)
        visited.add(String(configuration))
        compared += 1
      }
      actor.stop()
    }
    expect(compared).toBeGreaterThanOrEqual(5000)
    expect(visited.size).toBeGreaterThan(60)
  })

  it('needs nothing but the integers: built anew between every two events, it goes the same way', () => {
    for (let walk = 0; walk < WALKS; walk++) {
      const chart = interpret<ChartView>(supportMachine)
      let configuration = chart.initial(viewOf())
      for (const { event, view } of randomWalk(walk)) {
        const stored = JSON.parse(JSON.stringify(configuration)) as number[]
        const next = interpret<ChartView>(supportMachine).send(stored, event, view)
        configuration = chart.send(configuration, event, view)
        expect(next).toEqual(configuration)
      }
    }
  })

  it('serves many tickets in turn without mixing them up', () => {
    const shared = interpret<ChartView>(supportMachine)
    const walks = Array.from({ length: 10 }, (_, walk) => ({
      happenings: randomWalk(walk),
      own: interpret<ChartView>(supportMachine),
      configuration: shared.initial(viewOf()),
    }))
    for (let at = 0; at < EVENTS_PER_WALK; at++) {
      for (const walk of walks) {
        const { event, view } = walk.happenings[at]!
        const expected = walk.own.send(walk.configuration, event, view)
        walk.configuration = shared.send(walk.configuration, event, view)
        expect(walk.configuration).toEqual(expected)
      }
    }
  })
})

interface AnyLifecycle {
  readonly initial: string
  readonly states: readonly string[]
  readonly events: readonly string[]
  next(state: string, event: string): string | null
}

const billing = {
  charge: { machine: chargeMachine, lifecycle: chargeLifecycle },
  dispute: { machine: disputeMachine, lifecycle: disputeLifecycle },
  invoice: { machine: invoiceMachine, lifecycle: invoiceLifecycle },
  paymentIntent: { machine: paymentIntentMachine, lifecycle: paymentIntentLifecycle },
  creditNote: { machine: creditNoteMachine, lifecycle: creditNoteLifecycle },
  inquiry: { machine: inquiryMachine, lifecycle: inquiryLifecycle },
  dunning: { machine: dunningMachine, lifecycle: dunningLifecycle },
  invoiceItem: { machine: invoiceItemMachine, lifecycle: invoiceItemLifecycle },
  discount: { machine: discountMachine, lifecycle: discountLifecycle },
  taxId: { machine: taxIdMachine, lifecycle: taxIdLifecycle },
  refund: { machine: refundMachine, lifecycle: refundLifecycle },
  subscription: { machine: subscriptionMachine, lifecycle: subscriptionLifecycle },
} as unknown as Record<string, { machine: AnyStateMachine; lifecycle: AnyLifecycle }>

describe('the lifecycle of a billing object', () => {
  it.each(Object.entries(billing))('goes where an XState actor goes: %s', (_name, { machine, lifecycle }) => {
    const reached = new Set<string>()
    for (let walk = 0; walk < 50; walk++) {
      const actor = createActor(machine).start()
      let state = lifecycle.initial
      for (let step = 0; step < 20; step++) {
        reached.add(state)
        const draw = uniform(12, walk, step)
        const event = lifecycle.events[Math.floor(draw * lifecycle.events.length)]!
        const isAccepted = actor.getSnapshot().can({ type: event })
        const next = lifecycle.next(state, event)
        expect(next !== null, `${state} on ${event}`).toBe(isAccepted)
        actor.send({ type: event })
        state = next ?? state
        expect(actor.getSnapshot().value, event).toBe(state)
      }
      actor.stop()
    }
    expect([...reached].sort()).toEqual([...lifecycle.states].sort())
  })
})
