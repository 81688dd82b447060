import type { Charge } from '../billing-mock/index.ts'
import { cents, mulDiv } from '../core/money.ts'
import { type AgentRecord, type InvoiceView, PAGE_ROWS, type PromotionView } from '../world/record.ts'

/** How an amount is chosen: never "the entitled amount", always something that can be read off the screen. */
export const amounts = ['full', 'remaining', 'difference', 'quote', 'noted', 'aboveNoted'] as const
export type Amount = (typeof amounts)[number]

/** The plans of the companies that ship, which both flat faces name; other plans are for the structured face. */
export const planCodes = [
  'solo-monthly',
  'team-monthly',
  'pro-monthly',
  'solo-yearly',
  'team-yearly',
] as const

/** How much of an invoice a credit note takes back: all, its tax, or what the promotion told of takes off. */
export const creditNoteAmounts = ['full', 'tax', 'promotion'] as const
export type CreditNoteAmount = (typeof creditNoteAmounts)[number]

/** A row of the list that is shown or the newest charge in view, and what else must be readable. */
export interface Aim {
  readonly at: Targets | 'newestCharge'
  readonly row: number
  readonly needs: Amount | CreditNoteAmount | 'told' | 'code' | 'loyalty' | null
}

/** The lists whose rows actions aim at, and what a row is. */
export const targets = {
  charges: 'charge',
  subscriptions: 'subscription',
  invoices: 'invoice',
  disputes: 'dispute',
} as const
export type Targets = keyof typeof targets

/** What of the record entries are aimed at: how many rows are shown, and which amounts can be read. */
export interface InView {
  readonly charges: number
  readonly subscriptions: number
  readonly invoices: number
  readonly disputes: number
  readonly newestCharge: number
  readonly difference: boolean
  readonly quote: boolean
  readonly noted: boolean
  readonly aboveNoted: boolean
  readonly told: boolean
  readonly code: boolean
  readonly loyalty: boolean
}

/** What is in view now. */
export function inView(record: AgentRecord): InView {
  return {
    charges: rowsShown(record, 'charges'),
    subscriptions: rowsShown(record, 'subscriptions'),
    invoices: rowsShown(record, 'invoices'),
    disputes: rowsShown(record, 'disputes'),
    newestCharge: (record.views.charges?.length ?? 0) > 0 ? 1 : 0,
    difference: invoiceDifferenceCents(record) !== null,
    quote: record.quoteCents !== null && record.quoteCents > 0,
    noted: notedCents(record) !== null,
    aboveNoted: aboveNotedCents(record) !== null,
    told: toldSeats(record) !== null,
    code: typeof record.told.code === 'string',
    loyalty: loyaltyCode(record) !== null,
  }
}

function rowsShown({ list, views }: AgentRecord, kind: Targets): number {
  return list?.kind === kind ? (views[kind]?.length ?? 0) - list.page * PAGE_ROWS : 0
}

/** Whether an entry's target is there to be aimed at. */
export function isInView({ at, row, needs }: Aim, view: InView, record: AgentRecord): boolean {
  if (row >= view[at]) return false
  if (needs === null || needs === 'full') return true
  if (needs === 'remaining') return remainingCents(rowAt(record, 'charges', row)!) !== null
  if (needs === 'tax' || needs === 'promotion')
    return creditNoteCents(needs, record, rowAt(record, 'invoices', row)!) !== null
  return view[needs]
}

/** The row of the list shown, when that list is of this kind. */
export function rowAt<Kind extends Targets>(
  { list, views }: AgentRecord,
  kind: Kind,
  row: number,
): NonNullable<AgentRecord['views'][Kind]>[number] | undefined {
  return list?.kind === kind ? views[kind]?.[list.page * PAGE_ROWS + row] : undefined
}

type ChargeAmounts = Pick<Charge, 'amountCents' | 'capturedCents' | 'refundedCents'>

