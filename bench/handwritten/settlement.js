/**
 * What follows a case: mirrors the signals (src/signals/index.ts), what
 * is due (src/env/time.ts, src/billing-mock/operations/{refunds,disputes}.ts) and the settlement (src/env/settle.ts).
 */

import { purposes } from '../../dist/world/noise.js'
import { gainTrust, judgeSatisfaction, loseTrust } from './customer.js'
import { CHARGES_MAX, DUE_WIDTH, field } from './fields.js'
import { model } from './model.js'
import { draw, normal, normalFrom, TICKET } from './noise.js'
import { gradeOutcome } from './oracle.js'
import * as tables from './tables.js'

const UNIT = 2 ** -32
const { SEED_HASH, TEMPLATE, ARCHETYPE, SEVERE, ASSERTIVENESS, LOYALTY, BELIEF_DRAW, UNKEPT } = field
const { BELIEVED, SATISFACTION, OUTCOME, LEFT_SILENTLY, BELIEF, PROGRESS, PROMISES } = field
const { PROMISES_OPEN, PROMISES_BROKEN, HONESTY, SATISFACTION_TERM, RETENTION, NOW } = field
const { REFUNDS, DUE_HEAD, DUE_COUNT, CHARGE_REFUNDED, CHARGE_DISPUTED, SUBSCRIPTION_CANCELED } = field
const { SUBSCRIPTION_ENDS, REFUND_CHARGE, REFUND_CENTS, REFUND_STATUS, REFUND_FAILS } = field
const { PROMISE_WHAT, PROMISE_STATE, DUE } = field
const { CHARGE_CAPTURED, CHARGE_SUCCEEDED, SUBSCRIPTIONS, CHARGEBACK_FACTOR, SURVEY_FACTOR } = tables

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS
const HORIZON_MS = 150 * DAY_MS
const HORIZON_MONTHS = 5

// src/billing-mock/operations/refunds.ts: the states of a refund; src/world/support.machine.ts: of the progress.
export const PENDING = 0
const SUCCEEDED = 1
const FAILED = 2
const EXPLORED = 1

// src/world/world.ts: schedule. Kinds of due entries.

const REFUND_SETTLES = 0
const PROMISE_FALLS_DUE = 1
const SURVEY_CLOSES = 2
const CASE_DISCOVERED = 3
const TICKET_REOPENS = 4
const CHARGEBACK_FILED = 5
const CHARGEBACK_DECIDED = 6
const CUSTOMER_CHURNS = 7
const CUSTOMER_RENEWS = 8

/** When what is scheduled next happens: it travels in a number of its own, for a double that is passed is allocated. */
const at = new Float64Array(1)

/** Puts what happens `at` on the schedule, after all that is due no later. */
function schedule(s, o, kind, about) {
  const atMs = Math.round(at[0])
  let place = o + DUE + DUE_WIDTH * (s[o + DUE_COUNT] | 0)
  const first = o + DUE + DUE_WIDTH * (s[o + DUE_HEAD] | 0)
  while (place > first && s[place - DUE_WIDTH] > atMs) {
    s[place] = s[place - DUE_WIDTH]
    s[place + 1] = s[place + 1 - DUE_WIDTH]
    s[place + 2] = s[place + 2 - DUE_WIDTH]
    place -= DUE_WIDTH
  }
  s[place] = atMs
  s[place + 1] = kind
  s[place + 2] = about
  s[o + DUE_COUNT] += 1
}

// src/env/replies.ts and src/env/promises.ts: promises made and kept.

const OPEN = 0
const KEPT = 1
const BROKEN = 2
export const PROMISED_REFUND = 0
const PROMISE_MS = 1440 * MINUTE_MS

export function makePromise(s, o, what) {
  const ordinal = s[o + PROMISES] | 0
  s[o + PROMISES] = ordinal + 1
  s[o + PROMISES_OPEN] += 1
  s[o + PROMISE_WHAT + ordinal] = what
  s[o + PROMISE_STATE + ordinal] = OPEN
  at[0] = s[o + NOW] + PROMISE_MS
  schedule(s, o, PROMISE_FALLS_DUE, ordinal)
}

export function keepRefundPromises(s, o) {
  const made = s[o + PROMISES] | 0
  let kept = 0
  for (let ordinal = 0; ordinal < made; ordinal++) {
    if (s[o + PROMISE_WHAT + ordinal] !== PROMISED_REFUND || s[o + PROMISE_STATE + ordinal] !== OPEN) continue
    s[o + PROMISE_STATE + ordinal] = KEPT
    kept += 1
  }
  if (kept === 0) return
  s[o + PROMISES_OPEN] -= kept
  gainTrust(s, o)
}

