import { z } from 'zod'
import { amount, ordinal } from './fields.ts'

/** What is sold, what comes off it, and what is put on it: products, coupons and taxes. */
export const catalogueOperations = [
  z.object({ type: z.literal('calendar.set'), epochMs: z.number() }),
  z.object({ type: z.literal('product.create'), name: z.string() }),
  z.object({
    type: z.literal('product.update'),
    product: ordinal,
    name: z.string().nullable(),
    active: z.boolean().nullable(),
  }),
  z.object({ type: z.literal('product.delete'), product: ordinal }),
  z.object({ type: z.literal('product.list_plan'), product: ordinal, plan: ordinal }),
  z.object({
    type: z.literal('coupon.create'),
    name: z.string(),
    percentBasisPoints: z.number().nullable(),
    amountOffCents: amount.nullable(),
    duration: z.enum(['once', 'repeating', 'forever']),
    durationMonths: z.number().nullable(),
    maxRedemptions: z.number().nullable(),
    redeemByMs: z.number().nullable(),
  }),
  z.object({ type: z.literal('coupon.delete'), coupon: ordinal }),
  z.object({
    type: z.literal('promotion_code.create'),
    coupon: ordinal,
    code: z.string(),
    onlyFor: ordinal.nullable(),
    maxRedemptions: z.number().nullable(),
    expiresAtMs: z.number().nullable(),
    firstTimeOnly: z.boolean(),
    minimumAmountCents: amount,
  }),
  z.object({ type: z.literal('promotion_code.update'), promotionCode: ordinal, active: z.boolean() }),
  z.object({
    type: z.literal('discount.attach'),
    customer: ordinal,
    subscription: ordinal.nullable(),
    coupon: ordinal.nullable(),
    promotionCode: ordinal.nullable(),
  }),
  z.object({ type: z.literal('discount.remove'), discount: ordinal }),
  z.object({
    type: z.literal('tax_rate.create'),
    name: z.string(),
    basisPoints: z.number(),
    country: z.string(),
    /** Whether prices include it; it comes on top unless given. */
    inclusive: z.boolean().optional(),
  }),
  z.object({ type: z.literal('tax_rate.update'), taxRate: ordinal, active: z.boolean() }),
  z.object({ type: z.literal('tax_assignment.create'), customer: ordinal, taxRate: ordinal }),
  z.object({ type: z.literal('tax_assignment.lift'), taxAssignment: ordinal }),
  z.object({ type: z.literal('tax_id.create'), customer: ordinal, kind: z.string(), value: z.string() }),
  z.object({ type: z.literal('tax_id.verify'), taxId: ordinal, valid: z.boolean() }),
  z.object({ type: z.literal('tax_id.delete'), taxId: ordinal }),
] as const
