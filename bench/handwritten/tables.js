/**
 * Set-up: what is constant for the scenario, read once from the build (`dist`), as flat typed arrays. It throws where
 * the scenario, the persona pack, the layout or the actions are no longer what the loop is written for.
 */

import { MINUTE_MS } from '../../dist/core/clock.js'
import { discreteActions, layoutNames, loadCatalogue } from '../../dist/index.js'
import { meanOf } from '../../dist/personas/index.js'
import { readTypes } from '../../dist/world/actions.js'
import { customerActs, slots, topics } from '../../dist/world/acts.js'
import { CAUSES, checkTemplates, expectThat } from './assumptions.js'
import { betaTable, TABLE_STEPS } from './beta.js'
import { cast, model } from './model.js'

export const SCENARIO = 'duplicate-charge-v1'

// The float observation (src/env/layout.ts).

export const FEATURES = layoutNames.length

/** Where a number of the float observation stands. */
export function feature(name) {
  const place = layoutNames.indexOf(name)
  expectThat(place >= 0, `the layout has "${name}"`)
  return place
}

// The discrete actions (src/env/discrete.ts).

export const ACTIONS = discreteActions.length
export const READ = {
  customer: 0,
  charges: 1,
  subscriptions: 2,
  invoices: 3,
  refunds: 4,
  disputes: 5,
  policy: 6,
  article: 7,
}

/** Kinds of actions; those from UNSUPPORTED on throw. */
export const KIND = {
  ...{ reply: 0, read: 1, verify_identity: 2, issue_refund: 3, cancel_subscription: 4, escalate: 5 },
  ...{ wait: 6, close: 7, next_page: 8, wait_for_next_signal: 9, UNSUPPORTED: 10 },
}

/** The index of a discrete action. */
export function actionAt(name) {
  const index = discreteActions.findIndex(entry => entry.name === name)
  expectThat(index >= 0, `there is an action "${name}"`)
  return index
}

const reads = {
  lookup_customer: READ.customer,
  lookup_charges: READ.charges,
  lookup_subscriptions: READ.subscriptions,
  lookup_invoices: READ.invoices,
  lookup_refunds: READ.refunds,
  lookup_disputes: READ.disputes,
  lookup_policy: READ.policy,
  search_knowledge_base: READ.article,
}

export const ACTION_KIND = Uint8Array.from(discreteActions, ({ type }) =>
  type in reads ? KIND.read : (KIND[type] ?? KIND.UNSUPPORTED),
)
/** What a read reads, the row a write aims at, the minutes of a wait. */
export const ACTION_ARGUMENT = Int32Array.from(discreteActions, ({ name, type, missing }) => {
  if (type in reads) return reads[type]
  if (type === 'wait') return missing.minutes
  return type === 'issue_refund' || type === 'cancel_subscription' ? Number(name.split('.')[1]) : 0
})
/** A refund in full, or a cancellation now, as against those at the period's end. */
export const ACTION_OPTION = Uint8Array.from(discreteActions, ({ name }) =>
  name.endsWith('.full') || name.endsWith('.now') ? 1 : 0,
)
export const ACTION_IS_READ = Uint8Array.from(discreteActions, ({ type }) => (readTypes.has(type) ? 1 : 0))

/** Milliseconds that saying a reply takes (src/env/replies.ts), by its index: replies come first. */
const ACT_MINUTES = {
  ...{ greet: 0.3, acknowledge: 0.5, empathize: 0.5, apologize: 0.5, ask: 1.5, explain: 1, promise: 0.5 },
  ...{ offer: 0.5, refuse: 1, confirm: 0.5, close_politely: 0.3 },
}
export const REPLY_MS = Float64Array.from(
  discreteActions.filter(({ type }) => type === 'reply'),
  ({ missing }) => Math.round(ACT_MINUTES[missing.acts[0].act] * MINUTE_MS),
)
expectThat(ACTION_KIND.lastIndexOf(KIND.reply) === REPLY_MS.length - 1, 'replies are the first actions')

