import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { call, modelSaying } from '../llm/modelSaying.ts'
import { emptyFolder, supportgym } from './command.ts'

const greeting = { say: 'Hello, and thanks for getting in touch!' }
const close = call('close', { resolution: 'unresolved' })
const key = 'sk-of-a-test-that-nobody-may-see'

afterEach(() => vi.unstubAllEnvs())

/** Everything that a run wrote into its folder. */
function writtenIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

describe('run --policy llm', () => {
  it('plays a model against the shipped policies on the same tickets, and keeps the key to itself', async () => {
    vi.stubEnv('OPENAI_API_KEY', key)
    const { baseURL, requests } = await modelSaying(greeting, close)
    const cwd = emptyFolder()
    const args = ['--policy', 'playbook,llm', '--model', 'scripted', '--base-url', baseURL]
    const { code, stdout, stderr } = await supportgym(
      ['run', ...args, '--scenario', 'duplicate-charge-v1', '-n', '1', '-q', '-o', 'out'],
      { cwd },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('llm:scripted')
    expect(requests()[0]?.authorization).toBe(`Bearer ${key}`)
    const written = writtenIn(join(cwd, 'out'))
    expect(written).toContain('"policy":"llm:scripted"')
    expect(`${stdout}${written}`).not.toContain(key)
    const replay = await supportgym(['replay', 'out/episodes.jsonl'], { cwd })
    expect(replay.code).toBe(0)
  })

  it('ends with exit code 1 when the endpoint fails, and counts no ticket as failed for it', async () => {
    vi.stubEnv('OPENAI_API_KEY', key)
    const { baseURL } = await modelSaying(greeting, { error: { status: 400, message: key } })
    const cwd = emptyFolder()
    const { code, stdout, stderr } = await supportgym(
      ['run', '--policy', 'llm', '--model', 'scripted', '--base-url', baseURL, '-n', '2', '-q', '-o', 'out'],
      { cwd },
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: The model "scripted" at 127\.0\.0\.1:\d+ answered 400/)
    const manifest = JSON.parse(readFileSync(join(cwd, 'out', 'manifest.json'), 'utf8')) as object
    expect(manifest).toMatchObject({ status: 'failed', episodesPlayed: 0 })
    expect(`${stdout}${stderr}${writtenIn(join(cwd, 'out'))}`).not.toContain(key)
  })

  it('keeps what was played before the endpoint failed, and goes on from there', async () => {
    vi.stubEnv('OPENAI_API_KEY', key)
    const failing = await modelSaying(close, { error: { status: 400, message: 'no' } })
    const cwd = emptyFolder()
    const args = ['run', '--policy', 'llm', '--model', 'scripted', '-n', '2', '-q', '-o', 'out', '--base-url']
    const failed = await supportgym([...args, failing.baseURL], { cwd })
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(
      /^Failed after 1 episodes, which are kept\. {2}Go on: .* --resume\nerror: The model/,
    )
    const working = await modelSaying(close)
    expect(await supportgym([...args, working.baseURL, '--resume'], { cwd })).toMatchObject({ code: 0 })
    expect(working.requests()).toHaveLength(1)
    expect(await supportgym(['replay', 'out/episodes.jsonl'], { cwd })).toMatchObject({ code: 0 })
  })

  it.each([
    ['no model', ['--policy', 'llm'], '--model <name>'],
    ['no endpoint', ['--policy', 'llm', '--model', 'm'], 'OPENAI_API_KEY'],
    ['an address that is none', ['--policy', 'llm', '--model', 'm', '--base-url', 'nowhere'], 'baseURL'],
    ['a model for nobody', ['--policy', 'playbook', '--model', 'm'], 'add --policy llm'],
  ])('is wrong use with %s: exit code 2', async (_what, args, words) => {
    vi.stubEnv('OPENAI_API_KEY', '')
    const { code, stderr } = await supportgym(['run', ...args, '-n', '1'], { cwd: emptyFolder() })
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})
