/** The beginning of an episode: mirrors src/env/begin.ts, src/personas/{seeding,persona}.ts. */

import { purposes } from '../../dist/world/noise.js'
import { emit } from './behaviour.js'
import { AS_QUEUED, clampAt, passTime } from './customer.js'
import { field } from './fields.js'
import { model } from './model.js'
import { draw, normal, normalFrom, seedHash } from './noise.js'
import * as tables from './tables.js'

const UNIT = 2 ** -32
const { OBSERVATION, SEED_HASH, TEMPLATE, ARCHETYPE, CHANNEL, SEVERE, URGENCY, PATIENCE, TECH } = field
const { POLITENESS, ASSERTIVENESS, LOYALTY, VOLATILITY, VERBOSITY, RAPPORT, LOSS_AVERSION } = field
const { RELAXATION, MINUTE_DECAY, WAIT_ANGER, LEAVING_SCALE, LEAVING_URGENCY, LEAVING_LOYALTY } = field
const { PATIENCE_THRESHOLD, BELIEF_DRAW, BIAS, ANGER, BASELINE, CONFUSION, EXPECTATION, TRUST } = field
const { ANGER_PEAK, LAST_CONTACT, CONVERSATION, LIST, ASSIGNED_AT, NOW, CLEARED } = field
const { ARCHETYPE_SHARE, QUANTILES, TRAIT_TABLE, TABLE_STEPS, ARCHETYPE_CHANNELS } = tables
const { ARCHETYPE_CHANNEL, ARCHETYPE_SEVERE, ARCHETYPE_TRUST, ARCHETYPE_ANGER } = tables
const { ARCHETYPE_CONFUSION, CAUSE_WEIGHT, VARIANTS, OPENING_ACTS, OPENING_URGENCY, COSTLY } = tables
const { FEATURES, COMPLAINT, drawnTraits, feature } = tables

const OPEN = 1
const TRAITS = drawnTraits.length
/** Where each drawn trait goes, in the order of their draws; -1 for the one that nothing reads. */
const TRAIT_FIELD = Int32Array.of(
  ...[PATIENCE, TECH, POLITENESS, ASSERTIVENESS, -1, LOYALTY, VOLATILITY, VERBOSITY, RAPPORT],
)
const CHANNEL_ORDINAL = 20
const DAY_ORDINAL = 21
const QUEUE_MEAN_MINUTES = 3
const QUEUE_MAX_MINUTES = 30
const { base: URGENCY_BASE, perAssertiveness: URGENCY_PER_ASSERTIVENESS } = model.urgency
const GENEROSITY = model.generosity.deviation
const PURPOSE_ARCHETYPE = purposes.archetype
const PURPOSE_CAUSE = purposes.cause
const PURPOSE_VARIANT = purposes.variant
const PURPOSE_TRAITS = purposes.traits
const PURPOSE_QUEUE = purposes.queueWait
const PURPOSE_PATIENCE = purposes.patience
const PURPOSE_BELIEF = purposes.belief
const PURPOSE_BIAS = purposes.satisfactionBias
const CHANNELS_AT = feature('channel.chat')
const ACTIVITIES_AT = feature('activity.cancel_requested.age')
const ACTIVITIES = feature('activity.trial_reminder.age') - ACTIVITIES_AT + 1
const APPROVAL_NONE = feature('approval.none')

/** The ticket at the moment the agent takes it; what every step writes of the observation is left to `see`. */
export function begin(s, o, observations, seed) {
  const b = s[o + OBSERVATION] | 0
  s.fill(0, o + SEED_HASH, o + CLEARED)
  observations.fill(0, b, b + FEATURES)
  s[o + LIST] = -1
  const hash = seedHash(seed)
  s[o + SEED_HASH] = hash
  choosePersona(s, o)
  const archetype = s[o + ARCHETYPE] | 0
  const cause = pick(draw(hash, PURPOSE_CAUSE, 0), CAUSE_WEIGHT)
  const template = cause * VARIANTS + Math.floor((draw(hash, PURPOSE_VARIANT, 0) >>> 0) * UNIT * VARIANTS)
  s[o + TEMPLATE] = template
  s[o + SEVERE] = ARCHETYPE_SEVERE[archetype] === 1 || COSTLY[template] === 1 ? 1 : 0
  s[o + URGENCY] = Math.min(
    1,
    OPENING_URGENCY * (URGENCY_BASE + URGENCY_PER_ASSERTIVENESS * s[o + ASSERTIVENESS]),
  )
  s[o + PATIENCE_THRESHOLD] = 0 - Math.log(1 - (draw(hash, PURPOSE_PATIENCE, 1) >>> 0) * UNIT)
  s[o + BELIEF_DRAW] = (draw(hash, PURPOSE_BELIEF, 1) >>> 0) * UNIT
  normalFrom(draw(hash, PURPOSE_BIAS, 1))
  s[o + BIAS] = GENEROSITY * normal[0]
  openMood(s, o)
  deriveRates(s, o)

  const waitMinutes = 0 - QUEUE_MEAN_MINUTES * Math.log(1 - (draw(hash, PURPOSE_QUEUE, 0) >>> 0) * UNIT)
  const waitMs = Math.round(Math.min(waitMinutes, QUEUE_MAX_MINUTES) * 60_000) | 0
  passTime(s, o, waitMs, AS_QUEUED)
  s[o + NOW] = waitMs
  s[o + ASSIGNED_AT] = waitMs
  s[o + LAST_CONTACT] = waitMs
  s[o + CONVERSATION] = OPEN
  observations[b + CHANNELS_AT + (s[o + CHANNEL] | 0)] = 1
  observations[b + COMPLAINT] = 1
  for (let kind = 0; kind < ACTIVITIES; kind++) observations[b + ACTIVITIES_AT + kind] = -1
  observations[b + APPROVAL_NONE] = 1
  emit(s, o, observations, OPENING_ACTS[archetype])
}

