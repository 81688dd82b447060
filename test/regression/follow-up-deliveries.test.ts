import { expect, test } from 'vitest'
import type { Action, Delivery } from '../../src/index.ts'
import { envWith, scenarioIds, seedsFrom } from '../evaluation/play.ts'

/** The return of an episode whose agent leaves refunds to follow-ups, some before and some after the close. */
function returnWith(delivery: Delivery, seed: number): { sum: number; signals: string[] } {
  const env = envWith({ delivery })
  const options = { scenario: scenarioIds[seed % scenarioIds.length]! }
  let { observation } = env.reset({ seed, options })
  let sum = 0
  const signals: string[] = []
  let terminated = false
  const act = (action: Action): boolean => {
    const step = env.step(action)
    observation = step.observation
    sum += step.reward
    signals.push(...step.info.signals.map(({ kind, value, atMs }) => `${kind} ${value} ${atMs}`))
    if (step.info.pending !== null) {
      for (const { signal, rewardTerms } of env.collect(step.info.pending).signals) {
        signals.push(`${signal.kind} ${signal.value} ${signal.atMs}`)
        sum += Object.values(rewardTerms).reduce((total, term) => total + term, 0)
      }
    }
    terminated = step.terminated
    return terminated || observation.available.includes('wait_for_next_signal')
  }
  let done = act({ type: 'verify_identity' }) || act({ type: 'lookup_charges' })
  for (const [index, charge] of (observation.charges ?? []).slice(0, 4).entries()) {
    if (done) break
    const call = {
      type: 'issue_refund',
      chargeId: charge.id,
      amountCents: 3_000,
      reason: 'duplicate',
    } as const
    done = act({ type: 'schedule_follow_up', inMinutes: 3 + 700 * index, call })
  }
  if (!done) act({ type: 'close', resolution: 'resolved' })
  while (!terminated) act({ type: 'wait_for_next_signal' })
  return { sum, signals: signals.sort() }
}

test('follow-ups that move money after the close give the same signals and return under every delivery', () => {
  for (const seed of seedsFrom(960_000, 60)) {
    const settled = returnWith('settle', seed)
    for (const delivery of ['stream', 'deferred'] as const) {
      const other = returnWith(delivery, seed)
      expect(other.signals, `seed ${seed}, ${delivery}`).toEqual(settled.signals)
      expect(Math.abs(other.sum - settled.sum), `seed ${seed}, ${delivery}`).toBeLessThan(1e-9)
    }
  }
})
