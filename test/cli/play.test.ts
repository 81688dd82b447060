import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { emptyFolder, supportgym } from './command.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const ticket = ['--scenario', 'duplicate-charge-v1', '--seed', '7']

/** Plays a ticket with these lines typed. */
function play(cwd: string, lines: readonly string[], ...args: readonly string[]) {
  const env = { ...process.env, OPENAI_API_KEY: '' }
  const input = `${lines.join('\n')}\n`
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'play', ...ticket, ...args], {
    ...{ cwd, env, input, timeout: 60_000 },
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

describe('supportgym play', () => {
  it('lets a person be the agent, keeps the ticket, and it replays', async () => {
    const cwd = emptyFolder()
    const lines = ['Hello, sorry about that!', '/verify_identity', '/sing', '/close resolution=unresolved']
    const { code, stdout } = play(cwd, lines, '-o', 'ticket.jsonl')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Customer: \S/)
    expect(stdout).toContain('identity verified')
    expect(stdout).toContain('There is no tool "sing"')
    expect(stdout).toContain('unresolved')
    const kept = readFileSync(join(cwd, 'ticket.jsonl'), 'utf8')
    expect(kept).toContain('"text":"Hello, sorry about that!"')
    expect(kept).toContain('"heard":[')
    expect(await supportgym(['replay', 'ticket.jsonl'], { cwd })).toMatchObject({ code: 0 })
  })

  it('lets a person put the customer into words, or take those that are proposed', () => {
    const lines = ['You took my money twice!', ...Array<string>(30).fill('')]
    const { code, stdout } = play(emptyFolder(), lines, '--as', 'customer')
    expect(code).toBe(0)
    expect(stdout).toContain('You complain (charged-twice)')
    expect(stdout).toContain('agent>')
    expect(stdout).toContain('behind it: ')
  })

  it('keeps nothing of a ticket that was left', () => {
    const cwd = emptyFolder()
    const { code, stdout } = play(cwd, ['/QUIT now'], '-o', 'ticket.jsonl')
    expect({ code, kept: existsSync(join(cwd, 'ticket.jsonl')) }).toEqual({ code: 0, kept: false })
    expect(stdout).toContain('nothing was kept')
  })

  it.each([
    ['a file that is there already', ['-o', 'there.jsonl'], 'it is there already'],
    ['a model for the agent that a person is', ['--model', 'm'], '--customer-model'],
    ['an unknown agent', ['--as', 'customer', '-p', 'nobody'], 'nobody'],
  ])('refuses %s before anything is played', (_what, args, why) => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'there.jsonl'), 'mine')
    const { code, stderr } = play(cwd, ['/quit'], ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(why)
    expect(readFileSync(join(cwd, 'there.jsonl'), 'utf8')).toBe('mine')
  })
})

describe('run --policy blackbox', () => {
  it.each([
    ['--record', 'answers.jsonl'],
    ['--replay', 'answers.jsonl'],
    ['--at-once', '2'],
  ])('is wrong use with %s: the agent works while it answers', async (flag, value) => {
    const agent = ['--policy', 'blackbox', '--model', 'm', '--base-url', 'http://127.0.0.1:1/v1']
    const { code, stderr } = await supportgym(['run', ...agent, flag, value, '-n', '1'], {
      cwd: emptyFolder(),
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/blackbox|recording/)
  })
})
