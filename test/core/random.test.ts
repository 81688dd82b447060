import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { describe, expect, it } from 'vitest'
import {
  aleaFifthDraw,
  finish,
  hashText,
  mixSeed,
  mixWord,
  noiseKey,
  uniform,
} from '../../src/core/random.ts'

const TWO_TO_MINUS_32 = 2 ** -32

/** What seedrandom's Alea draws from a state: its fifth draw, four are burnt. */
function fifthOfSeedrandom(s0: number, s1: number, s2: number): number {
  const draw = seedrandom.alea('', { state: { s0, s1, s2, c: 1 } })
  for (let burnt = 0; burnt < 4; burnt++) draw()
  return draw()
}

/** The state that a key stands for, written down a second time. */
function stateOf(seed: number, key: number, ordinal: number): [number, number, number] {
  const words = [seed >>> 0, Math.floor(seed / 2 ** 32), key, ordinal]
  const hash = words.reduce(mixWord, 0x9e3779b9)
  const offsets = [0, 0x6d2b79f5, 0xdaa66d2b]
  return offsets.map(offset => finish(hash + offset) * TWO_TO_MINUS_32) as [number, number, number]
}

const seed = fc.maxSafeNat()
const ordinal = fc.nat(100_000)
const key = fc.nat(2 ** 28)

describe('a uniform', () => {
  it("is bit for bit what seedrandom's Alea draws from the state of its key, after four burnt draws", () => {
    fc.assert(
      fc.property(seed, key, ordinal, (...of) => {
        expect(uniform(...of)).toBe(fifthOfSeedrandom(...stateOf(...of)))
      }),
      { numRuns: 2000 },
    )
  })

  it("follows seedrandom's Alea from any state", () => {
    const part = fc.nat(2 ** 32 - 1).map(word => word * TWO_TO_MINUS_32)
    fc.assert(
      fc.property(part, part, part, (...state) => {
        expect(aleaFifthDraw(...state)).toBe(fifthOfSeedrandom(...state))
      }),
      { numRuns: 2000 },
    )
  })

  it('lies in [0, 1) and has 32 bits', () => {
    fc.assert(
      fc.property(seed, key, ordinal, (...of) => {
        const u = uniform(...of)
        expect(u).toBeGreaterThanOrEqual(0)
        expect(u).toBeLessThan(1)
        expect(Number.isInteger(u * 2 ** 32)).toBe(true)
      }),
    )
  })

  it('depends on every one of seed, key and ordinal, and on the upper half of a seed too', () => {
    const u = uniform(7, 3, 5)
    expect([uniform(8, 3, 5), uniform(7, 4, 5), uniform(7, 3, 6), uniform(7 + 2 ** 32, 3, 5)]).not.toContain(
      u,
    )
  })

  it('is moved by no other draw', () => {
    const alone = Array.from({ length: 100 }, (_, n) => uniform(1, noiseKey(2, 3), n))
    const amongOthers = Array.from({ length: 100 }, (_, n) => {
      for (let other = 0; other < n; other++) uniform(1, noiseKey(2, 4), other)
      return uniform(1, noiseKey(2, 3), n)
    })
    expect(amongOthers).toEqual(alone)
  })
})

const COUNT = 20_000

/** Pearson's χ² of how draws fall into equal bins. */
function chiSquare(bins: readonly number[], binCount: number): number {
  const counts = new Array<number>(binCount).fill(0)
  for (const bin of bins) counts[bin]! += 1
  const expected = bins.length / binCount
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(xs), mean(ys)]
  const covariance = mean(xs.map((x, i) => (x - mx) * (ys[i]! - my)))
  return covariance / Math.sqrt(mean(xs.map(x => (x - mx) ** 2)) * mean(ys.map(y => (y - my) ** 2)))
}

/** The 99.9th percentile of χ² with 99 degrees of freedom. */
const CHI_SQUARE_99 = 148.23

const neighbours: Record<string, (n: number) => number> = {
  seeds: n => uniform(n, noiseKey(1, 2), 0),
  'far seeds': n => uniform(n * 2 ** 32, noiseKey(1, 2), 0),
  purposes: n => uniform(7, n, 0),
  entities: n => uniform(7, noiseKey(n, 9), 0),
  ordinals: n => uniform(7, noiseKey(1, 2), n),
}

describe('the draws of neighbouring', () => {
  it.each(Object.entries(neighbours))('%s are uniform', (_what, draw) => {
    const bins = Array.from({ length: COUNT }, (_, n) => Math.floor(draw(n) * 100))
    expect(chiSquare(bins, 100)).toBeLessThan(CHI_SQUARE_99)
  })

  it.each(Object.entries(neighbours))('%s are uncorrelated, one with the next', (_what, draw) => {
    const draws = Array.from({ length: COUNT + 1 }, (_, n) => draw(n))
    const [one, next] = [draws.slice(0, -1), draws.slice(1)]
    expect(Math.abs(correlation(one, next))).toBeLessThan(4 / Math.sqrt(COUNT))
    const cells = one.map((u, n) => 10 * Math.floor(10 * u) + Math.floor(10 * next[n]!))
    expect(chiSquare(cells, 100)).toBeLessThan(CHI_SQUARE_99)
  })

  it('states are correlated where no draw is burnt and no key mixed, which is why both is done', () => {
    const draws = Array.from({ length: COUNT + 1 }, (_, n) => {
      const state = { s0: n * TWO_TO_MINUS_32, s1: 0.25, s2: 0.5, c: 1 }
      return seedrandom.alea('', { state })()
    })
    expect(correlation(draws.slice(0, -1), draws.slice(1))).toBeGreaterThan(0.9)
  })
})

describe('a derived seed', () => {
  it('is a seed: an integer of 31 bits', () => {
    fc.assert(
      fc.property(seed, ordinal, (first, index) => {
        const mixed = mixSeed(first, index)
        expect(Number.isInteger(mixed)).toBe(true)
        expect(mixed).toBeGreaterThanOrEqual(0)
        expect(mixed).toBeLessThan(2 ** 31)
      }),
    )
  })

  it('differs from episode to episode and from seed to seed', () => {
    const mixed = Array.from({ length: 100 }, (_, first) =>
      Array.from({ length: 100 }, (_, index) => mixSeed(first, index)),
    ).flat()
    expect(new Set(mixed).size).toBeGreaterThan(mixed.length - 5)
  })
})

describe('a key', () => {
  it('is of one entity and one purpose', () => {
    const keys = new Set<number>()
    for (let entity = 0; entity < 50; entity++) {
      for (let purpose = 0; purpose < 256; purpose++) keys.add(noiseKey(entity, purpose))
    }
    expect(keys.size).toBe(50 * 256)
  })

  it('can be made from a name: names that differ in one letter have hashes apart', () => {
    const names = Array.from({ length: 5000 }, (_, n) => `policy-${n}`)
    expect(new Set(names.map(hashText)).size).toBe(names.length)
    expect(hashText('random-policy')).toBe(hashText('random-policy'))
  })
})
