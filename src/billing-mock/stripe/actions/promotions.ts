import { z } from 'zod'
import { type Call, create, named, namedIfGiven, perform, target, write } from '../call.ts'
import type { JsonObject } from '../json.ts'
import { listed } from '../paging.ts'
import {
  amount,
  boolean,
  choice,
  integer,
  isWithin,
  metadata,
  name,
  page,
  range,
  text,
} from '../parameters.ts'
import { invalid, Refusal } from '../refusal.ts'
import { show } from '../route.ts'
import { idOf, momentMs, ordinalOf, seconds } from '../view.ts'
import { requireCurrency } from './customers.ts'

/** A share in percent with up to two decimals, in basis points. */
const percent = z.string().transform((value, context) => {
  const basisPoints = /^\d{1,3}(\.\d{1,2})?$/.test(value) ? Math.round(Number(value) * 100) : 0
  if (basisPoints >= 1 && basisPoints <= 10_000) return basisPoints
  context.addIssue({
    code: 'custom',
    message: 'Expected a percentage from 0.01 to 100, with two decimals at most.',
  })
  return z.NEVER
})

export const CreateCoupon = z.strictObject({
  amount_off: amount.optional(),
  currency: name.optional(),
  duration: choice(['once', 'repeating', 'forever']).default('once'),
  duration_in_months: integer.optional(),
  id: name.optional(),
  max_redemptions: integer.optional(),
  metadata: metadata.optional(),
  name: text(40).optional(),
  percent_off: percent.optional(),
  redeem_by: integer.optional(),
})

/** A share or an amount off; its id can be chosen. */
export function createCoupon(call: Call, given: z.output<typeof CreateCoupon>): JsonObject {
  const { id, redeem_by: redeemBy } = given
  if (given.amount_off !== undefined) requireCurrency(call, given.currency ?? '')
  if (id !== undefined && ordinalOf(call.state, 'coupon', id) >= 0) {
    throw new Refusal(400, `Coupon already exists: ${id}`, { code: 'resource_already_exists', param: 'id' })
  }
  const ordinal = create(call, 'coupon', {
    operations: [
      {
        type: 'coupon.create',
        name: given.name ?? '',
        percentBasisPoints: given.percent_off ?? null,
        amountOffCents: given.amount_off ?? null,
        duration: given.duration,
        durationMonths: given.duration_in_months ?? null,
        maxRedemptions: given.max_redemptions ?? null,
        redeemByMs: redeemBy === undefined ? null : momentMs(redeemBy),
      },
    ],
    writing: { metadata: given.metadata, texts: { id } },
  })
  return show(call, 'coupon', ordinal)
}

export const UpdateCoupon = z.strictObject({ metadata: metadata.optional(), name: text(40).optional() })

/** What is written on a coupon; what comes off does not change. */
export function updateCoupon(call: Call, given: z.output<typeof UpdateCoupon>): JsonObject {
  const ordinal = target(call, 'coupon')
  write(call, 'coupon', { ordinal, writing: { metadata: given.metadata, texts: { name: given.name } } })
  return show(call, 'coupon', ordinal)
}

export const ListCoupons = z.strictObject({ ...page, created: range.optional() })

export function listCoupons(call: Call, { created, ...rest }: z.output<typeof ListCoupons>): JsonObject {
  const { coupons } = call.state.books
  const keep = (ordinal: number): boolean => isWithin(seconds(coupons[ordinal]!.createdAtMs), created)
  return listed(call, 'coupon', { page: rest, keep })
}

/** No new discount from it; those there stay. */
export function deleteCoupon(call: Call): JsonObject {
  const coupon = target(call, 'coupon')
  perform(call, { type: 'coupon.delete', coupon })
  return { id: idOf(call.state, 'coupon', coupon), object: 'coupon', deleted: true }
}

