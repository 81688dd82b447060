/** How the customer feels: mirrors src/personas/{patience,appraisal,satisfaction}.ts. */

import { field } from './fields.js'
import { model } from './model.js'
import * as tables from './tables.js'

const { TEMPLATE, URGENCY, PATIENCE, TECH, LOYALTY, VOLATILITY, RAPPORT, LOSS_AVERSION } = field
const { RELAXATION, MINUTE_DECAY, WAIT_ANGER, LEAVING_SCALE, LEAVING_URGENCY, LEAVING_LOYALTY } = field
const { PATIENCE_THRESHOLD, BELIEF_DRAW, BIAS, SATISFACTION, ANGER, BASELINE, CONFUSION } = field
const { EFFORT, EXPECTATION, BELIEF, TRUST, DISTRIBUTIVE, PROCEDURAL, INTERACTIONAL } = field
const { ANGER_PEAK, ANGER_MINUTES, MOOD_MINUTES, WAIT_MINUTES, LAST_CONTACT, HAS_ESTIMATE } = field
const { HAZARD, TRANSFERS, LAST_VALUE, RATIO, NOW } = field
const { BLAME } = tables

/** clamp01 of src/core/math.ts, in place: a double that is passed or handed back may be allocated. */
export function clampAt(s, place) {
  const x = s[place]
  if (x < 0) s[place] = 0
  else if (x > 1) s[place] = 1
}

// src/personas/patience.ts

export const AS_QUEUED = 0
export const AS_WAITING = 1
export const AS_BUSY = 2
const { freeMinutes: FREE_MINUTES, freePerPatience: FREE_PER_PATIENCE } = model.waiting
const { estimated: FELT_ESTIMATED, unexplained: FELT_UNEXPLAINED } = model.feltWait
const { perAnger: LEAVING_PER_ANGER, served: SERVED_FACTOR } = model.leaving

/** Lets whole milliseconds pass; moves NOW, and answers 1 when the customer has left at its end. */
export function passTime(s, o, ms, as) {
  const baseline = s[o + BASELINE]
  const minuteDecay = s[o + MINUTE_DECAY]
  const silenceMax = FREE_MINUTES + FREE_PER_PATIENCE * s[o + PATIENCE]
  const felt = s[o + HAS_ESTIMATE] === 1 ? FELT_ESTIMATED : FELT_UNEXPLAINED
  const lastContact = s[o + LAST_CONTACT]
  const toMs = s[o + NOW] + ms
  let nowMs = s[o + NOW]
  let anger = s[o + ANGER]
  let peak = s[o + ANGER_PEAK]
  let angerMinutes = s[o + ANGER_MINUTES]
  let moodMinutes = s[o + MOOD_MINUTES]
  let hazard = s[o + HAZARD]
  let left = 0
  while (nowMs < toMs) {
    const leftMs = toMs - nowMs
    const isWhole = leftMs >= 60_000
    const minutes = isWhole ? 1 : leftMs / 60_000
    nowMs = isWhole ? nowMs + 60_000 : toMs
    const decay = isWhole ? minuteDecay : Math.exp(-minutes / s[o + RELAXATION])
    anger = baseline + (anger - baseline) * decay
    if (as !== AS_BUSY && (nowMs - lastContact) / 60_000 > silenceMax) {
      anger += s[o + WAIT_ANGER] * minutes * felt
      s[o + WAIT_MINUTES] += minutes * felt
    }
    anger = anger < 0 ? 0 : anger > 1 ? 1 : anger
    if (anger > peak) peak = anger
    angerMinutes += anger * minutes
    moodMinutes += minutes
    if (as !== AS_WAITING) continue // a queue's hazard is forgotten when the agent takes the ticket
    const scale = Math.exp(-LEAVING_PER_ANGER * anger - s[o + LEAVING_URGENCY] + s[o + LEAVING_LOYALTY])
    hazard += SERVED_FACTOR * (1 / (s[o + LEAVING_SCALE] * scale)) * minutes
    if (hazard >= s[o + PATIENCE_THRESHOLD]) {
      left = 1
      break
    }
  }
  s[o + NOW] = nowMs
  s[o + ANGER] = anger
  s[o + ANGER_PEAK] = peak
  s[o + ANGER_MINUTES] = angerMinutes
  s[o + MOOD_MINUTES] = moodMinutes
  s[o + HAZARD] = hazard
  return left
}

