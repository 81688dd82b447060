import { type Books, itemsOf, type Operation, type OperationType } from '../../src/billing-mock/index.ts'
import type { Step } from './sequences.ts'

/**
 * The operation of a step turned to records that it can be done to, so that it mostly is: left to chance, most would
 * find nothing. As it is where the step has no aim, and in what the books have nothing for.
 */
export function aimed(books: Books, { operation, aim }: Step): Operation {
  const aimAt = aims[operation.type]
  if (aim === null || aimAt === undefined) return operation
  const found = Object.entries(aimAt(books, picker(aim))).filter(([, value]) => value !== undefined)
  return { ...operation, ...Object.fromEntries(found) } as Operation
}

/** One of some things, or none; each pick of an aim is another. */
type Pick = <T>(things: readonly T[]) => T | undefined
type Aim = (books: Books, pick: Pick) => Record<string, unknown>

function picker(aim: number): Pick {
  let share = aim
  return things => {
    share = (share * 7919) % 1
    return things[Math.floor(share * things.length)]
  }
}

interface Living {
  readonly ordinal: number
  readonly status: string
}

function ordinals(rows: readonly { readonly ordinal: number }[]): readonly number[] {
  return rows.map(({ ordinal }) => ordinal)
}

function inStatus<Row extends Living>(rows: readonly Row[], ...statuses: readonly string[]): readonly Row[] {
  return rows.filter(({ status }) => statuses.includes(status))
}

const subscriptions =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ subscription: pick(ordinals(inStatus(books.subscriptions, ...statuses))) })

const leaving: Aim = ({ subscriptions: all }, pick) => ({
  subscription: pick(
    ordinals(inStatus(all, 'active', 'past_due', 'trialing').filter(each => each.cancelAtPeriodEnd)),
  ),
})

const invoices =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ invoice: pick(ordinals(inStatus(books.invoices, ...statuses))) })

const refunds =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ refund: pick(ordinals(inStatus(books.refunds, ...statuses))) })

const intents =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ paymentIntent: pick(ordinals(inStatus(books.paymentIntents, ...statuses))) })

const inquiries =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ inquiry: pick(ordinals(inStatus(books.inquiries, ...statuses))) })

const taxIds =
  (...statuses: readonly string[]): Aim =>
  (books, pick) => ({ taxId: pick(ordinals(inStatus(books.taxIds, ...statuses))) })

const holds: Aim = ({ charges, paymentIntents }, pick) => ({
  charge: pick(
    ordinals(inStatus(charges, 'authorized')).filter(
      charge => !paymentIntents.some(({ latestCharge }) => latestCharge === charge),
    ),
  ),
  amountCents: null,
})

/** A charge with money left, now and then a disputed one, and a part of that, all, or more. */
const money: Aim = ({ charges }, pick) => {
  const isFree = pick([true, true, false])!
  const charge = pick(
    charges.filter(each => each.capturedCents > each.refundedCents && !(isFree && each.disputed)),
  )
  if (charge === undefined) return {}
  const leftCents = charge.capturedCents - charge.refundedCents
  return {
    charge: charge.ordinal,
    amountCents: pick([null, leftCents, Math.ceil(leftCents / 3), leftCents + 1]),
  }
}

/** A method, and whose it is. */
const payers: Aim = ({ paymentMethods, detachments }, pick) => {
  const isDetached = (method: number) => detachments.some(({ paymentMethod }) => paymentMethod === method)
  const method = pick(paymentMethods.filter(({ ordinal }) => !isDetached(ordinal)))
  return { customer: method?.customer, paymentMethod: method?.ordinal }
}

/** A draft, and an item that waits for one of its customer. */
const drafts: Aim = ({ invoices: all, invoiceItems }, pick) => {
  const item = pick(inStatus(invoiceItems, 'pending'))
  const draft = pick(inStatus(all, 'draft').filter(({ customer }) => customer === item?.customer))
  return draft === undefined ? {} : { invoiceItem: item!.ordinal, invoice: draft.ordinal }
}

const linesOfItems: Aim = ({ invoices: all }, pick) => ({
  invoice: pick(
    ordinals(inStatus(all, 'draft')).filter(ordinal =>
      all[ordinal]!.lines.some(({ kind }) => kind === 'item'),
    ),
  ),
})

/** A note on an open invoice, or on a paid one in one of the three ways. */
const notes: Aim = ({ invoices: all, charges }, pick) => {
  const invoice = pick(inStatus(all, 'open', 'paid'))
  if (invoice === undefined) return {}
  const parts = { refundCents: 0, creditCents: 0, outOfBandCents: 0 }
  const own = charges.filter(charge => charge.invoice === invoice.ordinal)
  const leftCents = own.reduce((sum, charge) => sum + charge.capturedCents - charge.refundedCents, 0)
  const isOpen = invoice.status === 'open'
  const amountCents = Math.ceil((isOpen ? invoice.remainingCents : leftCents || 1) / pick([1, 1, 3])!)
  const way = pick(['refundCents', 'creditCents', 'outOfBandCents'] as const)!
  const note = { invoice: invoice.ordinal, amountCents, taxCents: 0, lines: undefined }
  return { ...note, ...parts, ...(isOpen ? {} : { [way]: amountCents }) }
}

/** A discount that the coupon and the customer allow. */
const discounts: Aim = ({ coupons, subscriptions: all }, pick) => {
  const subscription = pick([null, ...all])
  return {
    customer: subscription?.customer,
    subscription: subscription?.ordinal ?? null,
    coupon: pick(ordinals(coupons.filter(({ active }) => active))),
    promotionCode: null,
  }
}

