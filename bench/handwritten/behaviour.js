/** What the customer says: mirrors src/personas/behaviour.ts. */

import { customerActs, tones } from '../../dist/world/acts.js'
import { purposes } from '../../dist/world/noise.js'
import { field } from './fields.js'
import { model } from './model.js'
import { draw, normal, normalFrom, TICKET } from './noise.js'
import * as tables from './tables.js'

const UNIT = 2 ** -32
const { OBSERVATION, SEED_HASH, ARCHETYPE, CHANNEL, POLITENESS, ASSERTIVENESS, VERBOSITY } = field
const { BELIEF_DRAW, ANGER, EFFORT, BELIEF, LAST_VALUE, HEARD, ANSWERS } = field
const { CHANNEL_MEDIAN, FEIGNS_ACCEPTANCE, feature } = tables

const TONE = TICKET + purposes.tone
const SHOWN_TONE = TICKET + purposes.shownTone
const SHOUTING = TICKET + purposes.shouting
const THREAT = TICKET + purposes.threat
const WORDS = TICKET + purposes.words
const CUSTOMER_ACT = TICKET + purposes.customerAct
const REPLY_DELAY = TICKET + purposes.replyDelay
const TONES_AT = feature(`tone.${tones[0]}`)
const ACTS_AT = feature(`message.${customerActs[0]}`)
const ACTS = customerActs.length
const SHOUTING_AT = feature('message.shouting')
const WORDS_AT = feature('message.words')

const bit = act => 1 << customerActs.indexOf(act)
export const SAYS_ACCEPT = bit('accept')
export const SAYS_DOUBT = bit('doubt')
export const SAYS_LEAVE = bit('leave')
export const SAYS_QUESTION = bit('question')
export const SAYS_ANSWER = bit('answer')
const SAYS_THREATEN = bit('threaten')
const SAYS_THANK = bit('thank')
const SAYS_COMPLAIN = bit('complain')

const sigmoid = z => 1 / (1 + Math.exp(-z))

const { thanksAbove: THANKS_ABOVE, thanksBelowAnger: THANKS_BELOW_ANGER } = model.answer
const COMPLAINS_ABOVE_ANGER = model.answer.complainsAboveAnger
const {
  base: THREAT_BASE,
  perAnger: THREAT_PER_ANGER,
  perAssertiveness: THREAT_PER_ASSERTIVENESS,
} = model.threat
/** Of the angriest and most assertive. */
const THREAT_MOST = sigmoid(THREAT_BASE + THREAT_PER_ANGER + THREAT_PER_ASSERTIVENESS)

/** What the customer's answer does, as bits; `known` is 1 when a slot was asked for that the customer knows. */
export function answerActs(s, o, known, stated) {
  const ordinal = s[o + ANSWERS] | 0
  s[o + ANSWERS] = ordinal + 1
  const hash = s[o + SEED_HASH] | 0
  let acts = known === 1 ? SAYS_ANSWER : 0
  if (stated === 1) {
    const believed = s[o + BELIEF_DRAW] < s[o + BELIEF]
    const feigning = FEIGNS_ACCEPTANCE[s[o + ARCHETYPE] | 0]
    const accepts = believed || (feigning > 0 && (draw(hash, CUSTOMER_ACT, ordinal) >>> 0) * UNIT < feigning)
    acts |= accepts ? SAYS_ACCEPT : SAYS_DOUBT
  }
  const anger = s[o + ANGER]
  // Most draws need no logistic: they are beyond its greatest value.
  const u = (draw(hash, THREAT, ordinal) >>> 0) * UNIT
  const z = THREAT_BASE + THREAT_PER_ANGER * anger + THREAT_PER_ASSERTIVENESS * s[o + ASSERTIVENESS]
  if (u < THREAT_MOST && u < 1 / (1 + Math.exp(-z))) acts |= SAYS_THREATEN
  else if (s[o + LAST_VALUE] > THANKS_ABOVE && anger < THANKS_BELOW_ANGER) acts |= SAYS_THANK
  else if (anger > COMPLAINS_ABOVE_ANGER) acts |= SAYS_COMPLAIN
  return acts === 0 ? SAYS_QUESTION : acts
}

