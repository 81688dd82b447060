import { DAY_MS, HOUR_MS } from '../core/clock.ts'
import { freeze } from '../core/freeze.ts'
import { renderId } from '../core/ids.ts'
import { entries, type Log } from '../core/log.ts'
import { clamp01, logit, sigmoid } from '../core/math.ts'
import { exponentialQuantile } from '../core/quantiles.ts'
import { churnLogHazard, surveyProbability, surveyScore } from '../personas/index.ts'
import { decide } from '../world/noise.ts'
import type { SignalMoment, SignalStation } from '../world/station.ts'
import {
  type Due,
  isPastDue,
  openness,
  type Signal,
  schedule,
  type Ticket,
  type TrailRow,
  type World,
} from '../world/world.ts'

const SURVEY_SENT_MS = HOUR_MS
const SURVEY_WINDOW_MS = 28 * DAY_MS
const MONTH_MS = 30 * DAY_MS
const HORIZON_MONTHS = 5
/** A plan that is still unpaid by then is given up. */
const DUNNING_MS = 14 * DAY_MS
const DISPUTE_WIN_RATE = 0.3

/**
 * Outcomes that arrive later. Each is scheduled when its cause happens and drawn from noise keyed by what it
 * decides, so that two runs that differ in one action still share the luck of everything else.
 */
export const signalStation: SignalStation = {
  id: 'signals',
  initial: () => null,
  copy: memory => memory,
  run(world, _memory, moment) {
    switch (moment.at) {
      case 'ended':
        scheduleFollowing(world, moment.ticket)
        return []
      case 'due':
        return report(world, moment)
      case 'horizon':
        return [signal(world, moment.ticket, { kind: 'outcome', value: moment.ticket.hidden.outcomeSettled })]
    }
  },
}

/** Schedules what follows a case, by how it ended and how the customer feels about it. */
function scheduleFollowing(world: World, ticket: Ticket): void {
  const { hidden, traits } = ticket
  const nowMs = world.clock.nowMs
  const satisfaction = hidden.satisfaction!
  const open = openness[hidden.outcome!]
  scheduleSurvey(world, ticket, satisfaction)
  if (open > 0) {
    const discoveredMs = nowMs + exponentialQuantile(decide(world, ticket, 'discovery'), 2 * DAY_MS)
    schedule(world, ticket, discoveredMs, { kind: 'case.discovered' })
    if (decide(world, ticket, 'reopening') < 0.45 * open) {
      schedule(world, ticket, discoveredMs + HOUR_MS, { kind: 'ticket.reopens' })
    }
    const disputed = disputableCharge(world, ticket)
    const severe = hidden.severe ? 1 : 0
    const chance = 0.5 * (0.05 + 0.1 * traits.assertiveness + 0.05 * severe) * open * traits.chargebackFactor
    if (disputed !== null && decide(world, ticket, 'chargeback') < clamp01(chance)) {
      const days = 10 + 50 * decide(world, ticket, 'chargebackDelay')
      schedule(world, ticket, nowMs + days * DAY_MS, { kind: 'chargeback.filed', charge: disputed })
    }
  }
  scheduleChurn(world, ticket, { satisfaction, open })
}

/** The answer comes an hour to four weeks later, half of them within a day; most never come [24]. */
function scheduleSurvey(world: World, ticket: Ticket, satisfaction: number): void {
  const answered = decide(world, ticket, 'surveyAnswered') < surveyProbability(ticket, satisfaction)
  if (!answered) {
    schedule(world, ticket, world.clock.nowMs + SURVEY_WINDOW_MS, { kind: 'survey.closes', score: null })
    return
  }
  const delayMs = exponentialQuantile(decide(world, ticket, 'surveyDelay'), DAY_MS / Math.LN2)
  const score = surveyScore(satisfaction, decide(world, ticket, 'surveyScore'))
  const atMs = world.clock.nowMs + SURVEY_SENT_MS + Math.min(delayMs, SURVEY_WINDOW_MS - SURVEY_SENT_MS)
  schedule(world, ticket, atMs, { kind: 'survey.closes', score })
}

/** One exponential a customer against the hazard; who has no plan that goes on has nothing to churn from. */
function scheduleChurn(world: World, ticket: Ticket, row: TrailRow): void {
  if (isPastDue(world, ticket)) {
    schedule(world, ticket, world.clock.nowMs + DUNNING_MS, { kind: 'dunning.ends' })
    return
  }
  if (!hasPlanThatGoesOn(world, ticket)) return
  const months =
    exponentialQuantile(decide(world, ticket, 'churn'), 1) / Math.exp(churnLogHazard(ticket, row))
  if (months < HORIZON_MONTHS) {
    schedule(world, ticket, world.clock.nowMs + months * MONTH_MS, { kind: 'customer.churns' })
  } else {
    schedule(world, ticket, (HORIZON_MONTHS - 1) * MONTH_MS + world.clock.nowMs, { kind: 'customer.renews' })
  }
}

