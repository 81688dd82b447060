import { describe, expect, it } from 'vitest'
import { withInterval } from '../../src/evaluation/realism/interval.ts'
import type { CustomerState } from '../../src/index.ts'
import { played, stateAfter } from '../env/customers.ts'
import { isFull, seedsFrom } from './play.ts'

/** Experiments on customers who come back, paired by seed: arms share the person, the case and the luck. */

const CHURN_WINDOW_MS = 90 * 86_400_000
const seeds = seedsFrom(7_000_000, isFull ? 1_000 : 200)

interface Arm {
  readonly satisfaction: number
  readonly trustBefore: number
  readonly trust: number
  readonly churned: number
  readonly believed: number
}

function arm(policy: string, seed: number, customer: CustomerState, options = {}): Arm {
  const { report, steps } = played(policy, seed, { options: { customer, ...options } })
  const churn = steps.at(-1)!.info.signals.find(({ kind }) => kind === 'churn')
  return {
    satisfaction: report.satisfaction,
    trustBefore: customer.trust,
    trust: report.customer.trust,
    churned: churn !== undefined && churn.atMs <= CHURN_WINDOW_MS ? 1 : 0,
    believed: report.believed ? 1 : 0,
  }
}

/** The same person in the same case, left open never, once and twice before. */
function pasts(seed: number): readonly [never: CustomerState, once: CustomerState, twice: CustomerState] {
  const left = stateAfter('close-early', seed)
  const unsolved = {
    scenario: 'duplicate-charge-v1',
    cause: 'duplicate-capture',
    variant: left.unsolved?.variant ?? 'team',
  }
  const once = { ...left, unsolved }
  const again = played('close-early', seed + 500_000, { options: { customer: once } }).report.customer
  const never = {
    ...once,
    trust: once.persona.trust,
    expectation: 0.5,
    contacts: 0,
    failures: 0,
    history: [],
  }
  return [{ ...never }, once, { ...again, unsolved, churned: false }]
}

const cases = seeds.map(seed => ({ seed: seed + 1_000_000, pasts: pasts(seed) }))

/** The mean over the cases, with its interval. */
function mean(
  of: (each: (typeof cases)[number]) => number,
): readonly [value: number, low: number, high: number] {
  const values = cases.map(of)
  const interval = withInterval(values, some => some.reduce((sum, value) => sum + value, 0) / some.length)!
  return [interval.value, ...interval.ci95]
}

describe('a second failure is worse than the first', () => {
  const arms = cases.map(({ seed, pasts: [never, once] }) => ({
    first: arm('close-early', seed, { ...never, unsolved: null }, once.unsolved!),
    second: arm('close-early', seed, once),
  }))
  const differenceOf = (of: (arm: Arm) => number) =>
    mean(each => {
      const { first, second } = arms[cases.indexOf(each)]!
      return of(second) - of(first)
    })

  it('in satisfaction', () => {
    const [, , high] = differenceOf(({ satisfaction }) => satisfaction)
    expect(high).toBeLessThan(-0.1)
  })

  it('in the share of trust that goes', () => {
    const [, low] = differenceOf(({ trust, trustBefore }) => (trustBefore - trust) / trustBefore)
    expect(low).toBeGreaterThan(0.02)
  })

  it('in churn', () => {
    const [, low] = differenceOf(({ churned }) => churned)
    expect(low).toBeGreaterThan(0.05)
  })
})

describe('the recovery paradox', () => {
  const arms = cases.map(({ seed, pasts: [never, once, twice] }) => ({
    none: arm('playbook', seed, { ...never, unsolved: null }, once.unsolved!),
    one: arm('playbook', seed, once),
    two: arm('playbook', seed, twice),
    again: arm('playbook', seed, { ...once, recovered: true }),
  }))
  type Name = keyof (typeof arms)[number]
  const differenceOf = (one: Name, other: Name, of: (arm: Arm) => number) =>
    mean(each => {
      const found = arms[cases.indexOf(each)]!
      return of(found[one]) - of(found[other])
    })
  const satisfaction = (arm: Arm): number => arm.satisfaction
  const churned = (arm: Arm): number => arm.churned

  it('leaves who was failed once and is made good happier than who was never failed', () => {
    const [, low] = differenceOf('one', 'none', satisfaction)
    expect(low).toBeGreaterThan(0.05)
  })

  it('does so once: not after a second failure, and not for who has enjoyed it', () => {
    expect(differenceOf('two', 'none', satisfaction)[2]).toBeLessThan(-0.2)
    expect(differenceOf('again', 'none', satisfaction)[2]).toBeLessThan(0)
  })

  it('is never in churn: a failure made good leaves a mark there', () => {
    expect(differenceOf('one', 'none', churned)[1]).toBeGreaterThanOrEqual(0)
    expect(differenceOf('two', 'none', churned)[1]).toBeGreaterThanOrEqual(0)
    for (const { one, again } of arms) expect(one.churned).toBe(again.churned)
  })
})

it('who trusts the company accepts more of what it says at the next contact', () => {
  const [, low] = mean(({ seed, pasts: [never] }) => {
    const believedAt = (trust: number): number =>
      arm('promise-and-close', seed, { ...never, trust, unsolved: null }, never.unsolved!).believed
    return believedAt(0.8) - believedAt(0.2)
  })
  expect(low).toBeGreaterThan(0.2)
})
