import {
  type Books,
  changeCents,
  type Entity,
  type Invoice,
  invoiceTotals,
  isLive,
  unusedCents,
} from '../billing-mock/index.ts'
import { NEVER_MS } from '../core/clock.ts'
import { appraise } from '../personas/index.ts'
import { creditedSinceContact } from '../scenarios/index.ts'
import type { Action } from '../world/actions.ts'
import type {
  DisputeView,
  InvoiceView,
  ListKind,
  PaymentMethodView,
  PromotionView,
  RefundView,
  Views,
} from '../world/record.ts'
import { missing, ownOrdinal, planOrdinal } from './operations.ts'
import { keepPromises } from './promises.ts'
import { isUnavailable, readThrough } from './requests.ts'
import { fail, type Scene, succeed, tell } from './scene.ts'
import { fileOf } from './series.ts'
import { elapse } from './time.ts'

const READ_MINUTES = 0.3
const VERIFY_MINUTES = 1

/** Reads a list of the customer's records, newest first, and puts it in view. */
export function lookUpList(scene: Scene, kind: ListKind): void {
  const { ticket } = scene
  const tool = `lookup_${kind}` as const
  const { isDown, asOfMs, minutes } = readThrough(scene, resources[kind])
  if (isDown) {
    failDown(scene, tool, minutes)
    return
  }
  const known = listRows(scene, kind)
  const rows = asOfMs < scene.world.clock.nowMs ? known.filter(row => row.createdAtMs <= asOfMs) : known
  see(scene, {
    [kind]: rows,
    ...(kind === 'subscriptions' ? { plans: scene.world.books.plans.slice() } : {}),
  })
  ticket.record.list = { kind, page: 0 }
  if (kind === 'refunds') findOwnRefunds(scene)
  learn(scene, kind, rows.filter(row => row.createdAtMs < 0).length)
  succeed(scene, tool)
  elapse(scene, READ_MINUTES + minutes)
}

/** What of the backend a list is of. */
const resources = {
  charges: 'charge',
  subscriptions: 'subscription',
  invoices: 'invoice',
  refunds: 'refund',
  disputes: 'dispute',
} as const satisfies Record<ListKind, Entity>

function failDown(scene: Scene, tool: string, minutes: number): void {
  fail(scene, tool, { code: 'api_error', message: 'The service is unavailable; try again later.' })
  elapse(scene, READ_MINUTES + minutes)
}

/** A refund whose answer was lost shows up in the list: now the agent knows that it was carried out. */
function findOwnRefunds(scene: Scene): void {
  const { record } = scene.ticket
  const own = record.views.refunds!.filter(refund => refund.createdAtMs >= 0 && isLive(refund))
  const foundCents = own.reduce((sum, refund) => sum + refund.amountCents, 0)
  if (foundCents <= record.refundedCents) return
  record.refundedCents = foundCents
  keepPromises(scene, 'refund')
  tell(scene, 'refund.created')
}

function listRows(scene: Scene, kind: ListKind): readonly { readonly createdAtMs: number }[] {
  const { books } = scene.world
  const { customer } = scene.ticket
  switch (kind) {
    case 'charges':
      return newestFirst(books.charges.filter(charge => charge.customer === customer))
    case 'subscriptions':
      return newestFirst(books.subscriptions.filter(subscription => subscription.customer === customer))
    case 'invoices':
      return newestFirst(
        books.invoices
          .filter(invoice => invoice.customer === customer)
          .map(invoice => invoiceInView(books, invoice)),
      )
    case 'refunds':
      return newestFirst(
        books.refunds.filter(refund => books.charges[refund.charge]!.customer === customer),
      ).map(({ fails: _latent, ...visible }): RefundView => visible)
    case 'disputes':
      return newestFirst(
        disputesInView(books).filter(({ charge }) => books.charges[charge]!.customer === customer),
      )
  }
}