function hasPlanThatGoesOn(world: World, ticket: Ticket): boolean {
  return world.books.subscriptions.some(
    each => each.customer === ticket.customer && each.status === 'active' && !each.cancelAtPeriodEnd,
  )
}

/** The newest captured charge with money left on it and no dispute yet. */
function disputableCharge(world: World, ticket: Ticket): number | null {
  const charge = world.books.charges.findLast(
    each =>
      each.customer === ticket.customer &&
      each.status === 'succeeded' &&
      !each.disputed &&
      each.capturedCents > each.refundedCents,
  )
  return charge?.ordinal ?? null
}

function report(world: World, { ticket, due }: Extract<SignalMoment, { at: 'due' }>): readonly Signal[] {
  switch (due.kind) {
    case 'refund.returns':
    case 'refund.settles': {
      const refund = world.books.refunds[due.refund]!
      const kind = refund.status === 'failed' ? 'refund_failed' : 'refund_settled'
      return [signal(world, ticket, { kind, value: refund.amountCents })]
    }
    case 'promise.falls_due': {
      const broken = ticket.record.promises[due.promise]!.state === 'broken'
      // The value says which one it is: the first, the second, …
      return broken
        ? [signal(world, ticket, { kind: 'promise_broken', value: ticket.hidden.unkeptPromises })]
        : []
    }
    case 'follow_up.runs':
      return [signal(world, ticket, { kind: 'follow_up', value: ticket.hidden.followUpLeakCents })]
    case 'survey.closes':
      return [signal(world, ticket, { kind: 'survey', value: due.score })]
    case 'ticket.reopens':
      return [signal(world, ticket, { kind: 'reopened', value: 1 })]
    case 'chargeback.filed':
      scheduleDecision(world, ticket, due)
      return [
        signal(world, ticket, { kind: 'chargeback', value: world.books.charges[due.charge]!.amountCents }),
      ]
    case 'inquiry.ends': {
      const { charge } = world.books.inquiries[due.inquiry]!
      const dispute = world.books.disputes.findLast(each => each.charge === charge)
      // What the customer had disputed in the meantime was reported then.
      return dispute?.openedAtMs === world.clock.nowMs
        ? [signal(world, ticket, { kind: 'chargeback', value: dispute.amountCents })]
        : []
    }
    case 'chargeback.decided':
    case 'dispute.decided':
      return [
        signal(world, ticket, {
          kind: 'chargeback_decided',
          value: world.books.disputes[due.dispute]!.status,
        }),
      ]
    case 'dunning.ends':
      return ticket.hidden.churnedAtMs === due.atMs
        ? [signal(world, ticket, { kind: 'churn', value: 1 })]
        : []
    case 'customer.churns':
      return [signal(world, ticket, { kind: 'churn', value: 1 })]
    case 'customer.renews':
      return [signal(world, ticket, { kind: 'renewal', value: 1 })]
    default:
      return []
  }
}

/** A filed chargeback is decided 75 days later. */
function scheduleDecision(
  world: World,
  ticket: Ticket,
  due: Extract<Due, { kind: 'chargeback.filed' }>,
): void {
  const dispute = world.books.disputes.findLast(each => each.charge === due.charge)
  if (dispute === undefined) return
  const won = decide(world, ticket, 'disputeDecision') < DISPUTE_WIN_RATE
  schedule(world, ticket, due.atMs + 75 * DAY_MS, {
    kind: 'chargeback.decided',
    dispute: dispute.ordinal,
    won,
  })
}

/** A signal; what it is made of is fixed now, and its causes and the id are worked out when somebody reads them. */
function signal(world: World, ticket: Ticket, { kind, value }: Pick<Signal, 'kind' | 'value'>): Signal {
  const { trail } = ticket.hidden
  let causes: Signal['causes'] | undefined
  return {
    kind,
    value,
    atMs: world.clock.nowMs,
    get causes() {
      causes ??= freeze(causesOf(ticket, kind, trail))
      return causes
    },
    get ticketId() {
      return renderId('tkt', world.seed, ticket.ordinal)
    },
  }
}

/** What a signal of this kind weighs by: its logit, as if the case had closed after each step. */
function signalLogit(ticket: Ticket, kind: Signal['kind'], row: TrailRow): number {
  switch (kind) {
    case 'survey':
      return row.satisfaction
    case 'churn':
    case 'renewal':
      return churnLogHazard(ticket, row)
    case 'reopened':
      return logit(0.45 * row.open)
    case 'chargeback':
    case 'chargeback_decided':
      return logit(0.5 * (0.05 + 0.1 * ticket.traits.assertiveness) * row.open)
    default:
      return logit(sigmoid(2 - 4 * row.open))
  }
}

/** Each step's change to the signal's logit, from step 0 (what held at first contact); the weights sum to the whole. */
function causesOf(ticket: Ticket, kind: Signal['kind'], trail: Log<TrailRow>): Signal['causes'] {
  let before = 0
  return entries(trail).map((row, step) => {
    const now = signalLogit(ticket, kind, row)
    const weight = now - before
    before = now
    return { step, weight }
  })
}