const { sigma: DELAY_SIGMA, minutesMax: DELAY_MINUTES_MAX } = model.replyDelay

/** Milliseconds until the customer answers; drawn before the answer, and as often. */
export function replyDelayMs(s, o) {
  normalFrom(draw(s[o + SEED_HASH] | 0, REPLY_DELAY, s[o + ANSWERS] | 0))
  const minutes = CHANNEL_MEDIAN[s[o + CHANNEL] | 0] * Math.exp(DELAY_SIGMA * normal[0])
  return Math.round((minutes < DELAY_MINUTES_MAX ? minutes : DELAY_MINUTES_MAX) * 60_000) | 0
}

/** By tone: shown as neutral below the first, as annoyed below the second. */
const SHOWN = Float64Array.from(
  tones.flatMap(tone => {
    const [neutral, annoyed] = model.shownTone[tone]
    return [neutral, neutral + annoyed]
  }),
)
const {
  perAnger: TONE_PER_ANGER,
  perEffort: TONE_PER_EFFORT,
  perPoliteness: TONE_PER_POLITENESS,
} = model.tone
const TONE_DEVIATION = model.tone.deviation
const [TONE_ANNOYED, TONE_ANGRY] = model.tone.thresholds
const { base: SHOUTING_BASE, perAnger: SHOUTING_PER_ANGER } = model.shouting
const SHOUTING_MOST = sigmoid(SHOUTING_BASE + SHOUTING_PER_ANGER)
const { median: WORDS_MEDIAN, base: WORDS_BASE, perVerbosity: WORDS_PER_VERBOSITY } = model.words
const { firstFactor: WORDS_FIRST, perAnger: WORDS_PER_ANGER, sigma: WORDS_SIGMA } = model.words

/** emit: the message's tone, length and acts, into the observation. */
export function emit(s, o, observations, acts) {
  const b = s[o + OBSERVATION] | 0
  const hash = s[o + SEED_HASH] | 0
  const ordinal = s[o + HEARD] | 0
  s[o + HEARD] = ordinal + 1
  const anger = s[o + ANGER]
  normalFrom(draw(hash, TONE, ordinal))
  const z =
    TONE_PER_ANGER * anger +
    TONE_PER_EFFORT * s[o + EFFORT] -
    TONE_PER_POLITENESS * (s[o + POLITENESS] - 0.5) +
    TONE_DEVIATION * normal[0]
  const tone = z > TONE_ANGRY ? 4 : z > TONE_ANNOYED ? 2 : 0
  const u = (draw(hash, SHOWN_TONE, ordinal) >>> 0) * UNIT
  const shown = u < SHOWN[tone] ? 0 : u < SHOWN[tone + 1] ? 1 : 2
  observations[b + TONES_AT] = shown === 0 ? 1 : 0
  observations[b + TONES_AT + 1] = shown === 1 ? 1 : 0
  observations[b + TONES_AT + 2] = shown === 2 ? 1 : 0
  for (let act = 0; act < ACTS; act++) observations[b + ACTS_AT + act] = (acts >> act) & 1
  const loud = (draw(hash, SHOUTING, ordinal) >>> 0) * UNIT
  const isLoud =
    loud < SHOUTING_MOST && loud < 1 / (1 + Math.exp(-(SHOUTING_BASE + SHOUTING_PER_ANGER * anger)))
  observations[b + SHOUTING_AT] = isLoud ? 1 : 0
  normalFrom(draw(hash, WORDS, ordinal))
  const median =
    WORDS_MEDIAN *
    (WORDS_BASE + WORDS_PER_VERBOSITY * s[o + VERBOSITY]) *
    (ordinal === 0 ? WORDS_FIRST : 1) *
    (1 + WORDS_PER_ANGER * anger)
  const words = Math.round(median * Math.exp(WORDS_SIGMA * normal[0]))
  observations[b + WORDS_AT] = words < 1 ? 0.01 : words > 100 ? 1 : words / 100
}
