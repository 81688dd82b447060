import { NEVER_MS } from '../../core/clock.ts'
import type { Books } from '../books.ts'
import { trialEndMs } from '../calendar.ts'
import type { Dunning, Trial } from '../courseRows.ts'
import { itemsOf } from '../items.ts'
import { noteTotals } from '../noteLines.ts'
import { itemsOn } from '../operations/lines.ts'
import type { CreditNote, Discount, InvoiceItem, PaymentIntent } from '../rows.ts'
import { creditableCents, isIncluded } from '../totals.ts'
import { failures, sum } from './rules.ts'

/** What must hold of what only some merchants use. */
export function brokenTables(books: Books): string[] {
  return [
    ...books.paymentIntents.flatMap(intent => brokenIntent(books, intent)),
    ...books.creditNotes.flatMap(note => brokenNote(books, note)),
    ...books.discounts.flatMap(discount => brokenDiscount(books, discount)),
    ...books.invoiceItems.flatMap(item => brokenItem(books, item)),
    ...books.trials.flatMap(trial => brokenTrial(books, trial)),
    ...brokenItemLines(books),
    ...subscriptionsWithItems(books).flatMap(subscription => brokenSubscriptionItems(books, subscription)),
    ...books.dunnings.flatMap(dunning => brokenDunning(books, dunning)),
    ...brokenNoteLines(books),
    ...brokenAdjustments(books),
    ...brokenUniqueness(books),
  ]
}

function brokenIntent(books: Books, intent: PaymentIntent): string[] {
  const { ordinal, status, method, latestCharge, amountCents, decidesAtMs } = intent
  const charge = latestCharge === null ? undefined : books.charges[latestCharge]
  const needs = status !== 'requires_payment_method' && status !== 'canceled'
  return failures(`Payment intent ${ordinal}`, [
    [!needs || method !== null, `is ${status} without a method`],
    [charge === undefined || charge.amountCents === amountCents, 'has a charge of another amount'],
    [
      (status === 'succeeded') === (charge?.status === 'succeeded'),
      `is ${status} with a ${charge?.status ?? 'missing'} charge`,
    ],
    [(status === 'requires_capture') === (charge?.status === 'authorized'), 'has a hold that does not fit'],
    [(status === 'processing') === (decidesAtMs !== NEVER_MS), 'has a decision that does not fit'],
  ])
}

function brokenNote(books: Books, note: CreditNote): string[] {
  const { ordinal, status, amountCents, taxCents, reducedCents, refundedCents, creditedCents } = note
  const parts = reducedCents + refundedCents + creditedCents + note.outOfBandCents
  const refund = note.refund === null ? 0 : books.refunds[note.refund]!.amountCents
  const credit = note.credit === null ? 0 : books.credits[note.credit]!.amountCents
  const invoice = books.invoices[note.invoice]!
  const lines = books.creditNoteLines.filter(line => line.creditNote === ordinal)
  const told = noteTotals(books, lines)
  return failures(`Credit note ${ordinal}`, [
    [amountCents === parts, `is of ${amountCents}; its parts sum to ${parts}`],
    [
      lines.length === 0 || (told.amountCents === amountCents && told.taxCents === taxCents),
      `has lines of ${told.amountCents} with ${told.taxCents} of tax`,
    ],
    [taxCents <= amountCents, `has ${taxCents} tax of ${amountCents}`],
    [refundedCents === refund, `says ${refundedCents} refunded; its refund is of ${refund}`],
    [creditedCents === credit, `says ${creditedCents} credited; its credit is of ${credit}`],
    [status === 'issued' || reducedCents === amountCents, 'is void with money that has gone back'],
    [
      creditableCents(books, invoice) >= 0,
      `and the refunds of invoice ${note.invoice} exceed what was invoiced`,
    ],
  ])
}

/** Issued notes take no more of a line of an invoice than there is. */
function brokenNoteLines(books: Books): string[] {
  const taken = new Map<string, { readonly ofCents: number; readonly amountCents: number }>()
  for (const { creditNote, line, amountCents } of books.creditNoteLines) {
    const { invoice, status } = books.creditNotes[creditNote]!
    if (line === null || status !== 'issued') continue
    const name = `Line ${line} of invoice ${invoice}`
    const ofCents = books.invoices[invoice]!.lines[line]?.amountCents ?? 0
    taken.set(name, { ofCents, amountCents: amountCents + (taken.get(name)?.amountCents ?? 0) })
  }
  return [...taken].flatMap(([name, { ofCents, amountCents }]) =>
    failures(name, [[amountCents <= ofCents, `has ${amountCents} credited of ${ofCents}`]]),
  )
}

function brokenDiscount(books: Books, discount: Discount): string[] {
  const { ordinal, coupon, promotionCode, customer, subscription } = discount
  const code = promotionCode === null ? null : books.promotionCodes[promotionCode]!
  const owner = subscription === null ? customer : books.subscriptions[subscription]!.customer
  const uses = books.discounts.filter(each => each.coupon === coupon).length
  const invoices = books.discountAmounts.filter(each => each.discount === ordinal).map(each => each.invoice)
  const isOnce = books.coupons[coupon]!.duration === 'once'
  return failures(`Discount ${ordinal}`, [
    [code === null || code.coupon === coupon, 'has the code of another coupon'],
    [owner === customer, "is on another customer's subscription"],
    [code?.onlyFor == null || code.onlyFor === customer, "has another customer's code"],
    [uses <= (books.coupons[coupon]!.maxRedemptions ?? uses), 'is one too many of its coupon'],
    [!isOnce || new Set(invoices).size <= 1, 'came off several invoices'],
  ])
}

