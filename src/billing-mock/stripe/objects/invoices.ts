import { DAY_MS } from '../../../core/clock.ts'
import type { Books, Invoice } from '../../books.ts'
import { isRestarted } from '../../calendar.ts'
import { autoAdvanceOf } from '../../operations/autoAdvances.ts'
import { invoiceTotals, taxesOn } from '../../totals.ts'
import { kept } from '../details.ts'
import type { JsonObject } from '../json.ts'
import type { StripeState } from '../state.ts'
import {
  currencyOf,
  happenedAt,
  idOf,
  noteOf,
  type StripeObject,
  seconds,
  secondsOrNull,
  wholeList,
} from '../view.ts'
import { linesOf, renderLine } from './lines.ts'
import { nothing, number, ordinalsWhere, type Resource, word } from './resource.ts'
import { renderTax } from './taxes.ts'

export const invoices: Resource = {
  count: ({ books }) => books.invoices.length,
  has: ({ books }, ordinal) => books.invoices[ordinal]!.status !== 'deleted',
  render: renderInvoice,
  expands: {
    application: nothing,
    confirmation_secret: nothing,
    customer: { kind: 'customer' },
    default_payment_method: nothing,
    default_source: nothing,
    discounts: { kind: 'discount' },
    latest_revision: nothing,
    lines: { kind: 'line_item', isList: true },
    on_behalf_of: nothing,
    'parent.subscription_details.subscription': { kind: 'subscription' },
    payments: { kind: 'invoice_payment', isList: true, ordinals: paymentsOf },
    test_clock: { kind: 'test_clock' },
    'total_discount_amounts.discount': { kind: 'discount' },
  },
  search: {
    created: number,
    currency: word,
    customer: word,
    number: word,
    status: word,
    subscription: { type: 'word', at: 'parent.subscription_details.subscription' },
    total: number,
  },
}

function paymentsOf({ charges }: Books, ordinal: number): readonly number[] {
  return ordinalsWhere(charges, ({ invoice }) => invoice === ordinal)
}

function renderInvoice(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const invoice = books.invoices[ordinal]!
  const { customer, status, totalCents, creditCents, paidCents, remainingCents, createdAtMs } = invoice
  const id = idOf(state, 'invoice', ordinal)
  const note = noteOf(state, 'invoice', ordinal)
  const { metadata, texts } = note
  const owner = noteOf(state, 'customer', customer).texts
  const attempts = paymentsOf(books, ordinal).length
  const totals = invoiceTotals(books, invoice)
  const dunning = books.dunnings.findLast(each => each.invoice === ordinal && each.status === 'running')
  const course = courseOf(books, invoice)
  const page = `https://invoice.stripe.com/i/test_${id.slice('in_'.length)}`
  const finalizedAt = happenedAt(state, 'invoice.finalized', ordinal)
  const notedCents = books.creditNotes
    .filter(each => each.invoice === ordinal && each.status === 'issued')
    .reduce((sum, each) => sum + each.amountCents, 0)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: null,
    account_tax_ids: null,
    amount_due: paidCents + remainingCents,
    amount_overpaid: 0,
    amount_paid: paidCents,
    amount_remaining: remainingCents,
    amount_shipping: 0,
    application: null,
    attempt_count: attempts,
    attempted: attempts > 0,
    auto_advance: course.isOn,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: status === 'draft' ? course.nextAt : null,
    billing_reason: billingReason(books, invoice),
    collection_method: texts.collection_method ?? 'charge_automatically',
    created: seconds(createdAtMs),
    currency: currencyOf(books),
    custom_fields: kept(note, 'custom_fields'),
    customer: idOf(state, 'customer', customer),
    customer_account: null,
    customer_address: null,
    customer_email: owner.email ?? null,
    customer_name: owner.name ?? null,
    customer_phone: owner.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt:
      taxesOn(books, invoice).length === 0 && hasVerifiedTaxId(books, customer) ? 'reverse' : 'none',
    customer_tax_ids: books.taxIds
      .filter(each => each.customer === customer && each.status !== 'deleted')
      .map(({ kind, value }) => ({ type: kind, value })),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: texts.description ?? null,
    discounts: discountAmounts(state, ordinal).map(({ discount }) => discount),
    due_date: kept(note, 'due_date') ?? dueDate(texts.days_until_due, finalizedAt),
    effective_at: finalizedAt,
    ending_balance: status === 'draft' ? null : 0,
    footer: texts.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: finalizedAt === null ? null : page,
    invoice_pdf: finalizedAt === null ? null : `${page}/pdf`,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(
      `/v1/invoices/${id}/lines`,
      linesOf(state.books, ordinal).map(line => renderLine(state, line)),
    ),
    livemode: false,
    metadata,
    next_payment_attempt: secondsOrNull(dunning?.nextAtMs) ?? (course.collects ? course.nextAt : null),
    number: status === 'draft' ? null : `INV-${String(ordinal + 1).padStart(6, '0')}`,
    on_behalf_of: null,
    parent: parentOf(state, invoice),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: seconds(createdAtMs),
    period_start: seconds(createdAtMs),
    post_payment_credit_notes_amount: notedCents - totals.reducedCents,
    pre_payment_credit_notes_amount: totals.reducedCents,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0 - creditCents,
    statement_descriptor: texts.statement_descriptor ?? null,
    status: status === 'deleted' ? 'draft' : status,
    status_transitions: {
      finalized_at: finalizedAt,
      marked_uncollectible_at: happenedAt(state, 'invoice.marked_uncollectible', ordinal),
      paid_at: happenedAt(state, 'invoice.paid', ordinal),
      voided_at: happenedAt(state, 'invoice.voided', ordinal),
    },
    subtotal: totals.subtotalCents,
    subtotal_excluding_tax: totals.subtotalCents - totals.includedTaxCents,
    test_clock: owner.test_clock ?? null,
    total: totalCents,
    total_discount_amounts: discountAmounts(state, ordinal),
    total_excluding_tax: totalCents - totals.taxCents - totals.includedTaxCents,
    total_pretax_credit_amounts: [],
    total_taxes: taxesOn(books, invoice).map(tax => renderTax(state, tax)),
    webhooks_delivered_at: null,
  }
}

