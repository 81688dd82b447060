import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SupportGymError } from '../../src/index.ts'
import { answering, type Chunk, type ChunkRecord, inProcess, workers } from '../../src/rollout/index.ts'

const entry = new URL('../fixtures/dying-worker.mjs', import.meta.url)

/** A chunk over which a worker dies as often as said. */
const chunk = (index: number, deaths: number, scenario = 'a-v1'): Chunk => ({
  index,
  first: index,
  plan: [{ seed: deaths, scenario, persona: 'venter' }],
})

async function playedBy(chunks: readonly Chunk[], count = 2) {
  const folder = mkdtempSync(join(tmpdir(), 'supportgym-'))
  const executor = await workers({ count, entry, data: folder })
  const whole: number[] = []
  try {
    await executor.run(chunks, record => whole.push(record.chunk))
  } finally {
    await executor.close()
  }
  const attempts = chunks.map(({ index }) => readFileSync(join(folder, `${index}`), 'utf8').length)
  return { whole: whole.sort((one, other) => one - other), attempts }
}

describe('worker threads', () => {
  it('play every chunk once', async () => {
    const chunks = Array.from({ length: 12 }, (_, index) => chunk(index, 0))
    expect(await playedBy(chunks)).toEqual({
      whole: chunks.map(({ index }) => index),
      attempts: chunks.map(() => 1),
    })
  })

  it('play a chunk again whose worker died in the middle of it: nothing is lost, nothing comes twice', async () => {
    const deaths = [0, 1, 0, 2, 1, 0]
    const chunks = deaths.map((times, index) => chunk(index, times))
    expect(await playedBy(chunks)).toEqual({
      whole: [0, 1, 2, 3, 4, 5],
      attempts: deaths.map(times => times + 1),
    })
  })

  it('give a chunk up that cost three workers their life', async () => {
    await expect(playedBy([chunk(0, 99)])).rejects.toMatchObject({
      code: 'worker_lost',
      message: expect.stringContaining('Chunk 0 cost 3 workers their life'),
    })
  })

  it('pass on what was thrown, with its code, and do not try again', async () => {
    await expect(playedBy([chunk(0, 0, 'throws-v1')])).rejects.toMatchObject({
      name: 'SupportGymError',
      code: 'invalid_config',
      message: 'No such policy.',
    })
  })
})

describe('an answer of a worker', () => {
  it('is the record, or what was thrown as plain data', async () => {
    const record = { chunk: 3 } as ChunkRecord
    expect(await answering(async () => record)(chunk(3, 0))).toEqual({ record })
    const failing = answering(async () => {
      throw new SupportGymError('unknown_id', 'Who?')
    })
    expect(await failing(chunk(3, 0))).toMatchObject({ fault: { code: 'unknown_id', message: 'Who?' } })
  })
})

describe('an executor', () => {
  it('takes the next chunk when it is free for it, so that whoever stops giving ends it', async () => {
    const taken: number[] = []
    const whole: number[] = []
    function* chunks(): Generator<Chunk> {
      for (let index = 0; index < 100; index++) {
        if (whole.length === 2) return
        taken.push(index)
        yield chunk(index, 0)
      }
    }
    const executor = inProcess(async ({ index }) => ({ chunk: index }) as ChunkRecord)
    await executor.run(chunks(), record => whole.push(record.chunk))
    expect({ taken, whole }).toEqual({ taken: [0, 1], whole: [0, 1] })
  })
})
