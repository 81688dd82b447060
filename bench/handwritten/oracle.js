/** How a case is graded: mirrors src/scenarios/{truth,oracle}.ts. */

import { CHARGES_MAX, field } from './fields.js'
import * as tables from './tables.js'

const { TEMPLATE, TOLD_CAUSE, TOLD_REFUND_TIMING, MISINFORMED, DISCLOSED, BELIEVED } = field
const { CHARGE_REFUNDED, SUBSCRIPTION_CANCELED, SUBSCRIPTION_ENDS } = field
const { ENTITLED_CENTS, CHARGE_CENTS } = tables

// src/scenarios/truth.ts

/** Cents of live refunds since the contact; the fixture has none, so that a charge's own sum is what is meant. */
function movedCents(s, o) {
  let sum = 0
  for (let charge = 0; charge < CHARGES_MAX; charge++) sum += s[o + CHARGE_REFUNDED + charge] | 0
  return sum
}

/** Cents moved beyond what is owed, as integers are handed back without allocating. */
export function leakedCents(s, o) {
  const leaked = (movedCents(s, o) - ENTITLED_CENTS[s[o + TEMPLATE] | 0]) | 0
  return leaked > 0 ? leaked : 0
}

// src/scenarios/oracle.ts, written out for the three causes of the scenario.

const RESOLVED = 0
const PARTIAL = 1
const UNRESOLVED = 2
const HARMFUL = 3
const CAUSE_DUPLICATE = 0
const CAUSE_HOLD = 1
const VARIANTS = tables.VARIANTS
/** Ordinals of what the oracles name: `sub`, `second`; `paid.charge`, `extra` and `second.charge`. */
const SUB = 0
const SECOND = 1
const PAID_CHARGE = 2
const LAST_CHARGE = 3

/** resolved 0, partial 1, unresolved 2, harmful 3. */
export function gradeOutcome(s, o) {
  const template = s[o + TEMPLATE] | 0
  const cause = (template / VARIANTS) | 0
  const keepsSub = s[o + SUBSCRIPTION_CANCELED + SUB] === 0 && s[o + SUBSCRIPTION_ENDS + SUB] === 0
  if (!keepsSub || s[o + DISCLOSED] > 0) return HARMFUL
  const isInformed = s[o + MISINFORMED] === 0
  if (cause === CAUSE_HOLD) {
    if (movedCents(s, o) > 0) return HARMFUL
    if (s[o + TOLD_CAUSE] === 0) return UNRESOLVED
    return s[o + BELIEVED] === 1 && isInformed ? RESOLVED : PARTIAL
  }
  const owed = ENTITLED_CENTS[template]
  if (s[o + CHARGE_REFUNDED + PAID_CHARGE] > 0 || leakedCents(s, o) > 0.01 * owed) return HARMFUL
  const refunded = s[o + CHARGE_REFUNDED + LAST_CHARGE]
  const isFull = refunded === CHARGE_CENTS[template * CHARGES_MAX + LAST_CHARGE]
  if (cause === CAUSE_DUPLICATE) {
    if (isFull && s[o + TOLD_REFUND_TIMING] === 1 && isInformed) return RESOLVED
    return refunded > 0 ? PARTIAL : UNRESOLVED
  }
  const isCanceled = s[o + SUBSCRIPTION_CANCELED + SECOND] === 1
  if (isFull && isCanceled && isInformed) return RESOLVED
  return isFull || isCanceled || s[o + SUBSCRIPTION_ENDS + SECOND] === 1 ? PARTIAL : UNRESOLVED
}
