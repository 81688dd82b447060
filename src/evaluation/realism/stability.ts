import type { Cast } from '../../personas/index.ts'
import { policies } from '../../policies/index.ts'
import type { FactFound } from './finding.ts'
import { type Magnitude, magnitudes, withMagnitude } from './magnitudes.ts'
import { factsWork, playFacts, playPolicy, type Size } from './sample.ts'
import type { PlayedTicket } from './ticket.ts'

/** By what policies are ranked: true business value in cents, and the return of the `business` reward. */
export const measures = ['utility', 'return'] as const
export type Measure = (typeof measures)[number]

/** A policy under one setting: its means, and its ranks from 1, the best. */
export interface Standing {
  readonly policy: string
  readonly utility: { readonly mean: number; readonly rank: number }
  readonly return: { readonly mean: number; readonly rank: number }
}

/** What comes of one setting of the soft magnitudes. */
export interface SettingFound {
  /** `default`, or the magnitude and its factor: `churn × 0.5`. */
  readonly id: string
  readonly magnitude: Magnitude | null
  readonly factor: number
  readonly standings: readonly Standing[]
  /** Kendall's τ of the ranks against those of the default, by measure. */
  readonly tau: Readonly<Record<Measure, number>>
  readonly playbookFirst: Readonly<Record<Measure, boolean>>
  readonly facts: readonly FactFound[]
}

/** How the ranks of all built-in policies, and the facts, hold when the soft magnitudes move. */
export interface Stability {
  /** Of each policy under each setting, on the same seeds. */
  readonly tickets: number
  readonly settings: readonly SettingFound[]
}

const FACTORS = [0.5, 1.5] as const
const settings: readonly Pick<SettingFound, 'id' | 'magnitude' | 'factor'>[] = [
  { id: 'default', magnitude: null, factor: 1 },
  ...magnitudes.flatMap(magnitude =>
    FACTORS.map(factor => ({ id: `${magnitude} × ${factor}`, magnitude, factor })),
  ),
]

/** Units of work of `playStability`. */
export function stabilityWork(tickets: number): number {
  return settings.length * (factsWork(tickets) + (policies.length - 1) * tickets)
}

/** Plays every policy, and what the facts need, under every setting. */
export function* playStability(cast: Cast, size: Size): Generator<readonly PlayedTicket[], Stability> {
  const found: SettingFound[] = []
  for (const setting of settings) {
    const { magnitude, factor } = setting
    const own = magnitude === null ? cast : withMagnitude(cast, magnitude, factor)
    const { facts, sample } = yield* playFacts(own, size)
    const samples = new Map([['playbook', sample]])
    for (const policy of policies) {
      if (!samples.has(policy.id)) samples.set(policy.id, yield* playPolicy(own, policy, size))
    }
    const standings = standingsOf(samples)
    found.push({ ...setting, standings, ...against(found[0]?.standings ?? standings, standings), facts })
  }
  return { tickets: size.tickets, settings: found }
}

/** Means and ranks of policies by their tickets, in the order given. */
export function standingsOf(samples: ReadonlyMap<string, readonly PlayedTicket[]>): readonly Standing[] {
  const means = [...samples].map(([policy, tickets]) => ({
    policy,
    utility: meanOf(tickets, ({ utilityCents }) => utilityCents),
    return: meanOf(tickets, ticket => ticket.return),
  }))
  const standing = (own: (typeof means)[number], measure: Measure): Standing[Measure] => ({
    mean: own[measure],
    rank: 1 + means.filter(each => each[measure] > own[measure]).length,
  })
  return means.map(own => ({
    policy: own.policy,
    utility: standing(own, 'utility'),
    return: standing(own, 'return'),
  }))
}

function against(
  before: readonly Standing[],
  now: readonly Standing[],
): Pick<SettingFound, 'tau' | 'playbookFirst'> {
  const tau = (measure: Measure): number =>
    kendallTau(
      before.map(each => each[measure].mean),
      now.map(each => each[measure].mean),
    )
  const playbook = now.find(({ policy }) => policy === 'playbook')!
  return {
    tau: { utility: tau('utility'), return: tau('return') },
    playbookFirst: { utility: playbook.utility.rank === 1, return: playbook.return.rank === 1 },
  }
}

/** Kendall's τ: pairs in the same order less pairs in the opposite one, of all pairs; in [−1, 1]. */
export function kendallTau(one: readonly number[], other: readonly number[]): number {
  let agreement = 0
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < i; j++) agreement += Math.sign((one[i]! - one[j]!) * (other[i]! - other[j]!))
  }
  return agreement / ((one.length * (one.length - 1)) / 2)
}

function meanOf(tickets: readonly PlayedTicket[], value: (ticket: PlayedTicket) => number): number {
  return tickets.reduce((sum, ticket) => sum + value(ticket), 0) / tickets.length
}
