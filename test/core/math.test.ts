import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clamp, clamp01, logit, power, sigmoid } from '../../src/core/math.ts'

/** Doubles that every Node line must give: a trajectory is byte-equal on another machine only if these are. */
const pinned: Record<'exp' | 'log' | 'tanh', [x: number, expected: number][]> = {
  exp: [
    [-20.5, 1.2501528663867426e-9],
    [-1, 0.36787944117144233],
    [-0.3, 0.7408182206817179],
    [0.1, 1.1051709180756477],
    [1.2, 3.3201169227365472],
    [2.5, 12.182493960703473],
    [10.75, 46630.028453524326],
  ],
  log: [
    [0.000001, -13.815510557964274],
    [0.2, -1.6094379124341003],
    [0.88, -0.12783337150988489],
    [2.2, 0.7884573603642703],
    [3.3, 1.1939224684724346],
    [1000, 6.907755278982137],
  ],
  tanh: [
    [-2, -0.9640275800758169],
    [-0.3, -0.2913126124515909],
    [0.05, 0.04995837495787998],
    [0.7, 0.6043677771171636],
    [1.9, 0.9562374581277391],
  ],
}

describe('the arithmetic of this machine', () => {
  for (const name of ['exp', 'log', 'tanh'] as const) {
    it.each(pinned[name])(`has the pinned double of ${name}(%d): %d`, (x, expected) => {
      expect(Math[name](x)).toBe(expected)
    })
  }
})

describe('power', () => {
  it.each([
    [0.3, 0.88, 0.34663044456460645],
    [0.7, 0.88, 0.7306111153999827],
    [2.2, 0.5, 1.4832396974191326],
    [0.35, 2, 0.12249999999999996],
  ])('has the pinned double of %d ^ %d: %d', (base, exponent, expected) => {
    expect(power(base, exponent)).toBe(expected)
  })

  it('is exp(exponent × log base) to the bit, and near the power it stands for', () => {
    const base = fc.double({ min: 1e-6, max: 1e3, noNaN: true })
    const exponent = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(base, exponent, (x, k) => {
        expect(power(x, k)).toBe(Math.exp(k * Math.log(x)))
        expect(power(x, k) / x ** k).toBeCloseTo(1, 10)
      }),
    )
  })

  it('of zero is zero', () => {
    expect(power(0, 0.88)).toBe(0)
  })
})

describe('the logistic function and its inverse', () => {
  it('undo each other', () => {
    for (const x of [-8, -1, 0, 0.4, 3, 9]) expect(logit(sigmoid(x))).toBeCloseTo(x, 8)
    expect(sigmoid(0)).toBe(0.5)
  })

  it('stay finite for what is certain', () => {
    expect(logit(0)).toBeCloseTo(-13.8, 1)
    expect(logit(1)).toBeCloseTo(13.8, 1)
    expect(sigmoid(-1000)).toBe(0)
    expect(sigmoid(1000)).toBe(1)
  })
})

describe('clamp', () => {
  it('keeps a number within bounds', () => {
    expect([clamp(-2, -1, 3), clamp(2, -1, 3), clamp(4, -1, 3)]).toEqual([-1, 2, 3])
    expect([clamp01(-0.1), clamp01(0.3), clamp01(1.1)]).toEqual([0, 0.3, 1])
  })
})
