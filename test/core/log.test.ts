import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { append, emptyLog, entries, type Log } from '../../src/core/log.ts'

describe('a log', () => {
  it('reads as before after something was appended to it', () => {
    const one = append(emptyLog<string>(), 'a')
    const two = append(one, 'b')
    expect(entries(one)).toEqual(['a'])
    expect(entries(two)).toEqual(['a', 'b'])
  })

  it('shares its items with the longer log made from it', () => {
    const one = append(emptyLog<string>(), 'a')
    expect(append(one, 'b').items).toBe(one.items)
  })

  it('copies its items before it appends past the end of another', () => {
    const stem = append(emptyLog<string>(), 'a')
    const left = append(stem, 'left')
    const right = append(stem, 'right')
    expect(right.items).not.toBe(left.items)
    expect([entries(stem), entries(left), entries(right)]).toEqual([['a'], ['a', 'left'], ['a', 'right']])
  })

  it('is, however often it forks, what was appended on its own branch', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(9)), { maxLength: 60 }), appends => {
        const branches: { log: Log<number>; model: readonly number[] }[] = [{ log: emptyLog(), model: [] }]
        for (const [from, item] of appends) {
          const { log, model } = branches[from % branches.length]!
          branches.push({ log: append(log, item), model: [...model, item] })
        }
        for (const { log, model } of branches) {
          expect(entries(log)).toEqual(model)
          expect(log).toHaveLength(model.length)
        }
      }),
    )
  })
})