// src/billing-mock/operations/refunds.ts: createRefund, once it is known to be possible.

const BILLING = TICKET + purposes.billing
const SETTLES_FEWEST = tables.SETTLES_FEWEST
const SETTLES_MOST = tables.SETTLES_MOST
const FAILURE_RATE = tables.REFUND_FAILURE_RATE

export function createRefund(s, o, charge, amountCents) {
  const ordinal = s[o + REFUNDS] | 0
  const hash = s[o + SEED_HASH] | 0
  const delay = (draw(hash, BILLING, 2 * ordinal) >>> 0) * UNIT
  const days = SETTLES_FEWEST + Math.floor(delay * (SETTLES_MOST - SETTLES_FEWEST + 1))
  const fails = (draw(hash, BILLING, 2 * ordinal + 1) >>> 0) * UNIT < FAILURE_RATE
  s[o + REFUNDS] = ordinal + 1
  s[o + REFUND_CHARGE + ordinal] = charge
  s[o + REFUND_CENTS + ordinal] = amountCents
  s[o + REFUND_STATUS + ordinal] = PENDING
  s[o + REFUND_FAILS + ordinal] = fails ? 1 : 0
  s[o + CHARGE_REFUNDED + charge] += amountCents
  at[0] = s[o + NOW] + days * DAY_MS
  schedule(s, o, REFUND_SETTLES, ordinal)
}

function settleRefund(s, o, refund) {
  if (s[o + REFUND_FAILS + refund] === 0) {
    s[o + REFUND_STATUS + refund] = SUCCEEDED
    return
  }
  s[o + REFUND_STATUS + refund] = FAILED
  const charge = s[o + REFUND_CHARGE + refund] | 0
  s[o + CHARGE_REFUNDED + charge] -= s[o + REFUND_CENTS + refund]
  if (s[o + PROGRESS] > EXPLORED) s[o + PROGRESS] = EXPLORED // remedy.failed
}

// src/signals/index.ts

const SURVEY_ANSWERED = TICKET + purposes.surveyAnswered
const SURVEY_SCORE = TICKET + purposes.surveyScore
const SURVEY_DELAY = TICKET + purposes.surveyDelay
const DISCOVERY = TICKET + purposes.discovery
const REOPENING = TICKET + purposes.reopening
const CHARGEBACK = TICKET + purposes.chargeback
const CHARGEBACK_DELAY = TICKET + purposes.chargebackDelay
const DISPUTE_DECISION = TICKET + purposes.disputeDecision
const CHURN = TICKET + purposes.churn
const SURVEY_SENT_MS = model.survey.sentAfterHours * HOUR_MS
const SURVEY_WINDOW_MS = model.survey.windowDays * DAY_MS
const SURVEY_MEAN_MS = (model.survey.medianDays * DAY_MS) / Math.LN2
const DISCOVERY_MEAN_MS = model.discovery.meanDays * DAY_MS
const REOPENING_RATE = model.reopening.probability
const REOPENS_AFTER_MS = model.reopening.afterHours * HOUR_MS
const { scale: CHARGEBACK_SCALE, base: CHARGEBACK_BASE, severe: CHARGEBACK_SEVERE } = model.chargeback
const { perAssertiveness: CHARGEBACK_PER_ASSERTIVENESS } = model.chargeback
const { fromDays: CHARGEBACK_FROM_DAYS, spanDays: CHARGEBACK_SPAN_DAYS } = model.chargeback
const DISPUTE_DECIDED_MS = model.dispute.decidedAfterDays * DAY_MS
const DISPUTE_WIN_RATE = model.dispute.won
const NO_SCORE = 0
const OPENNESS = Float64Array.of(0, 0.5, 1, 1)

