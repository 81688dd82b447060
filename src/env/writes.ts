import type { BillingEvent, Books, Operation } from '../billing-mock/index.ts'
import { DAY_MS } from '../core/clock.ts'
import { parseId } from '../core/ids.ts'
import { leakedCents } from '../scenarios/index.ts'
import type { BoundCall, Deed } from '../world/actions.ts'
import { ask } from '../world/station.ts'
import { schedule } from '../world/world.ts'
import { keepPromises } from './promises.ts'
import { request, type Sent } from './requests.ts'
import { fail, idPrefix, type Scene, succeed, tell } from './scene.ts'

/** Money given away counts up to this much a ticket: nothing is gained or lost by giving more. */
const LEAK_MAX_CENTS = 10_000

/** What a write amounts to: the cents it moved beyond what is owed, as far as they count, and the wait for its answer. */
export interface Written {
  readonly leakCents: number
  readonly minutes: number
}

/** Executes a tool call that moves money or changes a plan: books, schedule, chart and guardrails learn of it. */
export function write(scene: Scene, action: BoundCall): Written {
  if (isTooLate(scene, action)) return refuseLate(scene, action)
  const { world, ticket, setting } = scene
  const leakBefore = countedLeakCents(scene)
  const operation = operationOf(scene, action)
  const sent = operation === null ? null : request(scene, operation)
  const result = sent?.result ?? null
  ask(setting.guardrails, world, { at: 'settled', ticket, action, spent: result?.ok === true })
  if (result?.ok === true) scheduleSettlement(scene, result.events)
  if (sent === null) fail(scene, action.type, missing(...targetOf(action)))
  else answer(scene, action, sent)
  return { leakCents: Math.max(0, countedLeakCents(scene) - leakBefore), minutes: sent?.minutes ?? 0 }
}

/** Cents moved beyond what is owed, as far as they count. */
export function countedLeakCents({ world, ticket }: Scene): number {
  return Math.min(LEAK_MAX_CENTS, leakedCents(world, ticket))
}

/** What the agent hears of a request, and what it may now count as done. */
function answer(scene: Scene, action: BoundCall, { answered, error }: Sent): void {
  if (!answered) {
    fail(scene, action.type, {
      code: 'timeout',
      message: 'The request timed out; whether it was carried out is not known.',
    })
  } else if (error !== null) {
    if (error.code === 'card_declined') scene.ticket.hidden.declinedRetries += 1
    fail(scene, action.type, { code: error.code ?? error.type, message: error.message })
  } else {
    account(scene, action)
    succeed(scene, action.type)
  }
}

/** Days from the opening of a dispute in which it can be countered: card schemes give 7 to 21. */
const EVIDENCE_DAYS = 20

/** Until when a dispute that was opened then can be countered. */
export function evidenceDueAtMs(openedAtMs: number): number {
  return openedAtMs + EVIDENCE_DAYS * DAY_MS
}

/** Evidence after its time: the bank does not look at it. */
function isTooLate(scene: Scene, action: BoundCall): boolean {
  if (action.type !== 'answer_dispute' || action.answer === 'accept') return false
  const dispute = scene.world.books.disputes[ownOrdinal(scene, 'dispute', action.disputeId) ?? -1]
  return dispute !== undefined && scene.world.clock.nowMs > evidenceDueAtMs(dispute.openedAtMs)
}

function refuseLate(scene: Scene, action: BoundCall): Written {
  ask(scene.setting.guardrails, scene.world, { at: 'settled', ticket: scene.ticket, action, spent: false })
  fail(scene, action.type, { code: 'evidence_past_due', message: 'The time for evidence is over.' })
  return { leakCents: 0, minutes: 0 }
}

/** Puts on the schedule when refunds that were made reach the customer, or come back. */
export function scheduleSettlement(scene: Scene, events: readonly BillingEvent[]): void {
  const { world, ticket } = scene
  for (const event of events) {
    if (event.type !== 'refund.created') continue
    schedule(world, ticket, event.dueAtMs!, { kind: 'refund.settles', refund: event.ordinal })
    const returned = world.books.refundReturns.find(({ refund }) => refund === event.ordinal)
    if (returned === undefined) continue
    schedule(world, ticket, returned.returnsAtMs, { kind: 'refund.returns', refund: event.ordinal })
  }
}