// The persona pack (src/personas/persona.ts).

const { archetypes } = cast
const sum = numbers => numbers.reduce((total, number) => total + number, 0)
export const drawnTraits = [
  ...['patience', 'tech', 'politeness', 'assertiveness', 'priceSensitivity', 'loyalty', 'volatility'],
  ...['verbosity', 'rapport'],
]
/** Weights, and behind them their sum. */
const weighted = weights => Float64Array.of(...weights, sum(weights))
export const ARCHETYPE_SHARE = weighted(archetypes.map(({ share }) => share))

const CONCENTRATION = model.traits.concentration
const means = [
  ...new Set(archetypes.flatMap(({ traits }) => drawnTraits.map(trait => meanOf(traits[trait])))),
]
/** Quantiles by distinct mean, one after the other; and, by archetype and trait, where its table begins. */
export const QUANTILES = new Float64Array(means.length * (TABLE_STEPS + 1))
for (const [index, mean] of means.entries()) {
  const table = betaTable(mean * CONCENTRATION, (1 - mean) * CONCENTRATION)
  QUANTILES.set(table, index * (TABLE_STEPS + 1))
}
export const TRAIT_TABLE = Int32Array.from(
  archetypes.flatMap(({ traits }) =>
    drawnTraits.map(trait => means.indexOf(meanOf(traits[trait])) * (TABLE_STEPS + 1)),
  ),
)
export { TABLE_STEPS }

const channels = ['chat', 'email', 'phone']
export const ARCHETYPE_CHANNELS = Uint8Array.from(archetypes, archetype => archetype.channels.length)
export const ARCHETYPE_CHANNEL = Uint8Array.from(
  archetypes.flatMap(archetype => [0, 1, 2].map(i => channels.indexOf(archetype.channels[i] ?? 'chat'))),
)
export const CHANNEL_MEDIAN = Float64Array.from(channels, channel => model.replyDelay.medianMinutes[channel])
const ofEach = read => Float64Array.from(archetypes, read)
export const ARCHETYPE_SEVERE = ofEach(({ severe }) => (severe ? 1 : 0))
export const ARCHETYPE_TRUST = ofEach(({ trust }) => trust)
export const ARCHETYPE_ANGER = ofEach(({ openingAnger }) => openingAnger)
export const ARCHETYPE_CONFUSION = ofEach(({ openingConfusion }) => openingConfusion)
export const LEAVES_SILENTLY = ofEach(({ leavesSilently }) => leavesSilently)
export const FEIGNS_ACCEPTANCE = ofEach(({ feignsAcceptance }) => feignsAcceptance)
export const CHARGEBACK_FACTOR = ofEach(({ chargebackFactor }) => chargebackFactor)
export const SURVEY_FACTOR = ofEach(({ surveyFactor }) => surveyFactor)

// The scenario (src/scenarios/template.ts), by cause and variant: template = 3 · cause + variant.

const catalogue = loadCatalogue()
const scenario = catalogue.scenario(SCENARIO)
expectThat(Object.keys(scenario.causes).join() === CAUSES.join(), `the causes are ${CAUSES.join(', ')}`)
expectThat(scenario.personas.exclude.length === 0, 'no persona is excluded')
export const VARIANTS = scenario.variants.length
export const CAUSE_WEIGHT = weighted(CAUSES.map(cause => scenario.causes[cause].weight))

const templates = CAUSES.flatMap(cause =>
  scenario.variants.map(variant => catalogue.template(SCENARIO, cause, variant.id)),
)
const complaint = `complaint.${templates[0].opening.complaint}`
export const COMPLAINT = feature(complaint)
const bit = act => 1 << customerActs.indexOf(act)
export const OPENING_ACTS = Int32Array.from(archetypes, ({ opensWith }) =>
  [...templates[0].opening.acts, ...opensWith].reduce((acts, act) => acts | bit(act), 0),
)
export const OPENING_URGENCY = templates[0].opening.urgency
/** Slots that the customer can tell, as bits. */
export const KNOWS = slots.reduce((known, slot, i) => known | (slot in templates[0].knows ? 1 << i : 0), 0)

