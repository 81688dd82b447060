/** What the customer says: mirrors src/personas/behaviour.ts. */

import { customerActs, tones } from '../../dist/world/acts.js'
import { purposes } from '../../dist/world/noise.js'
import { field } from './fields.js'
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
  // At most an even chance, whatever the anger and the assertiveness: half of the draws need no logistic.
  const u = (draw(hash, THREAT, ordinal) >>> 0) * UNIT
  const z = -6 + 4 * anger + 2 * s[o + ASSERTIVENESS]
  if (u <= 0.5 && u < 1 / (1 + Math.exp(-z))) acts |= SAYS_THREATEN
  else if (s[o + LAST_VALUE] > 0.1 && anger < 0.35) acts |= SAYS_THANK
  else if (anger > 0.5) acts |= SAYS_COMPLAIN
  return acts === 0 ? SAYS_QUESTION : acts
}

/** Milliseconds until the customer answers; drawn before the answer, and as often. */
export function replyDelayMs(s, o) {
  normalFrom(draw(s[o + SEED_HASH] | 0, REPLY_DELAY, s[o + ANSWERS] | 0))
  const minutes = CHANNEL_MEDIAN[s[o + CHANNEL] | 0] * Math.exp(0.6 * normal[0])
  return Math.round((minutes < 240 ? minutes : 240) * 60_000) | 0
}

/** By tone: shown as neutral below the first, as annoyed below the second. */
const SHOWN = Float64Array.of(0.9, 0.9 + 0.09, 0.28, 0.28 + 0.68, 0.06, 0.06 + 0.15)

/** emit: the message's tone, length and acts, into the observation. */
export function emit(s, o, observations, acts) {
  const b = s[o + OBSERVATION] | 0
  const hash = s[o + SEED_HASH] | 0
  const ordinal = s[o + HEARD] | 0
  s[o + HEARD] = ordinal + 1
  const anger = s[o + ANGER]
  normalFrom(draw(hash, TONE, ordinal))
  const z = 0.75 * anger + 0.2 * s[o + EFFORT] - 0.45 * (s[o + POLITENESS] - 0.5) + 0.13 * normal[0]
  const tone = z > 0.62 ? 4 : z > 0.36 ? 2 : 0
  const u = (draw(hash, SHOWN_TONE, ordinal) >>> 0) * UNIT
  const shown = u < SHOWN[tone] ? 0 : u < SHOWN[tone + 1] ? 1 : 2
  observations[b + TONES_AT] = shown === 0 ? 1 : 0
  observations[b + TONES_AT + 1] = shown === 1 ? 1 : 0
  observations[b + TONES_AT + 2] = shown === 2 ? 1 : 0
  for (let act = 0; act < ACTS; act++) observations[b + ACTS_AT + act] = (acts >> act) & 1
  const loud = (draw(hash, SHOUTING, ordinal) >>> 0) * UNIT // .27 is enough at the greatest anger
  observations[b + SHOUTING_AT] = loud < 0.27 && loud < 1 / (1 + Math.exp(-(-5 + 4 * anger))) ? 1 : 0
  normalFrom(draw(hash, WORDS, ordinal))
  const median = 11 * (0.6 + 0.8 * s[o + VERBOSITY]) * (ordinal === 0 ? 2 : 1) * (1 + 0.5 * anger)
  const words = Math.round(median * Math.exp(0.5 * normal[0]))
  observations[b + WORDS_AT] = words < 1 ? 0.01 : words > 100 ? 1 : words / 100
}
