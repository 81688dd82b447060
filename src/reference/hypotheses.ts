import type { Catalogue, Cause, Scenario } from '../scenarios/index.ts'
import type { Complaint, NoticedSlot, Topic } from '../world/acts.ts'
import type { Requester } from '../world/record.ts'
import { type Check, FALSE_POSITIVE_RATE, type Fix, type FixResult, fixes } from '../world/tools.ts'

/** One thing that may be behind a complaint, with what a scenario's tables say of it. */
export interface Hypothesis {
  /** Share of the tickets with this complaint. */
  readonly prior: number
  readonly verifies: boolean
  readonly requester: Requester
  readonly explains: readonly Topic[]
  readonly escalation: Cause['escalation']
  /** Whether nothing is to be done but to say what it is. */
  readonly isExplained: boolean
  positive(check: Check): number
  /** Probability of an answer, given that there is one; null where the customer has nothing to say on it. */
  answer(slot: NoticedSlot, value: string): number | null
  comes(fix: Fix): FixResult
}

/** What may be behind a complaint, over all scenarios that open with it. The priors sum to 1. */
export function hypothesesOn(catalogue: Catalogue, complaint: Complaint): readonly Hypothesis[] {
  const found = catalogue.scenarios
    .filter(({ customer }) => customer.opening.complaint === complaint)
    .flatMap(hypothesesOf)
  const whole = found.reduce((sum, { prior }) => sum + prior, 0)
  return found.map(hypothesis => ({ ...hypothesis, prior: hypothesis.prior / whole }))
}

function hypothesesOf({ weight, causes }: Scenario): Hypothesis[] {
  const whole = Object.values(causes).reduce((sum, cause) => sum + cause.weight, 0)
  return Object.values(causes).map(cause => hypothesis(cause, (weight * cause.weight) / whole))
}

function hypothesis(cause: Cause, prior: number): Hypothesis {
  const { verifies, requester, explains, escalation } = cause
  const comes = (fix: Fix): FixResult => cause.fixes[fix] ?? 'failed'
  return {
    prior,
    verifies,
    requester,
    explains,
    escalation,
    isExplained: escalation === null && !fixes.some(fix => comes(fix) === 'worked'),
    positive: check => cause.checks[check] ?? FALSE_POSITIVE_RATE,
    answer(slot, value) {
      const shares: Readonly<Record<string, number>> | undefined = cause.answers[slot]
      return shares === undefined ? null : (shares[value] ?? 0)
    },
    comes,
  }
}
