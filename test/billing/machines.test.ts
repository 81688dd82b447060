import { describe, expect, it } from 'vitest'
import {
  chargeLifecycle,
  disputeLifecycle,
  invoiceLifecycle,
  refundLifecycle,
  subscriptionLifecycle,
} from '../../src/billing-mock/index.ts'

/** Every transition that changes a status, as the documentation of the billing backend states it. */
const documented = {
  refund: ['pending → succeeded', 'pending → failed', 'succeeded → failed'],
  charge: ['authorized → succeeded', 'authorized → failed', 'authorized → released'],
  invoice: [
    'draft → deleted',
    'draft → open',
    'open → paid',
    'open → void',
    'open → uncollectible',
    'uncollectible → paid',
    'uncollectible → void',
  ],
  subscription: [
    'incomplete → active',
    'active → past_due',
    'active → canceled',
    'past_due → active',
    'past_due → canceled',
  ],
  dispute: [
    'needs_response → under_review',
    'needs_response → lost',
    'under_review → won',
    'under_review → lost',
  ],
}

const machines = {
  refund: refundLifecycle,
  charge: chargeLifecycle,
  invoice: invoiceLifecycle,
  subscription: subscriptionLifecycle,
  dispute: disputeLifecycle,
}

interface AnyLifecycle {
  readonly states: readonly string[]
  readonly events: readonly string[]
  readonly next: (state: string, event: string) => string | null
}

describe('a lifecycle', () => {
  it.each(Object.keys(machines) as (keyof typeof machines)[])(
    'of a %s has the documented transitions',
    name => {
      const machine = machines[name] as unknown as AnyLifecycle
      const found = machine.states.flatMap(state =>
        machine.events.flatMap(event => {
          const next = machine.next(state, event)
          return next === null || next === state ? [] : [`${state} → ${next}`]
        }),
      )
      expect([...new Set(found)].sort()).toEqual([...documented[name]].sort())
    },
  )
})
