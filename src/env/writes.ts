import type { BillingEvent } from '../billing-mock/index.ts'
import { leakedCents } from '../scenarios/index.ts'
import type { BoundCall } from '../world/actions.ts'
import type { Deed } from '../world/deeds.ts'
import { ask } from '../world/station.ts'
import { schedule } from '../world/world.ts'
import { leftOf, missing, operationOf, ownOrdinal, targetOf } from './operations.ts'
import { keepPromises } from './promises.ts'
import { request, type Sent } from './requests.ts'
import { fail, type Scene, succeed, tell } from './scene.ts'

/** Money given away counts up to this much a ticket: nothing is gained or lost by giving more. */
const LEAK_MAX_CENTS = 10_000

/** What a write amounts to: the cents it moved beyond what is owed, as far as they count, and the wait for its answer. */
export interface Written {
  readonly leakCents: number
  readonly minutes: number
}

/** Executes a tool call that moves money or changes a plan: books, schedule, chart and guardrails learn of it. */
export function write(scene: Scene, action: BoundCall): Written {
  if (isNoDispute(scene, action)) return refuseInquiry(scene, action)
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

/** A bank that only asks holds no money: there is nothing to accept yet. */
function isNoDispute(scene: Scene, action: BoundCall): boolean {
  if (action.type !== 'answer_dispute' || action.answer !== 'accept') return false
  return ownOrdinal(scene, 'inquiry', action.disputeId) !== null
}

function refuseInquiry(scene: Scene, action: BoundCall): Written {
  ask(scene.setting.guardrails, scene.world, { at: 'settled', ticket: scene.ticket, action, spent: false })
  fail(scene, action.type, {
    code: 'not_disputed',
    message: 'No money is in dispute yet: an inquiry is accepted by refunding the charge.',
  })
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
      ticket.hidden.voidedCents += leftOf(
        world.books,
        ownOrdinal(scene, 'invoice', action.invoiceId)!,
      ).totalCents
      did(scene, 'invoice_void', 'invoice.voided')
      return
    case 'issue_credit_note':
      record.creditedCents += action.amountCents
      did(scene, 'credit_note', 'credit.applied')
      return
    case 'apply_promotion':
      did(scene, 'promotion', 'promotion.applied')
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
