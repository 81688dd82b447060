import type { Books } from '../billing-mock/index.ts'
import type { Ticket, World } from '../world/world.ts'

/** Months over which a customer who stays is counted as retained revenue. */
const RETAINED_MONTHS = 5

/** Cents an agent's minute costs, and a second contact or a hand-over to a specialist ($8: Gartner 2019). */
const MINUTE_CENTS = 25
const HUMAN_CONTACT_CENTS = 800
const PRIVACY_PENALTY_CENTS = 5_000

/**
 * The true business value of a settled case, in cents: revenue retained over five months − money beyond what was
 * owed − what is still owed − dispute fees and losses − cost to serve − penalties. No agent and no reward reads it.
 */
export function utilityCents(world: World, ticket: Ticket, facts: SettledFacts): number {
  const monthly = monthlyValueCents(world.books, ticket, facts.unwanted)
  const retained = Math.round(monthly * Math.min(RETAINED_MONTHS, facts.monthsRetained))
  const { disputeFeesCents, disputeLossCents } = disputes(world.books, ticket)
  const contacts = (facts.reopened ? 1 : 0) + (ticket.hidden.escalatedTo === null ? 0 : 1)
  const costToServe = Math.round(MINUTE_CENTS * ticket.record.minutes) + HUMAN_CONTACT_CENTS * contacts
  const penalties = ticket.hidden.disclosedBeforeVerified > 0 ? PRIVACY_PENALTY_CENTS : 0
  return (
    retained -
    facts.leakedCents -
    facts.owedCents -
    disputeFeesCents -
    disputeLossCents -
    costToServe -
    penalties
  )
}

/** What the signals of a settled case say, and where the money stands. */
export interface SettledFacts {
  readonly monthsRetained: number
  readonly unwanted: readonly number[]
  readonly reopened: boolean
  readonly leakedCents: number
  readonly owedCents: number
}

/** What the customer's plans bring in a month that go on and are wanted. */
function monthlyValueCents(books: Books, ticket: Ticket, unwanted: readonly number[]): number {
  let sum = 0
  for (const each of books.subscriptions) {
    if (each.customer !== ticket.customer || unwanted.includes(each.ordinal)) continue
    if (each.status !== 'active' || each.cancelAtPeriodEnd) continue
    const plan = books.plans[each.plan]!
    sum += (plan.unitCents * each.quantity) / (plan.interval === 'year' ? 12 : 1)
  }
  return sum
}

/** Fees, and what the bank took back; what the agent conceded is money moved, and counts where it was not owed. */
function disputes(books: Books, ticket: Ticket): { disputeFeesCents: number; disputeLossCents: number } {
  const own = books.disputes.filter(dispute => books.charges[dispute.charge]!.customer === ticket.customer)
  return {
    disputeFeesCents: own.reduce((sum, dispute) => sum + dispute.feeCents, 0),
    disputeLossCents:
      own.reduce((sum, dispute) => sum + (dispute.status === 'won' ? 0 : dispute.amountCents), 0) -
      ticket.hidden.concededCents,
  }
}
