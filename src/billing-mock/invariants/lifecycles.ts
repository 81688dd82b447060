import type { Lifecycle } from '../../core/lifecycle.ts'
import { entries } from '../../core/log.ts'
import type { Books } from '../books.ts'
import { chargeLifecycle } from '../charge.machine.ts'
import { creditNoteLifecycle } from '../creditNote.machine.ts'
import { discountLifecycle } from '../discount.machine.ts'
import { disputeLifecycle } from '../dispute.machine.ts'
import { dunningLifecycle } from '../dunning.machine.ts'
import type { BillingEvent, Entity } from '../events.ts'
import { inquiryLifecycle } from '../inquiry.machine.ts'
import { invoiceLifecycle } from '../invoice.machine.ts'
import { invoiceItemLifecycle } from '../invoiceItem.machine.ts'
import { paymentIntentLifecycle } from '../paymentIntent.machine.ts'
import { refundLifecycle } from '../refund.machine.ts'
import { subscriptionLifecycle } from '../subscription.machine.ts'
import { taxIdLifecycle } from '../taxId.machine.ts'

/** The machine of each entity that has one, the statuses being plain text here. */
const machines = {
  subscription: { collection: 'subscriptions', machine: plain(subscriptionLifecycle) },
  invoice: { collection: 'invoices', machine: plain(invoiceLifecycle) },
  charge: { collection: 'charges', machine: plain(chargeLifecycle) },
  refund: { collection: 'refunds', machine: plain(refundLifecycle) },
  dispute: { collection: 'disputes', machine: plain(disputeLifecycle) },
  payment_intent: { collection: 'paymentIntents', machine: plain(paymentIntentLifecycle) },
  credit_note: { collection: 'creditNotes', machine: plain(creditNoteLifecycle) },
  inquiry: { collection: 'inquiries', machine: plain(inquiryLifecycle) },
  dunning: { collection: 'dunnings', machine: plain(dunningLifecycle) },
  invoice_item: { collection: 'invoiceItems', machine: plain(invoiceItemLifecycle) },
  discount: { collection: 'discounts', machine: plain(discountLifecycle) },
  tax_id: { collection: 'taxIds', machine: plain(taxIdLifecycle) },
} as const

type Living = keyof typeof machines

/**
 * A record's status is its machine run over what the journal says happened to it: so every transition was
 * legal, a terminal state was never left, and each transition wrote one entry.
 */
export function brokenLifecycles(books: Books): string[] {
  const broken: string[] = []
  const reached = new Map<string, string>()
  for (const { event, ordinal } of entries(books.journal)) {
    if (!isLiving(event.entity)) continue
    const after = statusAfter(reached, event, event.entity)
    if (after !== null) reached.set(keyOf(event.entity, event.ordinal), after)
    else broken.push(`Journal entry ${ordinal} says ${event.type}, which ${name(event)} did not accept.`)
  }
  for (const [entity, { collection }] of Object.entries(machines)) {
    for (const { ordinal, status } of books[collection]) {
      const told = reached.get(keyOf(entity, ordinal))
      if (told === status) continue
      broken.push(`The journal leaves ${entity} ${ordinal} ${told ?? 'unborn'}; its record says ${status}.`)
    }
  }
  return broken
}

/** Whether the machine can go from one status to the other in any number of transitions. */
export function isReachable(entity: Living, from: string, to: string): boolean {
  const { machine } = machines[entity]
  const seen = [from]
  for (const state of seen) {
    for (const event of machine.events) {
      const next = machine.next(state, event)
      if (next !== null && !seen.includes(next)) seen.push(next)
    }
  }
  return seen.includes(to)
}

/** The entities with a machine, and where their records are. */
export const living = Object.entries(machines).map(([entity, { collection }]) => ({
  entity: entity as Living,
  collection,
}))

/**
 * The status after the event, the same when it is about something else than status, null when it is refused.
 */
function statusAfter(reached: Map<string, string>, event: BillingEvent, entity: Living): string | null {
  const { machine } = machines[entity]
  const status = reached.get(keyOf(entity, event.ordinal)) ?? machine.initial
  return machine.events.includes(event.type) ? machine.next(status, event.type) : status
}

function plain<State extends string, Event extends string>(machine: Lifecycle<State, Event>) {
  return machine as unknown as Lifecycle<string, string>
}

function isLiving(entity: Entity): entity is Living {
  return entity in machines
}

function keyOf(entity: string, ordinal: number): string {
  return `${entity} ${ordinal}`
}

function name({ entity, ordinal }: BillingEvent): string {
  return keyOf(entity, ordinal)
}
