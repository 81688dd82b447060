import { describe, expect, it } from 'vitest'
import { freeze } from '../../src/core/freeze.ts'

describe('a frozen value', () => {
  it('is the same value, frozen all the way down', () => {
    const value = { list: [{ deep: { deeper: 1 } }], text: 'a', nothing: null }
    const frozen = freeze(value)
    expect(frozen).toBe(value)
    expect(() => {
      value.list[0]!.deep.deeper = 2
    }).toThrow(TypeError)
    expect(() => value.list.push({ deep: { deeper: 3 } })).toThrow(TypeError)
    expect(() => {
      value.text = 'b'
    }).toThrow(TypeError)
  })

  it('may be something that cannot be frozen', () => {
    expect([freeze(1), freeze('a'), freeze(null), freeze(undefined)]).toEqual([1, 'a', null, undefined])
  })

  it('is left alone when it was frozen before', () => {
    const frozen = Object.freeze({ a: 1 })
    expect(freeze(frozen)).toBe(frozen)
  })
})
