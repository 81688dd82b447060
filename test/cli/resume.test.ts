import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Manifest } from '../../src/cli/manifest.ts'
import { emptyFolder, supportgym, supportgymProcess } from './command.ts'

const isFull = process.env.SUPPORTGYM_FULL === '1'
const episodes = isFull ? 96 : 48
const policies = ['playbook', 'close-early', 'do-nothing']
const total = episodes * policies.length
const loud = ['run', '-n', String(episodes), '-p', policies.join()]
const args = [...loud, '--quiet']
const cwd = emptyFolder()
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8')
const manifestOf = (folder: string): Manifest => Manifest.parse(JSON.parse(read(folder, 'manifest.json')))
/** What must not depend on how a run was played. */
const resultOf = (folder: string) => ({
  summary: read(folder, 'summary.json'),
  episodes: read(folder, 'episodes.jsonl'),
  files: readdirSync(join(cwd, folder)).sort(),
})

/** An uninterrupted run in this process. */
let whole: ReturnType<typeof resultOf>

beforeAll(async () => {
  expect(await supportgym([...args, '--out', 'whole'], { cwd })).toMatchObject({ code: 0 })
  whole = resultOf('whole')
})

describe('a run by two workers', () => {
  it('comes to what one process comes to, byte for byte', async () => {
    const command = [...args, '--out', 'two', '--workers', '2']
    expect(await supportgymProcess(command, { cwd })).toMatchObject({ code: 0 })
    expect(resultOf('two')).toEqual(whole)
    expect(manifestOf('two')).toMatchObject({ workers: 2, status: 'complete', episodesPlayed: total })
  })

  it('is refused for a policy that waits for an endpoint', async () => {
    const llm = ['--policy', 'llm', '--model', 'm', '--base-url', 'http://127.0.0.1:9']
    const { code, stderr } = await supportgym(['run', ...llm, '--workers', '2'], { cwd })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('drop --workers') })
  })
})

/** Parts of a run, spread evenly over it, in an order without rhythm. */
const kills = isFull ? 20 : 1
const moments = Array.from({ length: kills }, (_, index) => Number((((index + 1) * 0.618034) % 1).toFixed(2)))

/** Chunks of a whole run. */
const CHUNKS = 48
const chunksIn = (out: string): number =>
  existsSync(join(cwd, out, 'chunks'))
    ? readdirSync(join(cwd, out, 'chunks')).filter(name => name.endsWith('.json')).length
    : 0

describe('kill -9', () => {
  /** Whole chunks that each kill left. */
  const left: number[] = []
  it.each(moments)(
    'after %f of a run by two workers loses nothing and counts nothing twice',
    async moment => {
      const out = `killed-${moment}`
      const command = [...args, '--out', out, '--workers', '2']
      await supportgymProcess(command, { cwd, killWhen: () => chunksIn(out) >= moment * CHUNKS })
      left.push(chunksIn(out))
      const resumed = existsSync(join(cwd, out))
      const again = resumed ? [...command, '--resume'] : command
      const { code, stderr } = await supportgymProcess(again, { cwd })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(resultOf(out)).toEqual(whole)
    },
  )

  it('came in the middle of a run at some of these moments', () => {
    expect(left.filter(chunks => chunks > 0 && chunks < CHUNKS).length).toBeGreaterThan(0)
  })

  it('again and again ends in the same', async () => {
    const command = [...args, '--out', 'harried', '--resume']
    for (const share of isFull ? [0.5, 0.7, 0.9] : [0.5, 0.8]) {
      const resumed = existsSync(join(cwd, 'harried'))
      await supportgymProcess(resumed ? command : command.slice(0, -1), {
        cwd,
        killWhen: () => chunksIn('harried') >= share * CHUNKS,
      })
    }
    await supportgym(command, { cwd })
    expect(resultOf('harried')).toEqual(whole)
  })
})

