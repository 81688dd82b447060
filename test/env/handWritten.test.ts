import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const verify = fileURLToPath(new URL('../../bench/handwritten/verify.js', import.meta.url))

it('the hand-written loop of the benchmark answers bit for bit what the env does', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [verify, '--seeds', '60'])
  expect(stdout.match(/steps: equal/g)).toHaveLength(4)
})