function scheduleFollowing(s, o) {
  const hash = s[o + SEED_HASH] | 0
  const now = s[o + NOW]
  const open = OPENNESS[s[o + OUTCOME] | 0]
  scheduleSurvey(s, o)
  if (open > 0) {
    const discoveredMs = now + (0 - DISCOVERY_MEAN_MS * Math.log(1 - (draw(hash, DISCOVERY, 0) >>> 0) * UNIT))
    at[0] = discoveredMs
    schedule(s, o, CASE_DISCOVERED, 0)
    if ((draw(hash, REOPENING, 0) >>> 0) * UNIT < REOPENING_RATE * open) {
      at[0] = discoveredMs + REOPENS_AFTER_MS
      schedule(s, o, TICKET_REOPENS, 0)
    }
    const disputed = disputableCharge(s, o)
    const factor = CHARGEBACK_FACTOR[s[o + ARCHETYPE] | 0]
    const inclination =
      CHARGEBACK_BASE +
      CHARGEBACK_PER_ASSERTIVENESS * s[o + ASSERTIVENESS] +
      (s[o + SEVERE] === 1 ? CHARGEBACK_SEVERE : 0)
    const chance = CHARGEBACK_SCALE * inclination * open * factor
    if (disputed >= 0 && (draw(hash, CHARGEBACK, 0) >>> 0) * UNIT < (chance > 1 ? 1 : chance)) {
      const days =
        CHARGEBACK_FROM_DAYS + CHARGEBACK_SPAN_DAYS * ((draw(hash, CHARGEBACK_DELAY, 0) >>> 0) * UNIT)
      at[0] = now + days * DAY_MS
      schedule(s, o, CHARGEBACK_FILED, disputed)
    }
  }
  scheduleChurn(s, o)
}

const { base: RESPONSE_BASE, perDistance: RESPONSE_PER_DISTANCE, centre: RESPONSE_CENTRE } = model.response
const { dissatisfiedBelow: RESPONSE_BELOW, dissatisfied: RESPONSE_DISSATISFIED } = model.response
const { perLoyalty: RESPONSE_PER_LOYALTY, leftSilently: RESPONSE_LEFT_SILENTLY } = model.response
const SCORE_NOISE = model.score.noise
const [SCORE_2, SCORE_3, SCORE_4, SCORE_5] = model.score.thresholds

/** The survey of src/signals/index.ts, with surveyProbability and surveyScore of src/personas/satisfaction.ts. */
function scheduleSurvey(s, o) {
  const hash = s[o + SEED_HASH] | 0
  const satisfaction = s[o + SATISFACTION]
  const z =
    RESPONSE_BASE +
    RESPONSE_PER_DISTANCE * Math.abs(satisfaction - RESPONSE_CENTRE) +
    (satisfaction < RESPONSE_BELOW ? RESPONSE_DISSATISFIED : 0) +
    RESPONSE_PER_LOYALTY * (s[o + LOYALTY] - 0.5)
  const factor = SURVEY_FACTOR[s[o + ARCHETYPE] | 0]
  const answering = s[o + LEFT_SILENTLY] === 1 ? RESPONSE_LEFT_SILENTLY : 1
  const probability = (1 / (1 + Math.exp(-z))) * factor * answering
  if ((draw(hash, SURVEY_ANSWERED, 0) >>> 0) * UNIT >= (probability > 1 ? 1 : probability)) {
    at[0] = s[o + NOW] + SURVEY_WINDOW_MS
    schedule(s, o, SURVEY_CLOSES, NO_SCORE)
    return
  }
  const delayMs = 0 - SURVEY_MEAN_MS * Math.log(1 - (draw(hash, SURVEY_DELAY, 0) >>> 0) * UNIT)
  normalFrom(draw(hash, SURVEY_SCORE, 0))
  const noisy = satisfaction + SCORE_NOISE * normal[0]
  const score = noisy > SCORE_5 ? 5 : noisy > SCORE_4 ? 4 : noisy > SCORE_3 ? 3 : noisy > SCORE_2 ? 2 : 1
  const latestMs = SURVEY_WINDOW_MS - SURVEY_SENT_MS
  at[0] = s[o + NOW] + SURVEY_SENT_MS + (delayMs < latestMs ? delayMs : latestMs)
  schedule(s, o, SURVEY_CLOSES, score)
}

const LOG_HAZARD = Math.log(model.churn.monthlyHazard)
const { open: CHURN_OPEN, dissatisfied: CHURN_DISSATISFIED, dissatisfiedBelow: CHURN_BELOW } = model.churn
const { severeOpen: CHURN_SEVERE_OPEN, perLoyalty: CHURN_PER_LOYALTY } = model.churn

