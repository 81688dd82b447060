/** What the agent does: mirrors src/env/{replies,reads,writes,flow}.ts. */

import { refusalReasons, remedies, slots, topics } from '../../dist/world/acts.js'
import { handOverParts } from '../../dist/world/tools.js'
import { answerActs, replyDelayMs, SAYS_QUESTION } from './behaviour.js'
import { AS_BUSY, AS_WAITING, appraise, EXPERIENCE, takeTurn } from './customer.js'
import { CHARGES_MAX, field } from './fields.js'
import { model } from './model.js'
import { leakedCents } from './oracle.js'
import { appraised, elapse, end, fail, hear, leave, remedied, succeed } from './scene.js'
import { createRefund, keepRefundPromises, makePromise } from './settlement.js'
import * as tables from './tables.js'

const { OBSERVATION, TEMPLATE, PATIENCE, EXPLAINED, TOLD_CAUSE, TOLD_REFUND_TIMING } = field
const { MISINFORMED, DISCLOSED, TOLD_CENTS, TOLD_CANCELLATIONS, LAST_CONTACT, HAS_NUDGED } = field
const { HAS_ESTIMATE, TRANSFERS, RATIO, CONVERSATION, PROGRESS, VERIFIED, LIST, REFUSED } = field
const { TOLD_SLOTS, REFUNDED_CENTS, CANCELLATIONS, ENDED, NEW_FACTS, LEAK, DISCLOSURES } = field
const { FALSE_CONFIRMS, ESCALATED, NOW, REFUNDS, CHARGE_REFUNDED, SUBSCRIPTION_CANCELED } = field
const { SUBSCRIPTION_ENDS, SAID } = field
const { READ, ACTION_ARGUMENT, ACTION_OPTION, REPLY_MS, CHARGE_ROW, CHARGE_CENTS } = tables
const { CHARGE_CAPTURED, SUBSCRIPTIONS, SUBSCRIPTION_ROW, ENTITLED_CENTS, LOSS_CENTS, KNOWS } = tables
const { TOPIC_TRUTH, TOPIC_IS_GENERAL, TRUTH, actionAt, feature } = tables

const { explain_true, explain_wrong, refuse_bare, refuse_explained, confirm_true, confirm_false } = EXPERIENCE
const { ask_new, ask_known, verify, remedy_beside, escalate_warm, escalate_cold, remedy } = EXPERIENCE
const { greet, acknowledge, empathize, apologize, promise } = EXPERIENCE
const CLOSING = EXPERIENCE.close

const ON_HOLD = 2

// The replies of the discrete face, in their order.

const GREET = actionAt('reply.greet')
const ACKNOWLEDGE = actionAt('reply.acknowledge')
const EMPATHIZE = actionAt('reply.empathize')
const APOLOGIZE = actionAt('reply.apologize')
const CONFIRM = actionAt('reply.confirm')
const CLOSE_POLITELY = actionAt('reply.close_politely')
const ASK = actionAt(`reply.ask.${slots[0]}`)
const EXPLAIN = actionAt(`reply.explain.${topics[0]}`)
const PROMISE = actionAt('reply.promise.refund')
const OFFER = actionAt(`reply.offer.${remedies[0]}`)
const REFUSE = actionAt(`reply.refuse.${refusalReasons[0]}`)
const REFUSE_REFUNDED = actionAt('reply.refuse.already_refunded')

const SAID_AT = feature('said.greet')
const TOLD_AT = feature(`told.${slots[0]}`)
const EXPLAINED_AT = feature(`explained.${topics[0]}`)
const OFFERED_AT = feature(`offered.${remedies[0]}`)
const REFUSED_AT = feature('refused')
const VERIFIED_AT = feature('verified')
const PAYER_AT = feature('requester.payer')
const REFUNDED_AT = feature('refunded')
const CANCELLATIONS_AT = feature('done.cancellation')

/** count ÷ 4, at most 1. */
function putQuarter(observations, place, count) {
  observations[place] = count < 4 ? count / 4 : 1
}

/** Sends a message of one act: the customer lives through it, may give up over it, and otherwise answers. */
export function reply(loop, o, action) {
  const s = loop.state
  elapse(loop, o, REPLY_MS[action] | 0, AS_WAITING)
  if (s[o + ENDED] === 1) return
  const b = s[o + OBSERVATION] | 0
  const asked = action >= ASK && action < EXPLAIN ? 1 << (action - ASK) : 0
  const isNews = asked !== 0 && (s[o + TOLD_SLOTS] & asked) === 0
  const experience = say(s, o, loop.observations, action)
  const repeat = experience === ask_known || experience === remedy ? 0 : (s[o + SAID + action] | 0) - 1
  touch(s, o)
  if (s[o + CONVERSATION] === ON_HOLD) s[o + CONVERSATION] = 1 // message.sent
  if (action >= EXPLAIN && action < PROMISE) remedied(s, o) // case.explained
  appraise(s, o, experience, repeat)
  appraised(s, o)
  const isOut = takeTurn(s, o)
  if (s[o + ENDED] === 0 && isOut === 1) leave(loop, o)
  if (s[o + ENDED] === 1) return
  elapse(loop, o, replyDelayMs(s, o), AS_BUSY)
  const known = isNews && (KNOWS & asked) !== 0 ? 1 : 0
  if (known === 1) {
    s[o + TOLD_SLOTS] |= asked
    loop.observations[b + TOLD_AT + action - ASK] = 1
  }
  hear(loop, o, answerActs(s, o, known, action >= EXPLAIN || action === CONFIRM ? 1 : 0))
  touch(s, o)
}

