import { DAY_MS, HOUR_MS } from '../core/clock.ts'
import { freeze } from '../core/freeze.ts'
import { renderId } from '../core/ids.ts'
import { entries, type Log } from '../core/log.ts'
import { clamp01, logit, sigmoid } from '../core/math.ts'
import { exponentialQuantile } from '../core/quantiles.ts'
import {
  type CustomerModel,
  churnLogHazard,
  recoveryBonus,
  surveyProbability,
  surveyScore,
} from '../personas/index.ts'
import { decide } from '../world/noise.ts'
import type { SignalStation } from '../world/station.ts'
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

const MONTH_MS = 30 * DAY_MS
const HORIZON_MONTHS = 5

/** A ticket whose outcomes arrive later, and the numbers they are drawn by. */
interface Case {
  readonly world: World
  readonly ticket: Ticket
  readonly model: CustomerModel
}

/**
 * Outcomes that arrive later. Each is scheduled when its cause happens and drawn from noise keyed by what it
 * decides, so that two runs that differ in one action still share the luck of everything else.
 */
export function signalStation(model: CustomerModel): SignalStation {
  return {
    id: 'signals',
    initial: () => null,
    copy: memory => memory,
    run(world, _memory, moment) {
      const { ticket } = moment
      const of = { world, ticket, model }
      switch (moment.at) {
        case 'ended':
          scheduleFollowing(of)
          return []
        case 'due':
          return report(of, moment.due)
        case 'horizon':
          return [signal(of, 'outcome', ticket.hidden.outcomeSettled)]
      }
    },
  }
}

/** Schedules what follows a case, by how it ended and how the customer feels about it. */
function scheduleFollowing(of: Case): void {
  const { world, ticket, model } = of
  const { hidden } = ticket
  const nowMs = world.clock.nowMs
  const open = openness[hidden.outcome!]
  const row = { satisfaction: hidden.satisfaction!, recovery: recoveryBonus(ticket, model), open }
  scheduleSurvey(of, row.satisfaction)
  if (row.open > 0) {
    const { discovery, reopening } = model
    const untilMs = exponentialQuantile(decide(world, ticket, 'discovery'), discovery.meanDays * DAY_MS)
    const discoveredMs = nowMs + untilMs
    schedule(world, ticket, discoveredMs, { kind: 'case.discovered' })
    if (decide(world, ticket, 'reopening') < reopening.probability * row.open) {
      const reopensMs = discoveredMs + reopening.afterHours * HOUR_MS
      schedule(world, ticket, reopensMs, { kind: 'ticket.reopens' })
    }
    scheduleChargeback(of, row.open)
  }
  scheduleChurn(of, row)
}

/** The answer comes some time after the survey, half of them early; most never come. */
function scheduleSurvey({ world, ticket, model }: Case, satisfaction: number): void {
  const { survey } = model
  const windowMs = survey.windowDays * DAY_MS
  const answered = decide(world, ticket, 'surveyAnswered') < surveyProbability(ticket, satisfaction, model)
  if (!answered) {
    schedule(world, ticket, world.clock.nowMs + windowMs, { kind: 'survey.closes', score: null })
    return
  }
  const sentMs = survey.sentAfterHours * HOUR_MS
  const meanMs = (survey.medianDays * DAY_MS) / Math.LN2
  const delayMs = exponentialQuantile(decide(world, ticket, 'surveyDelay'), meanMs)
  const score = surveyScore(satisfaction, decide(world, ticket, 'surveyScore'), model)
  const atMs = world.clock.nowMs + sentMs + Math.min(delayMs, windowMs - sentMs)
  schedule(world, ticket, atMs, { kind: 'survey.closes', score })
}

/** Who is left with an open case and still paid for it may go to the bank: the assertive, and who lost much. */
function scheduleChargeback({ world, ticket, model }: Case, open: number): void {
  const { scale, base, perAssertiveness, severe, fromDays, spanDays } = model.chargeback
  const { traits, hidden } = ticket
  const disputed = disputableCharge(world, ticket)
  const inclination = base + perAssertiveness * traits.assertiveness + (hidden.severe ? severe : 0)
  const chance = scale * inclination * open * traits.chargebackFactor
  if (disputed === null || decide(world, ticket, 'chargeback') >= clamp01(chance)) return
  const days = fromDays + spanDays * decide(world, ticket, 'chargebackDelay')
  schedule(world, ticket, world.clock.nowMs + days * DAY_MS, { kind: 'chargeback.filed', charge: disputed })
}

