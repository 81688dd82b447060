import type { Observation } from '../../env/index.ts'
import { diagnosePromotion, diagnoseTax } from './bills.ts'
import type { Diagnosis, Reader } from './finding.ts'
import { diagnoseDispute, diagnoseInquiry, diagnoseInvoice, diagnosePayment } from './payments.ts'
import {
  diagnoseDowngrade,
  diagnosePrice,
  diagnoseSeats,
  diagnoseUpgrade,
  diagnoseUpgradeCharge,
} from './plans.ts'
import {
  diagnoseCancellation,
  diagnoseClaim,
  diagnoseDouble,
  diagnoseMissingRefund,
  diagnoseOutage,
  diagnoseOvercharge,
  diagnoseRemainder,
  diagnoseTrial,
  diagnoseUnknown,
} from './refunds.ts'
import { diagnoseFeature, diagnoseOffer, diagnoseRenewal, diagnoseUnusedSeats } from './retention.ts'

export type { Diagnosis } from './finding.ts'

/** How each complaint about billing is read off the records. */
const readers: Partial<Record<Observation['complaint'], Reader>> = {
  'charged-twice': diagnoseDouble,
  'unknown-charge': diagnoseUnknown,
  'charged-after-cancelling': diagnoseCancellation,
  'refund-not-arrived': diagnoseMissingRefund,
  'wants-money-back': diagnoseClaim,
  'threatens-chargeback': diagnoseClaim,
  overcharged: diagnoseOvercharge,
  'outage-compensation': diagnoseOutage,
  'wants-downgrade': diagnoseDowngrade,
  'too-expensive': diagnosePrice,
  'upgrade-charge': diagnoseUpgradeCharge,
  'wants-the-rest': diagnoseRemainder,
  'charge-disputed': diagnoseDispute,
  'payment-failed': diagnosePayment,
  'wants-upgrade': diagnoseUpgrade,
  'invoice-missing': diagnoseInvoice,
  'billed-for-seats': diagnoseSeats,
  'trial-charged': diagnoseTrial,
  'charge-questioned': diagnoseInquiry,
  'tax-charged': diagnoseTax,
  'promotion-missing': diagnosePromotion,
  'missing-feature': diagnoseFeature,
  'competitor-offer': diagnoseOffer,
  'unused-seats': diagnoseUnusedSeats,
  'renewal-coming': diagnoseRenewal,
}

/** Reads a case off the records: null when they give no answer. Needs every list to have been looked up. */
export function diagnose(observation: Observation): Diagnosis | null {
  return readers[observation.complaint]?.(observation) ?? null
}

/** Whether a case is read off the records: all others are about something that does not work, or who has access. */
export function canRead({ complaint }: Observation): boolean {
  return readers[complaint] !== undefined
}