function brokenItem(books: Books, { ordinal, customer, status, billedOn }: InvoiceItem): string[] {
  const invoice = billedOn === null ? undefined : books.invoices[billedOn]
  return failures(`Invoice item ${ordinal}`, [
    [(status === 'invoiced') === (invoice !== undefined), `is ${status} on invoice ${billedOn}`],
    [invoice === undefined || invoice.customer === customer, "is on another customer's invoice"],
  ])
}

function subscriptionsWithItems({ subscriptionItems }: Books): readonly number[] {
  return [...new Set(subscriptionItems.map(each => each.subscription))]
}

/** All items have one interval and plans of their own, and one that is first is what the subscription says. */
function brokenSubscriptionItems(books: Books, ordinal: number): string[] {
  const { plan, quantity } = books.subscriptions[ordinal]!
  const items = itemsOf(books, ordinal)
  const first = books.subscriptionItems.filter(
    each => each.subscription === ordinal && each.status === 'first',
  )
  return failures(`Subscription ${ordinal}`, [
    [new Set(items.map(item => item.plan.interval)).size === 1, 'has items of several intervals'],
    [new Set(items.map(item => item.plan)).size === items.length, 'has two items of one plan'],
    [first.length <= 1, 'has two first items'],
    [
      first.every(each => each.plan === plan && each.quantity === quantity),
      'says another plan or quantity than its first item',
    ],
  ])
}

function brokenDunning(books: Books, { ordinal, status, invoice, tries, nextAtMs }: Dunning): string[] {
  return failures(`Dunning ${ordinal}`, [
    [status !== 'running' || books.invoices[invoice]!.status === 'open', 'runs though nothing is owed'],
    [status !== 'running' || nextAtMs !== NEVER_MS, `runs without a next try after ${tries}`],
  ])
}

/** On a draft, the lines of items are its items. */
function brokenItemLines(books: Books): string[] {
  if (books.invoiceItems.length === 0) return []
  return books.invoices
    .filter(({ status }) => status === 'draft')
    .flatMap(({ ordinal, lines }) => {
      const own = lines.filter(({ kind }) => kind === 'item').map(line => line.amountCents)
      const items = itemsOn(books, ordinal).map(item => item.amountCents)
      const rule = `has item lines of ${own.join(', ')}; its items are of ${items.join(', ')}`
      return failures(`Draft ${ordinal}`, [[own.join() === items.join(), rule]])
    })
}

function brokenTrial(books: Books, { ordinal, subscription }: Trial): string[] {
  const { status, currentPeriodEndMs } = books.subscriptions[subscription]!
  const endsAtMs = trialEndMs(books, subscription)
  return failures(`Trial ${ordinal}`, [
    [status !== 'trialing' || currentPeriodEndMs === endsAtMs, `ends at ${endsAtMs}; its period does not`],
  ])
}

/** Lines of discount and tax are the sum of what the tables say of them. */
function brokenAdjustments(books: Books): string[] {
  if (books.discountAmounts.length === 0 && books.taxAmounts.length === 0) return []
  return books.invoices.flatMap(({ ordinal, lines }) => {
    const on = (kind: string): number =>
      sum(lines.filter(line => line.kind === kind).map(line => line.amountCents))
    const discounts = books.discountAmounts.filter(each => each.invoice === ordinal)
    const taxes = books.taxAmounts.filter(each => each.invoice === ordinal && !isIncluded(books, each))
    const offCents = sum(discounts.map(each => each.amountCents))
    const taxCents = sum(taxes.map(each => each.amountCents))
    return failures(`Invoice ${ordinal}`, [
      [on('discount') + offCents === 0, `has discounts of ${-on('discount')}; by line they are ${offCents}`],
      [on('tax') === taxCents, `has ${on('tax')} tax; by rate it is ${taxCents}`],
    ])
  })
}

/** What there is one of at most. */
function brokenUniqueness(books: Books): string[] {
  const active = books.promotionCodes.filter(code => code.active).map(code => code.code)
  const about = (keys: readonly unknown[]): boolean => new Set(keys).size === keys.length
  return failures('The books', [
    [books.calendars.length <= 1, 'have two calendars'],
    [about(active), 'have two active promotion codes of one text'],
    [about(books.trials.map(trial => trial.subscription)), 'have two trials of one subscription'],
    [about(books.dunnings.map(dunning => dunning.invoice)), 'have two dunnings of one invoice'],
    [about(books.guests.map(guest => guest.customer)), 'have a guest twice'],
    [about(books.productDeletions.map(each => each.product)), 'delete a product twice'],
    [about(books.removedLines.map(each => `${each.invoice} ${each.line}`)), 'remove a line twice'],
    [about(books.heldDrafts.map(held => held.invoice)), 'hold one draft back twice'],
    [about(books.listings.map(listing => listing.plan)), 'have a plan in two products'],
    [about(books.disputeCases.map(each => each.dispute)), 'have two courses of one dispute'],
    [about(books.metadata.map(each => `${each.entity} ${each.about}`)), 'have two metadata of one record'],
  ])
}
