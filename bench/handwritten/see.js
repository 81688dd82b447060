/** What the agent sees: mirrors src/env/{layout,availability,discrete,reads}.ts. */

import { field } from './fields.js'
import * as tables from './tables.js'

const { OBSERVATION, MASK, MASK_KEY, TEMPLATE, CONVERSATION, PROGRESS, VERIFIED } = field
const { CHARGES_LISTED, SUBSCRIPTIONS_LISTED, CUSTOMER_SEEN, TERMS_SEEN, LIST, TOOL_FAILURES, STEPS } = field
const { MINUTES, PROMISES_OPEN, PROMISES_BROKEN, NEW_FACTS, NOW, REFUNDS } = field
const { CHARGE_REFUNDED, SUBSCRIPTION_CANCELED, SUBSCRIPTION_ENDS, REFUND_CENTS, REFUND_STATUS } = field
const { FACTS_READ } = field
const { CHARGE_ROW, CHARGE_CENTS, CHARGE_CREATED, CHARGE_SUCCEEDED, CHARGE_TWIN } = tables
const { SUBSCRIPTIONS, SUBSCRIPTION_ROW, PERIOD_START, SEATS, INVOICES, INVOICE_CENTS, LOGIN_AT } = tables
const { ARTICLES, WINDOWS, READ } = tables
const { actionAt, feature } = tables

const CHARGES = 4
const SUBSCRIPTIONS_MAX = 2
const INVOICES_MAX = 4
const STEPS_MAX = 40
const MINUTES_MAX = 480
const OPEN = 1
const ON_HOLD = 2
const PENDING = 0
const FAILED = 2

/** count ÷ most, kept within [0, 1]: whole numbers are passed, for a double may be allocated. */
function putShare(observations, place, count, most) {
  observations[place] = count < most ? count / most : 1
}

/** The age of what came at `moments[index]`. */
function putAge(s, o, observations, place, moments, index) {
  const part = (s[o + NOW] - moments[index]) / 86_400_000 / 100
  observations[place] = part < 0 ? 0 : part > 1 ? 1 : part
}

const STEPS_AT = feature('stepsLeft')
const MINUTES_AT = feature('minutesLeft')
const PHASES_AT = feature('phase.open')
const PROGRESS_AT = feature('progress.opened')
const FAILURES_AT = feature('tool.failures')
const PROMISES_OPEN_AT = feature('promises.open')
const PROMISES_BROKEN_AT = feature('promises.broken')
const CHARGES_AT = feature('charge.0.amount')
const CHARGE_AGE = feature('charge.0.age') - CHARGES_AT
const CHARGE_WIDTH = feature('charge.1.amount') - CHARGES_AT
const SUBSCRIPTIONS_AT = feature('subscription.0.active')
const SUBSCRIPTION_AGE = feature('subscription.0.periodAge') - SUBSCRIPTIONS_AT
const SUBSCRIPTION_ENDING = feature('subscription.0.endsAtPeriodEnd') - SUBSCRIPTIONS_AT
const SUBSCRIPTION_SEATS = feature('subscription.0.seats') - SUBSCRIPTIONS_AT
const INVOICES_AT = feature('invoice.0.amount')
const INVOICE_WIDTH = feature('invoice.1.amount') - INVOICES_AT
const SUBSCRIPTION_WIDTH = feature('subscription.1.active') - SUBSCRIPTIONS_AT
const LOGIN_MOMENTS = Float64Array.of(LOGIN_AT)
const LOGIN_AGE_AT = feature('activity.login.age')

