import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Manifest } from '../../src/cli/manifest.ts'
import { type Ended, emptyFolder, supportgym, supportgymProcess } from './command.ts'

const cwd = emptyFolder()
const options = ['-n', '64', '-p', 'close-early,do-nothing', '--quiet']
const read = (...path: string[]): string => readFileSync(join(cwd, ...path), 'utf8')
const merge = (folders: readonly string[], ...more: readonly string[]): Promise<Ended> =>
  supportgym(['merge', ...folders, ...more], { cwd })

let run: string
let shards: readonly string[]
let printed: Ended

beforeAll(async () => {
  await supportgymProcess(['run', ...options, '--out', 'whole'], { cwd })
  run = Manifest.parse(JSON.parse(read('whole', 'manifest.json'))).run
  for (let number = 1; number <= 16; number++) {
    printed = await supportgym(['rollout', '--shard', `${number}/16`, ...options], { cwd })
  }
  shards = readdirSync(join(cwd, 'runs', run)).map(name => `runs/${run}/${name}`)
})

function expectWhole(folder: string): void {
  expect(read(folder, 'summary.json')).toBe(read('whole', 'summary.json'))
  expect(read(folder, 'episodes.jsonl')).toBe(read('whole', 'episodes.jsonl'))
  const timeless = (path: string) => ({
    ...Manifest.parse(JSON.parse(read(path, 'manifest.json'))),
    startedAt: null,
    finishedAt: null,
    timings: null,
  })
  expect(timeless(folder)).toEqual(timeless('whole'))
}

afterEach(() => vi.unstubAllEnvs())

describe('supportgym rollout', () => {
  it('plays a shard into a folder of its own, and says what comes next', () => {
    expect(printed.code).toBe(0)
    expect(shards).toHaveLength(16)
    expect(shards[2]).toBe(`runs/${run}/shard-03-of-16`)
    expect(printed.stdout).toMatch(
      /^Wrote runs\/\w+\/shard-16-of-16\/ {2}\(shard 16\/16 of run \w+, 8 episodes\)/m,
    )
    expect(printed.stdout).toContain(`npx supportgym merge runs/${run}/shard-*`)
  })

  it('knows its shard from the scheduler', async () => {
    vi.stubEnv('JOB_COMPLETION_INDEX', '4')
    const { stdout } = await supportgym(['rollout', '--shards', '16', ...options], { cwd })
    expect(stdout).toContain('shard 5/16')
  })

  it('goes on with a shard that was killed, and plays nothing of it twice', async () => {
    const command = ['rollout', '--shard', '1/2', '-n', '300', '-p', 'playbook', '--out', 'half']
    const killed = await supportgymProcess(command, { cwd, interruptWhen: /running/ })
    expect(killed.code).toBe(130)
    const before = Manifest.parse(JSON.parse(read('half', 'manifest.json'))).episodesPlayed
    const { code, stderr } = await supportgym(command, { cwd })
    expect(code).toBe(0)
    expect(stderr).toContain(`${before} of them played before`)
    expect(Manifest.parse(JSON.parse(read('half', 'manifest.json')))).toMatchObject({
      episodesPlayed: 150,
      shard: { number: 1, of: 2 },
    })
  })
})

describe('supportgym merge', () => {
  it('of 16 shards, in any order, is what one process wrote, byte for byte', async () => {
    const { code, stdout } = await merge([...shards].reverse())
    expect(code).toBe(0)
    expect(stdout).toMatch(/^close-early /m)
    expectWhole(`runs/${run}`)
    const turned = [...shards.slice(5), ...shards.slice(0, 5)]
    await merge(turned, '--out', 'turned')
    expectWhole('turned')
  })

  it('counts what is there twice once: a copy, a shard of another cut, part of a run', async () => {
    cpSync(join(cwd, shards[3]!), join(cwd, 'copy'), { recursive: true })
    await supportgym(['rollout', '--shard', '2/3', ...options, '--out', 'third'], { cwd })
    await merge(['copy', 'third', ...shards, shards[7]!], '--out', 'twice')
    expectWhole('twice')
  })

  it('again into the same folder changes nothing', async () => {
    expect(await merge(shards)).toMatchObject({ code: 0 })
    expectWhole(`runs/${run}`)
  })

  it('prints the business view that the run prints', async () => {
    const tableOf = ({ stdout }: Ended): string =>
      stdout.slice(stdout.indexOf('Dollars a ticket'), stdout.indexOf('Wrote '))
    const merged = await merge(shards, '--by', 'archetype', '--out', 'viewed')
    const whole = await supportgym(['run', ...options, '--by', 'archetype', '--out', 'again'], { cwd })
    expect(tableOf(merged)).toContain('double-charged-at-risk')
    expect(tableOf(merged)).toBe(tableOf(whole))
  })

  it('names the shards that are missing, and writes nothing', async () => {
    const some = shards.filter((_, at) => at !== 4 && at !== 9)
    const { code, stderr } = await merge(some, '--out', 'gaps')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^error: 8 of 64 chunks are missing \(4, 9, 20, 25, .*\), of shards 5\/16, 10\/16\./,
    )
    expect(existsSync(join(cwd, 'gaps'))).toBe(false)
  })

  it('does not count what was damaged on the way, and says where', async () => {
    cpSync(join(cwd, shards[0]!), join(cwd, 'damaged'), { recursive: true })
    const file = join('damaged', 'chunks', '00016.jsonl')
    writeFileSync(join(cwd, file), read(file).slice(1))
    const { code, stderr } = await merge(['damaged', ...shards.slice(1)], '--out', 'gaps')
    expect(code).toBe(1)
    expect(stderr).toMatch(/1 of 64 chunks are missing \(16\), of shard 1\/16 \(damaged in damaged\)/)
  })

  it('refuses a shard of another configuration, and says what differs', async () => {
    await supportgym(['rollout', '--shard', '1/16', ...options, '--seed', '2', '--out', 'seed-2'], { cwd })
    const { code, stderr } = await merge([...shards.slice(1), 'seed-2'], '--out', 'mixed')
    expect(code).toBe(2)
    expect(stderr).toContain('seed-2 is a shard of another run than')
    expect(stderr).toContain('differs in seed (2 in the one, 1 in the other)')
  })

  it('refuses a shard of another version', async () => {
    cpSync(join(cwd, shards[0]!), join(cwd, 'old'), { recursive: true })
    const manifest = read('old', 'manifest.json').replace(/"supportgym": "[^"]*"/, '"supportgym": "0.0.9"')
    writeFileSync(join(cwd, 'old', 'manifest.json'), manifest)
    const { code, stderr } = await merge(['old', ...shards.slice(1)], '--out', 'mixed')
    expect(code).toBe(2)
    expect(stderr).toMatch(/old was played by supportgym 0\.0\.9, this is/)
  })

  it('refuses a folder that is no shard, and one that has something else in it', async () => {
    rmSync(join(cwd, 'turned', 'manifest.json'))
    expect((await merge(['turned'])).stderr).toContain('turned is not the folder of a run or a shard')
    expect((await merge(shards, '--out', 'turned')).stderr).toContain('has something else in it')
  })
})
