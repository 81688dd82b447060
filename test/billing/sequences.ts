import fc from 'fast-check'
import {
  apply,
  type Books,
  defaultProcessor,
  emptyBooks,
  type Operation,
  type OperationOf,
  type OperationType,
  PaymentBehaviour,
  type Processor,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'

/** Mostly what is right, now and then what is not. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: wrong })

const ordinal = mostly(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -1, max: 30 }))
const amount = mostly(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(-1, -0, 0.5, 1e9))
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 })
const rarely = <T>(value: fc.Arbitrary<T>) => mostly<T | undefined>(fc.constant(undefined), value)
const quantity = mostly(fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, 0.5))
const line = fc.record({
  kind: fc.constantFrom('item', 'proration'),
  plan: fc.constant(null),
  quantity,
  amountCents: mostly(fc.integer({ min: -1000, max: 3000 }), fc.constantFrom(-0, 1.5)),
  periodStartMs: fc.constantFrom(0, -0),
  periodEndMs: fc.constant(1),
  description: fc.constant('Item'),
})

const subscription = mostly(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -1, max: 30 }))
const invoice = mostly(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -1, max: 30 }))
const charge = mostly(fc.integer({ min: 0, max: 7 }), fc.integer({ min: -1, max: 30 }))
const intent = mostly(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -1, max: 30 }))
const noteLine = fc.record({
  line: optional(mostly(fc.integer({ min: 0, max: 2 }), fc.constantFrom(-1, 30))),
  quantity: optional(quantity),
  amountCents: mostly(fc.constantFrom(100, 250, 500), fc.constantFrom(0, 1.5)),
  description: fc.constant('Line'),
  taxRates: fc.array(fc.constantFrom(0, 1, 2, 30), { maxLength: 1 }),
  taxes: fc.option(
    fc.array(
      fc.record({
        taxRate: fc.constantFrom(0, 1, 2, 30),
        taxableCents: fc.constantFrom(0, 100, 500),
        amountCents: mostly(fc.constantFrom(1, 10, 50), fc.constantFrom(-1, 1.5)),
      }),
      { minLength: 1, maxLength: 2 },
    ),
    { nil: undefined, freq: 4 },
  ),
})
const part = fc.constantFrom(0, 0, 0, 100, 250, 500)
/** Mostly notes whose parts sum to them. */
const noteParameters = {
  invoice,
  amountCents: fc.constantFrom(100, 250, 500, 500, 1),
  taxCents: mostly(fc.constant(0), fc.constantFrom(50, -1)),
  refundCents: part,
  creditCents: part,
  outOfBandCents: part,
  lines: fc.option(fc.array(noteLine, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 3 }),
  reason: fc.constantFrom('duplicate', 'order_change'),
  memo: fc.constant(''),
}

const item = mostly(fc.constantFrom(null, null, 0, 1), fc.integer({ min: -1, max: 30 }))
const itemChange = fc.oneof(
  fc.record({ type: fc.constant('add'), plan: ordinal, quantity }),
  fc.record({
    type: fc.constant('change'),
    item,
    plan: optional(ordinal),
    quantity: optional(quantity),
  }),
  fc.record({ type: fc.constant('delete'), item }),
)

/** The parameters of every operation: mostly small enough to be legal, some of them wrong. */
export const parameters: { [Type in OperationType]: Record<string, fc.Arbitrary<unknown>> } = {
  'customer.create': { currency: fc.constantFrom('usd', 'USD', 'jpy'), country: fc.constant('US') },
  'customer.create_guest': { currency: fc.constantFrom('usd', 'jpy'), country: fc.constant('US') },
  'payment_method.attach': {
    customer: ordinal,
    brand: fc.constant('visa'),
    last4: fc.constant('4242'),
    behaviour: fc.constantFrom(...PaymentBehaviour.options),
  },
  'activity.add': {
    customer: ordinal,
    kind: fc.constantFrom('login', 'downtime'),
    subscription: optional(ordinal),
    amountCents: optional(amount),
    note: fc.constant(''),
  },
  'credit.apply': { customer: ordinal, amountCents: amount, reason: fc.constant('goodwill') },
  'plan.create': {
    code: fc.constantFrom('a', 'b', 'c'),
    name: fc.constant('Plan'),
    unitCents: mostly(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(-1, -0)),
    interval: fc.constantFrom('month', 'year'),
  },
  'subscription.create': {
    customer: ordinal,
    plan: ordinal,
    quantity,
    furtherItems: rarely(fc.array(fc.record({ plan: ordinal, quantity }), { maxLength: 2 })),
    trialDays: fc.constantFrom(undefined, undefined, 0, 5, 0.5),
    withoutMethod: fc.constantFrom(undefined, 'create_invoice', 'pause', 'cancel'),
    payment: fc.constantFrom(undefined, 'allow_incomplete', 'default_incomplete'),
    coupon: rarely(ordinal),
    promotionCode: rarely(ordinal),
  },
  'subscription.renew': { subscription },
  'subscription.change': {
    subscription,
    plan: optional(ordinal),
    quantity: optional(quantity),
    proration: fc.constantFrom('create_prorations', 'always_invoice', 'none'),
    prorationAtMs: fc.constantFrom(undefined, undefined, 0, 20 * DAY_MS),
  },
  'subscription.update_items': {
    subscription: mostly(fc.integer({ min: 0, max: 2 }), subscription),
    changes: fc.array(itemChange, { minLength: 1, maxLength: 2 }),
    proration: fc.constantFrom('create_prorations', 'always_invoice', 'none'),
    prorationAtMs: fc.constantFrom(undefined, undefined, 0, 20 * DAY_MS),
  },
  'subscription.cancel': {
    subscription,
    when: fc.constantFrom('now', 'period_end'),
    prorate: fc.constantFrom(undefined, true),
  },
  'subscription.end': { subscription },
  'invoice.create': {
    customer: ordinal,
    subscription: optional(ordinal),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  },
  'invoice.pay': {
    invoice,
    paymentMethod: optional(ordinal),
    outOfBand: fc.constantFrom(undefined, undefined, true),
  },
  'invoice.void': { invoice },
  'invoice.mark_uncollectible': { invoice },
  'charge.create': { customer: ordinal, paymentMethod: optional(ordinal), amountCents: amount },
  'charge.authorize': { customer: ordinal, paymentMethod: optional(ordinal), amountCents: amount },
  'charge.capture': { charge, amountCents: optional(amount) },
  'charge.release': { charge },
  'charge.duplicate': { charge },
  'refund.create': {
    charge,
    amountCents: optional(amount),
    reason: fc.constantFrom('duplicate', 'requested_by_customer'),
  },
  'refund.settle': { refund: ordinal },
  'refund.fail_late': { refund: ordinal },
  'dispute.open': { charge, amountCents: optional(amount) },
  'dispute.respond': { dispute: ordinal },
  'dispute.close': { dispute: ordinal, won: fc.boolean() },
  'payment_method.detach': { paymentMethod: mostly(fc.integer({ min: 4, max: 30 }), ordinal) },
  'payment_method.set_default': { customer: ordinal, paymentMethod: ordinal },
  'credit.revoke': { customer: ordinal, amountCents: amount, reason: fc.constant('mistake') },
  'subscription.expire': { subscription },
  'subscription.remind_trial': { subscription },
  'subscription.end_trial': { subscription },
  'subscription.resume': { subscription },
  'subscription.move_trial': {
    subscription,
    endsAtMs: optional(
      mostly(
        fc.integer({ min: 0, max: 60 }).map(days => days * DAY_MS),
        fc.constantFrom(-0, 0.5),
      ),
    ),
  },
  'subscription.pause': {
    subscription,
    unusedTime: fc.constantFrom('credited', 'forfeited'),
    invoicing: fc.constantFrom('next', 'now'),
  },
  'subscription.pause_collection': {
    subscription,
    behavior: fc.constantFrom('keep_as_draft', 'mark_uncollectible', 'void'),
    resumesAtMs: optional(fc.constantFrom(-50 * DAY_MS, 30 * DAY_MS, 200 * DAY_MS)),
  },
  'subscription.resume_collection': { subscription },
  'subscription.keep': { subscription },
  'invoice_item.create': {
    customer: ordinal,
    subscription: optional(ordinal),
    amountCents: mostly(fc.integer({ min: -500, max: 2000 }), fc.constantFrom(-0, 0.5)),
    description: fc.constant('Item'),
    invoice: rarely(invoice),
  },
  'invoice_item.assign': { invoiceItem: ordinal, invoice },
  'invoice.update_line': {
    invoice,
    line: ordinal,
    amountCents: optional(mostly(fc.integer({ min: -500, max: 2000 }), fc.constantFrom(-0, 0.5))),
    description: optional(fc.constant('Other')),
  },
  'invoice.remove_line': { invoice, line: ordinal, behavior: fc.constantFrom('delete', 'unassign') },
  'invoice_item.delete': { invoiceItem: ordinal },
  'invoice.draft': {
    customer: ordinal,
    subscription: optional(ordinal),
    takesItems: fc.constantFrom(undefined, undefined, false),
  },
  'invoice.finalize': { invoice },
  'invoice.delete': { invoice },
  'invoice.send': { invoice },
  'invoice.set_auto_advance': { invoice, isOn: fc.boolean(), collects: fc.boolean() },
  'invoice.advance': { invoice },
  'dunning.start': { invoice },
  'dunning.try': { dunning: ordinal },
  'calendar.set': { epochMs: fc.constant(0) },
  'product.create': { name: fc.constant('Product') },
  'product.update': {
    product: ordinal,
    name: optional(fc.constant('Other')),
    active: optional(fc.boolean()),
  },
  'product.delete': { product: ordinal },
  'product.list_plan': { product: ordinal, plan: ordinal },
  'coupon.create': {
    name: fc.constant('Coupon'),
    percentBasisPoints: optional(mostly(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(0, 20_000))),
    amountOffCents: optional(amount),
    duration: fc.constantFrom('once', 'repeating', 'forever'),
    durationMonths: optional(mostly(fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, -1))),
    maxRedemptions: optional(mostly(fc.integer({ min: 1, max: 3 }), fc.constantFrom(0, -1))),
    redeemByMs: optional(fc.constantFrom(-50 * DAY_MS, -0, 400 * DAY_MS)),
  },
  'coupon.delete': { coupon: ordinal },
  'promotion_code.create': {
    coupon: ordinal,
    code: fc.constantFrom('A', 'B', 'C', 'D'),
    onlyFor: optional(ordinal),
    maxRedemptions: optional(fc.integer({ min: 1, max: 2 })),
    expiresAtMs: optional(fc.constantFrom(-50 * DAY_MS, -0, 400 * DAY_MS)),
    firstTimeOnly: fc.boolean(),
    minimumAmountCents: fc.constantFrom(0, 0, 1500, -1),
  },
  'promotion_code.update': { promotionCode: ordinal, active: fc.boolean() },
  'discount.attach': {
    customer: ordinal,
    subscription: optional(ordinal),
    coupon: optional(ordinal),
    promotionCode: optional(ordinal),
  },
  'discount.remove': { discount: ordinal },
  'tax_rate.create': {
    name: fc.constant('VAT'),
    basisPoints: mostly(fc.constantFrom(0, 700, 1900), fc.constantFrom(-1, 0.5, -0)),
    country: fc.constant('DE'),
    inclusive: fc.constantFrom(undefined, true, false),
  },
  'tax_rate.update': { taxRate: ordinal, active: fc.boolean() },
  'tax_assignment.create': { customer: ordinal, taxRate: ordinal },
  'tax_assignment.lift': { taxAssignment: ordinal },
  'tax_id.create': { customer: ordinal, kind: fc.constant('eu_vat'), value: fc.constant('DE1') },
  'tax_id.verify': { taxId: ordinal, valid: fc.boolean() },
  'tax_id.delete': { taxId: ordinal },
  'payment_intent.create': {
    customer: ordinal,
    paymentMethod: optional(ordinal),
    amountCents: amount,
    capture: fc.constantFrom('automatic', 'manual'),
    confirm: fc.boolean(),
  },
  'payment_intent.confirm': { paymentIntent: intent, paymentMethod: optional(ordinal) },
  'payment_intent.authenticate': { paymentIntent: intent, succeeded: fc.boolean() },
  'payment_intent.decide': { paymentIntent: intent },
  'payment_intent.capture': { paymentIntent: intent, amountCents: optional(amount) },
  'payment_intent.cancel': { paymentIntent: intent },
  'refund.cancel': { refund: ordinal },
  'refund.take_action': { refund: ordinal },
  'payment_intent.plan_decline': { paymentIntent: intent },
  'refund.plan_return': { refund: ordinal, days: mostly(fc.integer({ min: 0, max: 30 }), fc.constant(31)) },
  'credit_note.create': noteParameters,
  'credit_note.void': { creditNote: ordinal },
  'dispute.file': { charge, amountCents: optional(amount), reason: fc.constant('general') },
  'inquiry.open': { charge, amountCents: optional(amount), reason: fc.constant('general') },
  'inquiry.respond': { inquiry: ordinal },
  'inquiry.close': { inquiry: ordinal },
  'inquiry.escalate': { inquiry: ordinal },
  'metadata.update': {
    entity: fc.constantFrom('customer', 'charge', 'coupon'),
    about: ordinal,
    values: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('', 'x')),
  },
}