const { base: TURN_BASE, perAnger: TURN_PER_ANGER, perEffort: TURN_PER_EFFORT } = model.turn
const { perConfusion: TURN_PER_CONFUSION, perPatience: TURN_PER_PATIENCE } = model.turn

/** takeTurn; answers 1 when the customer is out of patience. */
export function takeTurn(s, o) {
  const z =
    TURN_BASE +
    TURN_PER_ANGER * s[o + ANGER] +
    TURN_PER_EFFORT * s[o + EFFORT] +
    TURN_PER_CONFUSION * s[o + CONFUSION] -
    TURN_PER_PATIENCE * s[o + PATIENCE]
  s[o + HAZARD] -= Math.log(1 - 1 / (1 + Math.exp(-z)))
  return s[o + HAZARD] >= s[o + PATIENCE_THRESHOLD] ? 1 : 0
}

// src/personas/appraisal.ts

/** What a customer can live through: those up to PLAIN have a row of justice, effort and clarity. */
export const EXPERIENCE = {
  ...{ greet: 0, acknowledge: 1, empathize: 2, ask_new: 3, ask_known: 4, verify: 5, explain_true: 6 },
  ...{ explain_wrong: 7, refuse_bare: 8, refuse_explained: 9, confirm_true: 10, confirm_false: 11 },
  ...{ remedy_beside: 12, escalate_warm: 13, escalate_cold: 14, PLAIN: 15 },
  ...{ apologize: 16, close: 17, promise: 18, remedy: 19 },
}
const KINDS = 20
const { acknowledge, empathize, PLAIN, apologize, close, promise, remedy } = EXPERIENCE

const { acts } = model
const kinds = Object.entries(EXPERIENCE).filter(([, at]) => at < PLAIN)
const felt = [...kinds.map(([kind]) => acts[kind]), acts.close_settled, acts.close_early]
/** Distributive, procedural and interactional justice, effort, clarity. */
const ROWS = Float64Array.from(
  felt.flatMap(act => [act.distributive, act.procedural, act.interactional, act.effort, act.clarity]),
)
/** By experience, what belief it gives by itself, and what by trust. */
const BELIEF_GIVEN = new Float64Array(KINDS)
const BELIEF_BY_TRUST = new Float64Array(KINDS)
for (const [kind, at] of Object.entries(EXPERIENCE)) {
  BELIEF_GIVEN[at] = acts[kind]?.belief ?? 0
  BELIEF_BY_TRUST[at] = acts[kind]?.beliefByTrust ?? 0
}

/** power(base, n) of src/core/math.ts, for as many repetitions as an episode has steps. */
const powers = base => Float64Array.from({ length: 64 }, (_, n) => Math.exp(n * Math.log(base)))
const REPEATED = powers(model.repetition.factor)
const PROMISES_FADE = powers(model.promise.decay)
const APOLOGIES_FADE = powers(model.apology.decay)

const { first: APOLOGY_FIRST, free: APOLOGIES_FREE, excess: APOLOGY_EXCESS } = model.apology
const { distributive: PROMISE_DISTRIBUTIVE, procedural: PROMISE_PROCEDURAL } = acts.promise
const {
  interactional: PROMISE_INTERACTIONAL,
  effort: PROMISE_EFFORT,
  clarity: PROMISE_CLARITY,
} = acts.promise
const { distributive: REMEDY_DISTRIBUTIVE, procedural: REMEDY_PROCEDURAL } = acts.remedy
const { interactional: REMEDY_INTERACTIONAL, effort: REMEDY_EFFORT, clarity: REMEDY_CLARITY } = acts.remedy
const { over: OVER_WORTH, plateau: PLATEAU, excess: EXCESS_WORTH } = model.compensation
const { scale: RAPPORT_SCALE, threshold: RAPPORT_THRESHOLD, effort: RAPPORT_EFFORT } = model.rapport
const {
  distributive: Q_DISTRIBUTIVE,
  procedural: Q_PROCEDURAL,
  interactional: Q_INTERACTIONAL,
} = model.justice
const { weight: STRAIN, patienceOffset: STRAIN_OFFSET } = model.strain
const DISCONFIRMATION = model.disconfirmation.expectation
const EXPONENT = model.value.exponent
const { rise: RISE, risePerVolatility: RISE_PER_VOLATILITY, urgencyBase: URGENCY_BASE } = model.anger
const { risePerUrgency: RISE_PER_URGENCY, relief: RELIEF, reliefBase: RELIEF_BASE } = model.anger
const { scale: EFFORT_SCALE, base: EFFORT_BASE, perTech: EFFORT_PER_TECH } = model.effort
const EFFORT_PER_PATIENCE = model.effort.perPatience
const { base: CONFUSION_BASE, perTech: CONFUSION_PER_TECH } = model.confusion
const { rate: EXPECTATION_RATE, promise: EXPECTED_OF_PROMISE } = model.expectation

