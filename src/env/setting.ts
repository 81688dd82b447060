import type { FaultConfig } from '../billing-mock/index.ts'
import type { Statechart } from '../core/chart.ts'
import type { Cast, CustomerModel } from '../personas/index.ts'
import type { Catalogue, Template } from '../scenarios/index.ts'
import type { ActionType } from '../world/actions.ts'
import type { Valuation } from '../world/business.ts'
import type {
  Approver,
  CostStation,
  GuardStation,
  RewardStation,
  SignalStation,
  Station,
} from '../world/station.ts'
import type { ChartView } from '../world/support.machine.ts'
import type { Ticket, World } from '../world/world.ts'
import { billingApi } from './api.ts'
import { seriesStation } from './series.ts'

export const deliveries = ['settle', 'stream', 'deferred'] as const
/** When a signal is reported; never what happens. */
export type Delivery = (typeof deliveries)[number]

export const observationFaces = ['typed', 'float'] as const
export type ObservationFace = (typeof observationFaces)[number]

/** Which action types the chart accepts of a ticket as it stands. */
export type Legality = (ticket: Ticket) => readonly ActionType[]

/** The ticket's own limits: observable, and exhausting one terminates the case. */
export interface Budget {
  readonly stepsMax: number
  readonly minutesMax: number
}

/** Everything an env is composed of that does not change: put together in one place, passed along the line. */
export interface Setting {
  readonly id: string
  readonly catalogue: Catalogue
  readonly pack: Cast
  /** How customers feel, act and judge: that of the pack. */
  readonly model: CustomerModel
  readonly chart: Statechart<ChartView>
  readonly legality: Legality
  readonly guardrails: GuardStation
  readonly approver: Approver
  readonly signals: SignalStation
  readonly reward: RewardStation
  readonly costs: CostStation
  /** The true value of a settled case; for `report` alone. */
  readonly valuation: (world: World, ticket: Ticket, template: Template) => Valuation
  readonly delivery: Delivery
  readonly face: ObservationFace
  readonly budget: Budget
  /** Tickets of the same customer in an episode: 1 … 3, fewer when the customer leaves for good. */
  readonly tickets: number
  /** The outer limit: more steps than this truncate the episode. */
  readonly truncateAfterSteps: number
  /** ρ of `discount = exp(−ρ · elapsedMs)`, per virtual day. */
  readonly discountPerDay: number
  /** What goes wrong between the agent and the billing backend; null for nothing but what a scenario plans. */
  readonly faults: FaultConfig | null
  /** Check every invariant of the books after every operation. */
  readonly check: boolean
}

/** The stations of a setting: each keeps its memory in the world under its id. */
export function stationsOf(setting: Setting): readonly Station<unknown, never, unknown>[] {
  return [setting.guardrails, setting.signals, setting.reward, setting.costs, billingApi, seriesStation]
}

/** All signals have come by then: virtual time from first contact. */
export const HORIZON_DAYS = 150