/** One operation at a time of its own. */
export interface Step {
  readonly operation: Operation
  /** Which of the fitting records it is turned to, see `aimed`; null to leave it as it is. */
  readonly aim: number | null
  readonly daysLater: number
  readonly uniform: number
  readonly key: string | null
}

/** What takes several steps to come to, and so is asked for more often: once unless given. */
const weights: Partial<Record<string, number>> = {
  'dispute.close': 2,
  'dispute.respond': 3,
  'dunning.try': 4,
  'inquiry.respond': 2,
  'invoice.mark_uncollectible': 2,
  'invoice.pay': 3,
  'payment_intent.authenticate': 2,
  'refund.create': 2,
  'refund.fail_late': 6,
  'refund.settle': 6,
  'subscription.cancel': 2,
  'subscription.keep': 3,
  'tax_id.verify': 2,
}

/** Any operation. */
export const operation = fc.oneof(
  ...Object.entries(parameters).map(([type, fields]) => ({
    weight: weights[type] ?? 1,
    arbitrary: fc.record({ type: fc.constant(type), ...fields }).map(withoutAbsent),
  })),
) as fc.Arbitrary<unknown> as fc.Arbitrary<Operation>

/** A number in [0, 1), any as likely as another: doubles are mostly next to 0. */
const share = fc.integer({ min: 0, max: 999_999 }).map(millionths => millionths / 1_000_000)

