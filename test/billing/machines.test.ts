import { describe, expect, it } from 'vitest'
import { machines } from './transitions.ts'

/** Every transition that changes a status, as the documentation of the billing backend states it. */
const documented = {
  refund: [
    'pending → succeeded',
    'pending → failed',
    'pending → requires_action',
    'requires_action → pending',
    'requires_action → failed',
    'requires_action → canceled',
    'succeeded → failed',
  ],
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
    'incomplete → trialing',
    'incomplete → incomplete_expired',
    'incomplete → canceled',
    'trialing → active',
    'trialing → paused',
    'trialing → canceled',
    'paused → active',
    'paused → canceled',
    'active → past_due',
    'active → paused',
    'active → canceled',
    'past_due → active',
    'past_due → unpaid',
    'past_due → canceled',
    'unpaid → active',
    'unpaid → canceled',
  ],
  dispute: [
    'needs_response → under_review',
    'needs_response → lost',
    'under_review → won',
    'under_review → lost',
  ],
  payment_intent: [
    'requires_payment_method → requires_confirmation',
    'requires_payment_method → canceled',
    'requires_confirmation → requires_action',
    ...['requires_confirmation', 'requires_action'].flatMap(from =>
      ['processing', 'requires_capture', 'succeeded', 'requires_payment_method', 'canceled'].map(
        to => `${from} → ${to}`,
      ),
    ),
    'processing → succeeded',
    'processing → requires_payment_method',
    'requires_capture → succeeded',
    'requires_capture → canceled',
  ],
  credit_note: ['issued → void'],
  inquiry: [
    'warning_needs_response → warning_under_review',
    'warning_needs_response → warning_closed',
    'warning_under_review → warning_closed',
  ],
  dunning: ['running → recovered', 'running → exhausted', 'running → stopped'],
  invoice_item: ['pending → invoiced', 'pending → deleted', 'invoiced → pending'],
  discount: ['active → ended'],
  tax_id: [
    'pending → verified',
    'pending → unverified',
    'pending → deleted',
    'verified → deleted',
    'unverified → deleted',
  ],
}

describe('a lifecycle', () => {
  it('is documented, whatever it is of', () => {
    expect(Object.keys(documented).sort()).toEqual([...machines.keys()].sort())
  })

  it.each(Object.entries(documented))('of a %s has the documented transitions', (entity, transitions) => {
    const { states, events, next } = machines.get(entity)!
    const found = states.flatMap(state =>
      events.flatMap(event => {
        const after = next(state, event)
        return after === null || after === state ? [] : [`${state} → ${after}`]
      }),
    )
    expect([...new Set(found)].sort()).toEqual([...transitions].sort())
  })
})
