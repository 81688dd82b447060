import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { emptyFolder, supportgym } from './command.ts'

describe('supportgym replay', () => {
  const cwd = emptyFolder()
  let lines: string[]

  beforeAll(async () => {
    await supportgym(['run', '-n', '3', '-p', 'playbook,random', '-q', '--out', 'run'], { cwd })
    lines = readFileSync(join(cwd, 'run', 'episodes.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
  })

  const write = (name: string, text: string): string => {
    writeFileSync(join(cwd, name), text)
    return name
  }

  it('verifies every line of every episode', async () => {
    const { code, stdout } = await supportgym(['replay', 'run/episodes.jsonl'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain(`6 episodes, ${lines.length} lines: every one as recorded`)
  })

  it('can verify one episode alone', async () => {
    const { code, stdout } = await supportgym(['replay', 'run/episodes.jsonl', '--episode', '2'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('1 episode,')
  })

  it('fails and names the first line and field that differ', async () => {
    const flipped = write(
      'flipped.jsonl',
      lines.with(3, lines[3]!.replace('"clockMs":', '"clockMs":1')).join('\n'),
    )
    const { code, stdout } = await supportgym(['replay', flipped], { cwd })
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /differs {2}flipped\.jsonl:4: clockMs: expected \S+, got \S+\n.*episode 1, playbook on/,
    )
  })

  it('tells the same to a program', async () => {
    const flipped = write(
      'flipped.jsonl',
      lines.with(3, lines[3]!.replace('"clockMs":', '"clockMs":1')).join('\n'),
    )
    const { code, stdout } = await supportgym(['replay', flipped, '--json'], { cwd })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      same: false,
      damage: null,
      difference: { line: 4, field: 'clockMs', episode: 1 },
    })
  })

  it('fails on a truncated file, and reports its last good line', async () => {
    const cut = write('cut.jsonl', `${lines.slice(0, 5).join('\n')}\n${lines[5]!.slice(0, 50)}`)
    const { code, stdout } = await supportgym(['replay', cut], { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('cut.jsonl: truncated after line 5 (last good line: step 4 of episode 1).')
  })

  it.each([
    ['a file that is not there', ['nowhere.jsonl'], 'There is no file nowhere.jsonl'],
    ['an episode that is not there', ['run/episodes.jsonl', '--episode', '99'], 'There is no episode 99'],
    ['no file', [], "missing required argument 'file'"],
  ])('calls %s wrong use', async (_what, args, message) => {
    const { code, stdout, stderr } = await supportgym(['replay', ...args], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