/** What is new at every step, then the mask where it changed. */
export function see(s, o, observations, masks) {
  const b = s[o + OBSERVATION] | 0
  const conversation = s[o + CONVERSATION]
  const progress = s[o + PROGRESS] | 0
  const minutesLeft = (MINUTES_MAX - s[o + MINUTES]) / 240
  observations[b + STEPS_AT] = (STEPS_MAX - s[o + STEPS]) / STEPS_MAX
  observations[b + MINUTES_AT] = minutesLeft < 0 ? 0 : minutesLeft > 1 ? 1 : minutesLeft
  observations[b + PHASES_AT] = conversation === OPEN ? 1 : 0
  observations[b + PHASES_AT + 1] = conversation === ON_HOLD ? 1 : 0
  observations[b + PROGRESS_AT] = progress === 0 ? 1 : 0
  observations[b + PROGRESS_AT + 1] = progress === 1 ? 1 : 0
  observations[b + PROGRESS_AT + 2] = progress === 2 ? 1 : 0
  observations[b + PROGRESS_AT + 3] = progress === 3 ? 1 : 0
  putShare(observations, b + FAILURES_AT, s[o + TOOL_FAILURES] | 0, 10)
  putShare(observations, b + PROMISES_OPEN_AT, s[o + PROMISES_OPEN] | 0, 4)
  putShare(observations, b + PROMISES_BROKEN_AT, s[o + PROMISES_BROKEN] | 0, 4)
  const template = s[o + TEMPLATE] | 0
  if (s[o + CHARGES_LISTED] === 1) {
    for (let row = 0; row < CHARGES; row++) {
      const charge = template * CHARGES + CHARGE_ROW[template * CHARGES + row]
      putAge(s, o, observations, b + CHARGES_AT + row * CHARGE_WIDTH + CHARGE_AGE, CHARGE_CREATED, charge)
    }
  }
  if (s[o + SUBSCRIPTIONS_LISTED] === 1) {
    for (let row = 0; row < SUBSCRIPTIONS[template]; row++) {
      const subscription = template * 2 + SUBSCRIPTION_ROW[template * 2 + row]
      const place = b + SUBSCRIPTIONS_AT + row * SUBSCRIPTION_WIDTH + SUBSCRIPTION_AGE
      putAge(s, o, observations, place, PERIOD_START, subscription)
    }
  }
  if (s[o + CUSTOMER_SEEN] === 1) putAge(s, o, observations, b + LOGIN_AGE_AT, LOGIN_MOMENTS, 0)

  const list = s[o + LIST] < READ_CHARGES || s[o + LIST] > READ_INVOICES ? 0 : s[o + LIST] | 0
  const listed = s[o + CHARGES_LISTED] | 0 | ((s[o + TERMS_SEEN] | 0) << 1) | (list << 2)
  const standing = conversation | 0 | ((s[o + VERIFIED] | 0) << 2)
  const key = conversation === 0 ? 0 : standing | (listed << 3) | (SUBSCRIPTIONS[template] << 7)
  const changed = key ^ s[o + MASK_KEY]
  if (changed === 0) return
  s[o + MASK_KEY] = key
  if ((changed & CONVERSATION_BITS) !== 0) maskTalk(s, o, masks)
  maskWrites(s, o, masks)
}

// src/env/discrete.ts: where the actions stand that share their conditions; src/env/availability.ts: which are possible.

const READ_CHARGES = READ.charges
const READ_SUBSCRIPTIONS = READ.subscriptions
const LOOKUPS_END = actionAt('next_page')
const VERIFY_AT = actionAt('verify_identity')
const QUOTES_AT = actionAt('quote_cancellation.0')
const REFUNDS_AT = actionAt('issue_refund.0.full')
const CREDIT_AT = actionAt('apply_credit.full')
const CANCEL_AT = actionAt('cancel_subscription.0.now')
const CHANGES_END = actionAt('change_seats.0.told')
const LOYALTY_AT = actionAt('apply_promotion.0.loyalty')
const BILLS_AT = actionAt('retry_payment.0')
const BILLS_END = actionAt('issue_credit_note.0.tax')
const LINK_AT = actionAt('send_payment_link')
const HELP_AT = actionAt('run_diagnostic.login_log')
const WAITS_AT = actionAt('wait.5')
const CLOSES_AT = actionAt('close.resolved')
const CLOSES_END = actionAt('wait_for_next_signal')
const PAGE_ROWS = 8
const CONVERSATION_BITS = 3

