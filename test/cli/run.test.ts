import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Manifest, RunSummary, TimedSummary } from '../../src/cli/manifest.ts'
import { policies } from '../../src/index.ts'
import { type Ended, emptyFolder, supportgym, supportgymProcess } from './command.ts'

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'))
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]))

describe('supportgym run', () => {
  const cwd = emptyFolder()
  let ended: Ended
  let folder: string

  beforeAll(async () => {
    ended = await supportgymProcess(['run', '--episodes', '12'], { cwd })
    folder = join(cwd, 'runs', readdirSync(join(cwd, 'runs'))[0]!)
  })

  it('prints a line for every shipped policy under one head, and ends well', () => {
    expect(ended.code).toBe(0)
    const lines = ended.stdout.split('\n')
    const head = lines.findIndex(line => line.startsWith('policy '))
    expect(lines[head]).toMatch(/return ± 95 %.*resolved.*csat \(resp\.\).*reopened.*churn90.*utility.*flags/)
    expect(lines.slice(head + 1, head + 1 + policies.length).map(line => line.split(' ')[0])).toEqual(
      policies.map(({ id }) => id),
    )
  })

  it('says where to look first, what was written, and how to replay it', async () => {
    expect(ended.stdout).toMatch(/^Look first: \S/m)
    const [, command] = /npx supportgym (replay .*)$/m.exec(ended.stdout)!
    const replayed = await supportgym(command!.split(' '), { cwd })
    expect(replayed).toMatchObject({ code: 0, stdout: expect.stringContaining('every one as recorded') })
  })

  it('shows its progress in plain lines where there is no terminal, beside the results', () => {
    expect(ended.stderr).toMatch(/^running \d+ policies × 12 episodes$/m)
    expect(ended.stderr).toContain(`${12 * policies.length} / ${12 * policies.length}`)
    expect(ended.stderr).toMatch(/^ {2}\d+ \/ \d+ {3}[\d,]+ steps\/s {3}eta \d+ s$/m)
    expect(ended.stdout).not.toContain('running')
  })

  it('writes a manifest, a summary without any time in it, and every episode', () => {
    const manifest = Manifest.parse(json(folder, 'manifest.json'))
    expect(manifest).toMatchObject({ status: 'complete', episodesPerPolicy: 12 })
    expect(manifest.episodesPlayed).toBe(12 * policies.length)
    const summary = RunSummary.parse(json(folder, 'summary.json'))
    expect(summary.policies.map(({ policy }) => policy)).toEqual(policies.map(({ id }) => id))
    const headers = readFileSync(join(folder, 'episodes.jsonl'), 'utf8').match(/^\{"supportgym"/gm)
    expect(headers).toHaveLength(12 * policies.length)
  })

  it('gives the same figures and episodes again, in a folder of its own: nothing is overwritten', async () => {
    const before = filesOf(folder)
    await supportgym(['run', '--episodes', '12', '--quiet'], { cwd })
    expect(filesOf(folder)).toEqual(before)
    const again = filesOf(`${folder}-2`)
    expect(again['summary.json']).toBe(before['summary.json'])
    expect(again['episodes.jsonl']).toBe(before['episodes.jsonl'])
  })

  it('has another id for another seed', async () => {
    await supportgym(['run', '--episodes', '12', '--seed', '2', '-p', 'close-early', '-q'], { cwd })
    expect(readdirSync(join(cwd, 'runs'))).toHaveLength(3)
  })
})

describe('supportgym run --json', () => {
  it('prints JSON alone on stdout, with the figures of the summary and the pace', async () => {
    const cwd = emptyFolder()
    const args = ['run', '-n', '8', '--policy', 'playbook,close-early', '--seed', '3', '--json']
    const { code, stdout } = await supportgym(args, { cwd })
    expect(code).toBe(0)
    const printed = TimedSummary.parse(JSON.parse(stdout))
    expect(printed).toMatchObject({ seed: 3, policies: [{ policy: 'playbook' }, { policy: 'close-early' }] })
    const summary = RunSummary.parse(json(cwd, 'runs', printed.run, 'summary.json'))
    for (const [at, { stepsPerSecond, costDollars, ...figures }] of printed.policies.entries()) {
      expect(stepsPerSecond).toBeGreaterThan(1)
      expect(costDollars).toBeNull()
      expect(figures).toEqual(summary.policies[at])
    }
  })

  it('plays the scenarios, archetypes, reward and delivery that were asked for, and no others', async () => {
    const cwd = emptyFolder()
    const chosen = ['-s', 'duplicate-charge-v1', '--persona', 'venter', '--reward', 'sparse']
    await supportgym(
      ['run', '-n', '4', '-q', '-p', 'playbook', '--delivery', 'deferred', '-o', 'here', ...chosen],
      {
        cwd,
      },
    )
    const headers = readFileSync(join(cwd, 'here', 'episodes.jsonl'), 'utf8')
      .split('\n')
      .filter(line => line.startsWith('{"supportgym"'))
      .map(line => JSON.parse(line) as unknown)
    expect(headers).toHaveLength(4)
    for (const header of headers) {
      expect(header).toMatchObject({
        scenario: 'duplicate-charge-v1',
        persona: 'venter',
        config: { reward: 'sparse', delivery: 'deferred' },
      })
    }
  })
})

describe('supportgym run --by', () => {
  const cwd = emptyFolder()
  const args = ['run', '-n', '60', '-p', 'playbook,refund-all', '--quiet', '--out', 'here']
  const page = readFileSync(new URL('../../docs/reference/business.md', import.meta.url), 'utf8')
  let byGroup: Ended
  let summary: RunSummary

  beforeAll(async () => {
    byGroup = await supportgym([...args, '--by', 'group'], { cwd })
    summary = RunSummary.parse(json(cwd, 'here', 'summary.json'))
  })

  /** The lines of the business table: its head, then blocks of a name and a line for each policy. */
  const tableOf = ({ stdout }: Ended): string[] => {
    const lines = stdout.split('\n')
    const from = lines.findIndex(line => line.startsWith('Dollars a ticket')) + 1
    return lines.slice(from, lines.indexOf('', from))
  }

  it('prints each policy over all tickets and over those of each group, under one head', () => {
    expect(byGroup.code).toBe(0)
    const names = tableOf(byGroup).map(line => line.trimStart().split(' ')[0])
    const block = (name: string) => [name, 'playbook', 'refund-all']
    const blocks = ['all', 'account', 'billing', 'retention', 'technical'].flatMap(block)
    expect(names).toEqual(['group', ...blocks])
  })

  it('names its columns as the page of the figures does', () => {
    const heads = tableOf(byGroup)[0]!.split(/ +/).slice(1)
    const named = [...page.matchAll(/^\| `\w+` \| (\S+) \|/gm)].map(([, column]) => column)
    expect(heads.toSorted()).toEqual(named.toSorted())
  })

  it('prints the figures of summary.json, in dollars', () => {
    const { mean, ci95 } = summary.policies[1]!.business!.byGroup.billing!.leakedCents
    const leak = `${(mean / 100).toFixed(1)} ± ${((ci95![1] - mean) / 100).toFixed(1)}`
    const table = tableOf(byGroup)
    const at = table.indexOf('billing')
    expect(table[at + 2]).toContain(leak)
    expect(mean).toBeGreaterThan(0)
  })

  it('has the same tickets by group, by archetype and over all', () => {
    for (const { episodes, business } of summary.policies) {
      const ticketsOf = (slices: object) =>
        Object.values(slices).reduce((sum: number, { tickets }: { tickets: number }) => sum + tickets, 0)
      expect(business!.overall.tickets).toBe(episodes)
      expect(ticketsOf(business!.byGroup)).toBe(episodes)
      expect(ticketsOf(business!.byArchetype)).toBe(episodes)
    }
  })

  it('by archetype, of a run that is there already, and no line is wider than 120', async () => {
    const ended = await supportgym([...args, '--by', 'archetype', '--resume'], { cwd })
    expect(ended.stdout).toContain('was complete already')
    const table = tableOf(ended)
    const blocks = table.filter(line => !line.startsWith(' ')).slice(2)
    expect(blocks).toEqual(Object.keys(summary.policies[0]!.business!.byArchetype))
    for (const line of [...table, ...tableOf(byGroup)]) expect(line.length).toBeLessThanOrEqual(120)
  })

  it('refuses another breakdown, and says which there are', async () => {
    const { code, stdout, stderr } = await supportgym([...args, '--by', 'archetypes'], { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      'error: Unknown breakdown "archetypes". Did you mean "archetype"? Known: group, archetype.\n',
    )
  })

  it('is in the help', async () => {
    const { stdout } = await supportgym(['run', '--help'], { cwd })
    expect(stdout).toMatch(/--by <name> +print the business view/)
  })
})

describe('supportgym run --out', () => {
  const args = ['run', '-n', '2', '-p', 'close-early', '-q', '--out', 'mine']

  it('refuses a folder that is not empty, and leaves it as it was, unless --force is given', async () => {
    const cwd = emptyFolder()
    mkdirSync(join(cwd, 'mine'))
    writeFileSync(join(cwd, 'mine', 'notes.txt'), 'keep me')
    const refused = await supportgym(args, { cwd })
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/^error: mine is not empty.*--force/)
    expect(readdirSync(join(cwd, 'mine'))).toEqual(['notes.txt'])
    expect(await supportgym([...args, '--force'], { cwd })).toMatchObject({ code: 0 })
    expect(readdirSync(join(cwd, 'mine')).sort()).toEqual([
      'episodes.jsonl',
      'manifest.json',
      'notes.txt',
      'summary.json',
    ])
    expect(existsSync(join(cwd, 'runs'))).toBe(false)
  })
})

describe('Ctrl-C', () => {
  it('leaves a readable part of the run, with pairs, and says so', async () => {
    const cwd = emptyFolder()
    const args = ['run', '-n', '5000', '-p', 'close-early,do-nothing', '--out', 'part']
    const { code, stdout } = await supportgymProcess(args, { cwd, interruptWhen: /running/ })
    expect(code).toBe(130)
    expect(stdout).toMatch(/^Interrupted after [\d,]+ of 10,000 episodes/m)
    const manifest = Manifest.parse(json(cwd, 'part', 'manifest.json'))
    expect(manifest.status).toBe('interrupted')
    expect(manifest.episodesPlayed).toBeLessThan(10_000)
    const { policies: figures } = RunSummary.parse(json(cwd, 'part', 'summary.json'))
    const [one = 0, other = 0] = figures.map(({ episodes }) => episodes)
    expect(one + other).toBe(manifest.episodesPlayed)
    expect(one - other).toBeLessThanOrEqual(1)
    expect(await supportgym(['replay', 'part/episodes.jsonl'], { cwd })).toMatchObject({ code: 0 })
  })
})

it('plays several tickets of a customer in an episode, says so, and what it records replays', async () => {
  const cwd = emptyFolder()
  const args = ['run', '--policy', 'playbook', '--tickets', '2', '--episodes', '6', '--out', 'two', '--quiet']
  const ended = await supportgym(args, { cwd })
  expect(ended.code).toBe(0)
  expect(ended.stdout).toContain('2 tickets an episode: outcomes are of the last')
  const replayed = await supportgym(['replay', 'two/episodes.jsonl'], { cwd })
  expect(replayed.stdout).toMatch(/every one as recorded/)
  const deferred = await supportgym([...args, '--force', '--delivery', 'deferred'], { cwd })
  expect(deferred.code).toBe(2)
  expect(deferred.stderr).toContain('tickets: expected 1 with delivery "deferred"')
  expect((await supportgym(['run', '--tickets', '4'], { cwd })).code).toBe(2)
})

it('plays with the faults of a file, the books checked throughout, and what it records replays', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'faults.yaml'), 'operations:\n  refund.create: { timeout_after_commit: 0.9 }\n')
  writeFileSync(join(cwd, 'wrong.yaml'), 'operations: { refund.crate: {} }\n')
  const wrong = await supportgym(['run', '--faults', 'wrong.yaml'], { cwd })
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('refund.crate') })
  const args = [
    'run',
    '-n',
    '6',
    '-p',
    'playbook',
    '-s',
    'refund-timeout-v1',
    '--faults',
    'faults.yaml',
    '--check',
  ]
  const { code, stdout } = await supportgym([...args, '-q', '--out', 'out'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('with faults · books checked')
  expect(readFileSync(join(cwd, 'out', 'episodes.jsonl'), 'utf8')).toContain('"timeout_after_commit":0.9')
  const replayed = await supportgym(['replay', 'out/episodes.jsonl'], { cwd })
  expect(replayed).toMatchObject({ code: 0, stdout: expect.stringContaining('6 episodes') })
})
