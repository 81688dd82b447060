import {
  attempt,
  type BillingEvent,
  type Operation,
  plannedFault,
  type RequestFault,
} from '../billing-mock/index.ts'
import { parseId } from '../core/ids.ts'
import { leakedCents } from '../scenarios/index.ts'
import type { BoundCall } from '../world/actions.ts'
import { ask } from '../world/station.ts'
import { schedule } from '../world/world.ts'
import { keepPromises } from './promises.ts'
import { bill, fail, idPrefix, type Scene, succeed, tell } from './scene.ts'

/** Money given away counts up to this much a ticket: nothing is gained or lost by giving more. */
const LEAK_MAX_CENTS = 10_000

/**
 * Executes a tool call that moves money or changes a plan: books, schedule, chart and guardrails learn of it.
 * Returns the cents it moved beyond what is owed, as far as they count.
 */
export function write(scene: Scene, action: BoundCall): number {
  const { world, ticket, setting } = scene
  const countedLeak = (): number => Math.min(LEAK_MAX_CENTS, leakedCents(world, ticket))
  const leakBefore = countedLeak()
  const operation = operationOf(scene, action)
  const fault = operation === null ? null : faultOf(scene, operation)
  const made = operation === null ? null : attempt(fault, () => bill(scene, operation, 'agent'))
  const result = made?.result ?? null
  ask(setting.guardrails, world, { at: 'settled', ticket, action, spent: result?.ok === true })
  if (result?.ok === true) scheduleSettlement(scene, result.events)
  if (made === null) {
    fail(scene, action.type, missing(...targetOf(action)))
  } else if (!made.answered) {
    fail(scene, action.type, {
      code: 'timeout',
      message: 'The request timed out; whether it was carried out is not known.',
    })
  } else if (made.error !== null) {
    fail(scene, action.type, { code: made.error.code ?? made.error.type, message: made.error.message })
  } else {
    account(scene, action)
    succeed(scene, action.type)
  }
  return Math.max(0, countedLeak() - leakBefore)
}

function scheduleSettlement(scene: Scene, events: readonly BillingEvent[]): void {
  const { world, ticket } = scene
  for (const event of events) {
    if (event.type !== 'refund.created') continue
    schedule(world, ticket, event.dueAtMs!, { kind: 'refund.settles', refund: event.ordinal })
  }
}

/** What the scenario has go wrong with this call of the operation, if anything. */
function faultOf(scene: Scene, { type }: Operation): RequestFault | null {
  const { hidden } = scene.ticket
  const call = (hidden.calls[type] ?? 0) + 1
  hidden.calls = { ...hidden.calls, [type]: call }
  return plannedFault(scene.template.faults, type, call)
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
      const plan = scene.world.books.plans.findIndex(each => each.code === action.plan)
      if (subscription === null || plan < 0) return null
      return { type: 'subscription.change', subscription, plan, quantity: null, proration: 'always_invoice' }
    }
  }
}

/** What the agent's own record and the chart learn of a write that went through. */
function account(scene: Scene, action: BoundCall): void {
  const { record } = scene.ticket
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
      record.cancellations += 1
      tell(scene, 'subscription.canceled')
      return
    case 'change_plan':
      record.planChanges += 1
      tell(scene, 'subscription.changed')
      return
  }
}

/** The ordinal behind an id, when it is of this customer; null otherwise: nobody touches another's records. */
export function ownOrdinal(scene: Scene, entity: 'charge' | 'subscription', id: string): number | null {
  const { world, ticket } = scene
  const ordinal = parseId(idPrefix(entity), world.seed, id)
  const record = entity === 'charge' ? world.books.charges[ordinal] : world.books.subscriptions[ordinal]
  return record !== undefined && record.customer === ticket.customer ? ordinal : null
}

function targetOf(action: BoundCall): ['charge' | 'subscription' | 'plan', string] {
  switch (action.type) {
    case 'issue_refund':
      return ['charge', action.chargeId]
    case 'apply_credit':
      return ['charge', '']
    case 'cancel_subscription':
      return ['subscription', action.subscriptionId]
    case 'change_plan':
      return ['subscription', `${action.subscriptionId}, or plan '${action.plan}`]
  }
}

export function missing(entity: string, id: string): { code: string; message: string } {
  return { code: 'resource_missing', message: `No such ${entity}: '${id}'` }
}
