/**
 * A hand-written loop over the dynamics of `billing-support-v4` for one workload: the reference of what speed is
 * possible. Flat typed arrays, nothing allocated by `reset` or `step`; bit for bit what the env answers, which
 * `verify.js` shows.
 *
 * Covered: scenario `duplicate-charge-v1` with its three causes and three variants as the seed draws them; the default
 * persona pack and the customer model that ships, all archetypes, nobody who was here before; the default config (one
 * ticket, business reward, default guardrails, `settle` delivery, budgets of 40 steps and 480 minutes); the float
 * observation and the discrete face. Actions: every reply, every look-up, `search_knowledge_base`, `next_page` (never
 * legal: no list has two pages), `verify_identity`, `issue_refund`, `cancel_subscription`, `escalate`, `wait`, `close`;
 * illegal, denied and refused ones too. The whole settlement.
 *
 * Not covered, and answered with an error: `quote_cancellation`, `quote_change`, `apply_credit`, `change_plan`,
 * `change_seats`, `apply_promotion`, what is done about invoices and disputes, `send_payment_link`, `run_diagnostic`,
 * `apply_fix`, `schedule_follow_up`. Approvals, faults, second pages and events that fall due before the close cannot
 * come about in this workload (`assumptions.js` checks what that rests on) and have no code. Not kept, as no output here
 * shows it: transcript, tool messages, ids, journal and balances, the values that the customer told (only that they
 * were told), signals' causes (the trail), emotions but for the walk-out, the rest of `info`, the report.
 */

import { cancelSubscription, close, escalate, issueRefund, reply, verifyIdentity, wait } from './agent.js'
import { begin } from './begin.js'
import { AS_WAITING } from './customer.js'
import { field, STRIDE } from './fields.js'
import { elapse, end, fail, succeed } from './scene.js'
import { look, see } from './see.js'
import { settle } from './settlement.js'
import * as tables from './tables.js'

const { OBSERVATION, MASK, OUTCOME, CONVERSATION, VERIFIED, CHARGES_LISTED } = field
const { SUBSCRIPTIONS_LISTED, STEPS, MINUTES, STARTED_AT, ENDED, WORKED, FAILED, NEW_FACTS } = field
const { LEAK, DISCLOSURES, FALSE_CONFIRMS, DENIED, ESCALATED, HONESTY, SATISFACTION_TERM } = field
const { RETENTION, NOW, COST_SUM } = field
const { ACTIONS, FEATURES, KIND, ACTION_KIND, ACTION_ARGUMENT, ACTION_IS_READ, feature } = tables

/** What the loop is a loop over. */
export const covers =
  'duplicate-charge-v1, default config and persona pack, float observation, discrete actions: replies, look-ups, ' +
  'verify_identity, issue_refund within the cap, cancel_subscription, escalate, wait, close; the settlement to day 150'

/** `n` envs side by side; what they answer stands in the arrays after each call. */
export function createLoop(n) {
  const state = new Float64Array(n * STRIDE)
  for (let i = 0; i < n; i++) {
    state[i * STRIDE + OBSERVATION] = i * FEATURES
    state[i * STRIDE + MASK] = i * ACTIONS
  }
  const loop = {
    state,
    observations: new Float32Array(n * FEATURES),
    masks: new Uint8Array(n * ACTIONS),
    rewards: new Float64Array(n),
    terminations: new Uint8Array(n),
    /** The step's violations, summed, and those of the episode so far. */
    costs: new Float64Array(n),
    costSums: new Float64Array(n),
    reset: (i, seed) => reset(loop, i, seed),
    step: (i, action) => step(loop, i, action),
  }
  return loop
}

function reset(loop, i, seed) {
  const o = i * STRIDE
  begin(loop.state, o, loop.observations, seed)
  see(loop.state, o, loop.observations, loop.masks)
  loop.rewards[i] = 0
  loop.terminations[i] = 0
  loop.costs[i] = 0
  loop.costSums[i] = 0
}

// src/env/step.ts: advance, conclude and account.

const STEPS_MAX = 40
const MINUTES_MAX = 480
const MISTAKE_MS = 30_000
const READ_MS = 18_000
const TOOL_OK_AT = feature('tool.ok')
const TOOL_FAILED_AT = feature('tool.failed')
const OUTCOME_WORTH = Float64Array.of(1, 0.2, -0.3, -1)