/** appraise, for one experience: a reply of the discrete face has one act. */
export function appraise(s, o, kind, repeat) {
  const fresh = REPEATED[repeat]
  let distributive = 0
  let procedural = 0
  let interactional = 0
  let effort = 0
  let clarity = 0
  if (kind < PLAIN || kind === close) {
    const isSettled = s[o + BELIEF_DRAW] < s[o + BELIEF]
    const row = 5 * (kind === close ? (isSettled ? PLAIN : PLAIN + 1) : kind)
    const factor = kind === close ? 1 : fresh
    distributive = ROWS[row] > 0 ? ROWS[row] * factor : ROWS[row]
    procedural = ROWS[row + 1] > 0 ? ROWS[row + 1] * factor : ROWS[row + 1]
    interactional = ROWS[row + 2] > 0 ? ROWS[row + 2] * factor : ROWS[row + 2]
    effort = ROWS[row + 3]
    clarity = ROWS[row + 4]
  } else if (kind === apologize) {
    const blame = BLAME[s[o + TEMPLATE] | 0]
    const beyond = repeat + 1 - APOLOGIES_FREE
    interactional =
      APOLOGY_FIRST * APOLOGIES_FADE[repeat] * blame - APOLOGY_EXCESS * (beyond > 0 ? beyond : 0)
  } else if (kind === promise) {
    distributive = PROMISE_DISTRIBUTIVE * s[o + TRUST] * PROMISES_FADE[repeat]
    procedural = PROMISE_PROCEDURAL * fresh
    interactional = PROMISE_INTERACTIONAL * fresh
    effort = PROMISE_EFFORT
    clarity = PROMISE_CLARITY
  } else {
    const ratio = s[o + RATIO]
    const over = ratio - 1 < 0 ? 0 : ratio - 1 > PLATEAU ? PLATEAU : ratio - 1
    const excess = ratio - (1 + PLATEAU)
    const worth = (ratio < 1 ? ratio : 1) + OVER_WORTH * over - EXCESS_WORTH * (excess > 0 ? excess : 0)
    distributive = REMEDY_DISTRIBUTIVE * worth
    procedural = REMEDY_PROCEDURAL
    interactional = REMEDY_INTERACTIONAL
    effort = REMEDY_EFFORT
    clarity = REMEDY_CLARITY
  }
  if (kind === acknowledge || kind === empathize || kind === apologize) {
    const rapport = s[o + RAPPORT]
    if (interactional > 0) interactional = RAPPORT_SCALE * rapport * interactional
    effort += RAPPORT_EFFORT * (RAPPORT_THRESHOLD - rapport > 0 ? RAPPORT_THRESHOLD - rapport : 0)
  }
  believe(s, o, kind, fresh)

  const patience = s[o + PATIENCE]
  const q =
    Q_DISTRIBUTIVE * distributive +
    Q_INTERACTIONAL * interactional +
    Q_PROCEDURAL * procedural -
    STRAIN * effort * (STRAIN_OFFSET - patience)
  const disconfirmed = distributive !== 0 || q < 0 || kind === close
  const d = disconfirmed ? q - DISCONFIRMATION * s[o + EXPECTATION] : q
  const size = d === 0 ? 0 : Math.exp(EXPONENT * Math.log(d < 0 ? -d : d))
  const value = d >= 0 ? size : -s[o + LOSS_AVERSION] * size
  const before = s[o + ANGER]
  s[o + ANGER] =
    value < 0
      ? before +
        (RISE + RISE_PER_VOLATILITY * s[o + VOLATILITY]) *
          -value *
          (URGENCY_BASE + RISE_PER_URGENCY * s[o + URGENCY])
      : before - RELIEF * value * (RELIEF_BASE + before)
  clampAt(s, o + ANGER)
  if (s[o + ANGER] > s[o + ANGER_PEAK]) s[o + ANGER_PEAK] = s[o + ANGER]
  s[o + EFFORT] +=
    EFFORT_SCALE * effort * (EFFORT_BASE - EFFORT_PER_TECH * s[o + TECH] - EFFORT_PER_PATIENCE * patience)
  clampAt(s, o + EFFORT)
  s[o + CONFUSION] -= clarity * (CONFUSION_BASE + CONFUSION_PER_TECH * s[o + TECH])
  clampAt(s, o + CONFUSION)
  s[o + EXPECTATION] += EXPECTATION_RATE * ((q > 0 ? q : 0) - s[o + EXPECTATION])
  clampAt(s, o + EXPECTATION)
  s[o + DISTRIBUTIVE] += distributive
  s[o + PROCEDURAL] += procedural
  s[o + INTERACTIONAL] += interactional
  s[o + LAST_VALUE] = value
}

