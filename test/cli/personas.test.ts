import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policies } from '../../src/index.ts'
import { emptyFolder, supportgym } from './command.ts'

describe('personas seed', () => {
  it('writes the same bytes for the same seed, and does not overwrite them unless told to', async () => {
    const cwd = emptyFolder()
    const args = ['personas', 'seed', '--pack', 'default', '-n', '50', '--seed', '7', '--out', 'pack.json']
    expect(await supportgym(args, { cwd })).toMatchObject({ code: 0, stderr: '' })
    const text = readFileSync(join(cwd, 'pack.json'), 'utf8')
    expect(JSON.parse(text).personas).toHaveLength(50)

    const second = await supportgym(args, { cwd })
    expect(second.code).toBe(2)
    expect(second.stderr).toBe('error: pack.json is already there: choose another --out, or add --force.\n')

    expect(await supportgym([...args, '--force'], { cwd })).toMatchObject({ code: 0 })
    expect(readFileSync(join(cwd, 'pack.json'), 'utf8')).toBe(text)
  })

  it('exits with 2 and the place for a malformed pack, and for a number that is none', async () => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'mine.yaml'), 'id: mine\narchetypes: [{ id: owl, share: -1, traits: {} }]\n')
    const malformed = await supportgym(['personas', 'seed', '--pack', 'mine.yaml'], { cwd })
    expect(malformed.code).toBe(2)
    expect(malformed.stderr).toMatch(/^error: mine\.yaml: archetypes\.0\.share: /)
    expect(await supportgym(['personas', 'seed', '-n', 'many'])).toMatchObject({ code: 2 })
  })
})

describe('personas list and show', () => {
  it('list the twenty archetypes, and one of them', async () => {
    const { stdout } = await supportgym(['personas', 'list', '--json'])
    expect(JSON.parse(stdout)).toHaveLength(20)
    const venter = await supportgym(['personas', 'show', 'venter'])
    expect(JSON.parse(venter.stdout)).toMatchObject({ id: 'venter', openingAnger: 0.2 })
    const wrong = await supportgym(['personas', 'show', 'ventr'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('Did you mean "venter"?')
  })
})

describe('realism', () => {
  it('prints the facts as JSON, alone on stdout, with the progress on stderr', async () => {
    const { code, stdout, stderr } = await supportgym([
      'realism',
      '--tickets',
      '100',
      '--seed',
      '9',
      '--no-stability',
      '--held-out-draws',
      '1',
      '--held-out-tickets',
      '100',
      '--json',
    ])
    expect(code).toBe(0)
    const { facts, heldOut, ...rest } = JSON.parse(stdout) as {
      facts: Record<string, unknown>[]
      heldOut: { draws: { facts: unknown[] }[] }
    }
    expect(rest).toEqual({ tickets: 100, seed: 9, pack: 'default', stability: null })
    expect(heldOut.draws.map(draw => draw.facts.length)).toEqual([21])
    expect(facts).toHaveLength(21)
    for (const fact of facts)
      expect(Object.keys(fact)).toEqual(expect.arrayContaining(['id', 'target', 'measured', 'inRange']))
    expect(stderr).toContain('playing 100 tickets')
  })

  it('prints the ranks of every policy by setting, and says why nothing is drawn around concrete personas', async () => {
    const cwd = emptyFolder()
    await supportgym(['personas', 'seed', '-n', '20', '--out', 'people.json'], { cwd })
    const args = ['realism', '--pack', 'people.json', '-n', '100', '--stability-tickets', '10', '-q']
    const { code, stdout } = await supportgym(args, { cwd })
    expect(code).toBe(0)
    for (const { id } of policies) expect(stdout.match(new RegExp(`^${id} `, 'gm')), id).toHaveLength(2)
    expect(stdout).toMatch(/^utility \$\/t +mean +default +churn × 0\.5 .* abuse × 1\.5$/m)
    expect(stdout.match(/^Kendall's τ( +-?\d\.\d\d){7}$/gm)).toHaveLength(2)
    expect(stdout).toContain('it has concrete personas, and no means to move')
  })
})
