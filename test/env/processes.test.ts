import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as library from '../../src/index.ts'
import { stepwise } from '../fixtures/stepwise.js'

const script = fileURLToPath(new URL('../fixtures/printStepwise.js', import.meta.url))

/** The same episodes from the built package, in a process with another time zone and language. */
function elsewhere(): string[] {
  const env = { ...process.env, TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  expect(status, `Is dist/ there and up to date (npm run build)? ${stderr}`).toBe(0)
  return stdout.split('\n')
}

describe('another process', () => {
  it('gives the same bytes at every step for the same seeds and actions', () => {
    const here = stepwise(library)
    const there = elsewhere()
    const parting = here.findIndex((line, index) => line !== there[index])
    expect([parting, there[parting]], 'the first line that differs').toEqual([-1, undefined])
    expect(there).toHaveLength(here.length)
    expect(here.length).toBeGreaterThan(500)
  })
})
