import { describe, expect, it } from 'vitest'
import { cutOff } from '../../src/core/text.ts'

describe('cutting off a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab🙂', 4, 'ab🙂'],
    ['ab🙂', 3, 'ab'],
    ['ab🙂c', 4, 'ab🙂'],
    ['', 3, ''],
  ])('leaves of "%s", at %s, "%s"', (text, max, left) => {
    expect(cutOff(text, max)).toBe(left)
  })

  it('leaves a text alone that is short enough', () => {
    expect(cutOff('ab\ud83d', 3)).toBe('ab\ud83d')
  })
})
