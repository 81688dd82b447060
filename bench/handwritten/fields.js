/**
 * The row of one env: everything that changes in an episode, as numbers at fixed places of one `Float64Array`. Each
 * file of the loop takes the places it needs into constants of its own, which the compiler then folds.
 */

import { discreteActions } from '../../dist/index.js'

/** The most of each that one episode can hold: 40 steps, four charges. */
export const CHARGES_MAX = 4
const SUBSCRIPTIONS_MAX = 2
const REFUNDS_MAX = 4
const PROMISES_MAX = 40
const REPLIES = discreteActions.filter(({ type }) => type === 'reply').length
const DUE_MAX = 56
/** Numbers of a due entry: its moment, its kind, what it is about. */
export const DUE_WIDTH = 3

const names = [
  // Where the env's part of the outputs begins, and how its mask stands: a reset leaves these as they are.
  ...['OBSERVATION', 'MASK', 'MASK_KEY'],
  // The noise of its seed (core/random.ts).
  'SEED_HASH',
  // world.ts: the template, traits, and what is computed from them once.
  ...['TEMPLATE', 'ARCHETYPE', 'CHANNEL', 'SEVERE', 'URGENCY', 'PATIENCE', 'TECH', 'POLITENESS'],
  ...['ASSERTIVENESS', 'LOYALTY', 'VOLATILITY', 'VERBOSITY', 'RAPPORT', 'LOSS_AVERSION'],
  ...['RELAXATION', 'MINUTE_DECAY', 'WAIT_ANGER', 'LEAVING_SCALE', 'LEAVING_URGENCY', 'LEAVING_LOYALTY'],
  // world.ts: hidden.
  ...[
    'PATIENCE_THRESHOLD',
    'BELIEF_DRAW',
    'BIAS',
    'EXPLAINED',
    'TOLD_CAUSE',
    'TOLD_REFUND_TIMING',
    'MISINFORMED',
  ],
  ...['DISCLOSED', 'UNKEPT', 'TOLD_CENTS', 'TOLD_CANCELLATIONS', 'BELIEVED', 'SATISFACTION', 'OUTCOME'],
  ...['LEFT_SILENTLY'],
  // world.ts: mood.
  ...['ANGER', 'BASELINE', 'CONFUSION', 'EFFORT', 'EXPECTATION', 'BELIEF', 'TRUST', 'DISTRIBUTIVE'],
  ...['PROCEDURAL', 'INTERACTIONAL', 'ANGER_PEAK', 'ANGER_MINUTES', 'MOOD_MINUTES', 'WAIT_MINUTES'],
  ...['LAST_CONTACT', 'HAS_NUDGED', 'HAS_ESTIMATE', 'HAZARD', 'TRANSFERS', 'LAST_VALUE', 'RATIO'],
  // world.ts: chart.
  ...['CONVERSATION', 'EMOTION', 'PROGRESS'],
  // record.ts: what the agent has seen and done.
  ...['HEARD', 'ANSWERS', 'VERIFIED', 'CHARGES_LISTED', 'SUBSCRIPTIONS_LISTED', 'CUSTOMER_SEEN', 'LIST'],
  'TERMS_SEEN',
  ...['TOOL_FAILURES', 'REFUSED', 'TOLD_SLOTS', 'REFUNDED_CENTS'],
  ...['CANCELLATIONS', 'STEPS', 'ASSIGNED_AT', 'MINUTES', 'PROMISES', 'PROMISES_OPEN', 'PROMISES_BROKEN'],
  // station.ts: the passage of the step under way.
  ...['STARTED_AT', 'ENDED', 'WORKED', 'FAILED', 'NEW_FACTS', 'LEAK', 'DISCLOSURES', 'FALSE_CONFIRMS'],
  ...['DENIED', 'ESCALATED', 'HONESTY', 'SATISFACTION_TERM', 'RETENTION'],
  ...['NOW', 'COST_SUM', 'REFUNDS', 'DUE_HEAD', 'DUE_COUNT'],
]

/** Places of single numbers by name, then those of the arrays. */
export const field = Object.fromEntries(names.map((name, place) => [name, place]))

let end = names.length
function array(name, length) {
  field[name] = end
  end += length
}

array('CHARGE_REFUNDED', CHARGES_MAX)
array('CHARGE_DISPUTED', CHARGES_MAX)
array('SUBSCRIPTION_CANCELED', SUBSCRIPTIONS_MAX)
array('SUBSCRIPTION_ENDS', SUBSCRIPTIONS_MAX)
array('REFUND_CHARGE', REFUNDS_MAX)
array('REFUND_CENTS', REFUNDS_MAX)
array('REFUND_STATUS', REFUNDS_MAX)
array('REFUND_FAILS', REFUNDS_MAX)
array('FACTS_READ', 8)
array('SAID', REPLIES)
/** A reset clears from SEED_HASH up to here; what lies behind is written before it is read. */
field.CLEARED = end
array('PROMISE_WHAT', PROMISES_MAX)
array('PROMISE_STATE', PROMISES_MAX)
array('DUE', DUE_MAX * DUE_WIDTH)

export const STRIDE = end
Object.freeze(field)