const owing: Aim = (books, pick) => ({
  invoice: pick(
    ordinals(
      inStatus(books.invoices, 'open').filter(
        ({ ordinal, subscription }) =>
          subscription !== null &&
          books.subscriptions[subscription]!.status === 'past_due' &&
          !books.dunnings.some(({ invoice }) => invoice === ordinal),
      ),
    ),
  ),
})

/** A subscription, and now and then all of its items to plans of another interval. */
const changes: Aim = (books, pick) => {
  const subscription = pick(ordinals(inStatus(books.subscriptions, 'active', 'past_due', 'trialing')))
  if (subscription === undefined || pick([true, false])) return { subscription }
  const items = itemsOf(books, subscription)
  const others = books.plans.filter(({ interval }) => interval !== items[0]!.plan.interval)
  if (others.length < items.length) return { subscription }
  const moves = items.map(({ item }, at) => {
    const plan = others[at]!.ordinal
    return { type: 'change', item, plan, quantity: null }
  })
  return { subscription, changes: moves }
}

const aims: Partial<Record<OperationType, Aim>> = {
  'subscription.renew': subscriptions('active', 'past_due'),
  'subscription.change': subscriptions('active', 'past_due', 'trialing'),
  'subscription.update_items': changes,
  'subscription.cancel': subscriptions('incomplete', 'active', 'past_due', 'trialing', 'unpaid', 'paused'),
  'subscription.end': leaving,
  'subscription.keep': leaving,
  'subscription.expire': subscriptions('incomplete'),
  'subscription.remind_trial': subscriptions('trialing'),
  'subscription.end_trial': subscriptions('trialing'),
  'subscription.move_trial': subscriptions('trialing'),
  'subscription.resume': subscriptions('paused'),
  'subscription.pause': subscriptions('active'),
  'subscription.pause_collection': subscriptions('active', 'past_due'),
  'subscription.resume_collection': ({ collectionPauses }, pick) => ({
    subscription: pick(collectionPauses)?.subscription,
  }),
  'invoice.pay': (books, pick) => invoices(pick(['open', 'uncollectible'])!)(books, pick),
  'invoice.void': invoices('open', 'uncollectible'),
  'invoice.mark_uncollectible': invoices('open'),
  'invoice.finalize': invoices('draft'),
  'invoice.delete': invoices('draft'),
  'invoice.send': invoices('open', 'paid'),
  'invoice.set_auto_advance': invoices('draft', 'open'),
  'invoice.advance': ({ autoAdvances }, pick) => ({ invoice: pick(autoAdvances)?.invoice }),
  'invoice.update_line': linesOfItems,
  'invoice.remove_line': linesOfItems,
  'invoice_item.assign': drafts,
  'invoice_item.delete': ({ invoiceItems }, pick) => ({
    invoiceItem: pick(ordinals(inStatus(invoiceItems, 'pending'))),
  }),
  'charge.create': payers,
  'charge.authorize': payers,
  'charge.capture': holds,
  'charge.release': holds,
  'charge.duplicate': money,
  'refund.create': money,
  'refund.settle': refunds('pending'),
  // Mostly the youngest that succeeded: soon it is too late for it.
  'refund.fail_late': ({ refunds: all }, pick) => {
    const status = pick(['succeeded', 'succeeded', 'requires_action'])!
    return { refund: inStatus(all, status).at(-1)?.ordinal }
  },
  'refund.cancel': refunds('requires_action'),
  'refund.take_action': refunds('requires_action'),
  'refund.plan_return': refunds('pending'),
  'credit_note.create': notes,
  'credit_note.void': ({ creditNotes, invoices: all }, pick) => ({
    creditNote: pick(
      ordinals(inStatus(creditNotes, 'issued').filter(({ invoice }) => all[invoice]!.status === 'open')),
    ),
  }),
  'credit.revoke': ({ customers }, pick) => {
    const holder = pick(customers.filter(({ balanceCents }) => balanceCents < 0))
    return { customer: holder?.ordinal, amountCents: holder && -holder.balanceCents }
  },
  'dispute.open': money,
  'dispute.file': money,
  'dispute.respond': ({ disputes }, pick) => ({
    dispute: pick(ordinals(inStatus(disputes, 'needs_response'))),
  }),
  'dispute.close': ({ disputes }, pick) => ({
    dispute: pick(ordinals(inStatus(disputes, pick(['under_review', 'under_review', 'needs_response'])!))),
  }),
  'inquiry.open': money,
  'inquiry.respond': inquiries('warning_needs_response'),
  'inquiry.close': inquiries('warning_needs_response', 'warning_under_review'),
  'inquiry.escalate': inquiries('warning_needs_response', 'warning_under_review'),
  'dunning.start': owing,
  'dunning.try': ({ dunnings }, pick) => ({ dunning: pick(ordinals(inStatus(dunnings, 'running'))) }),
  'payment_method.set_default': payers,
  'payment_intent.create': payers,
  'payment_intent.confirm': intents('requires_payment_method', 'requires_confirmation'),
  'payment_intent.authenticate': intents('requires_action'),
  'payment_intent.decide': intents('processing'),
  'payment_intent.plan_decline': intents('processing'),
  'payment_intent.capture': (books, pick) => ({
    ...intents('requires_capture')(books, pick),
    amountCents: null,
  }),
  'payment_intent.cancel': intents(
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'requires_capture',
  ),
  'discount.attach': discounts,
  'discount.remove': ({ discounts: all }, pick) => ({ discount: pick(ordinals(inStatus(all, 'active'))) }),
  'tax_id.verify': taxIds('pending'),
  'tax_id.delete': taxIds('pending', 'verified', 'unverified'),
}
