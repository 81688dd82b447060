/**
 * The latent state of both sides, for `verify.js`: the outputs show it through noise and thresholds alone, so that a
 * small drift of a parameter could go unseen in them for many episodes.
 */

import { field, STRIDE } from './fields.js'

/** Where a number of an env's snapshot stands in the loop's row. */
const pairs = [
  ...moodPairs(['ANGER', 'BASELINE', 'CONFUSION', 'EFFORT', 'EXPECTATION', 'BELIEF', 'TRUST', 'HAZARD']),
  ...moodPairs(['ANGER_PEAK', 'ANGER_MINUTES', 'WAIT_MINUTES', 'HAS_NUDGED', 'HAS_ESTIMATE', 'TRANSFERS']),
  ...moodPairs(['LAST_VALUE']),
  ['MOOD_MINUTES', ({ mood }) => mood.minutes],
  ['LAST_CONTACT', ({ mood }) => mood.lastContactMs],
  ['DISTRIBUTIVE', ({ mood }) => mood.justice.distributive],
  ['PROCEDURAL', ({ mood }) => mood.justice.procedural],
  ['INTERACTIONAL', ({ mood }) => mood.justice.interactional],
  ['URGENCY', ({ hidden }) => hidden.urgency],
  ['SEVERE', ({ hidden }) => hidden.severe],
  ['PATIENCE_THRESHOLD', ({ hidden }) => hidden.patienceThreshold],
  ['BELIEF_DRAW', ({ hidden }) => hidden.beliefDraw],
  ['BIAS', ({ hidden }) => hidden.satisfactionBias],
  ['MISINFORMED', ({ hidden }) => hidden.misinformed],
  ['DISCLOSED', ({ hidden }) => hidden.disclosedBeforeVerified],
  ['UNKEPT', ({ hidden }) => hidden.unkeptPromises],
  ['TOLD_CENTS', ({ hidden }) => hidden.toldCents],
  ['TOLD_CANCELLATIONS', ({ hidden }) => hidden.told.cancellation],
  ['LEFT_SILENTLY', ({ hidden }) => hidden.leftSilently],
  ['SATISFACTION', ({ hidden }) => hidden.satisfaction ?? 0],
  ['EMOTION', ({ chart }) => chart.emotion],
  ['PROGRESS', ({ chart }) => chart.progress],
  ['LOSS_AVERSION', ({ traits }) => traits.lossAversion],
  ...['PATIENCE', 'TECH', 'POLITENESS', 'ASSERTIVENESS', 'LOYALTY', 'VOLATILITY', 'VERBOSITY', 'RAPPORT'].map(
    trait => [trait, ({ traits }) => traits[camelCased(trait)]],
  ),
  ['HEARD', ({ record }) => record.messagesHeard],
  ['MINUTES', ({ record }) => record.minutes],
  ['NOW', (_, world) => world.clock.nowMs],
  ['REFUNDS', (_, { books }) => books.refunds.length],
]

function moodPairs(names) {
  return names.map(name => [name, ({ mood }) => mood[camelCased(name)]])
}

function camelCased(name) {
  return name.toLowerCase().replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

/** The first latent number in which the env's snapshot and row `i` of the loop differ, in words; null for none. */
export function latentDifference({ world }, { state }, i) {
  const [ticket] = world.tickets
  for (const [name, read] of pairs) {
    const expected = Number(read(ticket, world))
    const found = state[i * STRIDE + field[name]]
    if (!Object.is(expected + 0, found + 0))
      return `latent ${name} is ${expected} in the env, ${found} in the loop`
  }
  return scheduleDifference(world.due, state, i)
}

/** What is still to happen, and when. */
function scheduleDifference(due, state, i) {
  const row = i * STRIDE
  const head = state[row + field.DUE_HEAD]
  const count = state[row + field.DUE_COUNT] - head
  if (due.length !== count) return `${due.length} things are due in the env, ${count} in the loop`
  for (const [index, { atMs, kind }] of due.entries()) {
    const found = state[row + field.DUE + 3 * (head + index)]
    if (found !== atMs) return `${kind} is due at ${atMs} in the env, at ${found} in the loop`
  }
  return null
}
