/** What the loop takes for granted of the scenario, checked once at set-up. */

import { DAY_MS, MINUTE_MS } from '../../dist/core/clock.js'
import { defaultRules } from '../../dist/index.js'
import { CHARGES_MAX } from './fields.js'

export function expectThat(holds, what) {
  if (!holds) throw new Error(`The hand-written loop is out of date: it expects that ${what}.`)
}

const HORIZON_MS = 150 * DAY_MS

const oracles = {
  'duplicate-capture':
    'refunded(extra) = full|refund-reason(extra) = duplicate|told(refund-timing)|misinformed = no/refunded(extra) > 0/refunded(paid.charge) > 0|overpaid|canceled(sub) != no|disclosed-before-verified',
  'authorization-hold':
    'moved = none|told(hold-expires)|believed|misinformed = no/moved = none|told(hold-expires)/moved > 0|canceled(sub) != no|disclosed-before-verified',
  'two-subscriptions':
    'refunded(second.charge) = full|canceled(second) = now|misinformed = no/refunded(second.charge) = full or canceled(second) != no/refunded(paid.charge) > 0|overpaid|canceled(sub) != no|disclosed-before-verified',
}
export const CAUSES = Object.keys(oracles)

/** Throws where the templates, by cause and variant, are no longer what the loop is written for. */
export function checkTemplates(templates) {
  expectThat(DAY_MS === 86_400_000 && MINUTE_MS === 60_000, 'a day is a day')
  for (const template of templates) {
    checkCase(template)
    checkCustomer(template)
    checkReferences(template)
    checkLists(template)
    checkAlike(template, templates[0])
    checkCaps(template)
  }
}

const clauseText = clause => clause.map(({ text }) => text).join(' or ')

function checkCase({ cause, oracle, verifies, faults, requester, wants, wantsToLeave, escalation, accepts }) {
  const parts = [oracle.resolved, oracle.partial, oracle.harmful]
  const text = parts.map(clauses => clauses.map(clauseText).join('|')).join('/')
  expectThat(text === oracles[cause], `the oracle of ${cause} is "${oracles[cause]}"`)
  expectThat(verifies && faults.length === 0, 'identities verify and nothing faults')
  expectThat(requester === 'payer', 'who asks is who pays')
  expectThat(wants.length === 0 && !wantsToLeave, 'nothing but money is at issue')
  expectThat(escalation === null, 'no cause is for another team')
  expectThat(accepts.some(isRefund), 'refunds are accepted')
}

const isRefund = ({ remedy }) => remedy === 'refund'

/** What the customer says shows in no number but that they said it; the loyalty offer is for longer customers. */
function checkCustomer({ knows, answers, terms, books }) {
  const isOnlyTold = !('seats' in knows) && !('code' in knows) && Object.keys(answers).length === 0
  expectThat(isOnlyTold, 'no number follows from what the customer tells')
  const isPlan = books.plans.some(({ code }) => code === knows.goal)
  expectThat(knows.goal !== 'leave' && !isPlan && !(knows.goal in terms.features), 'the goal is none of ours')
  const offer = terms.loyaltyOffer
  const firstMs = Math.min(...books.subscriptions.map(({ createdAtMs }) => createdAtMs))
  expectThat(offer !== null, 'there is a loyalty offer')
  expectThat(HORIZON_MS - firstMs < offer.subscribedDaysMin * DAY_MS, 'nobody is eligible for it')
}

function checkReferences({ books, references }) {
  const { sub, paid, extra, second } = references
  expectThat(sub.ordinal === 0, 'subscription 0 is the one to keep')
  expectThat(paid.ordinal === 2 && books.charges[2].invoice === 2, 'charge 2 is what was paid')
  expectThat((extra?.ordinal ?? 3) === 3 && (second?.ordinal ?? 1) === 1, 'the second is the last')
  expectThat(
    extra === undefined || books.charges[3].invoice === 2,
    'a duplicate pays the same invoice, so that its refund is for that reason',
  )
}

function checkLists({ books }) {
  const { charges, subscriptions, invoices, activities } = books
  expectThat(charges.length === CHARGES_MAX && subscriptions.length <= 2, 'lists fit one page')
  const none = [books.refunds, books.credits, books.disputes, books.inquiries, books.creditNotes]
  expectThat(
    none.every(({ length }) => length === 0),
    'no money has moved back, and no bank asks',
  )
  const plain = [books.taxIds, books.promotionCodes, books.subscriptionItems, books.discounts]
  const isPlain = ({ lines, status }) => status === 'paid' && lines.every(({ kind }) => kind === 'recurring')
  expectThat(
    plain.every(({ length }) => length === 0) && invoices.every(isPlain),
    'every invoice is paid, and nothing is taxed or discounted',
  )
  expectThat(books.customers.length === 1 && activities.length === 1, 'there is one customer, who logged in')
  expectThat(activities[0].kind === 'login', 'the activity is a login')
  expectThat(books.paymentMethods.every(isNormal), 'cards act normally')
}

const isNormal = ({ behaviour }) => behaviour === 'normal'

function checkAlike({ books, opening, articles, terms }, first) {
  const { charges, invoices, subscriptions, plans, activities } = books
  const { totalCents } = invoices[0]
  const { quantity } = subscriptions[0]
  expectThat(activities[0].atMs === first.books.activities[0].atMs, 'the login is the same')
  expectThat(opening.urgency === first.opening.urgency, 'causes open alike')
  expectThat(articles.length === first.articles.length, 'articles are alike')
  expectThat(JSON.stringify(terms) === JSON.stringify(first.terms), 'terms are alike')
  expectThat(
    subscriptions.every(each => each.quantity === quantity && plans[each.plan].interval === 'month'),
    'plans are monthly, and seats alike',
  )
  const amounts = [...charges.map(({ amountCents }) => amountCents), ...invoices.map(each => each.totalCents)]
  expectThat(
    amounts.every(cents => cents === totalCents),
    'amounts are alike',
  )
}

function checkCaps({ books: { charges } }) {
  const captured = charges.reduce((sum, { capturedCents }) => sum + capturedCents, 0)
  const { amountCents } = charges[0]
  const usage = { ticketCents: amountCents, reservedCents: 0, dayCents: { 0: captured }, today: '0' }
  const action = { type: 'issue_refund', chargeId: '', amountCents, reason: 'duplicate' }
  const asked = { record: { verified: true }, usage, approved: false }
  expectThat(
    defaultRules.every(rule => rule.check(action, asked).kind === 'allow'),
    'two refunds are within every cap',
  )
}