/** A sequence of this many steps. */
export const sequenceOf = (count: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      operation,
      aim: fc.option(share, { nil: null, freq: 3 }),
      daysLater: fc.constantFrom(0, 0, 0, 1, 3, 7, 31),
      uniform: share,
      key: mostly<string | null>(fc.constant(null), fc.constantFrom('a', 'b', 'c')),
    }),
    { minLength: count, maxLength: count, size: 'max' },
  )

/** Steps, in books of this kind. */
export interface Course {
  readonly steps: readonly Step[]
  /** Whether periods are calendar months, from 31 January of a leap year. */
  readonly hasCalendar: boolean
  readonly currency: string
  /** How often an invoice is dunned, and what becomes of a subscription where that was in vain. */
  readonly dunning: Pick<Processor['dunning'], 'tries' | 'ends'>
}

/** This many steps, in books of any kind. */
export const courseOf = (count: number): fc.Arbitrary<Course> =>
  fc.record({
    steps: sequenceOf(count),
    hasCalendar: fc.boolean(),
    currency: fc.constantFrom('usd', 'usd', 'jpy', 'kwd'),
    dunning: fc.record({
      tries: fc.constantFrom(2, defaultProcessor.dunning.tries),
      ends: fc.constantFrom('cancel', 'unpaid', 'past_due'),
    }),
  })