function believe(s, o, kind, fresh) {
  if (kind === promise) {
    s[o + EXPECTATION] += EXPECTED_OF_PROMISE * fresh
    clampAt(s, o + EXPECTATION)
  }
  const given = BELIEF_GIVEN[kind]
  const byTrust = BELIEF_BY_TRUST[kind]
  if (given === 0 && byTrust === 0) return
  let x = given + byTrust * s[o + TRUST]
  if (kind === remedy) x = s[o + RATIO] >= 1 ? given : byTrust * s[o + TRUST] * s[o + RATIO]
  s[o + BELIEF] += x * fresh * (1 - s[o + BELIEF])
  clampAt(s, o + BELIEF)
}

const { gain: TRUST_GAIN, loss: TRUST_LOSS, lossPerLoyalty: TRUST_LOSS_PER_LOYALTY } = model.trust

export function gainTrust(s, o) {
  s[o + TRUST] += TRUST_GAIN * (1 - s[o + TRUST])
  clampAt(s, o + TRUST)
}

export function loseTrust(s, o) {
  s[o + TRUST] -= TRUST_LOSS * (1 + TRUST_LOSS_PER_LOYALTY * s[o + LOYALTY]) * s[o + TRUST]
  clampAt(s, o + TRUST)
}

// src/personas/satisfaction.ts

const { weight: VERDICT, notBelieved: NOT_BELIEVED } = model.verdict
const {
  distributive: S_DISTRIBUTIVE,
  procedural: S_PROCEDURAL,
  interactional: S_INTERACTIONAL,
} = model.satisfaction
const { effort: S_EFFORT, perLoyalty: S_PER_LOYALTY, perTrust: S_PER_TRUST } = model.satisfaction
const { perTransfer: S_PER_TRANSFER, perWait: S_PER_WAIT, waitMinutes: S_WAIT_MINUTES } = model.satisfaction
const { weight: PEAK_END, mean: PEAK_END_MEAN, end: PEAK_END_END, peak: PEAK_END_PEAK } = model.peakEnd

/** satisfactionIndex, into SATISFACTION. */
export function judgeSatisfaction(s, o) {
  const meanAnger = s[o + MOOD_MINUTES] > 0 ? s[o + ANGER_MINUTES] / s[o + MOOD_MINUTES] : s[o + ANGER]
  s[o + SATISFACTION] =
    s[o + BIAS] +
    VERDICT * (s[o + BELIEF_DRAW] < s[o + BELIEF] ? 1 : NOT_BELIEVED) +
    S_DISTRIBUTIVE * Math.tanh(s[o + DISTRIBUTIVE]) +
    S_PROCEDURAL * Math.tanh(s[o + PROCEDURAL]) +
    S_INTERACTIONAL * Math.tanh(s[o + INTERACTIONAL]) -
    S_EFFORT * s[o + EFFORT] -
    PEAK_END * (PEAK_END_MEAN * meanAnger + PEAK_END_END * s[o + ANGER] + PEAK_END_PEAK * s[o + ANGER_PEAK]) +
    S_PER_LOYALTY * (s[o + LOYALTY] - 0.5) +
    S_PER_TRUST * (s[o + TRUST] - 0.5) -
    S_PER_TRANSFER * s[o + TRANSFERS] -
    S_PER_WAIT * Math.log(1 + s[o + WAIT_MINUTES] / S_WAIT_MINUTES)
}
