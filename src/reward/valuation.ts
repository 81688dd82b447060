import { type Books, monthlyCents } from '../billing-mock/index.ts'
import { DAY_MS } from '../core/clock.ts'
import { type CustomerModel, churnLogHazard, recoveryBonus } from '../personas/index.ts'
import {
  forgoneSinceContact,
  leakedCents,
  movedCents,
  refundedSinceContact,
  type Template,
} from '../scenarios/index.ts'
import type { Valuation } from '../world/business.ts'
import { openness, type Ticket, type World } from '../world/world.ts'
import { serviceRates } from './rates.ts'

const MONTH_MS = 30 * DAY_MS
/** Months over which utility counts a customer who stays. */
const UTILITY_MONTHS = 5
/** Months over which a customer's lifetime value is counted. */
const LIFETIME_MONTHS = 60
const CHURN_WINDOW_MS = 90 * DAY_MS
const PRIVACY_PENALTY_CENTS = 5_000

/**
 * The true value of a settled case. Utility is revenue retained over five months − money beyond what was owed − what
 * is still owed − dispute fees and losses − cost to serve but for self-service − penalties.
 */
export function valuationUnder(model: CustomerModel) {
  return (world: World, ticket: Ticket, template: Template): Valuation =>
    valuationOf({ world, ticket, template, model })
}

function valuationOf({
  world,
  ticket,
  template,
  model,
}: {
  readonly world: World
  readonly ticket: Ticket
  readonly template: Template
  readonly model: CustomerModel
}): Valuation {
  const { hidden } = ticket
  const monthly = monthlyRevenueCents(world.books, ticket, { template, statuses: ['active'] })
  const { feesCents, lossCents } = disputes(world.books, ticket)
  const { humanCents, selfServiceCents } = costToServe(ticket)
  const owedCents = Math.max(0, hidden.entitledCents - movedCents(world, ticket))
  const penalties = hidden.disclosedBeforeVerified > 0 ? PRIVACY_PENALTY_CENTS : 0
  const utilityCents =
    Math.round(monthly * Math.min(UTILITY_MONTHS, monthsStayed(ticket))) -
    leakedCents(world, ticket) -
    owedCents -
    feesCents -
    lossCents -
    humanCents -
    penalties
  const atContact = monthlyRevenueCents(template.books, ticket, {
    template,
    statuses: ['active', 'past_due'],
  })
  return {
    utilityCents,
    business: {
      group: template.group,
      revenueCents: Math.round(atContact),
      retainedCents: hasLeftIn90Days(ticket) ? 0 : Math.round(monthly),
      refundsCents: refundedSinceContact(world),
      creditsCents: forgoneSinceContact(world, ticket),
      disputeFeesCents: feesCents,
      disputeLossCents: lossCents,
      costToServeCents: humanCents + selfServiceCents,
      lifetimeValueCents: Math.round(monthly * expectedMonths(ticket, model)),
      firstContactResolution:
        hidden.outcomeSettled === 'resolved' && hidden.escalatedTo === null && !hidden.reopened,
    },
  }
}

/** What the customer's plans bring in a month that go on and are wanted. */
function monthlyRevenueCents(
  books: Books,
  { customer }: Ticket,
  { template, statuses }: { readonly template: Template; readonly statuses: readonly string[] },
): number {
  let sum = 0
  for (const each of books.subscriptions) {
    if (each.customer !== customer || template.unwanted.includes(each.ordinal)) continue
    if (!statuses.includes(each.status) || each.cancelAtPeriodEnd) continue
    sum += monthlyCents(books, each.ordinal)
  }
  return sum
}

/** Months from the close to churn; without end for who stays. */
function monthsStayed({ hidden }: Ticket): number {
  const { churnedAtMs, closedAtMs } = hidden
  return churnedAtMs === null ? Number.MAX_SAFE_INTEGER : (churnedAtMs - closedAtMs!) / MONTH_MS
}

function hasLeftIn90Days({ hidden }: Ticket): boolean {
  return hidden.churnedAtMs !== null && hidden.churnedAtMs <= CHURN_WINDOW_MS
}

/** The mean of an exponential lifetime with the churn hazard at the close, cut off: (1 − e^(−h H)) / h months. */
function expectedMonths(ticket: Ticket, model: CustomerModel): number {
  const { satisfaction, outcome } = ticket.hidden
  const recovery = recoveryBonus(ticket, model)
  const row = { satisfaction: satisfaction!, recovery, open: openness[outcome!] }
  const hazard = Math.exp(churnLogHazard(ticket, row, model))
  return (1 - Math.exp(-hazard * LIFETIME_MONTHS)) / hazard
}

function costToServe({ hidden, record }: Ticket): { humanCents: number; selfServiceCents: number } {
  const { agentMinute, humanContact, selfService } = serviceRates
  const contacts = (hidden.reopened ? 1 : 0) + (hidden.escalatedTo === null ? 0 : 1)
  return {
    humanCents: Math.round(agentMinute.cents * record.minutes) + humanContact.cents * contacts,
    selfServiceCents: selfService.cents * (record.done.payment_link + record.done.invoice_resend),
  }
}

/** Fees, and what the bank took back; what the agent conceded is money moved, and counts where it was not owed. */
function disputes(books: Books, ticket: Ticket): { feesCents: number; lossCents: number } {
  const own = books.disputes.filter(dispute => books.charges[dispute.charge]!.customer === ticket.customer)
  return {
    feesCents: own.reduce((sum, dispute) => sum + dispute.feeCents, 0),
    lossCents:
      own.reduce((sum, dispute) => sum + (dispute.status === 'won' ? 0 : dispute.amountCents), 0) -
      ticket.hidden.concededCents,
  }
}
