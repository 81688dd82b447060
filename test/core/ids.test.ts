import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseId, renderId } from '../../src/core/ids.ts'

const COUNT = 10_000
const ids = Array.from({ length: COUNT }, (_, ordinal) => renderId('ch', 7, ordinal))

describe('an id', () => {
  it('is a prefix and fourteen characters that cannot be mistaken for each other', () => {
    for (const id of ids) expect(id).toMatch(/^ch_[0-9A-HJ-NP-Za-hjkmnp-z]{14}$/)
  })

  it('is read back as the ordinal it was rendered from', () => {
    expect(ids.map(id => parseId('ch', 7, id))).toEqual(
      Array.from({ length: COUNT }, (_, ordinal) => ordinal),
    )
  })

  it('is read back for any seed and ordinal', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(2 ** 32 - 1), (seed, ordinal) => {
        expect(parseId('in', seed, renderId('in', seed, ordinal))).toBe(ordinal)
      }),
    )
  })

  it('belongs to one entity only', () => {
    expect(new Set(ids).size).toBe(COUNT)
  })

  it('tells nothing of its ordinal: neighbours share no characters but by chance', () => {
    const telling = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14] // the last characters of a word take few values
    let shared = 0
    for (let n = 1; n < 1000; n++) {
      for (const at of telling) if (ids[n]![at] === ids[n - 1]![at]) shared += 1
    }
    expect(shared).toBeLessThan(1.4 * 999 * (telling.length / 55))
  })
})

describe('an id that is not of this world', () => {
  it('is rejected when another seed rendered it', () => {
    expect(ids.map(id => parseId('ch', 8, id)).filter(ordinal => ordinal !== -1)).toEqual([])
  })

  it('is rejected when only the upper half of the seed differs', () => {
    expect(parseId('ch', 7 + 2 ** 32, ids[0]!)).toBe(-1)
  })

  it('is rejected under another prefix', () => {
    expect(ids.map(id => parseId('re', 7, id.replace('ch_', 're_'))).filter(found => found !== -1)).toEqual(
      [],
    )
    expect(parseId('re', 7, ids[0]!)).toBe(-1)
  })

  it('is rejected when one character of it is changed', () => {
    for (const id of ids.slice(0, 500)) {
      for (let at = 3; at < id.length; at++) {
        const other = id[at] === 'X' ? 'Y' : 'X'
        expect(parseId('ch', 7, id.slice(0, at) + other + id.slice(at + 1))).toBe(-1)
      }
    }
  })

  it.each(['', 'ch', 'ch_', 'ch_1', 'ch_oooooooooooooo', `${'ch_'.padEnd(17, 'z')}`, 'ch_0000000000000'])(
    'is rejected when it is made up: "%s"',
    id => {
      expect(parseId('ch', 7, id)).toBe(-1)
    },
  )

  it('is rejected whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(parseId('ch', 7, `ch_${text}`)).toBe(-1)
      }),
    )
  })
})
