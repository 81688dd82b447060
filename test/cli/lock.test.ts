import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockFolder } from '../../src/cli/lock.ts'
import { emptyFolder } from './command.ts'

function lockedBy(holder: { readonly pid: number; readonly host: string }): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...holder, since: '2026-01-01T00:00:00.000Z' }))
  return folder
}

async function pidOfNobody(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid!
}

describe('the lock of a folder', () => {
  it('is there until it is given back', () => {
    const folder = emptyFolder()
    const giveBack = lockFolder(folder)
    expect(existsSync(join(folder, 'lock'))).toBe(true)
    giveBack()
    expect(readdirSync(folder)).toEqual([])
  })

  it('of a live process is respected, and the error says whose it is and what to do', () => {
    const folder = lockedBy({ pid: process.ppid, host: hostname() })
    expect(() => lockFolder(folder)).toThrow(
      expect.objectContaining({
        code: 'run_in_use',
        message: expect.stringMatching(new RegExp(`^Process ${process.ppid} on .* delete .*lock`)),
      }),
    )
  })

  it('of a process that is gone is taken over', async () => {
    const folder = lockedBy({ pid: await pidOfNobody(), host: hostname() })
    lockFolder(folder)()
    expect(readdirSync(folder)).toEqual([])
  })

  it('of a container that began again under the same number is taken over', () => {
    lockFolder(lockedBy({ pid: process.pid, host: hostname() }))()
  })

  it('held on another machine is respected as long as it is touched', () => {
    const folder = lockedBy({ pid: 1, host: 'elsewhere' })
    expect(() => lockFolder(folder)).toThrow('Process 1 on elsewhere')
    const longAgo = new Date(Date.now() - 600_000)
    utimesSync(join(folder, 'lock'), longAgo, longAgo)
    lockFolder(folder)()
  })

  it('that is half written is respected while it is new', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'lock'), '{"pid"')
    expect(() => lockFolder(folder)).toThrow('Somebody is writing')
  })
})
