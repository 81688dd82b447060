import { type Refund, unusedCents } from '../billing-mock/index.ts'
import type { Topic } from '../world/acts.ts'
import type { Ticket, World } from '../world/world.ts'
import type { Template } from './template.ts'

/** How an explanation relates to the case: to the point, true but beside it, or untrue. */
export type Truth = 'relevant' | 'beside' | 'untrue'

/** Whether what the agent explains is true of this case now, and to the point. */
export function truthOf(world: World, template: Template, topic: Topic): Truth {
  if (template.explains.includes(topic)) return 'relevant'
  if (topic === 'refund-timing' && hasPendingRefund(world)) return 'relevant'
  if (template.generalTopics.includes(topic)) return 'beside'
  return 'untrue'
}

function hasPendingRefund(world: World): boolean {
  return world.books.refunds.some(refund => refund.status === 'pending')
}

/** Whether a refund was made since the contact, and has neither failed nor been canceled. */
export function isLiveSinceContact({ status, createdAtMs }: Refund): boolean {
  return createdAtMs >= 0 && (status === 'pending' || status === 'succeeded')
}

/** Cents of live refunds created since the contact, on one charge or on all. */
export function refundedSinceContact(world: World, charge: number | null = null): number {
  let sum = 0
  for (const refund of world.books.refunds)
    if (isLiveSinceContact(refund) && (charge === null || refund.charge === charge)) sum += refund.amountCents
  return sum
}

/** The reason of the live refunds since the contact on one charge; `none` without any, `several` where they differ. */
export function refundReasonSinceContact(world: World, charge: number): string {
  let reason = 'none'
  for (const refund of world.books.refunds) {
    if (refund.charge !== charge || !isLiveSinceContact(refund)) continue
    reason = reason === 'none' || reason === refund.reason ? refund.reason : 'several'
  }
  return reason
}

/** Cents of credit given since the contact; what a plan change returns by proration is no gift. */
export function creditedSinceContact(world: World, ticket: Ticket): number {
  let sum = 0
  for (const credit of world.books.credits) {
    if (
      credit.customer === ticket.customer &&
      credit.createdAtMs >= 0 &&
      credit.amountCents > 0 &&
      credit.invoice === null
    ) {
      sum += credit.amountCents
    }
  }
  return sum
}

/** Cents of credit notes since the contact, with the tax in them or that tax alone, on one invoice. */
export function creditNotedSinceContact(
  world: World,
  invoice: number,
  what: 'amountCents' | 'taxCents',
): number {
  let sum = 0
  for (const note of world.books.creditNotes)
    if (note.invoice === invoice && note.createdAtMs >= 0 && note.status === 'issued') sum += note[what]
  return sum
}

/** Cents that credit notes since the contact took off what was still owed. */
function reducedSinceContact(world: World): number {
  let sum = 0
  for (const note of world.books.creditNotes)
    if (note.createdAtMs >= 0 && note.status === 'issued') sum += note.reducedCents
  return sum
}

/** Cents given since the contact that are not paid out: credit, credit notes, invoices taken back. */
export function forgoneSinceContact(world: World, ticket: Ticket): number {
  return creditedSinceContact(world, ticket) + reducedSinceContact(world) + ticket.hidden.voidedCents
}

/** Cents given back or given up since the contact: refunds, what is forgone, disputes accepted. */
export function movedCents(world: World, ticket: Ticket): number {
  return refundedSinceContact(world) + forgoneSinceContact(world, ticket) + ticket.hidden.concededCents
}

/** Cents moved since the contact beyond what is owed. */
export function leakedCents(world: World, ticket: Ticket): number {
  return Math.max(0, movedCents(world, ticket) - ticket.hidden.entitledCents)
}

/** The value of a subscription's unused time, as of when it was cancelled or else of now. */
export function unusedAtCancellation(world: World, template: Template, subscription: number): number {
  const now = world.books.subscriptions[subscription]!
  const atMs = now.status === 'canceled' ? now.canceledAtMs : world.clock.nowMs
  return unusedCents(template.books, subscription, Math.min(atMs, world.clock.nowMs))
}

/** Whether an invoice since the contact bills what the last quote said, but for what a day or so changes in it. */
export function isBilledAsQuoted({ books }: World, { record }: Ticket, subscription: number): boolean {
  const { quoteCents } = record
  if (quoteCents === null) return false
  return books.invoices.some(
    each =>
      each.subscription === subscription &&
      each.createdAtMs >= 0 &&
      Math.abs(each.totalCents - quoteCents) <= 0.01 * Math.abs(quoteCents),
  )
}