/** categoricalQuantile of a draw; behind the weights stands their sum. */
function pick(bits, weights) {
  const last = weights.length - 2
  let left = (bits >>> 0) * UNIT * weights[last + 1]
  for (let i = 0; i < last; i++) {
    left -= weights[i]
    if (left < 0) return i
  }
  return last
}

const { low: AVERSION_LOW, span: AVERSION_SPAN } = model.lossAversion

function choosePersona(s, o) {
  const hash = s[o + SEED_HASH] | 0
  const archetype = pick(draw(hash, PURPOSE_ARCHETYPE, 0), ARCHETYPE_SHARE)
  s[o + ARCHETYPE] = archetype
  for (let trait = 0; trait < TRAITS; trait++) {
    const place = TRAIT_FIELD[trait]
    if (place < 0) continue
    const table = TRAIT_TABLE[archetype * TRAITS + trait]
    const position = (draw(hash, PURPOSE_TRAITS, trait) >>> 0) * UNIT * TABLE_STEPS
    const below = position | 0
    const low = QUANTILES[table + below]
    s[o + place] = low + (position - below) * (QUANTILES[table + below + 1] - low)
  }
  s[o + LOSS_AVERSION] = AVERSION_LOW + AVERSION_SPAN * ((draw(hash, PURPOSE_TRAITS, TRAITS) >>> 0) * UNIT)
  const channels = ARCHETYPE_CHANNELS[archetype]
  const channel =
    channels === 1 ? 0 : Math.floor((draw(hash, PURPOSE_TRAITS, CHANNEL_ORDINAL) >>> 0) * UNIT * channels)
  s[o + CHANNEL] = ARCHETYPE_CHANNEL[archetype * 3 + channel]
}

const { baseline: BASELINE_BASE, baselinePerImpatience: BASELINE_PER_IMPATIENCE } = model.opening
const { angerPerUrgency: ANGER_PER_URGENCY, volatilityOffset: VOLATILITY_OFFSET } = model.opening
const {
  severe: ANGER_SEVERE,
  confusion: CONFUSION_BASE,
  confusionPerTech: CONFUSION_PER_TECH,
} = model.opening
const EXPECTATION_AT_FIRST = model.opening.expectation
const DAY_DEVIATION = model.day.deviation
const OPENING_ANGER = ANGER_PER_URGENCY * OPENING_URGENCY

function openMood(s, o) {
  const archetype = s[o + ARCHETYPE] | 0
  normalFrom(draw(s[o + SEED_HASH] | 0, PURPOSE_TRAITS, DAY_ORDINAL))
  s[o + BASELINE] =
    BASELINE_BASE + BASELINE_PER_IMPATIENCE * (1 - s[o + PATIENCE]) + DAY_DEVIATION * normal[0]
  clampAt(s, o + BASELINE)
  const opening = OPENING_ANGER * (VOLATILITY_OFFSET + s[o + VOLATILITY])
  const anger = s[o + BASELINE] + opening + ARCHETYPE_ANGER[archetype]
  s[o + ANGER] = anger + (ARCHETYPE_SEVERE[archetype] === 1 ? ANGER_SEVERE : 0)
  clampAt(s, o + ANGER)
  s[o + ANGER_PEAK] = anger
  s[o + CONFUSION] = CONFUSION_BASE - CONFUSION_PER_TECH * s[o + TECH] + ARCHETYPE_CONFUSION[archetype]
  clampAt(s, o + CONFUSION)
  s[o + EXPECTATION] = EXPECTATION_AT_FIRST
  s[o + TRUST] = ARCHETYPE_TRUST[archetype]
}

const { minutes: RELAXATION_MINUTES, perVolatility: RELAXATION_PER_VOLATILITY } = model.relaxation
const {
  angerPerMinute: WAIT_PER_MINUTE,
  patienceOffset: WAIT_OFFSET,
  perUrgency: WAIT_PER_URGENCY,
} = model.waiting
const { meanMinutes: LEAVING_MEAN, base: LEAVING_BASE, perPatience: LEAVING_PER_PATIENCE } = model.leaving
const { perUrgency: LEAVING_PER_URGENCY, perLoyalty: LEAVING_PER_LOYALTY } = model.leaving

/** What src/personas/patience.ts computes of the traits at every slice of time: the same for the whole episode. */
function deriveRates(s, o) {
  const patience = s[o + PATIENCE]
  s[o + RELAXATION] = RELAXATION_MINUTES + RELAXATION_PER_VOLATILITY * s[o + VOLATILITY]
  s[o + MINUTE_DECAY] = Math.exp(-1 / s[o + RELAXATION])
  s[o + WAIT_ANGER] = WAIT_PER_MINUTE * (WAIT_OFFSET - patience) * (1 + WAIT_PER_URGENCY * s[o + URGENCY])
  s[o + LEAVING_SCALE] = LEAVING_MEAN * (LEAVING_BASE + LEAVING_PER_PATIENCE * patience)
  s[o + LEAVING_URGENCY] = LEAVING_PER_URGENCY * s[o + URGENCY]
  s[o + LEAVING_LOYALTY] = LEAVING_PER_LOYALTY * s[o + LOYALTY]
}
