import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { policies, referencePolicies } from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { emptyFolder, supportgym, supportgymProcess } from './command.ts'

describe('wrong use ends with 2, one message on stderr, no stack, and the nearest name', () => {
  it.each([
    ['an unknown command', ['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [
      'an unknown command of scenarios',
      ['scenarios', 'validat'],
      /Unknown command "validat"\. Did you mean "validate"\?/,
    ],
    [
      'an unknown flag',
      ['run', '--epsiodes', '3'],
      /unknown option '--epsiodes'\n\(Did you mean --episodes\?\)/,
    ],
    [
      'a bad number',
      ['run', '--episodes', 'many'],
      /Expected a whole number from 1 to 1,000,000, got "many"/,
    ],
    ['a number out of bounds', ['run', '--episodes', '0'], /from 1 to/],
    ['a negative seed', ['run', '--seed', '-4'], /from 0 to/],
    ['an unknown policy', ['run', '-p', 'playbok'], /Unknown policy "playbok"\. Did you mean "playbook"\?/],
    ['an unknown scenario', ['run', '-s', 'duplicate-charge'], /Did you mean "duplicate-charge-v1"\?/],
    ['an unknown archetype', ['run', '--persona', 'vented'], /Did you mean "venter"\?/],
    ['an unknown reward', ['run', '--reward', 'busines'], /Did you mean "business"\?/],
    ['an unknown delivery', ['run', '--delivery', 'strem'], /Did you mean "stream"\?/],
    [
      'an unknown scenario of an episode',
      ['episode', '-s', 'refund-not-arived-v1'],
      /Did you mean "refund-not-arrived-v1"\?/,
    ],
    [
      'a file of faults that is not there',
      ['run', '--faults', 'nowhere.yaml'],
      /Expected a YAML or JSON file/,
    ],
    ['one argument too many', ['policies', 'all'], /too many arguments/],
    ['one argument too many of scenarios', ['scenarios', 'list', 'my-cases'], /too many arguments/],
  ])('%s', async (_what, args, message) => {
    const cwd = emptyFolder()
    const { code, stdout, stderr } = await supportgym(args, { cwd })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^error: /)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('in a process of its own, too', async () => {
    expect(await supportgymProcess(['run', '--policy', 'playbok'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: Unknown policy "playbok"/),
    })
  })

  it('with the stack for who asks by --debug', async () => {
    const { stderr } = await supportgym(['episode', '-p', 'playbok', '--debug'])
    expect(stderr).toMatch(/^\s+at /m)
  })
})

describe('help', () => {
  it.each([
    [[]],
    [['run']],
    [['replay']],
    [['episode']],
    [['policies']],
    [['scenarios']],
    [['scenarios', 'validate']],
    [['scenarios', 'list']],
    [['scenarios', 'show']],
  ])('of %j has an example, and ends well', async command => {
    const { code, stdout } = await supportgym([...command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Example:\n  $ supportgym ${command.join(' ')}`)
  })

  it('and the version are a flag away', async () => {
    expect(await supportgymProcess(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
    })
  })
})

describe('the lists', () => {
  it('show every policy and every scenario', async () => {
    const { stdout: printed } = await supportgym(['policies', '--json'])
    const listed = JSON.parse(printed) as { id: string; kind: string }[]
    const known = [
      ...policies.map(({ id, isExploit }) => ({ id, kind: isExploit ? 'exploit' : 'agent' })),
      ...referencePolicies().map(({ id }) => ({ id, kind: 'reference' })),
    ]
    expect(listed.map(({ id, kind }) => ({ id, kind }))).toEqual(known)
    const { stdout: table } = await supportgym(['policies'])
    expect(table).toMatch(/^policy +kind +what it does$/m)
    for (const { id, kind } of known) expect(table).toMatch(new RegExp(`^${id} +${kind} +\\S`, 'm'))
    const { stdout } = await supportgym(['scenarios'])
    for (const { id, title, causes } of loadCatalogue().scenarios) {
      expect(stdout).toMatch(new RegExp(`^${id} .*${title}.*${Object.keys(causes)[0]}`, 'm'))
    }
  })
})

describe('supportgym scenarios list', () => {
  const listed = async (...args: string[]) => {
    const { stdout } = await supportgym(['scenarios', 'list', ...args, '--json'])
    return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
  }

  it('keeps to a group, to a tag, and to both', async () => {
    const { scenarios } = loadCatalogue()
    const retention = scenarios.filter(({ group }) => group === 'retention')
    const both = retention.filter(({ tags }) => tags.includes('seats'))
    expect(retention.length).toBeLessThan(scenarios.length)
    expect(both.length).toBeLessThan(retention.length)
    expect(await listed('--group', 'retention')).toEqual(retention.map(({ id }) => id))
    expect(await listed('--group', 'retention', '--tag', 'seats')).toEqual(both.map(({ id }) => id))
  })

  it.each([
    [['--tag', 'seat'], /^error: Unknown tag "seat"\. Did you mean "seats"\? Known: .*refund/],
    [['--group', 'biling'], /^error: Unknown group "biling"\. Did you mean "billing"\?/],
  ])('says what is there when it is not: %j', async (args, message) => {
    const { code, stderr } = await supportgym(['scenarios', 'list', ...args])
    expect(code).not.toBe(0)
    expect(stderr).toMatch(message)
  })
})

describe('supportgym scenarios show', () => {
  it('gives the scenario as JSON to who asks for it', async () => {
    const { stdout } = await supportgym(['scenarios', 'show', 'first-payment-v1', '--json'])
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(JSON.stringify(loadCatalogue().scenario('first-payment-v1'))),
    )
  })

  it('says what the page in the documentation says', async () => {
    const { stdout } = await supportgym(['scenarios', 'show', 'first-payment-v1'])
    const page = readFileSync(new URL('../../docs/scenarios/first-payment-v1.md', import.meta.url), 'utf8')
    const items = [...page.matchAll(/^- (.*)$/gm)].map(([, item]) => item!.replaceAll('`', ''))
    expect(items.length).toBeGreaterThan(20)
    for (const item of items) expect(stdout).toContain(`  - ${item}`)
  })
})

describe('supportgym scenarios validate', () => {
  const shipped = fileURLToPath(new URL('../../scenarios/duplicate-charge-v1.yaml', import.meta.url))

  const broken = async (from: string, to: string) => {
    const cwd = emptyFolder()
    const text = readFileSync(shipped, 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(cwd, 'broken-v1.yaml'), text.replace(from, to))
    copyFileSync(shipped, join(cwd, 'good-v1.yaml'))
    return supportgym(['scenarios', 'validate', 'good-v1.yaml', 'broken-v1.yaml'], { cwd })
  }

  it('finds nothing wrong with those that ship', async () => {
    expect(await supportgym(['scenarios', 'validate'])).toMatchObject({ code: 0 })
  })

  it.each([
    [
      'the path and what was expected',
      'difficulty: 2',
      'difficulty: 9',
      /^error: broken-v1\.yaml: difficulty: .*<=5/,
    ],
    [
      'the step of a fixture',
      'do: charge.duplicate',
      'do: charge.twice',
      /broken-v1\.yaml: causes\.duplicate-capture: .*charge\.twice/,
    ],
    [
      'the predicate of an oracle',
      'refunded(extra) = full',
      'refunded(extar) = full',
      /broken-v1\.yaml: causes\.duplicate-capture: .*"extar".*Did you mean "extra"/,
    ],
    ['the line of broken YAML', 'variants:', 'variants: [', /broken-v1\.yaml:\d+: not valid YAML/],
  ])('names file and %s', async (_what, from, to, message) => {
    const { code, stderr } = await broken(from, to)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('good-v1')
  })
})

describe('supportgym episode', () => {
  it('reads like a ticket: what was said and done, what came later, the grade with its reasons', async () => {
    const args = ['episode', '--policy', 'refund-all', '--scenario', 'duplicate-charge-v1', '--seed', '7']
    const { code, stdout } = await supportgym(args)
    expect(code).toBe(0)
    expect(stdout).toMatch(/customer .*complain.*\(charged-twice\)/)
    expect(stdout).toMatch(/agent +issue refund, ch_\w+, \$/)
    expect(stdout).toMatch(/day 150 +later +the case is settled: harmful/)
    expect(stdout).toMatch(/^harmful: expected not .*, found /m)
  })

  it('is the same for the same seed', async () => {
    const command = ['episode', '--seed', '3', '--json']
    const { stdout } = await supportgymProcess(command)
    expect(stdout).toMatch(/^\{"supportgym"/)
    expect((await supportgym(command)).stdout).toBe(stdout)
  })
})
