import { type Books, invoiceTotals, type Operation } from '../billing-mock/index.ts'
import { parseId } from '../core/ids.ts'
import type { BoundCall } from '../world/actions.ts'
import { idPrefix, type Scene } from './scene.ts'

/** The billing operation that a tool call asks for; null where what it names is not there. */
export function operationOf(scene: Scene, action: BoundCall): Operation | null {
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
    case 'issue_credit_note':
      return creditNoteOf(scene, action)
    case 'apply_promotion': {
      const subscription = ownOrdinal(scene, 'subscription', action.subscriptionId)
      const promotionCode = promotionOrdinal(scene, action.code)
      if (subscription === null || promotionCode === null) return null
      const { customer } = scene.ticket
      return { type: 'discount.attach', customer, subscription, coupon: null, promotionCode }
    }
    case 'answer_dispute': {
      const dispute = ownOrdinal(scene, 'dispute', action.disputeId)
      const inquiry = ownOrdinal(scene, 'inquiry', action.disputeId)
      if (inquiry !== null) return { type: 'inquiry.respond', inquiry }
      if (dispute === null) return null
      return action.answer === 'submit_evidence'
        ? { type: 'dispute.respond', dispute }
        : { type: 'dispute.close', dispute, won: false }
    }
  }
}

/** Tax alone, or a part of the whole with the tax that is in it; what was paid becomes credit. */
function creditNoteOf(
  scene: Scene,
  action: Extract<BoundCall, { type: 'issue_credit_note' }>,
): Operation | null {
  const { books } = scene.world
  const invoice = ownOrdinal(scene, 'invoice', action.invoiceId)
  if (invoice === null) return null
  const { amountCents, reason } = action
  const { totalCents, taxCents } = leftOf(books, invoice)
  const shareCents = totalCents === 0 ? 0 : Math.round((amountCents * taxCents) / totalCents)
  const isOpen = books.invoices[invoice]!.status === 'open'
  return {
    type: 'credit_note.create',
    invoice,
    amountCents,
    taxCents: reason === 'tax' ? amountCents : shareCents,
    refundCents: 0,
    creditCents: isOpen ? 0 : amountCents,
    outOfBandCents: 0,
    reason: reason === 'product_unsatisfactory' ? reason : 'order_change',
    memo: reason,
  }
}

/** What an invoice comes to, and the tax in it, less what credit notes took back. */
export function leftOf(
  books: Books,
  invoice: number,
): { readonly totalCents: number; readonly taxCents: number } {
  let { totalCents, taxCents } = invoiceTotals(books, books.invoices[invoice]!)
  for (const note of books.creditNotes) {
    if (note.invoice !== invoice || note.status !== 'issued') continue
    totalCents -= note.amountCents
    taxCents -= note.taxCents
  }
  return { totalCents, taxCents }
}

/** The ordinal behind an id, when it is of this customer; null otherwise: nobody touches another's records. */
export function ownOrdinal(scene: Scene, entity: Target, id: string): number | null {
  const { world, ticket } = scene
  const ordinal = parseId(idPrefix(entity), world.seed, id)
  return customerOf(world.books, entity, ordinal) === ticket.customer ? ordinal : null
}

/** What the id in an action can be of. */
type Target = 'charge' | 'subscription' | 'invoice' | 'dispute' | 'inquiry'

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
    case 'inquiry':
      return books.charges[books.inquiries[ordinal]?.charge ?? -1]?.customer
  }
}

/** The ordinal of the plan with this code; null when there is none. */
export function planOrdinal({ world }: Scene, code: string): number | null {
  const ordinal = world.books.plans.findIndex(plan => plan.code === code)
  return ordinal < 0 ? null : ordinal
}

/** The ordinal of the promotion with this code: of several, the one that is active. */
function promotionOrdinal({ world }: Scene, code: string): number | null {
  const named = world.books.promotionCodes.filter(each => each.code === code)
  return (named.find(({ active }) => active) ?? named.at(-1))?.ordinal ?? null
}

/** What kind of thing a tool call is about, and its id: what to name when it is not there. */
export function targetOf(action: BoundCall): [entity: Target, id: string] {
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
    case 'issue_credit_note':
      return ['invoice', action.invoiceId]
    case 'apply_promotion':
      return ['subscription', `${action.subscriptionId}, or promotion '${action.code}`]
    case 'answer_dispute':
      return ['dispute', action.disputeId]
    case 'change_plan':
      return ['subscription', `${action.subscriptionId}, or plan '${action.plan}`]
  }
}

export function missing(entity: string, id: string): { code: string; message: string } {
  return { code: 'resource_missing', message: `No such ${entity}: '${id}'` }
}
