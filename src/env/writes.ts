import type { Operation } from '../billing-mock/index.ts'
import { parseId } from '../core/ids.ts'
import { leakedCents } from '../scenarios/index.ts'
import type { BoundCall } from '../world/actions.ts'
import { ask } from '../world/station.ts'
import { schedule } from '../world/world.ts'
import { keepPromises } from './promises.ts'
import { bill, fail, idPrefix, type Scene, succeed, tell } from './scene.ts'

/** Executes a tool call that moves money or ends something: books, schedule, chart and guardrails learn of it. */
export function write(scene: Scene, action: BoundCall): void {
  const { world, ticket, setting, passage } = scene
  const leakBefore = leakedCents(world, ticket)
  const operation = operationOf(scene, action)
  const result = operation === null ? null : bill(scene, operation, 'agent')
  const done = result?.ok === true
  ask(setting.guardrails, world, { at: 'settled', ticket, action, spent: done })
  if (result === null) fail(scene, action.type, missing(...targetOf(action)))
  else if (!result.ok) {
    fail(scene, action.type, { code: result.error.code ?? result.error.type, message: result.error.message })
  } else {
    for (const event of result.events) {
      if (event.type === 'refund.created') {
        schedule(world, ticket, event.dueAtMs!, { kind: 'refund.settles', refund: event.ordinal })
      }
    }
    account(scene, action)
    succeed(scene, action.type)
    passage.leakCents += leakedCents(world, ticket) - leakBefore
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
  }
}

/** The ordinal behind an id, when it is of this customer; null otherwise: nobody touches another's records. */
export function ownOrdinal(scene: Scene, entity: 'charge' | 'subscription', id: string): number | null {
  const { world, ticket } = scene
  const ordinal = parseId(idPrefix(entity), world.seed, id)
  const record = entity === 'charge' ? world.books.charges[ordinal] : world.books.subscriptions[ordinal]
  return record !== undefined && record.customer === ticket.customer ? ordinal : null
}

function targetOf(action: BoundCall): ['charge' | 'subscription', string] {
  if (action.type === 'issue_refund') return ['charge', action.chargeId]
  return ['subscription', action.type === 'cancel_subscription' ? action.subscriptionId : '']
}

export function missing(entity: string, id: string): { code: string; message: string } {
  return { code: 'resource_missing', message: `No such ${entity}: '${id}'` }
}
