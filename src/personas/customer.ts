import { z } from 'zod'
import { DAY_MS } from '../core/clock.ts'
import { freeze } from '../core/freeze.ts'
import { clamp01 } from '../core/math.ts'
import { complaints } from '../world/acts.ts'
import { closings, type EarlierTicket, type IdentityKey, type Past } from '../world/history.ts'
import type { Mood, Ticket } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
import { Persona } from './persona.ts'

const unit = z.number().min(0).max(1)
const count = z.int().min(0)

/** Tickets that a desk keeps on file. */
export const HISTORY_MAX = 8

/** A case by name: a scenario, what is behind it, and the fixture. */
export const CaseName = z.strictObject({ scenario: z.string(), cause: z.string(), variant: z.string() })
export type CaseName = z.infer<typeof CaseName>

/** A customer between two tickets, as plain JSON: what `report().customer` gives and `reset` takes. */
export const CustomerState = z.strictObject({
  persona: Persona,
  identity: z
    .strictObject({ seed: count, customer: count })
    .describe('What name and addresses are made up from.') satisfies z.ZodType<IdentityKey>,
  trust: unit,
  expectation: unit,
  contacts: count,
  failures: count.describe('Contacts in which the company was to blame, or left the case or a promise open.'),
  recovered: z.boolean().describe('Whether a first failure was made good: that surprises once.'),
  unsolved: CaseName.nullable().describe('The case that the customer comes back with.'),
  churned: z.boolean().describe('Whether the customer has left: then there is no next ticket.'),
  history: z
    .array(
      z.strictObject({
        complaint: z.enum(complaints),
        closedAs: z.enum(closings),
        reopened: z.boolean(),
        daysAgo: count,
      }) satisfies z.ZodType<EarlierTicket>,
    )
    .max(HISTORY_MAX)
    .describe('Earlier tickets as the desk keeps them, newest first.'),
})
export type CustomerState = z.infer<typeof CustomerState>

/** A customer who has never made contact. */
export function newCustomer(
  persona: Persona,
  identity: IdentityKey,
  { opening }: CustomerModel,
): CustomerState {
  return {
    persona,
    identity,
    trust: persona.trust,
    expectation: opening.expectation,
    contacts: 0,
    failures: 0,
    recovered: false,
    unsolved: null,
    churned: false,
    history: [],
  }
}

/** What a settled ticket says of its case, besides what it holds itself. */
export interface Ending {
  readonly case: CaseName
  readonly nowMs: number
  /** The bank was asked for the money: the case is no longer the company's to solve. */
  readonly disputed: boolean
}

/** The customer after a settled ticket. */
export function customerAfter(before: CustomerState, ticket: Ticket, ending: Ending): CustomerState {
  const { hidden, mood } = ticket
  const outcome = hidden.outcomeSettled!
  const atFault = hidden.past.comesBack || hidden.blame > 0
  const isFailure = outcome === 'unresolved' || outcome === 'harmful' || hidden.unkeptPromises > 0
  const isNewFailure = isFailure || (atFault && !hidden.past.comesBack)
  const failures = before.failures + (isNewFailure ? 1 : 0)
  const isRecovery = atFault && !isFailure && outcome === 'resolved' && hidden.believed! && failures === 1
  return freeze({
    ...before,
    trust: mood.trust,
    expectation: mood.expectation,
    contacts: before.contacts + 1,
    failures,
    recovered: before.recovered || isRecovery,
    unsolved: outcome === 'unresolved' && !ending.disputed ? ending.case : null,
    churned: hidden.churnedAtMs !== null,
    history: [onFile(ticket, ending.nowMs), ...aged(before.history, ending.nowMs / DAY_MS)].slice(
      0,
      HISTORY_MAX,
    ),
  })
}

function onFile({ record, hidden }: Ticket, nowMs: number): EarlierTicket {
  const closedAs = hidden.escalatedTo !== null ? 'escalated' : (hidden.resolutionClaimed ?? 'abandoned')
  return {
    complaint: record.complaint,
    closedAs: closedAs as EarlierTicket['closedAs'],
    reopened: hidden.reopened,
    daysAgo: Math.round((nowMs - hidden.closedAtMs!) / DAY_MS),
  }
}

function aged(history: CustomerState['history'], days: number): CustomerState['history'] {
  return history.map(each => ({ ...each, daysAgo: each.daysAgo + Math.round(days) }))
}

/** The customer some days later: time gives back some of the trust that was lost, least to the loyal [10]. */
export function customerLater(
  customer: CustomerState,
  days: number,
  { absence }: CustomerModel,
): CustomerState {
  const { persona, trust, history } = customer
  const lost = Math.max(0, persona.trust - trust)
  return freeze({
    ...customer,
    trust: trust + absence.forgiven * (1 - persona.traits.loyalty) * lost,
    history: aged(history, days),
  })
}

/** What the past is to a ticket. */
export function pastOf({ failures, recovered }: CustomerState, comesBack: boolean): Past {
  return Object.freeze({ failures, comesBack, recovered })
}

/** The mood at first contact of one who may have been here before: trust and expectation are carried, anger flares up. */
export function carriedMood(
  mood: Mood,
  { customer, isAgain }: { readonly customer: CustomerState; readonly isAgain: boolean },
  { deviation }: CustomerModel,
): Mood {
  const failures = Math.min(customer.failures, deviation.failuresMax)
  const anger = clamp01(mood.anger + deviation.grudge * failures * (isAgain ? 2 : 1))
  return {
    ...mood,
    anger,
    angerPeak: mood.angerPeak + (anger - mood.anger),
    trust: customer.trust,
    expectation: customer.expectation,
  }
}
