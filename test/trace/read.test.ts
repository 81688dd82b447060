import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTrajectories, trajectoryText } from '../../src/trace/index.ts'
import { read, recorded } from './recording.ts'

const first = recorded('playbook', { seed: 1 }).trajectory
const second = recorded('refund-all', { seed: 2 }).trajectory
const text = trajectoryText(first) + trajectoryText(second)
const lines = text.trimEnd().split('\n')

describe('a file of trajectories', () => {
  it('gives every episode as it was recorded', async () => {
    const found = await read(text)
    expect(found).toEqual([first, { ...second, firstLine: first.lines.length + 1 }])
  })

  it('is read from disk an episode at a time', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'supportgym-')), 'episodes.jsonl')
    writeFileSync(file, text)
    const reader = readTrajectories(file)
    expect((await reader.next()).value).toEqual(first)
    await reader.return(undefined)
  })

  it('has no line that holds NaN or an undefined field', () => {
    for (const line of [...first.lines, ...second.lines])
      expect(JSON.parse(JSON.stringify(line))).toEqual(line)
  })
})

describe('a damaged file is diagnosed', () => {
  const diagnosis = async (given: string): Promise<{ code: unknown; message: string }> => {
    const error: unknown = await read(given).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: 'SupportGymError' })
    return error as { code: unknown; message: string }
  }

  it('when its last line is cut short: with the last good line', async () => {
    const cut = `${lines.slice(0, first.lines.length + 3).join('\n')}\n${lines[first.lines.length + 3]!.slice(0, 40)}`
    expect(await diagnosis(cut)).toMatchObject({
      code: 'invalid_trajectory',
      message: `episodes.jsonl: truncated after line ${first.lines.length + 3} (last good line: step 2 of episode 1).`,
    })
  })

  it('when it breaks off between two lines', async () => {
    const { message } = await diagnosis(lines.slice(0, 4).join('\n'))
    expect(message).toBe('episodes.jsonl: truncated after line 4 (last good line: step 3 of episode 1).')
  })

  it('after the whole episodes before the damage were given', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'supportgym-')), 'episodes.jsonl')
    writeFileSync(file, text.slice(0, -30))
    const given: unknown[] = []
    await expect(async () => {
      for await (const trajectory of readTrajectories(file)) given.push(trajectory)
    }).rejects.toThrow('truncated after line')
    expect(given).toEqual([first])
  })

  it('when a line in the middle is no JSON: by its number', async () => {
    const { message } = await diagnosis(lines.with(5, '{"t":').join('\n'))
    expect(message).toMatch(/^episodes\.jsonl:6: expected a JSON object/)
  })

  it('when a field does not fit: by line and path', async () => {
    const { message } = await diagnosis(
      lines.with(2, lines[2]!.replace('"propensity":1', '"propensity":2')).join('\n'),
    )
    expect(message).toMatch(/^episodes\.jsonl:3: propensity: .*<=1/)
  })

  it('when a step stands where an episode must begin', async () => {
    const { message } = await diagnosis(lines.slice(1).join('\n'))
    expect(message).toBe('episodes.jsonl:1: expected the header of an episode, got a line of kind "step".')
  })

  it('when it is of another version of the format', async () => {
    const { message } = await diagnosis(lines.with(0, lines[0]!.replace('"trace":1', '"trace":2')).join('\n'))
    expect(message).toMatch(/^episodes\.jsonl:1: trace: /)
  })

  it('when it is empty', async () => {
    expect((await diagnosis('')).message).toContain('expected at least one episode')
  })

  it('when it is not there', async () => {
    await expect(readTrajectories('nowhere.jsonl').next()).rejects.toMatchObject({
      code: 'invalid_trajectory',
    })
  })
})
