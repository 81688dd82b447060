import type { Action, Observation } from '../../../src/index.ts'
import type { Move } from './desk.ts'

/** Cents of something in view; null where it is not there. */
type Cents = (seen: Observation) => number | null

type Refund = Extract<Action, { type: 'issue_refund' }>

/** Refunds the n-th newest charge as a duplicate, all of it. */
export function refundDuplicate(n: number): Move {
  return refund(n, undefined, 'duplicate')
}

/** Refunds the n-th newest charge, all that is left of it unless an amount is given. */
export function refund(n: number, cents?: Cents, reason: Refund['reason'] = 'requested_by_customer'): Move {
  return seen => {
    const charge = seen.charges?.[n]
    if (charge === undefined) return null
    // What was only authorized is asked for all the same: the ledger has to refuse it.
    const left = Math.max(charge.capturedCents, charge.amountCents) - charge.refundedCents
    return { type: 'issue_refund', chargeId: charge.id, amountCents: cents?.(seen) ?? left, reason }
  }
}

export function credit(cents: Cents): Move {
  return seen => {
    const amountCents = cents(seen)
    return amountCents === null ? null : { type: 'apply_credit', amountCents }
  }
}

/** Ends the n-th newest subscription. */
export function cancel(n: number, when: 'now' | 'period_end'): Move {
  return ({ subscriptions }) =>
    subscriptions?.[n] ? { type: 'cancel_subscription', subscriptionId: subscriptions[n].id, when } : null
}

/** Takes a part of the n-th newest invoice back. */
export function note(n: number, cents: Cents, reason: 'tax' | 'discount'): Move {
  return seen => {
    const invoice = seen.invoices?.[n]
    const amountCents = cents(seen)
    if (invoice === undefined || amountCents === null) return null
    return { type: 'issue_credit_note', invoiceId: invoice.id, amountCents, reason }
  }
}

export function changePlan(plan: string): Move {
  return ({ subscriptions }) => ({ type: 'change_plan', subscriptionId: subscriptions![0]!.id, plan })
}

/** Changes to a plan of the same interval that the newest subscription is not on. */
export const anotherPlan: Move = seen => {
  const { plan, interval } = seen.subscriptions![0]!
  const [first, second] =
    interval === 'year' ? ['solo-yearly', 'team-yearly'] : ['solo-monthly', 'team-monthly']
  return changePlan(plan === first ? second! : first!)(seen)
}

export function quoteChange(plan: string): Move {
  return ({ subscriptions }) => ({ type: 'quote_change', subscriptionId: subscriptions![0]!.id, plan })
}

export function setSeats(quantityOf: (seen: Observation) => number): Move {
  return seen => {
    const quantity = quantityOf(seen)
    return { type: 'change_seats', subscriptionId: seen.subscriptions![0]!.id, quantity }
  }
}

export function answer(how: 'submit_evidence' | 'accept'): Move {
  return ({ disputes }) => ({ type: 'answer_dispute', disputeId: disputes![0]!.id, answer: how })
}

/** Applies the code that the customer has told. */
export const applyCode: Move = ({ subscriptions, told }) => ({
  type: 'apply_promotion',
  subscriptionId: subscriptions![0]!.id,
  code: String(told.code),
})

export const resend: Move = ({ invoices }) => ({ type: 'resend_invoice', invoiceId: invoices![0]!.id })
export const voidBill: Move = ({ invoices }) => ({ type: 'void_invoice', invoiceId: invoices![0]!.id })
export const collect: Move = ({ invoices }) => ({ type: 'retry_payment', invoiceId: invoices![0]!.id })

/** Asks until it is told, twice at most. */
export function ask(slot: 'code' | 'goal' | 'seats'): readonly Move[] {
  const once: Move = ({ told }) =>
    told[slot] === undefined ? { type: 'reply', acts: [{ act: 'ask', slot }] } : null
  return [once, once]
}

export function does(action: Action): Move {
  return () => action
}

/** A new card by a link, waited for, and then charged: by a follow-up where it comes late. */
export const newCard: readonly Move[] = [
  does({ type: 'send_payment_link' }),
  ...Array.from({ length: 8 }, () => [
    unlessPaid({ type: 'wait', minutes: 5 }),
    unlessPaid({ type: 'lookup_customer' }),
  ]).flat(),
  seen => (isCardGood(seen) ? collect(seen) : null),
]

function unlessPaid(action: Action): Move {
  return seen => (isCardGood(seen) ? null : action)
}

function isCardGood({ paymentMethods }: Observation): boolean {
  return paymentMethods?.[0]?.lastAttempt !== 'failed'
}

/** What the newest invoice comes to beyond the one before. */
export const overbilled: Cents = ({ invoices }) => invoices![0]!.totalCents - invoices![1]!.totalCents
export const newestTotal: Cents = ({ invoices }) => invoices![0]!.totalCents
export const newestTax: Cents = ({ invoices }) => invoices![0]!.taxCents

/** The amount that the newest activity of a kind names. */
export function named(kind: string): Cents {
  return ({ activities }) => activities?.find(each => each.kind === kind)?.amountCents ?? 0
}

/** What was billed for an upgrade beyond what was quoted for it. */
export const aboveQuote: Cents = ({ activities, invoices }) =>
  invoices![0]!.totalCents - (activities!.find(({ kind }) => kind === 'plan_changed')?.amountCents ?? 0)

/** What the promotion that the customer names takes off the newest invoice. */
export const promised: Cents = ({ promotions, invoices, told }) => {
  const percent = promotions?.find(({ code }) => code === told.code)?.percentBasisPoints ?? null
  return percent === null ? null : Math.round((invoices![0]!.totalCents * percent) / 10_000)
}

export function times(factor: number, cents: Cents): Cents {
  return seen => {
    const whole = cents(seen)
    return whole === null ? null : Math.round(factor * whole)
  }
}
