/** How the customer feels: mirrors src/personas/{patience,appraisal,satisfaction}.ts. */

import { field } from './fields.js'
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
const SERVED_FACTOR = 0.22

/** Lets whole milliseconds pass; moves NOW, and answers 1 when the customer has left at its end. */
export function passTime(s, o, ms, as) {
  const baseline = s[o + BASELINE]
  const minuteDecay = s[o + MINUTE_DECAY]
  const silenceMax = 1 + 2 * s[o + PATIENCE]
  const felt = s[o + HAS_ESTIMATE] === 1 ? 0.8 : 1.3
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
    const scale = Math.exp(-0.9 * anger - s[o + LEAVING_URGENCY] + s[o + LEAVING_LOYALTY])
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

/** takeTurn; answers 1 when the customer is out of patience. */
export function takeTurn(s, o) {
  const z = -6.6 + 2.8 * s[o + ANGER] + 2.0 * s[o + EFFORT] + 0.6 * s[o + CONFUSION] - 0.8 * s[o + PATIENCE]
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
const { acknowledge, empathize, explain_true, refuse_explained, confirm_true, confirm_false } = EXPERIENCE
const { remedy_beside, escalate_warm, escalate_cold, PLAIN, apologize, close, promise, remedy } = EXPERIENCE

/** Distributive, procedural and interactional justice, effort, clarity. */
const ROWS = Float64Array.from(
  [
    [0, 0, 0.05, 0, 0],
    [0, 0.05, 0.1, 0, 0.05],
    [0, 0, 0.2, 0, 0],
    [0, 0.05, 0.05, 0.1, 0.05],
    [0, -0.1, -0.1, 0.2, 0],
    [0, 0.05, -0.02, 0.1, 0],
    [0, 0.15, 0.1, 0.03, 0.3],
    [0, -0.05, -0.05, 0.1, -0.15],
    [-0.5, -0.25, -0.15, 0.1, 0],
    [-0.2, 0.15, 0.05, 0.05, 0.2],
    [0, 0.1, 0.05, 0, 0.15],
    [0.25, 0.05, 0.05, 0, 0.1],
    [0.3, 0, 0, 0, 0],
    [0.35, 0.1, 0.1, 0.1, 0.05],
    [0, -0.15, -0.1, 0.3, -0.05],
    [0, 0.05, 0.1, 0, 0.05], // close_settled
    [-0.1, -0.3, -0.3, 0.15, 0], // close_early
  ].flat(),
)

/** power(base, n) of src/core/math.ts, for as many repetitions as an episode has steps. */
const powers = base => Float64Array.from({ length: 64 }, (_, n) => Math.exp(n * Math.log(base)))
const HALVED = powers(0.5)
const PROMISES_FADE = powers(0.3)
const APOLOGIES_FADE = powers(0.35)

/** appraise, for one experience: a reply of the discrete face has one act. */
export function appraise(s, o, kind, repeat) {
  const fresh = HALVED[repeat]
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
    interactional = 0.3 * APOLOGIES_FADE[repeat] * blame - 0.12 * (repeat > 1 ? repeat - 1 : 0)
  } else if (kind === promise) {
    distributive = 0.3 * s[o + TRUST] * PROMISES_FADE[repeat]
    procedural = 0.1 * fresh
    interactional = 0.05 * fresh
    clarity = 0.1
  } else {
    const ratio = s[o + RATIO]
    const over = ratio - 1 < 0 ? 0 : ratio - 1 > 0.5 ? 0.5 : ratio - 1
    const worth = (ratio < 1 ? ratio : 1) + 0.3 * over - 0.2 * (ratio > 1.5 ? ratio - 1.5 : 0)
    distributive = 0.75 * worth
    procedural = 0.1
    interactional = 0.05
    clarity = 0.1
  }
  if (kind === acknowledge || kind === empathize || kind === apologize) {
    const rapport = s[o + RAPPORT]
    if (interactional > 0) interactional = 2 * rapport * interactional
    effort += 0.16 * (0.5 - rapport > 0 ? 0.5 - rapport : 0)
  }
  believe(s, o, kind, fresh)

  const patience = s[o + PATIENCE]
  const q = 0.45 * distributive + 0.35 * interactional + 0.2 * procedural - 0.6 * effort * (1.2 - patience)
  const disconfirmed = distributive !== 0 || q < 0 || kind === close
  const d = disconfirmed ? q - 0.12 * s[o + EXPECTATION] : q
  const size = d === 0 ? 0 : Math.exp(0.88 * Math.log(d < 0 ? -d : d))
  const value = d >= 0 ? size : -s[o + LOSS_AVERSION] * size
  const before = s[o + ANGER]
  s[o + ANGER] =
    value < 0
      ? before + (0.24 + 0.36 * s[o + VOLATILITY]) * -value * (0.6 + 0.4 * s[o + URGENCY])
      : before - 0.9 * value * (0.25 + before)
  clampAt(s, o + ANGER)
  if (s[o + ANGER] > s[o + ANGER_PEAK]) s[o + ANGER_PEAK] = s[o + ANGER]
  s[o + EFFORT] += 0.5 * effort * (1.25 - 0.5 * s[o + TECH] - 0.25 * patience)
  clampAt(s, o + EFFORT)
  s[o + CONFUSION] -= clarity * (0.6 + 0.4 * s[o + TECH])
  clampAt(s, o + CONFUSION)
  s[o + EXPECTATION] += 0.15 * ((q > 0 ? q : 0) - s[o + EXPECTATION])
  clampAt(s, o + EXPECTATION)
  s[o + DISTRIBUTIVE] += distributive
  s[o + PROCEDURAL] += procedural
  s[o + INTERACTIONAL] += interactional
  s[o + LAST_VALUE] = value
}

function believe(s, o, kind, fresh) {
  const trust = s[o + TRUST]
  let x = 0
  if (kind === explain_true) x = 0.1 * trust
  else if (kind === promise) {
    x = 0.55 * trust
    s[o + EXPECTATION] += 0.25 * fresh
    clampAt(s, o + EXPECTATION)
  } else if (kind === refuse_explained || kind === escalate_cold) x = 0.5 * trust
  else if (kind === confirm_true) x = 0.8
  else if (kind === confirm_false) x = 0.8 * trust
  else if (kind === remedy) x = s[o + RATIO] >= 1 ? 0.9 : 0.75 * trust * s[o + RATIO]
  else if (kind === remedy_beside) x = 0.75 * trust
  else if (kind === escalate_warm) x = 0.9 * trust
  else return
  s[o + BELIEF] += x * fresh * (1 - s[o + BELIEF])
  clampAt(s, o + BELIEF)
}

export function gainTrust(s, o) {
  s[o + TRUST] += 0.08 * (1 - s[o + TRUST])
  clampAt(s, o + TRUST)
}

export function loseTrust(s, o) {
  s[o + TRUST] -= 0.3 * s[o + TRUST] * (1 + s[o + LOYALTY] / 2)
  clampAt(s, o + TRUST)
}

// src/personas/satisfaction.ts

/** satisfactionIndex, into SATISFACTION. */
export function judgeSatisfaction(s, o) {
  const meanAnger = s[o + MOOD_MINUTES] > 0 ? s[o + ANGER_MINUTES] / s[o + MOOD_MINUTES] : s[o + ANGER]
  s[o + SATISFACTION] =
    s[o + BIAS] +
    1.15 * (s[o + BELIEF_DRAW] < s[o + BELIEF] ? 1 : -0.4) +
    0.9 * Math.tanh(s[o + DISTRIBUTIVE]) +
    0.35 * Math.tanh(s[o + PROCEDURAL]) +
    0.75 * Math.tanh(s[o + INTERACTIONAL]) -
    1.35 * s[o + EFFORT] -
    1.9 * (0.4 * meanAnger + 0.4 * s[o + ANGER] + 0.2 * s[o + ANGER_PEAK]) +
    0.5 * (s[o + LOYALTY] - 0.5) +
    0.5 * (s[o + TRUST] - 0.5) -
    0.22 * s[o + TRANSFERS] -
    0.35 * Math.log(1 + s[o + WAIT_MINUTES] / 15)
}
