import { explainGrade, leakedCents } from '../scenarios/index.ts'
import type { Business } from '../world/business.ts'
import type { Outcome, World } from '../world/world.ts'
import { templateOf } from './scene.ts'
import type { Setting } from './setting.ts'
import { stateHash } from './snapshot.ts'

/** The truth of a settled episode: for evaluation, never for an agent or a reward. */
export interface Report {
  readonly scenario: string
  readonly group: string
  readonly cause: string
  readonly variant: string
  readonly archetype: string
  /** As graded at close, and at the horizon, where a refund may have failed. */
  readonly outcome: Outcome
  readonly outcomeSettled: Outcome
  /** What was expected and not found; empty when resolved. */
  readonly reasons: readonly string[]
  readonly believed: boolean
  readonly satisfaction: number
  readonly return: number
  readonly costSum: number
  /** The true business value, in cents. */
  readonly utilityCents: number
  readonly leakedCents: number
  readonly business: Business
  readonly steps: number
  readonly minutes: number
  readonly abandoned: boolean
  readonly leftSilently: boolean
  readonly escalatedTo: string | null
  /** How fit the hand-over was, 0 … 1: the right team, what was passed on, what was tried before; null without one. */
  readonly handOverFitness: number | null
  readonly falseConfirms: number
  readonly unkeptPromises: number
  readonly stateHash: string
}

/** The report of a settled world. */
export function reportOf(world: World, setting: Setting): Report {
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
    get stateHash() {
      return stateHash(world)
    },
  }
}