function invoiceInView(books: Books, invoice: Invoice): InvoiceView {
  const { ordinal, subscription, status, totalCents, paidCents, remainingCents, createdAtMs } = invoice
  const { taxCents, discountCents } = invoiceTotals(books, invoice)
  let creditedCents = 0
  for (const note of books.creditNotes)
    if (note.invoice === ordinal && note.status === 'issued') creditedCents += note.amountCents
  return {
    ...{ ordinal, subscription, status, totalCents, paidCents, remainingCents, createdAtMs },
    ...{ taxCents, discountCents, creditedCents },
  }
}

/** Inquiries stand among the disputes, as a bank's portal shows them; one without a course has no deadline. */
function disputesInView({ disputes, disputeCases, inquiries }: Books): DisputeView[] {
  return [
    ...disputes.map(({ ordinal, charge, amountCents, status, openedAtMs }): DisputeView => {
      const course = disputeCases.find(each => each.dispute === ordinal)
      const evidenceDueAtMs = course?.evidenceDueAtMs ?? NEVER_MS
      const entity = 'dispute'
      return { ordinal, entity, charge, amountCents, status, createdAtMs: openedAtMs, evidenceDueAtMs }
    }),
    ...inquiries.map(({ openedAtMs, reason: _reason, ...inquiry }): DisputeView => {
      return { ...inquiry, entity: 'inquiry', createdAtMs: openedAtMs }
    }),
  ]
}

function newestFirst<Row extends { readonly createdAtMs: number; readonly ordinal: number }>(
  rows: Row[],
): Row[] {
  return rows.sort((one, other) => other.createdAtMs - one.createdAtMs || other.ordinal - one.ordinal)
}

/** Reads the customer's account: who they are, how they pay, and what happened on it. */
export function lookUpCustomer(scene: Scene): void {
  if (isUnavailable(scene, 'customer')) {
    failDown(scene, 'lookup_customer', 0)
    return
  }
  const { books } = scene.world
  const { customer } = scene.ticket
  const { identity, history } = fileOf(scene.world)
  const activities = books.activities.filter(activity => activity.customer === customer)
  const taxIds = books.taxIds.filter(each => each.customer === customer && each.status !== 'deleted')
  see(scene, {
    customer: books.customers[customer]!,
    identity,
    history,
    paymentMethods: paymentMethodsOf(books, customer),
    taxIds: newestFirst(taxIds),
    activities: activities.sort((one, other) => other.atMs - one.atMs || other.ordinal - one.ordinal),
  })
  findOwnCredits(scene)
  learn(scene, 'customer', 1 + activities.filter(activity => activity.atMs < 0).length + taxIds.length)
  succeed(scene, 'lookup_customer')
  elapse(scene, READ_MINUTES)
}

/** Credit whose answer was lost shows up in the balance. */
function findOwnCredits(scene: Scene): void {
  const { record } = scene.ticket
  const foundCents = creditedSinceContact(scene.world, scene.ticket)
  if (foundCents <= record.creditedCents) return
  record.creditedCents = foundCents
  tell(scene, 'credit.applied')
}

/** The default first: the one attached last. */
function paymentMethodsOf(books: Books, customer: number): readonly PaymentMethodView[] {
  const own = books.paymentMethods.filter(method => method.customer === customer).reverse()
  return own.map(({ ordinal, brand, last4 }, index) => {
    const last = books.charges.findLast(charge => charge.paymentMethod === ordinal)
    const lastAttempt = last === undefined ? null : last.status === 'failed' ? 'failed' : 'succeeded'
    return { ordinal, brand, last4, isDefault: index === 0, lastAttempt }
  })
}

/** Reads the merchant's terms, and those of its promotions. */
export function lookUpPolicy(scene: Scene): void {
  const promotions = promotionsInView(scene.world.books)
  see(scene, { terms: scene.template.terms, promotions })
  learn(scene, 'policy', 1 + promotions.length)
  succeed(scene, 'lookup_policy')
  elapse(scene, READ_MINUTES)
}

