import { describe, expect, it } from 'vitest'
import { duration, paceOf } from '../../src/cli/pace.ts'

function clocked(total: number, before = 0) {
  let ms = 1_000_000
  const pace = paceOf({ total, before, nowMs: () => ms })
  return {
    pace,
    later(seconds: number, done: number, steps: number) {
      ms += 1000 * seconds
      pace.update(done, steps)
    },
  }
}

describe('a pace', () => {
  it('is steps a second and the time that the rest takes at this rate', () => {
    const { pace, later } = clocked(100)
    expect(pace.secondsLeft()).toBeNull()
    later(2, 10, 120)
    later(2, 20, 240)
    expect(pace.stepsPerSecond()).toBe(60)
    expect(pace.secondsLeft()).toBe(16)
  })

  it('looks at the last 20 seconds, not at how it began', () => {
    const { pace, later } = clocked(10_000)
    for (let second = 1; second <= 60; second++) later(1, second, 10 * second)
    for (let second = 1; second <= 25; second++) later(1, 60 + 20 * second, 600 + 200 * second)
    expect(pace.stepsPerSecond()).toBe(200)
    expect(pace.secondsLeft()).toBe((10_000 - 560) / 20)
  })

  it('counts what an earlier run did as done, and not into the rate', () => {
    const { pace, later } = clocked(1_000, 900)
    later(10, 950, 500)
    expect(pace.stepsPerSecond()).toBe(50)
    expect(pace.secondsLeft()).toBe(10)
  })

  it('is right within a tenth though it is told of every millisecond', () => {
    const { pace, later } = clocked(100_000)
    for (let at = 1; at <= 60_000; at++) later(0.001, at, 3 * at)
    expect(pace.stepsPerSecond()).toBeCloseTo(3_000, 6)
    expect(pace.secondsLeft()).toBeCloseTo(40, 1)
  })

  it('has nothing left at the end', () => {
    const { pace, later } = clocked(10)
    later(1, 10, 10)
    expect(pace.secondsLeft()).toBe(0)
  })

  it.each([
    [0.2, '1 s'],
    [89, '89 s'],
    [120, '2 min'],
    [4 * 3600 + 720, '4 h 12 min'],
  ])('says %f seconds as %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words)
  })
})