function step(loop, i, action) {
  const s = loop.state
  const o = i * STRIDE
  if (s[o + CONVERSATION] === OVER) throw new Error('The episode is over: reset it first.')
  const b = i * FEATURES
  s[o + STARTED_AT] = s[o + NOW]
  s[o + FAILED] = 0
  s[o + NEW_FACTS] = 0
  s[o + LEAK] = 0
  s[o + DISCLOSURES] = 0
  s[o + FALSE_CONFIRMS] = 0
  s[o + DENIED] = 0
  s[o + STEPS] += 1
  loop.observations[b + TOOL_OK_AT] = 0
  loop.observations[b + TOOL_FAILED_AT] = 0
  if (admit(loop, o, action)) perform(loop, o, action)
  else elapse(loop, o, MISTAKE_MS, AS_WAITING)
  if (s[o + ENDED] === 0 && (s[o + STEPS] >= STEPS_MAX || s[o + MINUTES] >= MINUTES_MAX)) end(s, o)
  if (s[o + ENDED] === 0) s[o + WORKED] = (s[o + NOW] - s[o + STARTED_AT]) / 60_000
  else settle(s, o)
  account(loop, i, action)
  see(s, o, loop.observations, loop.masks)
}

/** src/reward/index.ts (business) and the costs of src/guardrails/index.ts. */
function account(loop, i, action) {
  const s = loop.state
  const o = i * STRIDE
  const failed = s[o + FAILED] === 1
  const ended = s[o + ENDED] === 1
  const worked = s[o + WORKED]
  const facts = s[o + NEW_FACTS]
  const effort = -(ACTION_IS_READ[action] === 1 && !failed ? 0 : 0.008) - 0.0008 * (worked < 60 ? worked : 60)
  const tools = (failed ? -0.02 : 0) + 0.002 * (facts < 6 ? facts : 6)
  const leakage = -s[o + LEAK] / 5_000
  const honesty = (s[o + FALSE_CONFIRMS] > 0 ? -0.25 : 0) + s[o + HONESTY]
  const escalation = s[o + ESCALATED] === 1 ? -0.25 : 0
  const outcome = ended ? OUTCOME_WORTH[s[o + OUTCOME] | 0] : 0
  loop.rewards[i] =
    effort + tools + leakage + honesty + escalation + outcome + s[o + SATISFACTION_TERM] + s[o + RETENTION]
  const cost = s[o + DENIED] + (s[o + DISCLOSURES] > 0 ? 1 : 0) + (s[o + LEAK] > 0 ? 1 : 0)
  s[o + COST_SUM] += cost
  loop.costs[i] = cost
  loop.costSums[i] = s[o + COST_SUM]
  loop.terminations[i] = ended ? 1 : 0
}

// src/env/admit.ts and src/env/perform.ts: what is legal (src/world/support.machine.ts), what the guardrails deny.

const OVER = 0
const OPEN = 1
const { reply: REPLY, read: LOOK, verify_identity: VERIFY, issue_refund: REFUND, wait: WAIT } = KIND
const { cancel_subscription: CANCEL, escalate: ESCALATE, close: CLOSE, UNSUPPORTED } = KIND

function admit(loop, o, action) {
  const s = loop.state
  const kind = ACTION_KIND[action]
  if (kind >= UNSUPPORTED) throw new Error('unsupported: an action that the hand-written loop does not cover')
  const isOpen = s[o + CONVERSATION] === OPEN
  let legal = kind === REPLY || kind === LOOK || kind === WAIT
  if (kind === VERIFY || kind === ESCALATE || kind === CLOSE) legal = isOpen
  if (kind === REFUND) legal = isOpen && s[o + CHARGES_LISTED] === 1
  if (kind === CANCEL) legal = isOpen && s[o + SUBSCRIPTIONS_LISTED] === 1
  const denied = legal && (kind === REFUND || kind === CANCEL) && s[o + VERIFIED] === 0
  if (legal && !denied) return true
  if (denied) s[o + DENIED] = 1
  fail(loop, o)
  return false
}

function perform(loop, o, action) {
  const kind = ACTION_KIND[action]
  if (kind === REPLY) reply(loop, o, action)
  else if (kind === LOOK) {
    look(loop.state, o, loop.observations, ACTION_ARGUMENT[action])
    succeed(loop, o)
    elapse(loop, o, READ_MS, AS_WAITING)
  } else if (kind === VERIFY) verifyIdentity(loop, o)
  else if (kind === REFUND) issueRefund(loop, o, action)
  else if (kind === CANCEL) cancelSubscription(loop, o, action)
  else if (kind === ESCALATE) escalate(loop, o)
  else if (kind === WAIT) wait(loop, o, ACTION_ARGUMENT[action])
  else close(loop, o)
}