function promotionsInView({ promotionCodes, coupons }: Books): readonly PromotionView[] {
  return promotionCodes.map(({ code, coupon, active, expiresAtMs, firstTimeOnly, minimumAmountCents }) => {
    const { percentBasisPoints, amountOffCents, duration, durationMonths, redeemByMs } = coupons[coupon]!
    return {
      ...{ code, active, firstTimeOnly, minimumAmountCents, expiresAtMs: Math.min(expiresAtMs, redeemByMs) },
      ...{ percentBasisPoints, amountOffCents, duration, durationMonths },
    }
  })
}

/** Reads what the company knows about the customer's complaint. */
export function searchKnowledgeBase(scene: Scene): void {
  see(scene, { articles: scene.template.articles })
  learn(scene, 'articles', scene.template.articles.length)
  succeed(scene, 'search_knowledge_base')
  elapse(scene, READ_MINUTES)
}

/** Shows the next rows of the last list. */
export function nextPage(scene: Scene): void {
  const { record } = scene.ticket
  record.list = { ...record.list!, page: record.list!.page + 1 }
  succeed(scene, 'next_page')
  elapse(scene, READ_MINUTES)
}

/** Has the customer prove who they are. */
export function verifyIdentity(scene: Scene): void {
  const { ticket, template, world, setting } = scene
  const isAsked = ticket.record.verified || ticket.record.verificationFailed
  ticket.record.verified = template.verifies
  ticket.record.verificationFailed = !template.verifies
  ticket.record.requester = template.verifies ? template.requester : null
  learn(scene, 'identity', 1)
  if (template.verifies) succeed(scene, 'verify_identity')
  else
    fail(scene, 'verify_identity', {
      code: 'verification_failed',
      message: 'The answers do not match the account.',
    })
  elapse(scene, VERIFY_MINUTES)
  if (scene.passage.ended) return
  ticket.mood.lastContactMs = world.clock.nowMs
  appraise(ticket, [{ kind: isAsked ? 'ask_known' : 'verify', repeat: 0 }], setting.model)
  tell(scene, 'customer.appraised')
}

/** Quotes the unused part of a subscription's period. */
export function quoteCancellation(
  scene: Scene,
  action: Extract<Action, { type: 'quote_cancellation' }>,
): void {
  const { world, ticket } = scene
  const subscription = ownOrdinal(scene, 'subscription', action.subscriptionId)
  if (subscription === null) {
    fail(scene, action.type, missing('subscription', action.subscriptionId))
  } else {
    ticket.record.quoteCents = unusedCents(world.books, subscription, world.clock.nowMs)
    learn(scene, `quote.${subscription}`, 1)
    succeed(scene, action.type)
  }
  elapse(scene, READ_MINUTES)
}

/** Quotes what a change of plan would bill if it were made now, as of `changeCents`. */
export function quoteChange(scene: Scene, action: Extract<Action, { type: 'quote_change' }>): void {
  const { world, ticket } = scene
  const ordinal = ownOrdinal(scene, 'subscription', action.subscriptionId)
  const to = planOrdinal(scene, action.plan)
  if (ordinal === null || to === null) {
    fail(scene, action.type, missing('subscription', `${action.subscriptionId}, or plan '${action.plan}`))
  } else {
    const { nowMs } = world.clock
    ticket.record.quoteCents = changeCents(world.books, { subscription: ordinal, plan: to, nowMs })
    learn(scene, `quote.${ordinal}.${to}`, 1)
    succeed(scene, action.type)
  }
  elapse(scene, READ_MINUTES)
}

/** Puts rows in view. */
function see(scene: Scene, seen: Partial<Views> | Record<string, readonly unknown[]>): void {
  scene.ticket.record.views = { ...scene.ticket.record.views, ...seen } as Views
  tell(scene, 'record.viewed')
}

/** Counts facts read for the first time: only what was there at contact, and each once. */
function learn(scene: Scene, about: string, count: number): void {
  const { record } = scene.ticket
  const known = record.factsRead[about] ?? 0
  if (count <= known) return
  scene.passage.newFacts += count - known
  record.factsRead = { ...record.factsRead, [about]: count }
}
