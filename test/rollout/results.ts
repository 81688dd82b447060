import fc from 'fast-check'
import type { EpisodeResult } from '../../src/rollout/index.ts'
import { outcomes } from '../../src/world/world.ts'

const money = fc.double({ min: -1e7, max: 1e7, noNaN: true })

const settled = fc.record({
  outcome: fc.constantFrom(...outcomes),
  utilityCents: money,
  leakedCents: money,
  minutes: fc.double({ min: 0, max: 500, noNaN: true }),
  score: fc.option(fc.integer({ min: 1, max: 5 })),
  reopened: fc.boolean(),
  churned90d: fc.option(fc.boolean()),
  chargeback: fc.boolean(),
  escalated: fc.boolean(),
  abandoned: fc.boolean(),
  promisesBroken: fc.nat(3),
  falseClaims: fc.nat(3),
})

/** Results of episodes of any kind, of two policies in three scenarios. */
export const anyResult: fc.Arbitrary<EpisodeResult> = fc.record({
  policy: fc.constantFrom('one', 'other'),
  scenario: fc.constantFrom('a-v1', 'b-v1', 'c-v1'),
  persona: fc.constant('venter'),
  seed: fc.nat(),
  steps: fc.integer({ min: 1, max: 40 }),
  return: fc.double({ min: -10, max: 10, noNaN: true }),
  costSum: fc.nat(2),
  settled: fc.option(settled),
})
