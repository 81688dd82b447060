import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, apportion, cents, formatMoney, mulDiv } from '../../src/core/money.ts'

const amount = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })

describe('an amount', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'is a safe integer, which %d is not',
    wrong => {
      expect(() => cents(wrong)).toThrow('safe integer')
    },
  )

  it('is never minus zero', () => {
    expect(cents(-0)).toBe(0)
  })
})

describe('mulDiv', () => {
  it('is the exact quotient, rounded half up on magnitudes', () => {
    const factor = fc.integer({ min: -(2 ** 31), max: 2 ** 31 })
    fc.assert(
      fc.property(
        amount,
        factor,
        fc.integer({ min: 2 ** 20, max: 2 ** 31 }),
        (of, numerator, denominator) => {
          const product = BigInt(of) * BigInt(numerator)
          const magnitude = product < 0n ? -product : product
          const result = BigInt(Math.abs(mulDiv(cents(of), numerator, denominator)))
          // |exact − rounded| ≤ ½, and where it is ½ the larger magnitude was taken.
          const doubledError = 2n * (magnitude - result * BigInt(denominator))
          expect(doubledError < BigInt(denominator)).toBe(true)
          expect(doubledError >= -BigInt(denominator)).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it.each([
    [1, 1, 2, 1],
    [-1, 1, 2, -1],
    [3, 1, 2, 2],
    [-3, 1, 2, -2],
    [5, -1, 2, -3],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [4900, 23, 30, 3757],
    [9007199254740991, 3, 3, 9007199254740991],
    [9007199254740991, 2, 3, 6004799503160661],
  ])('%d × %d ÷ %d = %d', (of, numerator, denominator, expected) => {
    expect(mulDiv(cents(of), numerator, denominator)).toBe(expected)
  })

  it('gives zero and not minus zero for a small negative amount', () => {
    expect(mulDiv(cents(-1), 1, 3)).toBe(0)
  })

  it.each([0, -3])('takes no denominator of %d', denominator => {
    expect(() => mulDiv(cents(1), 1, denominator)).toThrow('denominator above 0')
  })
})

describe('apportion', () => {
  const weights = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1, maxLength: 12 })
  const share = fc.record({
    numerator: fc.nat(10_000),
    denominator: fc.integer({ min: 10_000, max: 40_000 }),
  })

  it('splits the rounded share of all weights into parts that sum to it, each its own share to the cent', () => {
    fc.assert(
      fc.property(weights, share, (by, { numerator, denominator }) => {
        const total = by.reduce((sum, weight) => sum + weight, 0)
        const all = mulDiv(cents(total), numerator, denominator)
        const parts = apportion(all, by, { numerator, denominator })
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(all)
        for (const [index, part] of parts.entries()) {
          expect(Math.abs(part * denominator - by[index]! * numerator)).toBeLessThanOrEqual(denominator)
          if (by[index] === 0) expect(part).toBe(0)
        }
      }),
    )
  })

  it('does not split another amount', () => {
    expect(() => apportion(cents(5), [10], { numerator: 1, denominator: 10 })).toThrow('not the share')
  })
})

describe('allocate', () => {
  const weights = fc
    .array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 })
    .filter(each => each.some(weight => weight > 0))

  it('splits an amount so that the parts sum to it', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), weights, (of, by) => {
        expect(allocate(cents(of), by).reduce((sum, part) => sum + part, 0)).toBe(of)
      }),
    )
  })

  it('gives each part its share, to the cent', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000_000), weights, (of, by) => {
        const total = BigInt(by.reduce((sum, weight) => sum + weight, 0))
        for (const [index, part] of allocate(cents(of), by).entries()) {
          const floor = Number((BigInt(of) * BigInt(by[index]!)) / total)
          expect(part === floor || part === floor + 1).toBe(true)
          if (by[index] === 0) expect(part).toBe(0)
        }
      }),
    )
  })

  it('gives what is left over to the largest remainders, and to the first of equals', () => {
    expect(allocate(cents(100), [1, 1, 1])).toEqual([34, 33, 33])
    expect(allocate(cents(10), [1, 6, 3])).toEqual([1, 6, 3])
    expect(allocate(cents(5), [3, 3, 1])).toEqual([2, 2, 1])
  })

  it('needs something to split by', () => {
    expect(() => allocate(cents(1), [0])).toThrow('positive sum of weights')
    expect(() => allocate(cents(-1), [1])).toThrow('at least 0')
  })
})

describe('an amount for people', () => {
  it.each([
    [4900, 'usd', '$49.00'],
    [-5, 'usd', '-$0.05'],
    [123_456_789, 'usd', '$1,234,567.89'],
    [4900, 'jpy', '4,900 JPY'],
    [49_000, 'kwd', '49.000 KWD'],
    [1_234_567, 'eur', '12,345.67 EUR'],
  ])('%d %s reads %s', (of, currency, expected) => {
    expect(formatMoney(of, currency)).toBe(expected)
  })
})