const ofTemplate = read => Float64Array.from(templates, read)
export const BLAME = ofTemplate(({ blame }) => blame)
export const LOSS_CENTS = ofTemplate(({ lossCents }) => lossCents)
export const ENTITLED_CENTS = ofTemplate(({ entitledCents }) => entitledCents)
export const COSTLY = ofTemplate(({ books, lossCents }) => {
  const month = sum(books.subscriptions.map(each => books.plans[each.plan].unitCents * each.quantity))
  return month > 0 && lossCents > month ? 1 : 0
})
export const TRUTH = { untrue: 0, beside: 1, relevant: 2 }
/** Whether an explanation is true and to the point (src/scenarios/truth.ts), by template and topic. */
export const TOPIC_TRUTH = Uint8Array.from(
  templates.flatMap(({ explains, generalTopics }) =>
    topics.map(topic =>
      explains.includes(topic) ? TRUTH.relevant : generalTopics.includes(topic) ? TRUTH.beside : TRUTH.untrue,
    ),
  ),
)
export const TOPIC_IS_GENERAL = Uint8Array.from(topics, topic =>
  templates[0].generalTopics.includes(topic) ? 1 : 0,
)
const { terms } = templates[0]
export const [SETTLES_FEWEST, SETTLES_MOST] = terms.refundSettlementDays
export const REFUND_FAILURE_RATE = terms.refundFailureRate
export const WINDOWS = [
  terms.refundWindowDays.month,
  terms.refundWindowDays.year,
  terms.proRataYearly.withinDays,
  terms.firstPaymentWindowDays,
]
/** Articles on the complaint. */
export const ARTICLES = templates[0].articles.length

/** Charges by template and ordinal; rows of a list by template and row: ordinals, newest first. */
const newestFirst = rows =>
  rows.toSorted((one, other) => other.createdAtMs - one.createdAtMs || other.ordinal - one.ordinal)
const perCharge = read => Float64Array.from(templates.flatMap(({ books }) => books.charges.map(read)))
export const CHARGE_CENTS = perCharge(({ amountCents }) => amountCents)
export const CHARGE_CAPTURED = perCharge(({ capturedCents }) => capturedCents)
export const CHARGE_SUCCEEDED = perCharge(({ status }) => (status === 'succeeded' ? 1 : 0))
export const CHARGE_CREATED = perCharge(({ createdAtMs }) => createdAtMs)
export const CHARGE_ROW = Uint8Array.from(
  templates.flatMap(({ books }) => newestFirst([...books.charges]).map(({ ordinal }) => ordinal)),
)
export const CHARGE_TWIN = Uint8Array.from(
  templates.flatMap(({ books }) =>
    newestFirst([...books.charges]).map(({ invoice }, row, rows) =>
      invoice !== null && rows[row + 1]?.invoice === invoice ? 1 : 0,
    ),
  ),
)
export const SUBSCRIPTIONS = Uint8Array.from(templates, ({ books }) => books.subscriptions.length)
export const SUBSCRIPTION_ROW = Uint8Array.from(
  templates.flatMap(({ books }) =>
    [0, 1].map(row => newestFirst([...books.subscriptions])[row]?.ordinal ?? 0),
  ),
)
export const PERIOD_START = Float64Array.from(
  templates.flatMap(({ books }) => [0, 1].map(i => books.subscriptions[i]?.currentPeriodStartMs ?? 0)),
)
export const SEATS = ofTemplate(({ books }) => books.subscriptions[0].quantity)
export const INVOICES = Uint8Array.from(templates, ({ books }) => books.invoices.length)
export const INVOICE_CENTS = ofTemplate(({ books }) => books.invoices[0].totalCents)
export const LOGIN_AT = templates[0].books.activities[0].atMs

checkTemplates(templates)
