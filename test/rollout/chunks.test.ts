import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  aggregate,
  type ChunkRecord,
  chunkSet,
  joinChunks,
  readChunks,
  writeChunk,
} from '../../src/rollout/index.ts'
import { anyResult } from './results.ts'

const configHash = 'a'.repeat(64)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supportgym-'))
})

function play(chunk: number, { seed = chunk, into = folder } = {}): ChunkRecord {
  const results = fc.sample(anyResult, { numRuns: 5, seed })
  const writer = writeChunk(into, chunk)
  for (const result of results) writer.add(`${JSON.stringify(result)}\n`)
  const spent = [{ policy: 'one', steps: 10, ms: 3 }]
  return writer.finish({ configHash, chunk, episodes: 5, spent, cells: [...aggregate(results)] })
}

const numbersIn = (path: string): number[] => [...readChunks(path, configHash)].map(({ chunk }) => chunk)

describe('the chunks in a folder', () => {
  it('are read as they were written, in order', () => {
    const written = [play(11), play(2)]
    expect([...readChunks(folder, configHash)]).toEqual([written[1], written[0]])
  })

  it('do not count when their episodes were never finished, damaged, or cut short', () => {
    for (const chunk of [0, 1, 2, 3]) play(chunk)
    writeChunk(folder, 4).add('{"half":')
    const file = (name: string): string => join(folder, 'chunks', name)
    writeFileSync(file('00000.jsonl'), readFileSync(file('00000.jsonl')).subarray(1))
    writeFileSync(file('00001.json'), readFileSync(file('00001.json')).subarray(0, 40))
    rmSync(file('00002.jsonl'))
    expect(numbersIn(folder)).toEqual([3])
  })

  it('do not count when they are of another run', () => {
    play(0)
    expect([...readChunks(folder, 'b'.repeat(64))]).toEqual([])
  })

  it('are whole at the moment their record is there: whatever is cut off before leaves none', () => {
    const writer = writeChunk(folder, 0)
    writer.add('one\n')
    expect(readdirSync(join(folder, 'chunks'))).toEqual(['00000.jsonl.part'])
    expect(numbersIn(folder)).toEqual([])
  })

  it('are joined in the order in which they are given', () => {
    for (const chunk of [1, 0]) play(chunk)
    const file = join(folder, 'episodes.jsonl')
    joinChunks(
      [0, 1].map(chunk => ({ folder, chunk })),
      file,
    )
    const parts = ['00000.jsonl', '00001.jsonl'].map(name =>
      readFileSync(join(folder, 'chunks', name), 'utf8'),
    )
    expect(readFileSync(file, 'utf8')).toBe(parts.join(''))
    expect(readdirSync(folder).sort()).toEqual(['chunks', 'episodes.jsonl'])
  })
})

describe('a set of chunks', () => {
  it('counts a chunk once, however often it comes, and whoever was slower', () => {
    const set = chunkSet()
    const record = play(0)
    expect(set.add(record, 'here')).toBe(true)
    expect(set.add({ ...record, spent: [{ policy: 'one', steps: 10, ms: 9_000 }] }, 'there')).toBe(false)
    expect(set.episodes()).toBe(5)
    expect(set.aggregate()).toEqual(record.cells)
    expect(set.spent()).toEqual(new Map([['one', { steps: 10, ms: 3 }]]))
  })

  it('refuses the same chunk with other episodes in it, and says where they are', () => {
    const set = chunkSet()
    set.add(play(0), 'here')
    expect(() => set.add(play(0, { seed: 9 }), 'there')).toThrow(
      /^Chunk 0 in there is not what it is in here/,
    )
  })

  it('is the same whatever came first, and names what is missing', () => {
    const records = [play(0), play(1), play(2), play(3)]
    const [one, other] = [chunkSet(), chunkSet()]
    for (const record of records) one.add(record, 'x')
    for (const record of records.toReversed()) other.add(record, 'x')
    expect(other.aggregate()).toEqual(one.aggregate())
    expect(other.sources()).toEqual(one.sources())
    expect(one.missing([0, 2, 4, 5])).toEqual([4, 5])
  })
})