/** The agent and the customer are in contact: silence starts again from here. */
function touch(s, o) {
  s[o + LAST_CONTACT] = s[o + NOW]
  s[o + HAS_NUDGED] = 0
}

/** Says one act: it is counted, and what is true of it decides what the customer lives through. */
function say(s, o, observations, action) {
  const b = s[o + OBSERVATION] | 0
  const count = (s[o + SAID + action] | 0) + 1
  s[o + SAID + action] = count
  if (action < ASK) putQuarter(observations, b + SAID_AT + action, count)
  if (action === GREET) return greet
  if (action === ACKNOWLEDGE) return acknowledge
  if (action === EMPATHIZE) return empathize
  if (action === APOLOGIZE) return apologize
  if (action === CONFIRM) return confirm(s, o)
  if (action === CLOSE_POLITELY) return CLOSING
  if (action < EXPLAIN) {
    const isTold = (s[o + TOLD_SLOTS] & (1 << (action - ASK))) !== 0
    return isTold || count > 1 ? ask_known : ask_new
  }
  if (action < PROMISE) return explain(s, o, observations, action - EXPLAIN)
  if (action < OFFER) {
    makePromise(s, o, action - PROMISE)
    s[o + HAS_ESTIMATE] = 1
    return promise
  }
  if (action < REFUSE) {
    observations[b + OFFERED_AT + action - OFFER] = 1
    return promise
  }
  if (action === REFUSE_REFUNDED) disclose(s, o)
  s[o + REFUSED] += 1
  putQuarter(observations, b + REFUSED_AT, s[o + REFUSED] | 0)
  const isRight = s[o + EXPLAINED] === 1 && ENTITLED_CENTS[s[o + TEMPLATE] | 0] === 0
  return isRight ? refuse_explained : refuse_bare
}

const TOPICS = topics.length
const REFUND_TIMING = topics.indexOf('refund-timing')
const { untrue: UNTRUE, relevant: RELEVANT } = TRUTH

/** A refund that was made stays pending until the settlement, so that its timing is to the point. */
function explain(s, o, observations, topic) {
  if (TOPIC_IS_GENERAL[topic] === 0) disclose(s, o)
  observations[(s[o + OBSERVATION] | 0) + EXPLAINED_AT + topic] = 1
  const isTiming = topic === REFUND_TIMING && s[o + REFUNDS] > 0
  const truth = isTiming ? RELEVANT : TOPIC_TRUTH[(s[o + TEMPLATE] | 0) * TOPICS + topic]
  if (truth === UNTRUE) s[o + MISINFORMED] += 1
  if (truth !== RELEVANT) return explain_wrong
  s[o + EXPLAINED] = 1
  s[o + (isTiming ? TOLD_REFUND_TIMING : TOLD_CAUSE)] = 1
  return explain_true
}

/** Confirming tells of what was done since the last time, or else states where the case stands. */
function confirm(s, o) {
  const template = s[o + TEMPLATE] | 0
  const movedCents = s[o + REFUNDED_CENTS]
  const newCents = movedCents - s[o + TOLD_CENTS]
  const newCancellations = s[o + CANCELLATIONS] - s[o + TOLD_CANCELLATIONS]
  s[o + TOLD_CENTS] = movedCents
  s[o + TOLD_CANCELLATIONS] = s[o + CANCELLATIONS]
  if (newCents > 0 || newCancellations > 0) disclose(s, o)
  if (newCents > 0) {
    s[o + RATIO] = newCents / LOSS_CENTS[template]
    return remedy
  }
  if (newCancellations > 0) return remedy_beside
  if (movedCents > 0 || (s[o + EXPLAINED] === 1 && ENTITLED_CENTS[template] === 0)) return confirm_true
  s[o + FALSE_CONFIRMS] += 1
  return confirm_false
}

function disclose(s, o) {
  if (s[o + VERIFIED] === 1) return
  s[o + DISCLOSED] += 1
  s[o + DISCLOSURES] += 1
}

// src/env/reads.ts

const VERIFY_MS = 60_000

export function verifyIdentity(loop, o) {
  const s = loop.state
  const isAsked = s[o + VERIFIED] === 1
  s[o + VERIFIED] = 1
  loop.observations[s[o + OBSERVATION] + VERIFIED_AT] = 1
  loop.observations[s[o + OBSERVATION] + PAYER_AT] = 1
  if (!isAsked) s[o + NEW_FACTS] += 1
  succeed(loop, o)
  elapse(loop, o, VERIFY_MS, AS_WAITING)
  if (s[o + ENDED] === 1) return
  s[o + LAST_CONTACT] = s[o + NOW]
  appraise(s, o, isAsked ? ask_known : verify, 0)
  appraised(s, o)
}

