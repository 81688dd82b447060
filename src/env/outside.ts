import {
  type BillingEventType,
  type Books,
  FaultConfig,
  itemsOf,
  type JournalEntry,
} from '../billing-mock/index.ts'
import { MINUTE_MS } from '../core/clock.ts'
import { entries } from '../core/log.ts'
import { creditedSinceContact, refundedSinceContact } from '../scenarios/index.ts'
import type { BillingRequest } from '../world/actions.ts'
import type { Deed } from '../world/deeds.ts'
import { ask } from '../world/station.ts'
import { billingApi } from './api.ts'
import { keepPromises } from './promises.ts'
import { fail, type Scene, show, tell } from './scene.ts'
import { elapse } from './time.ts'
import { countedLeakCents, did, scheduleSettlement } from './writes.ts'

const REQUEST_MINUTES = 0.1
/** Any key will do; the API is a simulation. */
const CREDENTIALS = 'Bearer sk_test_episode'

/**
 * A request to the billing API, as production code outside makes it: what it does to the books is the agent's doing,
 * and is counted, scheduled and graded like what the tools do.
 */
export function requestOutside(scene: Scene, action: BillingRequest): void {
  const { world, template, setting, passage } = scene
  const leakBefore = countedLeakCents(scene)
  const known = world.books.journal.length
  const plansBefore = plansOf(world.books)
  const { response: answered, elapsedMs } = ask(billingApi, world, {
    request: requestOf(action),
    terms: template.terms,
    faults: faultsOf(scene),
    check: setting.check,
  })
  const { isLost, ...response } = answered
  const done = entries(world.books.journal).slice(known)
  if (done.length > 0 || response.status < 400) tell(scene, 'record.viewed')
  account(scene, done, plansBefore)
  passage.leakCents += Math.max(0, countedLeakCents(scene) - leakBefore)
  if (isLost) {
    fail(scene, action.type, { code: 'timeout', message: 'The connection was lost before the answer came.' })
  } else if (response.status >= 400) {
    const { error } = response.body as { error: { code?: string | null; type: string; message: string } }
    if (error.code === 'card_declined') scene.ticket.hidden.declinedRetries += 1
    fail(scene, action.type, { code: error.code ?? error.type, message: error.message, response })
  } else {
    show(scene, { tool: action.type, ok: true, code: null, message: null, response })
  }
  elapse(scene, REQUEST_MINUTES + elapsedMs / MINUTE_MS)
}

/** Those of the config, and what the scenario plans; null where there are none. */
function faultsOf({ template, setting }: Scene): FaultConfig | null {
  if (template.faults.length === 0) return setting.faults
  const { planned, ...others } = setting.faults ?? FaultConfig.parse({})
  return { ...others, planned: [...template.faults, ...planned] }
}

function requestOf({ method, path, body, key }: BillingRequest): {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
} {
  const headers = {
    authorization: CREDENTIALS,
    ...(key === null ? {} : { 'idempotency-key': `key-${key}` }),
  }
  return { method, path, headers, body }
}

/** What else a request can do that the customer can be told of, and what the chart is told. */
const deeds: Partial<Record<BillingEventType, readonly [deed: Deed, event: string]>> = {
  'subscription.canceled': ['cancellation', 'subscription.canceled'],
  'subscription.cancellation_scheduled': ['cancellation', 'subscription.canceled'],
  'invoice.paid': ['payment', 'payment.collected'],
  'invoice.sent': ['invoice_resend', 'invoice.resent'],
  'invoice.voided': ['invoice_void', 'invoice.voided'],
  'credit_note.created': ['credit_note', 'credit.applied'],
  'discount.created': ['promotion', 'promotion.applied'],
  'dispute.evidence_submitted': ['evidence', 'dispute.answered'],
  'inquiry.evidence_submitted': ['evidence', 'dispute.answered'],
  'dispute.lost': ['acceptance', 'dispute.answered'],
}

/** Which plans each subscription is on, whatever the quantities. */
function plansOf(books: Books): readonly string[] {
  return books.subscriptions.map(({ ordinal }) =>
    itemsOf(books, ordinal)
      .map(({ plan }) => plan.ordinal)
      .join(' '),
  )
}

/** The agent's record and the schedule learn of what was done to the books. */
function account(scene: Scene, done: readonly JournalEntry[], plansBefore: readonly string[]): void {
  const { world, ticket } = scene
  const { record, hidden } = ticket
  scheduleSettlement(
    scene,
    done.map(({ event }) => event),
  )
  const refundedCents = refundedSinceContact(world)
  if (refundedCents > record.refundedCents) {
    record.refundedCents = refundedCents
    keepPromises(scene, 'refund')
    tell(scene, 'refund.created')
  }
  const creditedCents = creditedSinceContact(world, ticket)
  if (creditedCents > record.creditedCents) {
    record.creditedCents = creditedCents
    tell(scene, 'credit.applied')
  }
  const plans = plansOf(world.books)
  for (const { event } of done) {
    if (event.type === 'subscription.updated') {
      const isOther = plans[event.ordinal] !== plansBefore[event.ordinal]
      did(scene, isOther ? 'plan_change' : 'seats_change', 'subscription.changed')
    }
    const deed = deeds[event.type]
    if (deed === undefined) continue
    if (event.type === 'invoice.sent') hidden.resent = [...hidden.resent, event.ordinal]
    if (event.type === 'invoice.voided') hidden.voidedCents += world.books.invoices[event.ordinal]!.totalCents
    if (event.type === 'dispute.lost') {
      hidden.concededCents += world.books.disputes[event.ordinal]!.amountCents
      world.due = world.due.filter(due => due.kind !== 'dispute.decided' || due.dispute !== event.ordinal)
    }
    did(scene, ...deed)
  }
}
