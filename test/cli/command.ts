import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** An empty folder to run commands in. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'supportgym-'))
}

/** Runs the built command line as a person would, `cwd` being where they stand; `interruptWhen` presses Ctrl-C. */
export function supportgym(
  args: readonly string[],
  { cwd = tmpdir(), interruptWhen }: { readonly cwd?: string; readonly interruptWhen?: RegExp } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (interruptWhen?.test(stderr) === true) child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