// src/env/writes.ts

const WRITE_MS = 30_000
const LEAK_MAX_CENTS = 10_000
const LIST_CHARGES = READ.charges
const LIST_SUBSCRIPTIONS = READ.subscriptions

/** Of the amounts of the discrete face only the full one is ever in view: refunds are whole, invoices alike. */
export function issueRefund(loop, o, action) {
  const s = loop.state
  const charges = (s[o + TEMPLATE] | 0) * CHARGES_MAX
  const row = ACTION_ARGUMENT[action]
  const isListed = s[o + LIST] === LIST_CHARGES && row < CHARGES_MAX && ACTION_OPTION[action] === 1
  const charge = isListed ? CHARGE_ROW[charges + row] : 0
  const amountCents = CHARGE_CENTS[charges + charge] | 0
  const leftCents = CHARGE_CAPTURED[charges + charge] - s[o + CHARGE_REFUNDED + charge]
  if (isListed && leftCents > 0 && amountCents <= leftCents) {
    const before = leakedCents(s, o)
    createRefund(s, o, charge, amountCents)
    s[o + REFUNDED_CENTS] += amountCents
    const refunded = s[o + REFUNDED_CENTS] / 20_000
    loop.observations[s[o + OBSERVATION] + REFUNDED_AT] = refunded > 1 ? 1 : refunded
    keepRefundPromises(s, o)
    remedied(s, o)
    succeed(loop, o)
    s[o + LEAK] = Math.min(LEAK_MAX_CENTS, leakedCents(s, o)) - Math.min(LEAK_MAX_CENTS, before)
  } else fail(loop, o)
  elapse(loop, o, WRITE_MS, AS_WAITING)
}

export function cancelSubscription(loop, o, action) {
  const s = loop.state
  const template = s[o + TEMPLATE] | 0
  const row = ACTION_ARGUMENT[action]
  const isListed = s[o + LIST] === LIST_SUBSCRIPTIONS && row < SUBSCRIPTIONS[template]
  const subscription = isListed ? SUBSCRIPTION_ROW[template * 2 + row] : 0
  const isNow = ACTION_OPTION[action] === 1
  const isActive = s[o + SUBSCRIPTION_CANCELED + subscription] === 0
  if (isListed && isActive && (isNow || s[o + SUBSCRIPTION_ENDS + subscription] === 0)) {
    s[o + (isNow ? SUBSCRIPTION_CANCELED : SUBSCRIPTION_ENDS) + subscription] = 1
    s[o + CANCELLATIONS] += 1
    putQuarter(loop.observations, s[o + OBSERVATION] + CANCELLATIONS_AT, s[o + CANCELLATIONS] | 0)
    remedied(s, o)
    succeed(loop, o)
  } else fail(loop, o)
  elapse(loop, o, WRITE_MS, AS_WAITING)
}

// src/env/flow.ts

const PARTS_MS = 15_000 * handOverParts.length

/** Warm once the case was explored: the discrete face passes on all that is known. No team is the right one. */
export function escalate(loop, o) {
  const s = loop.state
  const warm = s[o + PROGRESS] > 0
  elapse(loop, o, (warm ? 180_000 : 360_000) + PARTS_MS, AS_WAITING)
  if (s[o + ENDED] === 1) return
  s[o + TRANSFERS] += 1
  appraise(s, o, warm ? escalate_warm : escalate_cold, 0)
  s[o + ESCALATED] = 1
  end(s, o)
}

const { minutes: NUDGE_MINUTES, perPatience: NUDGE_PER_PATIENCE } = model.nudge

/** Waits: until the time is up, the customer leaves, or asks whether anybody is there. */
export function wait(loop, o, minutes) {
  const s = loop.state
  s[o + CONVERSATION] = ON_HOLD
  const untilMs = s[o + NOW] + minutes * 60_000
  const patientMs = s[o + LAST_CONTACT] + (NUDGE_MINUTES + NUDGE_PER_PATIENCE * s[o + PATIENCE]) * 60_000
  const nudgeAtMs = s[o + HAS_NUDGED] === 1 ? untilMs : Math.max(s[o + NOW], patientMs)
  const firstMs = Math.min(untilMs, nudgeAtMs)
  while (s[o + ENDED] === 0 && s[o + NOW] < firstMs) {
    const ms = Math.max(1, firstMs - s[o + NOW])
    elapse(loop, o, Math.round((ms / 60_000) * 60_000) | 0, AS_WAITING)
  }
  if (s[o + ENDED] === 1 || s[o + NOW] >= untilMs) return
  s[o + HAS_NUDGED] = 1
  hear(loop, o, SAYS_QUESTION)
}

export function close(loop, o) {
  const s = loop.state
  if (s[o + SAID + CLOSE_POLITELY] === 0) appraise(s, o, CLOSING, 0)
  end(s, o)
}