function scheduleChurn(s, o) {
  const subscriptions = SUBSCRIPTIONS[s[o + TEMPLATE] | 0]
  let goesOn = false
  for (let each = 0; each < subscriptions; each++) {
    if (s[o + SUBSCRIPTION_CANCELED + each] === 0 && s[o + SUBSCRIPTION_ENDS + each] === 0) goesOn = true
  }
  if (!goesOn) return
  const open = OPENNESS[s[o + OUTCOME] | 0]
  const logHazard =
    LOG_HAZARD +
    CHURN_OPEN * open +
    (s[o + SATISFACTION] < CHURN_BELOW ? CHURN_DISSATISFIED : 0) +
    (s[o + SEVERE] === 1 ? CHURN_SEVERE_OPEN * open : 0) -
    CHURN_PER_LOYALTY * (s[o + LOYALTY] - 0.5)
  const months = (0 - Math.log(1 - (draw(s[o + SEED_HASH] | 0, CHURN, 0) >>> 0) * UNIT)) / Math.exp(logHazard)
  if (months < HORIZON_MONTHS) {
    at[0] = s[o + NOW] + months * MONTH_MS
    schedule(s, o, CUSTOMER_CHURNS, 0)
  } else {
    at[0] = (HORIZON_MONTHS - 1) * MONTH_MS + s[o + NOW]
    schedule(s, o, CUSTOMER_RENEWS, 0)
  }
}

function disputableCharge(s, o) {
  const charges = (s[o + TEMPLATE] | 0) * CHARGES_MAX
  for (let charge = CHARGES_MAX - 1; charge >= 0; charge--) {
    if (CHARGE_SUCCEEDED[charges + charge] === 0 || s[o + CHARGE_DISPUTED + charge] === 1) continue
    if (CHARGE_CAPTURED[charges + charge] > s[o + CHARGE_REFUNDED + charge]) return charge
  }
  return -1
}

// src/env/time.ts: what happens when it is due, with what the reward makes of its signal (src/reward/index.ts).

function fire(s, o, kind, about) {
  if (kind === REFUND_SETTLES) settleRefund(s, o, about)
  else if (kind === PROMISE_FALLS_DUE) {
    if (s[o + PROMISE_STATE + about] !== OPEN) return
    s[o + PROMISE_STATE + about] = BROKEN
    s[o + PROMISES_OPEN] -= 1
    s[o + PROMISES_BROKEN] += 1
    s[o + UNKEPT] += 1
    loseTrust(s, o)
    if (s[o + UNKEPT] <= 2) s[o + HONESTY] -= 0.25
  } else if (kind === SURVEY_CLOSES) {
    if (about !== NO_SCORE) s[o + SATISFACTION_TERM] += 0.1 * (about - 3)
  } else if (kind === CASE_DISCOVERED) loseTrust(s, o)
  else if (kind === TICKET_REOPENS) s[o + RETENTION] -= 0.2
  else if (kind === CUSTOMER_CHURNS) s[o + RETENTION] -= 0.3
  else if (kind === CHARGEBACK_FILED) {
    s[o + CHARGE_DISPUTED + about] = 1
    s[o + RETENTION] -= 0.3
    const won = (draw(s[o + SEED_HASH] | 0, DISPUTE_DECISION, 0) >>> 0) * UNIT < DISPUTE_WIN_RATE
    at[0] = s[o + NOW] + DISPUTE_DECIDED_MS
    schedule(s, o, CHARGEBACK_DECIDED, won ? about : -1)
  } else if (kind === CHARGEBACK_DECIDED && about >= 0) s[o + CHARGE_DISPUTED + about] = 0
}

// src/env/settle.ts: endCase and settleAll.

export function settle(s, o) {
  s[o + BELIEVED] = s[o + BELIEF_DRAW] < s[o + BELIEF] ? 1 : 0
  judgeSatisfaction(s, o)
  s[o + OUTCOME] = gradeOutcome(s, o)
  scheduleFollowing(s, o)
  while (s[o + DUE_HEAD] < s[o + DUE_COUNT]) {
    const due = o + DUE + DUE_WIDTH * (s[o + DUE_HEAD] | 0)
    if (s[due] > HORIZON_MS) break
    if (s[due] > s[o + NOW]) s[o + NOW] = s[due]
    s[o + DUE_HEAD] += 1
    fire(s, o, s[due + 1] | 0, s[due + 2] | 0)
  }
  if (s[o + NOW] < HORIZON_MS) s[o + NOW] = HORIZON_MS
  s[o + OUTCOME] = gradeOutcome(s, o)
}
