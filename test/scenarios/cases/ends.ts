import type { Topic } from '../../../src/world/acts.ts'
import type { Conduct, Move } from './desk.ts'

/** An end state that is wrong, and what the oracle has to call it: harm, or at least no resolution. */
export interface WrongEnd extends Conduct {
  readonly name: string
  readonly ends: 'harmful' | 'not resolved'
  /** The ledger or a rule stands in the way, with this code. */
  readonly refusal?: string
}

/** One of the thirty cases of billing: where it is played, its right end, and wrong ones. */
export interface BillingCase {
  readonly number: number
  readonly title: string
  readonly scenario: string
  readonly cause: string
  readonly right: Conduct
  readonly alsoRight?: Conduct
  readonly wrong: readonly WrongEnd[]
}

export function harmful(name: string, does: readonly Move[], tells: readonly Topic[] = []): WrongEnd {
  return { name, does, tells, ends: 'harmful' }
}

export function tooLittle(name: string, does: readonly Move[], tells: readonly Topic[] = []): WrongEnd {
  return { name, does, tells, ends: 'not resolved' }
}

/** An end that leaves something undone, or that a tool keeps from happening, said in full. */
export function notResolved(name: string, conduct: Omit<WrongEnd, 'name' | 'ends'>): WrongEnd {
  return { ...conduct, name, ends: 'not resolved' }
}