/** The steps that an invoice takes by itself: those of a subscription do, others where that was asked for. */
function courseOf(
  books: Books,
  { ordinal, status, subscription }: Invoice,
): { readonly isOn: boolean; readonly collects: boolean; readonly nextAt: number | null } {
  const course = autoAdvanceOf(books, ordinal)
  const isWaiting = status === 'draft' || status === 'open'
  if (course === undefined || !isWaiting) {
    return { isOn: status === 'open' && subscription !== null, collects: false, nextAt: null }
  }
  const { isOn, collects, dueAtMs } = course
  return { isOn, collects, nextAt: isOn ? secondsOrNull(dueAtMs) : null }
}

function billingReason(books: Books, { ordinal, subscription, lines }: Invoice): string {
  if (subscription === null) return 'manual'
  const period = lines.find(({ kind }) => kind === 'recurring')
  if (period === undefined || isRestarted(books, subscription, period)) return 'subscription_update'
  const first = books.invoices.find(each => each.subscription === subscription)
  return first?.ordinal === ordinal ? 'subscription_create' : 'subscription_cycle'
}

function parentOf(state: StripeState, { subscription }: Invoice): JsonObject | null {
  if (subscription === null) return null
  const id = idOf(state, 'subscription', subscription)
  return {
    quote_details: null,
    subscription_details: {
      metadata: noteOf(state, 'subscription', subscription).metadata,
      subscription: id,
    },
    type: 'subscription_details',
  }
}

/** What of each discount fell on an invoice. */
function discountAmounts(
  state: StripeState,
  invoice: number,
): readonly { readonly amount: number; readonly discount: string }[] {
  const amounts = new Map<number, number>()
  for (const each of state.books.discountAmounts) {
    if (each.invoice !== invoice) continue
    amounts.set(each.discount, (amounts.get(each.discount) ?? 0) + each.amountCents)
  }
  return [...amounts].map(([discount, amount]) => ({ amount, discount: idOf(state, 'discount', discount) }))
}

function hasVerifiedTaxId({ taxIds }: Books, customer: number): boolean {
  return taxIds.some(each => each.customer === customer && each.status === 'verified')
}

function dueDate(days: string | null | undefined, finalizedAt: number | null): number | null {
  return days == null || finalizedAt === null ? null : finalizedAt + Number(days) * (DAY_MS / 1000)
}
