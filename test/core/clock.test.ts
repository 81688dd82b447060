import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS, NEVER_MS, parseDurationMs, SECOND_MS } from '../../src/core/clock.ts'

describe('a duration', () => {
  it.each([
    ['40s', 40 * SECOND_MS],
    ['-7d', -7 * DAY_MS],
    ['1.5h', 1.5 * HOUR_MS],
    ['20m', 20 * MINUTE_MS],
    ['0d', 0],
    ['0.0004s', 0],
  ])('of %s is %d ms', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected)
  })

  it.each(['', '7', 'd', '7 d', '7D', '+7d', '1e3s', '7d2h', '.5h', '--7d', '7days'])(
    'is not written "%s"',
    text => {
      expect(parseDurationMs(text)).toBeNull()
    },
  )

  it('is whole milliseconds', () => {
    const unit = fc.constantFrom('s', 'm', 'h', 'd')
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(999_999), unit, (whole, fraction, letter) => {
        expect(Number.isSafeInteger(parseDurationMs(`${whole}.${fraction}${letter}`))).toBe(true)
      }),
    )
  })
})

describe('a moment that does not come', () => {
  it('is later than any other, and survives JSON', () => {
    expect(NEVER_MS).toBeGreaterThan(1000 * 365 * DAY_MS)
    expect(JSON.parse(JSON.stringify(NEVER_MS))).toBe(NEVER_MS)
  })
})