export const CreatePromotionCode = z.strictObject({
  active: boolean.optional(),
  code: name.optional(),
  customer: name.optional(),
  expires_at: integer.optional(),
  max_redemptions: integer.optional(),
  metadata: metadata.optional(),
  promotion: z.strictObject({ coupon: name, type: choice(['coupon']) }),
  restrictions: z
    .strictObject({
      first_time_transaction: boolean.optional(),
      minimum_amount: amount.optional(),
      minimum_amount_currency: name.optional(),
    })
    .optional(),
})

/** A code for a coupon; one that was not chosen is numbered. */
export function createPromotionCode(call: Call, given: z.output<typeof CreatePromotionCode>): JsonObject {
  const { restrictions = {}, expires_at: expiresAt, active } = given
  const promotionCode = call.state.books.promotionCodes.length
  const created = {
    type: 'promotion_code.create',
    coupon: named(call, 'coupon', { id: given.promotion.coupon, param: 'promotion[coupon]' }),
    code: given.code ?? `PROMO${promotionCode + 1}`,
    onlyFor: namedIfGiven(call, 'customer', given.customer) ?? null,
    maxRedemptions: given.max_redemptions ?? null,
    expiresAtMs: expiresAt === undefined ? null : momentMs(expiresAt),
    firstTimeOnly: restrictions.first_time_transaction ?? false,
    minimumAmountCents: restrictions.minimum_amount ?? 0,
  } as const
  const hidden = { type: 'promotion_code.update', promotionCode, active: false } as const
  perform(call, created, ...(active === false ? [hidden] : []))
  write(call, 'promotion_code', { ordinal: promotionCode, writing: { metadata: given.metadata } })
  return show(call, 'promotion_code', promotionCode)
}

export const UpdatePromotionCode = z.strictObject({
  active: boolean.optional(),
  metadata: metadata.optional(),
})

export function updatePromotionCode(call: Call, given: z.output<typeof UpdatePromotionCode>): JsonObject {
  const { active, metadata: change } = given
  const promotionCode = target(call, 'promotion_code')
  const operations =
    active === undefined ? [] : [{ type: 'promotion_code.update', promotionCode, active } as const]
  write(call, 'promotion_code', { ordinal: promotionCode, operations, writing: { metadata: change } })
  return show(call, 'promotion_code', promotionCode)
}

export const ListPromotionCodes = z.strictObject({
  ...page,
  active: boolean.optional(),
  code: name.optional(),
  coupon: name.optional(),
  created: range.optional(),
  customer: name.optional(),
})

export function listPromotionCodes(call: Call, given: z.output<typeof ListPromotionCodes>): JsonObject {
  const { active, code, coupon: couponId, created, customer: customerId, ...rest } = given
  const coupon = namedIfGiven(call, 'coupon', couponId)
  const customer = namedIfGiven(call, 'customer', customerId)
  const { promotionCodes } = call.state.books
  return listed(call, 'promotion_code', {
    page: rest,
    keep(ordinal) {
      const each = promotionCodes[ordinal]!
      return (
        (active === undefined || each.active === active) &&
        (code === undefined || each.code.toLowerCase() === code.toLowerCase()) &&
        (coupon === undefined || each.coupon === coupon) &&
        (customer === undefined || each.onlyFor === customer) &&
        isWithin(seconds(each.createdAtMs), created)
      )
    },
  })
}

/** What comes off, in the words of a request. */
export const Discount = z.strictObject({
  coupon: name.optional(),
  discount: name.optional(),
  promotion_code: name.optional(),
})

/** The coupon or code that a request names. */
export function namedDiscount(
  call: Call,
  { coupon, promotion_code: code }: z.output<typeof Discount>,
): { readonly coupon: number | null; readonly promotionCode: number | null } {
  if ((coupon === undefined) === (code === undefined)) {
    throw invalid('discounts', 'Give coupon or promotion_code for each discount.')
  }
  return {
    coupon: namedIfGiven(call, 'coupon', coupon) ?? null,
    promotionCode: namedIfGiven(call, 'promotion_code', code) ?? null,
  }
}
