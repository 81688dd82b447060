import { freeze } from '../core/freeze.ts'
import { type CustomerState, customerAfter } from '../personas/index.ts'
import { explainGrade, leakedCents } from '../scenarios/index.ts'
import type { World } from '../world/world.ts'
import { customerBefore } from './returning.ts'
import { templateOf } from './scene.ts'
import { seriesOf, type TicketReport } from './series.ts'
import type { Setting } from './setting.ts'
import { stateHash } from './snapshot.ts'

/** The truth of a settled episode, of its last ticket where there are several: for evaluation, never for an agent or a reward. */
export interface Report extends TicketReport {
  /** The customer afterwards: what `reset({ options: { customer } })` goes on with. */
  readonly customer: CustomerState
  /** Of the tickets before the last, in their order. */
  readonly earlier: readonly TicketReport[]
  readonly stateHash: string
}

/** The report of a settled world. */
export function reportOf(world: World, setting: Setting): Report {
  return {
    ...ticketReportOf(world, setting),
    customer: customerOf(world, setting),
    earlier: freeze(seriesOf(world).earlier),
    get stateHash() {
      return stateHash(world)
    },
  }
}

/** The customer after a settled ticket. */
export function customerOf(world: World, setting: Setting): CustomerState {
  const { scenario, cause, variant, books } = templateOf(world, setting)
  return customerAfter(customerBefore(world, setting), world.tickets[0]!, {
    case: { scenario, cause, variant },
    nowMs: world.clock.nowMs,
    disputed: world.books.disputes.length > books.disputes.length,
  })
}

/** The report of a settled ticket. */
export function ticketReportOf(world: World, setting: Setting): TicketReport {
  const ticket = world.tickets[0]!
  const template = templateOf(world, setting)
  const { hidden, record } = ticket
  const { utilityCents, business } = setting.valuation(world, ticket, template)
  return {
    scenario: template.scenario,
    group: template.group,
    cause: template.cause,
    variant: template.variant,
    archetype: ticket.traits.archetype,
    outcome: hidden.outcome!,
    outcomeSettled: hidden.outcomeSettled!,
    reasons: explainGrade(world, ticket, template).expected,
    believed: hidden.believed!,
    satisfaction: hidden.satisfaction!,
    return: world.tally.returnSum,
    costSum: world.tally.costSum,
    utilityCents,
    leakedCents: leakedCents(world, ticket),
    business,
    steps: record.steps,
    minutes: record.minutes,
    abandoned: hidden.resolutionClaimed === null && hidden.escalatedTo === null,
    leftSilently: hidden.leftSilently,
    escalatedTo: hidden.escalatedTo,
    handOverFitness: hidden.handOverFitness,
    falseConfirms: hidden.falseConfirms,
    unkeptPromises: hidden.unkeptPromises,
  }
}