export function amountOf(amount: Amount, record: AgentRecord, charge: ChargeAmounts): number | null {
  switch (amount) {
    case 'full':
      return charge.amountCents
    case 'remaining':
      return remainingCents(charge)
    case 'difference':
      return invoiceDifferenceCents(record)
    case 'noted':
      return notedCents(record)
    case 'aboveNoted':
      return aboveNotedCents(record)
    case 'quote':
      return record.quoteCents !== null && record.quoteCents > 0 ? record.quoteCents : null
  }
}

export function creditNoteCents(
  amount: CreditNoteAmount,
  record: AgentRecord,
  invoice: InvoiceView,
): number | null {
  switch (amount) {
    case 'full':
      return invoice.totalCents
    case 'tax':
      return invoice.taxCents > 0 ? invoice.taxCents : null
    case 'promotion':
      return promotionOffCents(record, invoice)
  }
}

/** The promotion in view whose code the customer told. */
export function toldPromotion({ views, told }: Readonly<AgentRecord>): PromotionView | undefined {
  return views.promotions === null ? undefined : views.promotions.find(({ code }) => code === told.code)
}

/** The code of the offer for those who stay, as the terms in view say it; null without one. */
export function loyaltyCode({ views }: Readonly<AgentRecord>): string | null {
  return views.terms?.loyaltyOffer?.code ?? null
}

/** What the promotion told of takes off an invoice in view, in cents before tax; null without one. */
export function promotionOffCents(record: Readonly<AgentRecord>, invoice: InvoiceView): number | null {
  const promotion = toldPromotion(record)
  if (promotion === undefined) return null
  const { percentBasisPoints, amountOffCents } = promotion
  const subtotalCents = invoice.totalCents + invoice.discountCents - invoice.taxCents
  const offCents =
    percentBasisPoints === null
      ? Math.min(amountOffCents!, subtotalCents)
      : mulDiv(cents(subtotalCents), percentBasisPoints, 10_000)
  return offCents > 0 ? offCents : null
}

/** Whether another charge in view paid the same invoice. */
export function isPaidTwice(
  { views }: Readonly<AgentRecord>,
  charge: Pick<Charge, 'ordinal' | 'invoice'>,
): boolean {
  if (charge.invoice === null || views.charges === null) return false
  return views.charges.some(
    ({ ordinal, invoice }) => invoice === charge.invoice && ordinal !== charge.ordinal,
  )
}

/** What is left of a charge that was refunded in part; null for every other. */
function remainingCents({ capturedCents, refundedCents }: ChargeAmounts): number | null {
  return refundedCents > 0 && capturedCents > refundedCents ? capturedCents - refundedCents : null
}

/** The amount that the newest activity in view notes, in cents; null when none does. */
export function notedCents({ views }: Readonly<AgentRecord>): number | null {
  if (views.activities === null) return null
  for (const { amountCents } of views.activities)
    if (amountCents !== null && amountCents > 0) return amountCents
  return null
}

/** What the newest invoice in view is above the amount noted, in cents; null when it is not. */
export function aboveNotedCents(record: Readonly<AgentRecord>): number | null {
  const noted = notedCents(record)
  const newest = record.views.invoices?.[0]
  if (noted === null || newest === undefined || newest.totalCents <= noted) return null
  return newest.totalCents - noted
}

/** The difference of the two newest invoices in view, in cents; null when there is none. */
export function invoiceDifferenceCents({ views }: Readonly<AgentRecord>): number | null {
  const newest = views.invoices?.[0]
  const before = views.invoices?.[1]
  if (newest === undefined || before === undefined || newest.totalCents === before.totalCents) return null
  return Math.abs(newest.totalCents - before.totalCents)
}

/** The number of seats that the customer told; null when they told none. */
export function toldSeats({ told }: Readonly<AgentRecord>): number | null {
  return typeof told.seats === 'number' ? told.seats : null
}
