import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/core/hash.ts'
import { type Delivery, deliveries } from '../../src/env/index.ts'
import { type Action, makeEnv, type Observation, type Timestep } from '../../src/index.ts'
import { begin, envs, episode, play, playPolicy, RUNS } from './episodes.ts'
import type { Move } from './moves.ts'

describe('delivery changes when a signal is reported, never what happens', () => {
  it.each(['playbook', 'random', 'promise-and-close'])('for what %s does', policy => {
    const kinds = new Set<string>()
    for (let seed = 100; seed < 140; seed++) {
      const { actions } = playPolicy(makeEnv('billing-support-v4'), { seed, policy })
      const [settled, streamed, deferred] = deliveries.map(delivery => told(delivery, { seed }, actions))
      for (const other of [streamed!, deferred!]) {
        expect(other.signals, `seed ${seed}`).toEqual(settled!.signals)
        expect(Math.abs(other.returnSum - settled!.returnSum), `seed ${seed}`).toBeLessThan(1e-9)
        expect(other.truth, `seed ${seed}`).toEqual(settled!.truth)
      }
      for (const signal of settled!.signals) kinds.add((JSON.parse(signal) as { kind: string }).kind)
    }
    expect(kinds.size).toBeGreaterThan(3)
  })

  it('for whatever else is done, approvals and follow-ups included', () => {
    const waiting: Move[] = new Array(40).fill(() => ({ type: 'wait', minutes: 60 }))
    fc.assert(
      fc.property(episode, given => {
        const { env, shown } = begin({ ...given, delivery: 'settle' })
        const actions = play(env, shown, [...given.moves, ...waiting])
        const [settled, streamed, deferred] = deliveries.map(delivery => told(delivery, given, actions))
        for (const other of [streamed!, deferred!]) {
          expect({ ...other, returnSum: 0 }).toEqual({ ...settled!, returnSum: 0 })
          expect(Math.abs(other.returnSum - settled!.returnSum)).toBeLessThan(1e-9)
        }
      }),
      { numRuns: RUNS },
    )
  })
})

interface Told {
  /** Each as text, in the order of the alphabet: a set. */
  readonly signals: readonly string[]
  readonly returnSum: number
  /** The report, but for what a delivery may change: the state, the sum of costs (a flag a step), last digits. */
  readonly truth: object
}

function told(
  delivery: Delivery,
  { seed, scenario }: { readonly seed: number; readonly scenario?: string },
  actions: readonly (Action | number)[],
): Told {
  const { env } = envs.get(delivery)!
  env.reset({ seed, options: scenario === undefined ? {} : { scenario } })
  const signals: unknown[] = []
  let returnSum = 0
  let last: Timestep<Observation> | null = null
  const step = (action: Action | number): void => {
    last = env.step(action)
    returnSum += last.reward
    signals.push(...last.info.signals)
  }
  for (const action of actions) step(action)
  while (!isDone(last)) step({ type: 'wait_for_next_signal' })
  const pending = pendingOf(last)
  const collected = pending === null ? null : env.collect(pending)
  for (const { signal, rewardTerms } of collected?.signals ?? []) {
    signals.push(signal)
    for (const reward of Object.values(rewardTerms)) returnSum += reward
  }
  const report = collected?.report ?? env.report()
  expect(Math.abs(report.return - returnSum)).toBeLessThan(1e-9)
  const { stateHash: _state, costSum: _costs, return: _return, ...truth } = report
  return { signals: signals.map(canonicalJson).sort(), returnSum, truth }
}

function isDone(last: Timestep<Observation> | null): boolean {
  return last?.terminated === true
}

function pendingOf(last: Timestep<Observation> | null): string | null {
  return last?.info.pending ?? null
}