/** What depends on the conversation alone. */
function maskTalk(s, o, masks) {
  const m = s[o + MASK] | 0
  const here = s[o + CONVERSATION] === 0 ? 0 : 1
  const open = s[o + CONVERSATION] === OPEN ? 1 : 0
  masks.fill(here, m, m + LOOKUPS_END) // replies, then look-ups
  masks[m + VERIFY_AT] = open
  masks.fill(open, m + HELP_AT, m + WAITS_AT)
  masks.fill(here, m + WAITS_AT, m + CLOSES_AT)
  masks.fill(open, m + CLOSES_AT, m + CLOSES_END)
}

/** What depends on the identity and on the list in view as well. */
function maskWrites(s, o, masks) {
  const m = s[o + MASK] | 0
  const here = s[o + CONVERSATION] === 0 ? 0 : 1
  const writes = s[o + CONVERSATION] === OPEN && s[o + VERIFIED] === 1
  const subscriptionRows = s[o + LIST] === READ_SUBSCRIPTIONS ? SUBSCRIPTIONS[s[o + TEMPLATE] | 0] : 0
  const refundable = writes && s[o + LIST] === READ_CHARGES ? 1 : 0
  masks[m + CREDIT_AT] = writes && s[o + CHARGES_LISTED] === 1 ? 1 : 0
  for (let row = 0; row < CHARGES; row++) masks[m + REFUNDS_AT + row] = refundable
  for (let row = 0; row < SUBSCRIPTIONS_MAX; row++) {
    const isListed = row < subscriptionRows
    for (let at = m + QUOTES_AT + row; at < m + REFUNDS_AT; at += PAGE_ROWS) masks[at] = isListed ? here : 0
    const writable = isListed && writes ? 1 : 0
    for (let at = m + CANCEL_AT + row; at < m + CHANGES_END; at += PAGE_ROWS) masks[at] = writable
    masks[m + LOYALTY_AT + row] = s[o + TERMS_SEEN] === 1 ? writable : 0
  }
  const invoiceRows = s[o + LIST] === READ_INVOICES ? INVOICES[s[o + TEMPLATE] | 0] : 0
  for (let row = 0; row < INVOICES_MAX; row++) {
    const writable = row < invoiceRows && writes ? 1 : 0
    for (let at = m + BILLS_AT + row; at < m + BILLS_END; at += PAGE_ROWS) masks[at] = writable
  }
  masks[m + LINK_AT] = writes ? 1 : 0
}

// src/env/reads.ts: each look-up puts in view what it reads, as it stands now.

const READ_CUSTOMER = READ.customer
const READ_REFUNDS = READ.refunds
const READ_INVOICES = READ.invoices
const READ_POLICY = READ.policy
const LISTS_AT = feature('list.charges')
const READ_DISPUTES = READ.disputes
const LISTS = 5
const VIEWED_CUSTOMER_AT = feature('viewed.customer')
const VIEWED_ARTICLES_AT = feature('viewed.articles')
const VIEWED_TERMS_AT = feature('viewed.terms')
const VIEWED_LISTS_AT = feature('viewed.charges')
const COUNTS_AT = feature('count.charges')
const REFUND_ROWS_AT = feature('refund.0.amount')
const REFUND_WIDTH = feature('refund.1.amount') - REFUND_ROWS_AT
const WINDOWS_AT = feature('window.month')
const WINDOW_SHARES = Float64Array.from(WINDOWS, days => Math.min(1, days / 400))

