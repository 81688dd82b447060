import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyFolder, supportgym } from './command.ts'

const compose = (cwd: string, ...args: string[]) =>
  supportgym(['scenarios', 'compose', '-n', '1', '--seed', '5', '--quiet', ...args], { cwd })

describe('supportgym scenarios compose', () => {
  it('with --force takes the place of the set before, and leaves alone what is not of it', async () => {
    const cwd = emptyFolder()
    const set = join(cwd, 'set')
    mkdirSync(join(set, 'companies'), { recursive: true })
    const before = { cases: [{ id: 'old-c01234567-v1', company: 'old' }] }
    writeFileSync(join(set, 'manifest.json'), JSON.stringify(before))
    writeFileSync(join(set, 'old-c01234567-v1.yaml'), 'id: old-c01234567-v1\n')
    writeFileSync(join(set, 'companies', 'old.yaml'), 'id: old\n')
    writeFileSync(join(set, 'notes.txt'), 'mine\n')
    expect((await compose(cwd, '--out', 'set')).stderr).toMatch(/^error: set is not empty/)
    expect(existsSync(join(set, 'old-c01234567-v1.yaml'))).toBe(true)

    const { code, stdout } = await compose(cwd, '--out', 'set', '--force', '--json')
    expect({ code, stdout }).toEqual({ code: 0, stdout: readFileSync(join(set, 'manifest.json'), 'utf8') })
    const { cases } = JSON.parse(stdout) as typeof before
    const [made] = cases
    expect(readdirSync(set).sort()).toEqual(
      ['companies', 'manifest.json', 'notes.txt', `${made!.id}.yaml`].sort(),
    )
    expect(readdirSync(join(set, 'companies'))).toEqual([`${made!.company}.yaml`])

    const run = [
      'run',
      '--scenarios',
      'set',
      '-p',
      'playbook,belief',
      '-n',
      '4',
      '--out',
      'run',
      '--json',
      '-q',
    ]
    const played = await supportgym(run, { cwd })
    expect(JSON.parse(played.stdout)).toMatchObject({
      policies: [{ policy: 'playbook' }, { policy: 'belief' }],
    })
    const { stdout: replayed } = await supportgym(['replay', 'run/episodes.jsonl'], { cwd })
    expect(replayed).toMatch(/8 episodes/)
    expect((await supportgym(['run', '--scenarios', 'nowhere'], { cwd })).stderr).toBe(
      'error: nowhere: expected a folder with scenarios (*.yaml), found none.\n',
    )
  }, 60_000)

  it.each(['file', 'file/set'])('says that a file is in the way of %s', async out => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'file'), '')
    const { code, stderr } = await compose(cwd, '--out', out)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error: ${out} is to be a folder, but a file is in the way there.\n`,
    })
  })

  it('makes no folder where its parts are not fit', async () => {
    const cwd = emptyFolder()
    writeFileSync(join(cwd, 'parts.yaml'), 'clauses: []\n')
    const { code } = await compose(cwd, '--out', 'set', '--parts', 'parts.yaml')
    expect({ code, isThere: existsSync(join(cwd, 'set')) }).toEqual({ code: 2, isThere: false })
  })
})