/** The usual processor, but for the dunning of the course. */
export function processorOf({ dunning }: Course): Processor {
  return { ...defaultProcessor, dunning: { ...defaultProcessor.dunning, ...dunning } }
}

/** Somebody's books with something of everything, so that most steps find what they are about. */
const opening: readonly (Operation | number)[] = [
  { type: 'customer.create', currency: 'usd', country: 'US' },
  { type: 'customer.create', currency: 'usd', country: 'DE' },
  attach(0, 'normal'),
  attach(1, 'refunds_fail'),
  { type: 'plan.create', code: 'basic', name: 'Basic', unitCents: 1000, interval: 'month' },
  { type: 'plan.create', code: 'team', name: 'Team', unitCents: 2500, interval: 'month' },
  { type: 'plan.create', code: 'seat', name: 'Seat', unitCents: 300, interval: 'month' },
  { type: 'plan.create', code: 'yearly', name: 'Yearly', unitCents: 9000, interval: 'year' },
  { type: 'plan.create', code: 'seat-yearly', name: 'Seat, yearly', unitCents: 2500, interval: 'year' },
  { type: 'plan.create', code: 'team-yearly', name: 'Team, yearly', unitCents: 24000, interval: 'year' },
  { type: 'subscription.create', customer: 0, plan: 0, quantity: 2 },
  {
    type: 'subscription.create',
    customer: 0,
    plan: 1,
    quantity: 1,
    furtherItems: [
      { plan: 2, quantity: 3 },
      { plan: 0, quantity: 1 },
    ],
  },
  30,
  attach(0, 'insufficient_funds'),
  { type: 'subscription.renew', subscription: 0 },
  { type: 'subscription.renew', subscription: 1 },
  { type: 'charge.create', customer: 1, paymentMethod: null, amountCents: 3000 },
  { type: 'charge.authorize', customer: 1, paymentMethod: null, amountCents: 1500 },
  { type: 'dispute.open', charge: 4, amountCents: 500 },
  { type: 'dunning.start', invoice: 2 },
  { type: 'customer.create', currency: 'usd', country: 'FR' },
  { type: 'subscription.create', customer: 2, plan: 0, quantity: 1, trialDays: 1, withoutMethod: 'pause' },
  { type: 'subscription.create', customer: 2, plan: 1, quantity: 1, payment: 'default_incomplete' },
  2,
  { type: 'subscription.end_trial', subscription: 2 },
  { type: 'subscription.create', customer: 2, plan: 0, quantity: 1, trialDays: 9 },
  attach(2, 'refunds_require_action'),
  { type: 'subscription.create', customer: 2, plan: 0, quantity: 1 },
  { type: 'refund.create', charge: 6, amountCents: 100, reason: 'duplicate' },
  { type: 'product.create', name: 'App' },
  couponOf('once', 5000),
  couponOf('forever', 1000),
  promotionOf('A', { firstTimeOnly: false }),
  promotionOf('B', { firstTimeOnly: true }),
  { type: 'discount.attach', customer: 1, subscription: null, coupon: 1, promotionCode: null },
  { type: 'tax_rate.create', name: 'VAT', basisPoints: 1900, country: 'DE' },
  { type: 'tax_rate.create', name: 'Levy', basisPoints: 50, country: 'DE' },
  { type: 'tax_rate.create', name: 'GST', basisPoints: 700, country: 'NZ', inclusive: true },
  { type: 'tax_assignment.create', customer: 1, taxRate: 0 },
  { type: 'tax_assignment.create', customer: 0, taxRate: 2 },
  { type: 'tax_assignment.create', customer: 2, taxRate: 2 },
  { type: 'tax_assignment.create', customer: 2, taxRate: 0 },
  { type: 'tax_id.create', customer: 0, kind: 'eu_vat', value: 'DE1' },
  { type: 'invoice_item.create', customer: 1, subscription: null, amountCents: 900, description: 'Setup' },
  { type: 'invoice.draft', customer: 1, subscription: null },
  { type: 'invoice_item.create', customer: 1, subscription: null, amountCents: 700, description: 'Setup' },
  { type: 'invoice.draft', customer: 1, subscription: null },
  { type: 'invoice.finalize', invoice: 6 },
  {
    type: 'credit_note.create',
    invoice: 6,
    amountCents: 50,
    taxCents: 10,
    refundCents: 0,
    creditCents: 0,
    outOfBandCents: 0,
    reason: 'order_change',
    memo: '',
  },
  intentOf(0, 0),
  attach(1, 'requires_action'),
  intentOf(1, 4),
  attach(1, 'bank_debit'),
  intentOf(1, 5),
  intentOf(1, 1),
  { type: 'inquiry.open', charge: 0, amountCents: null, reason: 'general' },
  {
    type: 'payment_intent.create',
    customer: 0,
    paymentMethod: 0,
    amountCents: 700,
    capture: 'automatic',
    confirm: false,
  },
  { type: 'invoice_item.create', customer: 1, subscription: null, amountCents: 300, description: 'Setup' },
  { type: 'subscription.cancel', subscription: 5, when: 'period_end' },
  { type: 'invoice.set_auto_advance', invoice: 7, isOn: true, collects: true },
  { type: 'invoice_item.create', customer: 1, subscription: null, amountCents: 300, description: 'Setup' },
  { type: 'customer.create_guest', currency: 'usd', country: 'US' },
  { ...intentOf(1, 4), capture: 'automatic' },
  3,
]

