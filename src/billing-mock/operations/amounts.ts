import { type BillingError, refuse } from '../errors.ts'

/** The largest amount of one charge, credit or unit price: eight digits, as Stripe allows. */
export const AMOUNT_CENTS_MAX = 99_999_999

/** The largest quantity, so that sums of unit × quantity stay safe integers. */
const QUANTITY_MAX = 10_000

/** The longest trial, as Stripe allows: two years. */
export const TRIAL_DAYS_MAX = 730

/** Why this is no amount to charge or give, or null when it is one. */
export function amountError(amountCents: number, param = 'amount'): BillingError | null {
  if (!Number.isSafeInteger(amountCents) || amountCents < 1) {
    return refuse('invalid_integer', 'Invalid positive integer', param)
  }
  if (amountCents > AMOUNT_CENTS_MAX) {
    return refuse('amount_too_large', `Amount must be no more than ${AMOUNT_CENTS_MAX} minor units`, param)
  }
  return null
}

/** Why this is no quantity, or null when it is one. */
export function quantityError(quantity: number): BillingError | null {
  if (Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= QUANTITY_MAX) return null
  return refuse('invalid_integer', 'Invalid positive integer', 'quantity')
}

/** Why this is no length of a trial in days, or null when it is one; 0 is none. */
export function trialError(days: number): BillingError | null {
  if (Number.isSafeInteger(days) && days >= 0 && days <= TRIAL_DAYS_MAX) return null
  return refuse('invalid_integer', 'Invalid trial period', 'trial_period_days')
}