/** One exponential a customer against the hazard; who has no plan that goes on has nothing to churn from. */
function scheduleChurn({ world, ticket, model }: Case, row: TrailRow): void {
  const { nowMs } = world.clock
  if (isPastDue(world, ticket)) {
    const dunningMs = model.dunning.givesUpAfterDays * DAY_MS
    schedule(world, ticket, nowMs + dunningMs, { kind: 'dunning.ends' })
    return
  }
  if (!hasPlanThatGoesOn(world, ticket)) return
  const months =
    exponentialQuantile(decide(world, ticket, 'churn'), 1) / Math.exp(churnLogHazard(ticket, row, model))
  if (months < HORIZON_MONTHS) {
    schedule(world, ticket, nowMs + months * MONTH_MS, { kind: 'customer.churns' })
  } else {
    schedule(world, ticket, (HORIZON_MONTHS - 1) * MONTH_MS + nowMs, { kind: 'customer.renews' })
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

function report(of: Case, due: Due): readonly Signal[] {
  const { world, ticket } = of
  const { hidden } = ticket
  switch (due.kind) {
    case 'refund.returns':
    case 'refund.settles': {
      const refund = world.books.refunds[due.refund]!
      return [signal(of, refund.status === 'failed' ? 'refund_failed' : 'refund_settled', refund.amountCents)]
    }
    case 'promise.falls_due': {
      const broken = ticket.record.promises[due.promise]!.state === 'broken'
      // The value says which one it is: the first, the second, …
      return broken ? [signal(of, 'promise_broken', hidden.unkeptPromises)] : []
    }
    case 'follow_up.runs':
      return [signal(of, 'follow_up', hidden.followUpLeakCents)]
    case 'survey.closes':
      return [signal(of, 'survey', due.score)]
    case 'ticket.reopens':
      return [signal(of, 'reopened', 1)]
    case 'chargeback.filed':
      scheduleDecision(of, due)
      return [signal(of, 'chargeback', world.books.charges[due.charge]!.amountCents)]
    case 'inquiry.ends': {
      const { charge } = world.books.inquiries[due.inquiry]!
      const dispute = world.books.disputes.findLast(each => each.charge === charge)
      // What the customer had disputed in the meantime was reported then.
      return dispute?.openedAtMs === world.clock.nowMs ? [signal(of, 'chargeback', dispute.amountCents)] : []
    }
    case 'chargeback.decided':
    case 'dispute.decided':
      return [signal(of, 'chargeback_decided', world.books.disputes[due.dispute]!.status)]
    case 'dunning.ends':
      return hidden.churnedAtMs === due.atMs ? [signal(of, 'churn', 1)] : []
    case 'customer.churns':
      return [signal(of, 'churn', 1)]
    case 'customer.renews':
      return [signal(of, 'renewal', 1)]
    default:
      return []
  }
}

/** When a filed chargeback is decided, and for whom. */
function scheduleDecision(
  { world, ticket, model }: Case,
  due: Extract<Due, { kind: 'chargeback.filed' }>,
): void {
  const dispute = world.books.disputes.findLast(each => each.charge === due.charge)
  if (dispute === undefined) return
  const { decidedAfterDays, won } = model.dispute
  schedule(world, ticket, due.atMs + decidedAfterDays * DAY_MS, {
    kind: 'chargeback.decided',
    dispute: dispute.ordinal,
    won: decide(world, ticket, 'disputeDecision') < won,
  })
}

/** A signal; what it is made of is fixed now, and its causes and the id are worked out when somebody reads them. */
function signal({ world, ticket, model }: Case, kind: Signal['kind'], value: Signal['value']): Signal {
  const { trail } = ticket.hidden
  let causes: Signal['causes'] | undefined
  return {
    kind,
    value,
    atMs: world.clock.nowMs,
    get causes() {
      causes ??= freeze(causesOf(trail, row => signalLogit(ticket, kind, { row, model })))
      return causes
    },
    get ticketId() {
      return renderId('tkt', world.seed, ticket.ordinal)
    },
  }
}

/** What a signal of this kind weighs by: its logit, as if the case had closed after each step. */
function signalLogit(
  ticket: Ticket,
  kind: Signal['kind'],
  { row, model }: { readonly row: TrailRow; readonly model: CustomerModel },
): number {
  switch (kind) {
    case 'survey':
      return row.satisfaction
    case 'churn':
    case 'renewal':
      return churnLogHazard(ticket, row, model)
    case 'reopened':
      return logit(model.reopening.probability * row.open)
    case 'chargeback':
    case 'chargeback_decided': {
      const { scale, base, perAssertiveness } = model.chargeback
      return logit(scale * (base + perAssertiveness * ticket.traits.assertiveness) * row.open)
    }
    default:
      return logit(sigmoid(2 - 4 * row.open))
  }
}

/** Each step's change to the signal's logit, from step 0 (what held at first contact); the weights sum to the whole. */
function causesOf(trail: Log<TrailRow>, logitOf: (row: TrailRow) => number): Signal['causes'] {
  let before = 0
  return entries(trail).map((row, step) => {
    const now = logitOf(row)
    const weight = now - before
    before = now
    return { step, weight }
  })
}