describe('Ctrl-C', () => {
  it.each(['1', '2'])('on %s workers prints the command that goes on, to the same end', async workers => {
    const out = `interrupted-${workers}`
    const command = [...loud, '--out', out]
    const interruptWhen = new RegExp(`\\d+ / ${total}`)
    const stopped = await supportgymProcess([...command, '--workers', workers], { cwd, interruptWhen })
    expect(stopped.code).toBe(130)
    expect(manifestOf(out)).toMatchObject({ status: 'interrupted' })
    expect(existsSync(join(cwd, out, 'lock'))).toBe(false)
    const [, next] = /^Go on: npx supportgym (.*)$/m.exec(stopped.stdout)!
    expect(next).toBe(`${command.join(' ')} --workers ${workers} --resume`)
    const goesOn = workers === '1' ? supportgym : supportgymProcess
    const { code, stderr } = await goesOn(next!.split(' '), { cwd })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^running 3 policies × \d+ episodes.*, \d+ of them played before$/m)
    expect(resultOf(out)).toEqual(whole)
  })
})

describe('--resume', () => {
  it('of a complete run leaves it as it is, tidies up, and shows the figures', async () => {
    cpSync(join(cwd, 'interrupted-1'), join(cwd, 'untidy'), { recursive: true })
    cpSync(join(cwd, 'interrupted-1'), join(cwd, 'untidy', 'chunks'), { recursive: true })
    const { code, stdout } = await supportgym([...args, '--out', 'untidy', '--resume'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^playbook .*untidy\/ was complete already\.$/ms)
    expect(resultOf('untidy')).toEqual(whole)
  })

  it.each([
    ['another seed', ['--seed', '2'], /differs in seed \(1 there, 2 here\): give the options/],
    ['other policies', ['-p', 'stall'], /differs in policies/],
    ['another reward', ['--reward', 'naive'], /differs in config/],
  ])('refuses %s, and names it', async (_what, other, message) => {
    const { code, stderr } = await supportgym([...args, ...other, '--out', 'whole', '--resume'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(resultOf('whole')).toEqual(whole)
  })

  it('says when there is no such run, and which one may have been meant', async () => {
    const here = emptyFolder()
    const short = ['run', '-n', '4', '-p', 'close-early', '--quiet']
    await supportgym([...short, '--out', 'runs/one'], { cwd: here })
    const manifest = join(here, 'runs', 'one', 'manifest.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"complete"', '"interrupted"'))
    const { code, stderr } = await supportgym([...short, '--seed', '3', '--resume'], { cwd: here })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /There is no run in runs\/\w+ to resume; runs\/\w+ differs in seed \(1 there, 3 here\)/,
    )
  })
})

describe('two runs in one folder', () => {
  it('never write into one another: the second one is refused while the first one writes', async () => {
    let isOver = false
    const first = supportgymProcess(['run', '-n', '50000', '-p', 'playbook', '--out', 'shared'], {
      cwd,
      killWhen: () => isOver,
    })
    while (!existsSync(join(cwd, 'shared', 'manifest.json'))) await new Promise(tick => setTimeout(tick, 20))
    for (const extra of [[], ['--force'], ['--resume']]) {
      const { code, stderr } = await supportgym([...args, '--out', 'shared', ...extra], { cwd })
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^error: Process \d+ on/) })
    }
    isOver = true
    expect(await first).toMatchObject({ code: null })
  })

  it('that was killed is taken up by one of several who try at once', async () => {
    const command = [...args, '--out', 'raced']
    await supportgymProcess(command, { cwd, killWhen: () => chunksIn('raced') >= 0.5 * CHUNKS })
    expect(existsSync(join(cwd, 'raced', 'lock'))).toBe(true)
    const tries = [1, 2, 3].map(() => supportgymProcess([...command, '--resume'], { cwd }))
    const codes = (await Promise.all(tries)).map(({ code }) => code)
    expect(codes.filter(code => code === 0).length).toBeGreaterThan(0)
    expect(codes.filter(code => code !== 0 && code !== 2)).toEqual([])
    expect(resultOf('raced')).toEqual(whole)
  })

  it('take folders of their own when none is named, though they begin together', async () => {
    const here = emptyFolder()
    const short = ['run', '-n', '4', '-p', 'close-early', '-q']
    await Promise.all([1, 2].map(() => supportgymProcess(short, { cwd: here })))
    const folders = readdirSync(join(here, 'runs'))
    expect(folders).toHaveLength(2)
    const summaries = folders.map(name => readFileSync(join(here, 'runs', name, 'summary.json'), 'utf8'))
    expect(summaries[0]).toBe(summaries[1])
  })
})
