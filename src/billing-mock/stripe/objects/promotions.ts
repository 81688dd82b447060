import type { StripeState } from '../state.ts'
import { currencyOf, idOf, idOrNull, noteOf, type StripeObject, seconds, secondsOrNull } from '../view.ts'
import { nothing, type Resource } from './resource.ts'

export const coupons: Resource = {
  count: ({ books }) => books.coupons.length,
  has: ({ books }, ordinal) => books.coupons[ordinal]!.active,
  render: renderCoupon,
  expands: { applies_to: nothing, currency_options: nothing },
}

export const promotionCodes: Resource = {
  count: ({ books }) => books.promotionCodes.length,
  render: renderPromotionCode,
  expands: {
    customer: { kind: 'customer' },
    'promotion.coupon': { kind: 'coupon' },
  },
}

export const discounts: Resource = {
  count: ({ books }) => books.discounts.length,
  render: renderDiscount,
  expands: {
    customer: { kind: 'customer' },
    promotion_code: { kind: 'promotion_code' },
    'source.coupon': { kind: 'coupon' },
  },
}

function renderCoupon(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const coupon = books.coupons[ordinal]!
  const id = idOf(state, 'coupon', ordinal)
  const { metadata, texts } = noteOf(state, 'coupon', ordinal)
  const times = books.discounts.filter(each => each.coupon === ordinal).length
  const { amountOffCents, percentBasisPoints, maxRedemptions, redeemByMs } = coupon
  const isUsable = redeemByMs >= state.nowMs && (maxRedemptions === null || times < maxRedemptions)
  return {
    id,
    object: 'coupon',
    amount_off: amountOffCents,
    created: seconds(coupon.createdAtMs),
    currency: amountOffCents === null ? null : currencyOf(books),
    duration: coupon.duration,
    duration_in_months: coupon.durationMonths,
    livemode: false,
    max_redemptions: maxRedemptions,
    metadata,
    name: Object.hasOwn(texts, 'name') ? texts.name! : coupon.name === '' ? null : coupon.name,
    percent_off: percentBasisPoints === null ? null : percentBasisPoints / 100,
    redeem_by: secondsOrNull(redeemByMs),
    times_redeemed: times,
    valid: coupon.active && isUsable,
  }
}

function renderPromotionCode(state: StripeState, ordinal: number): StripeObject {
  const { books } = state
  const code = books.promotionCodes[ordinal]!
  const id = idOf(state, 'promotion_code', ordinal)
  const { minimumAmountCents } = code
  return {
    id,
    object: 'promotion_code',
    active: code.active && books.coupons[code.coupon]!.active,
    code: code.code,
    created: seconds(code.createdAtMs),
    customer: idOrNull(state, 'customer', code.onlyFor),
    customer_account: null,
    expires_at: secondsOrNull(code.expiresAtMs),
    livemode: false,
    max_redemptions: code.maxRedemptions,
    metadata: noteOf(state, 'promotion_code', ordinal).metadata,
    promotion: { coupon: idOf(state, 'coupon', code.coupon), type: 'coupon' },
    restrictions: {
      first_time_transaction: code.firstTimeOnly,
      minimum_amount: minimumAmountCents === 0 ? null : minimumAmountCents,
      minimum_amount_currency: minimumAmountCents === 0 ? null : currencyOf(books),
    },
    times_redeemed: books.discounts.filter(each => each.promotionCode === ordinal).length,
  }
}

function renderDiscount(state: StripeState, ordinal: number): StripeObject {
  const discount = state.books.discounts[ordinal]!
  return {
    id: idOf(state, 'discount', ordinal),
    object: 'discount',
    checkout_session: null,
    customer: idOf(state, 'customer', discount.customer),
    customer_account: null,
    end: secondsOrNull(discount.endsAtMs),
    invoice: null,
    invoice_item: null,
    promotion_code: idOrNull(state, 'promotion_code', discount.promotionCode),
    source: { coupon: idOf(state, 'coupon', discount.coupon), type: 'coupon' },
    start: seconds(discount.createdAtMs),
    subscription: idOrNull(state, 'subscription', discount.subscription),
    subscription_item: null,
  }
}

/** The discounts at work on a subscription or, for null, on all that the customer is billed. */
export function discountsOn(
  { books }: StripeState,
  { customer, subscription }: { readonly customer: number; readonly subscription: number | null },
): readonly number[] {
  return books.discounts
    .filter(
      each => each.status === 'active' && each.customer === customer && each.subscription === subscription,
    )
    .map(({ ordinal }) => ordinal)
}
