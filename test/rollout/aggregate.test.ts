import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Aggregate, aggregate, mergeAggregates, PolicySummary, summarise } from '../../src/rollout/index.ts'
import { anyResult } from './results.ts'

const text = (cells: Aggregate): string => JSON.stringify(z.encode(Aggregate, [...cells]))
const anyResults = fc.array(anyResult, { minLength: 1, maxLength: 60 })

describe('an aggregate', () => {
  it('is the same to the byte however the episodes were cut, and whatever was added first', () => {
    fc.assert(
      fc.property(anyResults, fc.infiniteStream(fc.nat(4)), fc.nat(), (results, deal, turn) => {
        const hands: (typeof results)[] = [[], [], [], [], []]
        for (const result of results) hands[deal.next().value]!.push(result)
        const parts = hands.map(aggregate)
        const turned = [...parts.slice(turn % 5), ...parts.slice(0, turn % 5)]
        const nested = mergeAggregates(
          mergeAggregates(turned[0]!, turned[1]!),
          mergeAggregates(turned[2]!, mergeAggregates(turned[3]!, turned[4]!)),
        )
        const whole = aggregate(results)
        expect(summaries(nested)).toBe(summaries(whole))
        expect(Aggregate.parse(JSON.parse(text(nested)))).toEqual(whole)
      }),
    )
  })

  it('survives JSON, whatever the size of its sums', () => {
    fc.assert(
      fc.property(anyResults, results => {
        const cells = aggregate(results)
        expect(Aggregate.parse(JSON.parse(text(cells)))).toEqual(cells)
      }),
    )
  })

  it('sums beyond what a double holds exactly', () => {
    const result = fc.sample(anyResult, { numRuns: 1, seed: 1 })[0]!
    const cells = aggregate([{ ...result, return: 1e9 + 0.000001 }])
    expect(cells[0]!.micros.returnSquared).toBe(1_000_000_000_000_001n ** 2n)
  })

  it('gives a mean within rounding of the plain one', () => {
    fc.assert(
      fc.property(anyResults, results => {
        const own = results.filter(({ policy }) => policy === results[0]!.policy)
        const mean = own.reduce((sum, result) => sum + result.return, 0) / own.length
        expect(summarise(own[0]!.policy, aggregate(results)).return.mean).toBeCloseTo(mean, 5)
      }),
    )
  })

  it('refuses a value that is no number', () => {
    const result = fc.sample(anyResult, { numRuns: 1, seed: 1 })[0]!
    expect(() => aggregate([{ ...result, return: Number.NaN }])).toThrow('no number to be summed')
  })
})

function summaries(cells: Aggregate): string {
  const policies = [...new Set(cells.map(({ policy }) => policy))]
  return JSON.stringify(policies.map(policy => PolicySummary.parse(summarise(policy, cells))))
}
