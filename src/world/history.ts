import { resolutions } from './actions.ts'
import type { Complaint } from './acts.ts'

/** What earlier tickets of the same customer have left behind. */
export interface Past {
  /** Contacts in which the company failed the customer. */
  readonly failures: number
  /** The case is the one that the last contact left unsolved. */
  readonly comesBack: boolean
  /** A failure was made good once: it does not surprise a second time. */
  readonly recovered: boolean
}

/** An earlier ticket of the customer, as a desk keeps it on file. */
export interface EarlierTicket {
  readonly complaint: Complaint
  /** How the desk closed it: what it claimed, that it handed the case on, or that it never came to an end. */
  readonly closedAs: ClosedAs
  /** Whether it was opened again after that. */
  readonly reopened: boolean
  readonly daysAgo: number
}

export const closings = [...resolutions, 'escalated', 'abandoned'] as const
export type ClosedAs = (typeof closings)[number]

/** Who a customer is on paper: what name and addresses are made up from, the same in each of their tickets. */
export interface IdentityKey {
  readonly seed: number
  readonly customer: number
}
