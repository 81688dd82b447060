import { describe, expect, it } from 'vitest'
import {
  chargeLifecycle,
  creditNoteLifecycle,
  discountLifecycle,
  disputeLifecycle,
  dunningLifecycle,
  inquiryLifecycle,
  invoiceItemLifecycle,
  invoiceLifecycle,
  paymentIntentLifecycle,
  refundLifecycle,
  subscriptionLifecycle,
  taxIdLifecycle,
} from '../../src/billing-mock/index.ts'

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
  paymentIntent: [
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
  creditNote: ['issued → void'],
  inquiry: [
    'warning_needs_response → warning_under_review',
    'warning_needs_response → warning_closed',
    'warning_under_review → warning_closed',
  ],
  dunning: ['running → recovered', 'running → exhausted', 'running → stopped'],
  invoiceItem: ['pending → invoiced', 'pending → deleted', 'invoiced → pending'],
  discount: ['active → ended'],
  taxId: [
    'pending → verified',
    'pending → unverified',
    'pending → deleted',
    'verified → deleted',
    'unverified → deleted',
  ],
}

const machines = {
  refund: refundLifecycle,
  charge: chargeLifecycle,
  invoice: invoiceLifecycle,
  subscription: subscriptionLifecycle,
  dispute: disputeLifecycle,
  paymentIntent: paymentIntentLifecycle,
  creditNote: creditNoteLifecycle,
  inquiry: inquiryLifecycle,
  dunning: dunningLifecycle,
  invoiceItem: invoiceItemLifecycle,
  discount: discountLifecycle,
  taxId: taxIdLifecycle,
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