/** Books as every course finds them, and the time in them. */
export function openBooks({ hasCalendar = false, currency = 'usd' }: Partial<Course> = {}): {
  readonly books: Books
  readonly nowMs: number
} {
  const books = emptyBooks()
  let nowMs = -40 * DAY_MS
  const calendar: Operation = { type: 'calendar.set', epochMs: Date.UTC(2024, 0, 31) - nowMs }
  for (const step of hasCalendar ? [calendar, ...opening] : opening) {
    if (typeof step === 'number') {
      nowMs += step * DAY_MS
      continue
    }
    const begin = 'currency' in step ? { ...step, currency } : step
    const begun = apply(books, begin, { nowMs, actor: 'system', draw: () => 0.5 })
    if (!begun.ok) throw new Error(`${step.type} must open the books: ${begun.error.message}`)
  }
  return { books, nowMs }
}

function attach(customer: number, behaviour: PaymentBehaviour): Operation {
  return { type: 'payment_method.attach', customer, brand: 'visa', last4: '4242', behaviour }
}

function couponOf(duration: 'once' | 'forever', percentBasisPoints: number): Operation {
  const none = { amountOffCents: null, durationMonths: null, maxRedemptions: null, redeemByMs: null }
  return { type: 'coupon.create', name: duration, percentBasisPoints, duration, ...none }
}

function promotionOf(code: string, { firstTimeOnly }: { firstTimeOnly: boolean }): Operation {
  const none = { onlyFor: null, maxRedemptions: null, expiresAtMs: null, minimumAmountCents: 0 }
  return { type: 'promotion_code.create', coupon: 0, code, firstTimeOnly, ...none }
}

function intentOf(customer: number, paymentMethod: number): OperationOf<'payment_intent.create'> {
  const how = { capture: 'manual', confirm: true } as const
  return { type: 'payment_intent.create', customer, paymentMethod, amountCents: 800, ...how }
}

function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