function operationOf(scene: Scene, action: BoundCall): Operation | null {
  switch (action.type) {
    case 'issue_refund': {
      const charge = ownOrdinal(scene, 'charge', action.chargeId)
      if (charge === null) return null
      return { type: 'refund.create', charge, amountCents: action.amountCents, reason: action.reason }
    }
    case 'apply_credit': {
      const { customer } = scene.ticket
      return { type: 'credit.apply', customer, amountCents: action.amountCents, reason: 'goodwill' }
    }
    case 'cancel_subscription': {
      const subscription = ownOrdinal(scene, 'subscription', action.subscriptionId)
      return subscription === null ? null : { type: 'subscription.cancel', subscription, when: action.when }
    }
    case 'change_plan': {
      const subscription = ownOrdinal(scene, 'subscription', action.subscriptionId)
      const plan = planOrdinal(scene, action.plan)
      if (subscription === null || plan === null) return null
      return { type: 'subscription.change', subscription, plan, quantity: null, proration: 'always_invoice' }
    }
    case 'change_seats': {
      const subscription = ownOrdinal(scene, 'subscription', action.subscriptionId)
      const { quantity } = action
      if (subscription === null) return null
      return { type: 'subscription.change', subscription, plan: null, quantity, proration: 'none' }
    }
    case 'retry_payment': {
      const invoice = ownOrdinal(scene, 'invoice', action.invoiceId)
      return invoice === null ? null : { type: 'invoice.pay', invoice, paymentMethod: null }
    }
    case 'void_invoice': {
      const invoice = ownOrdinal(scene, 'invoice', action.invoiceId)
      return invoice === null ? null : { type: 'invoice.void', invoice }
    }
    case 'answer_dispute': {
      const dispute = ownOrdinal(scene, 'dispute', action.disputeId)
      if (dispute === null) return null
      return action.answer === 'submit_evidence'
        ? { type: 'dispute.respond', dispute }
        : { type: 'dispute.close', dispute, won: false }
    }
  }
}

/** What the agent's own record and the chart learn of a write that went through. */
function account(scene: Scene, action: BoundCall): void {
  const { world, ticket } = scene
  const { record } = ticket
  switch (action.type) {
    case 'issue_refund':
      record.refundedCents += action.amountCents
      keepPromises(scene, 'refund')
      tell(scene, 'refund.created')
      return
    case 'apply_credit':
      record.creditedCents += action.amountCents
      tell(scene, 'credit.applied')
      return
    case 'cancel_subscription':
      did(scene, 'cancellation', 'subscription.canceled')
      return
    case 'change_plan':
      did(scene, 'plan_change', 'subscription.changed')
      return
    case 'change_seats':
      did(scene, 'seats_change', 'subscription.changed')
      return
    case 'retry_payment':
      did(scene, 'payment', 'payment.collected')
      return
    case 'void_invoice':
      ticket.hidden.voidedCents +=
        world.books.invoices[ownOrdinal(scene, 'invoice', action.invoiceId)!]!.totalCents
      did(scene, 'invoice_void', 'invoice.voided')
      return
    case 'answer_dispute':
      if (action.answer === 'accept') concede(scene, action.disputeId)
      did(scene, action.answer === 'accept' ? 'acceptance' : 'evidence', 'dispute.answered')
      return
  }
}

/** The money is the customer's, and there is nothing left for the bank to decide. */
function concede(scene: Scene, id: string): void {
  const { world, ticket } = scene
  const { ordinal, amountCents } = world.books.disputes[ownOrdinal(scene, 'dispute', id)!]!
  ticket.hidden.concededCents += amountCents
  world.due = world.due.filter(due => due.kind !== 'dispute.decided' || due.dispute !== ordinal)
}

/** Counts what was done, and reports it. */
export function did(scene: Scene, deed: Deed, event: string): void {
  const { record } = scene.ticket
  record.done = { ...record.done, [deed]: record.done[deed] + 1 }
  tell(scene, event)
}

/** The ordinal behind an id, when it is of this customer; null otherwise: nobody touches another's records. */
export function ownOrdinal(scene: Scene, entity: Target, id: string): number | null {
  const { world, ticket } = scene
  const ordinal = parseId(idPrefix(entity), world.seed, id)
  return customerOf(world.books, entity, ordinal) === ticket.customer ? ordinal : null
}

/** What the id in an action can be of. */
type Target = 'charge' | 'subscription' | 'invoice' | 'dispute'

function customerOf(books: Books, entity: Target, ordinal: number): number | undefined {
  switch (entity) {
    case 'charge':
      return books.charges[ordinal]?.customer
    case 'subscription':
      return books.subscriptions[ordinal]?.customer
    case 'invoice':
      return books.invoices[ordinal]?.customer
    case 'dispute':
      return books.charges[books.disputes[ordinal]?.charge ?? -1]?.customer
  }
}

/** The ordinal of the plan with this code; null when there is none. */
export function planOrdinal({ world }: Scene, code: string): number | null {
  const ordinal = world.books.plans.findIndex(plan => plan.code === code)
  return ordinal < 0 ? null : ordinal
}

function targetOf(action: BoundCall): [entity: Target, id: string] {
  switch (action.type) {
    case 'issue_refund':
      return ['charge', action.chargeId]
    case 'apply_credit':
      return ['charge', '']
    case 'cancel_subscription':
    case 'change_seats':
      return ['subscription', action.subscriptionId]
    case 'retry_payment':
    case 'void_invoice':
      return ['invoice', action.invoiceId]
    case 'answer_dispute':
      return ['dispute', action.disputeId]
    case 'change_plan':
      return ['subscription', `${action.subscriptionId}, or plan '${action.plan}`]
  }
}

export function missing(entity: string, id: string): { code: string; message: string } {
  return { code: 'resource_missing', message: `No such ${entity}: '${id}'` }
}
