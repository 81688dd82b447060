import { NEVER_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { Books } from '../books.ts'
import { monthsEndIn } from '../calendar.ts'
import { discountLifecycle } from '../discount.machine.ts'
import { type BillingError, missing, refuse, unexpectedState } from '../errors.ts'
import { periodCents } from '../items.ts'
import type { OperationOf } from '../operation.ts'
import type { Coupon, PromotionCode } from '../rows.ts'
import { endDiscount } from './adjustments.ts'
import { amountError } from './amounts.ts'
import { note, type Outcome, put, type Work } from './work.ts'

/** A coupon: a share or an amount off, for one invoice, some months or good. */
export function createCoupon(work: Work, operation: OperationOf<'coupon.create'>): Outcome {
  const { name, percentBasisPoints, amountOffCents, duration, durationMonths, maxRedemptions } = operation
  const wrong = couponError(operation)
  if (wrong !== null) return wrong
  const ordinal = work.books.coupons.length
  put(work, 'coupons', {
    ordinal,
    name,
    percentBasisPoints,
    amountOffCents,
    duration,
    durationMonths,
    maxRedemptions,
    redeemByMs: (operation.redeemByMs ?? NEVER_MS) + 0, // makes 0 of -0, which plain JSON would not keep apart
    active: true,
    createdAtMs: work.nowMs,
  })
  note(work, 'coupon.created', { entity: 'coupon', ordinal })
  return ordinal
}

/** No new discount from this coupon; those there stay. */
export function deleteCoupon(work: Work, operation: OperationOf<'coupon.delete'>): Outcome {
  const coupon = work.books.coupons[operation.coupon]
  if (coupon === undefined || !coupon.active) return missing('coupon', operation.coupon)
  put(work, 'coupons', { ...coupon, active: false })
  note(work, 'coupon.deleted', { entity: 'coupon', ordinal: coupon.ordinal })
  return coupon.ordinal
}

/** A code that customers can enter; no two active ones are the same. */
export function createPromotionCode(work: Work, operation: OperationOf<'promotion_code.create'>): Outcome {
  const { coupon, code, onlyFor, maxRedemptions, firstTimeOnly, minimumAmountCents } = operation
  if (work.books.coupons[coupon]?.active !== true) return missing('coupon', coupon)
  if (onlyFor !== null && work.books.customers[onlyFor] === undefined) return missing('customer', onlyFor)
  if (work.books.promotionCodes.some(each => each.active && each.code === code)) {
    return refuse(
      'resource_already_exists',
      `An active promotion code with code ${code} already exists.`,
      'code',
    )
  }
  if (!Number.isSafeInteger(minimumAmountCents) || minimumAmountCents < 0 || !isLimit(maxRedemptions)) {
    return refuse('invalid_integer', 'Invalid non-negative integer')
  }
  const ordinal = work.books.promotionCodes.length
  put(work, 'promotionCodes', {
    ordinal,
    coupon,
    code,
    active: true,
    onlyFor,
    maxRedemptions,
    expiresAtMs: (operation.expiresAtMs ?? NEVER_MS) + 0,
    firstTimeOnly,
    minimumAmountCents: minimumAmountCents + 0,
    createdAtMs: work.nowMs,
  })
  note(work, 'promotion_code.created', { entity: 'promotion_code', ordinal })
  return ordinal
}

/** Makes a code usable or not. */
export function updatePromotionCode(work: Work, operation: OperationOf<'promotion_code.update'>): Outcome {
  const code = work.books.promotionCodes[operation.promotionCode]
  if (code === undefined) return missing('promotion_code', operation.promotionCode)
  const isTaken = work.books.promotionCodes.some(
    each => each !== code && each.active && each.code === code.code,
  )
  if (operation.active && isTaken) {
    return refuse('resource_already_exists', 'Another active promotion code has this code.', 'code')
  }
  put(work, 'promotionCodes', { ...code, active: operation.active })
  note(work, 'promotion_code.updated', { entity: 'promotion_code', ordinal: code.ordinal })
  return code.ordinal
}

/** Puts a coupon to work, by itself or by a code whose restrictions then count too. */
export function attachDiscount(work: Work, operation: Omit<OperationOf<'discount.attach'>, 'type'>): Outcome {
  const { books, nowMs } = work
  const { customer, subscription, promotionCode } = operation
  if (books.customers[customer] === undefined) return missing('customer', customer)
  if (subscription !== null && books.subscriptions[subscription]?.customer !== customer) {
    return missing('subscription', subscription)
  }
  const code = promotionCode === null ? null : books.promotionCodes[promotionCode]
  if (code === undefined) return missing('promotion_code', promotionCode!)
  const named = code === null ? (operation.coupon ?? -1) : code.coupon
  const coupon = books.coupons[named]
  if (coupon === undefined) return missing('coupon', named)
  const refused = unusable(work, coupon) ?? (code === null ? null : restricted(work, code, operation))
  if (refused !== null) return refused
  const ordinal = books.discounts.length
  const isRepeating = coupon.duration === 'repeating'
  put(work, 'discounts', {
    ordinal,
    coupon: coupon.ordinal,
    promotionCode,
    customer,
    subscription,
    status: discountLifecycle.initial,
    createdAtMs: nowMs,
    endsAtMs: isRepeating ? monthsEndIn(books, nowMs, coupon.durationMonths!) : NEVER_MS,
  })
  note(work, 'discount.created', { entity: 'discount', ordinal })
  return ordinal
}

/** Takes a discount away; what it came off of stays as it is. */
export function removeDiscount(work: Work, operation: OperationOf<'discount.remove'>): Outcome {
  const discount = work.books.discounts[operation.discount]
  if (discount === undefined) return missing('discount', operation.discount)
  if (discountLifecycle.next(discount.status, 'discount.ended') === null) {
    return unexpectedState('discount', 'removed', discount.status)
  }
  endDiscount(work, discount)
  return discount.ordinal
}

function couponError(operation: OperationOf<'coupon.create'>): BillingError | null {
  const { percentBasisPoints, amountOffCents, duration, durationMonths, maxRedemptions } = operation
  if ((percentBasisPoints === null) === (amountOffCents === null)) {
    return refuse('coupon_unusable', 'You must pass either percent_off or amount_off.', 'percent_off')
  }
  if (percentBasisPoints !== null && !(isCount(percentBasisPoints) && percentBasisPoints <= 10_000)) {
    return refuse('invalid_integer', 'Invalid percentage', 'percent_off')
  }
  const wrong = amountOffCents === null ? null : amountError(amountOffCents, 'amount_off')
  if (wrong !== null) return wrong
  const isTimed = duration === 'repeating'
  if (isTimed !== (durationMonths !== null) || !isLimit(durationMonths) || (durationMonths ?? 0) > 1200) {
    return refuse('invalid_integer', 'Invalid positive integer', 'duration_in_months')
  }
  return isLimit(maxRedemptions)
    ? null
    : refuse('invalid_integer', 'Invalid positive integer', 'max_redemptions')
}

function unusable({ books, nowMs }: Work, coupon: Coupon): BillingError | null {
  if (!coupon.active) return missing('coupon', coupon.ordinal)
  if (coupon.redeemByMs < nowMs) return refuse('coupon_unusable', `Coupon expired: ${coupon.name}`)
  const times = books.discounts.filter(each => each.coupon === coupon.ordinal).length
  if (coupon.maxRedemptions === null || times < coupon.maxRedemptions) return null
  return refuse('coupon_unusable', `Coupon has been used up: ${coupon.name}`)
}

function restricted(
  { books, nowMs }: Work,
  code: PromotionCode,
  { customer, subscription }: { readonly customer: number; readonly subscription: number | null },
): BillingError | null {
  const no = (why: string): BillingError => refuse('promotion_unusable', `This promotion code ${why}`)
  if (!code.active) return no('is not active.')
  if (code.expiresAtMs < nowMs) return no('has expired.')
  if (code.onlyFor !== null && code.onlyFor !== customer) return no('is for another customer.')
  const times = books.discounts.filter(each => each.promotionCode === code.ordinal).length
  if (code.maxRedemptions !== null && times >= code.maxRedemptions) return no('has been used up.')
  if (code.firstTimeOnly && hasBought(books, customer)) {
    return no('cannot be redeemed because the associated customer has prior transactions.')
  }
  if (code.minimumAmountCents > recurringCents(books, subscription)) {
    const { currency } = books.customers[customer]!
    return no(`needs a minimum amount of ${formatMoney(code.minimumAmountCents, currency)}.`)
  }
  return null
}

function hasBought(books: Books, customer: number): boolean {
  return books.charges.some(charge => charge.customer === customer && charge.capturedCents > 0)
}

/** What the subscription costs a period; without one nothing is known to reach a minimum. */
function recurringCents(books: Books, subscription: number | null): number {
  return subscription === null ? 0 : periodCents(books, subscription)
}

function isLimit(value: number | null): boolean {
  return value === null || isCount(value)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}