export function look(s, o, observations, what) {
  const b = s[o + OBSERVATION] | 0
  const template = s[o + TEMPLATE] | 0
  if (s[o + PROGRESS] === 0) s[o + PROGRESS] = 1 // record.viewed
  let facts = 1
  if (what === READ_CUSTOMER) {
    s[o + CUSTOMER_SEEN] = 1
    observations[b + VIEWED_CUSTOMER_AT] = 1
    facts = 2
  } else if (what === READ_POLICY) {
    s[o + TERMS_SEEN] = 1
    observations[b + VIEWED_TERMS_AT] = 1
    for (let i = 0; i < WINDOW_SHARES.length; i++) observations[b + WINDOWS_AT + i] = WINDOW_SHARES[i]
  } else if (what > READ_POLICY) {
    observations[b + VIEWED_ARTICLES_AT] = 1
    facts = ARTICLES
  } else {
    let rows = CHARGES
    if (what === READ_CHARGES) listCharges(s, o, observations)
    else if (what === READ_SUBSCRIPTIONS) {
      rows = SUBSCRIPTIONS[template]
      listSubscriptions(s, o, observations)
    } else if (what === READ_INVOICES) {
      rows = INVOICES[template]
      listInvoices(s, o, observations)
    } else if (what === READ_DISPUTES) rows = 0
    else {
      rows = s[o + REFUNDS] | 0
      listRefunds(s, o, observations)
    }
    s[o + LIST] = what
    for (let list = 0; list < LISTS; list++) observations[b + LISTS_AT + list] = list + 1 === what ? 1 : 0
    observations[b + VIEWED_LISTS_AT + what - 1] = 1
    putShare(observations, b + COUNTS_AT + what - 1, rows, 10)
    facts = what === READ_REFUNDS ? 0 : rows // what was there at contact: no refund was, and no dispute
  }
  if (s[o + FACTS_READ + what] === 1) return
  s[o + FACTS_READ + what] = 1
  s[o + NEW_FACTS] += facts
}

function listCharges(s, o, observations) {
  const b = s[o + OBSERVATION] | 0
  const charges = (s[o + TEMPLATE] | 0) * CHARGES
  s[o + CHARGES_LISTED] = 1
  for (let row = 0; row < CHARGES; row++) {
    const place = b + CHARGES_AT + row * CHARGE_WIDTH
    const charge = CHARGE_ROW[charges + row]
    const succeeded = CHARGE_SUCCEEDED[charges + charge]
    putShare(observations, place, CHARGE_CENTS[charges + charge] | 0, 20_000)
    putShare(observations, place + 1, s[o + CHARGE_REFUNDED + charge] | 0, 20_000)
    observations[place + 3] = 1 - succeeded
    observations[place + 4] = succeeded
    observations[place + 5] = CHARGE_TWIN[charges + row]
  }
}

function listSubscriptions(s, o, observations) {
  const b = s[o + OBSERVATION] | 0
  const template = s[o + TEMPLATE] | 0
  s[o + SUBSCRIPTIONS_LISTED] = 1
  for (let row = 0; row < SUBSCRIPTIONS[template]; row++) {
    const place = b + SUBSCRIPTIONS_AT + row * SUBSCRIPTION_WIDTH
    const subscription = SUBSCRIPTION_ROW[template * 2 + row]
    observations[place] = 1 - s[o + SUBSCRIPTION_CANCELED + subscription]
    observations[place + SUBSCRIPTION_ENDING] = s[o + SUBSCRIPTION_ENDS + subscription]
    putShare(observations, place + SUBSCRIPTION_SEATS, SEATS[template] | 0, 20)
  }
}

/** Two rows in view, paid and alike. */
function listInvoices(s, o, observations) {
  const b = s[o + OBSERVATION] | 0
  const cents = INVOICE_CENTS[s[o + TEMPLATE] | 0] | 0
  putShare(observations, b + INVOICES_AT, cents, 20_000)
  putShare(observations, b + INVOICES_AT + INVOICE_WIDTH, cents, 20_000)
}

/** Newest first, two rows in view. */
function listRefunds(s, o, observations) {
  const b = s[o + OBSERVATION] | 0
  const refunds = s[o + REFUNDS] | 0
  for (let row = 0; row < 2 && row < refunds; row++) {
    const place = b + REFUND_ROWS_AT + row * REFUND_WIDTH
    const refund = refunds - 1 - row
    putShare(observations, place, s[o + REFUND_CENTS + refund] | 0, 20_000)
    observations[place + 1] = s[o + REFUND_STATUS + refund] === PENDING ? 1 : 0
    observations[place + 2] = s[o + REFUND_STATUS + refund] === FAILED ? 1 : 0
  }
}
