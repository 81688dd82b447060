import { expect, test } from 'vitest'
import type { Action } from '../../src/index.ts'
import { envWith, scenarioIds, seedsFrom } from '../evaluation/play.ts'

const reads: readonly Action[] = [
  { type: 'lookup_customer' },
  { type: 'lookup_subscriptions' },
  { type: 'lookup_invoices' },
  { type: 'lookup_charges' },
  { type: 'lookup_refunds' },
  { type: 'lookup_policy' },
  { type: 'search_knowledge_base' },
]

test('reading costs nothing but its seconds: no fee, no cost, and no effect on the grade', () => {
  for (const seed of seedsFrom(995_000, 28)) {
    const env = envWith()
    env.reset({ seed, options: { scenario: scenarioIds[seed % scenarioIds.length]! } })
    for (const action of [...reads, ...reads]) {
      const { reward, info, terminated } = env.step(action)
      if (terminated) break
      expect(reward, `seed ${seed}, ${action.type}`).toBeGreaterThanOrEqual(
        (-0.0008 * info.elapsedMs) / 60_000 - 1e-12,
      )
      expect(info.costs.cost).toBe(0)
    }
  }
})
