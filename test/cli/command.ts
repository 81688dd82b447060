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

interface Circumstances {
  /** Where the person stands. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** What on stderr makes them press Ctrl-C, once. */
  readonly interruptWhen?: RegExp
  /** Asked again and again: when it holds, the process is killed with -9. */
  readonly killWhen?: () => boolean
}

/** Runs the built command line as a person would. */
export function supportgym(
  args: readonly string[],
  { cwd = tmpdir(), env = {}, interruptWhen, killWhen }: Circumstances = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...process.env, ...env, NO_COLOR: '1' },
  })
  const watch = setInterval(() => {
    if (killWhen?.() === true) child.kill('SIGKILL')
  }, 3)
  let stdout = ''
  let stderr = ''
  let isInterrupted = false
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (isInterrupted || interruptWhen?.test(stderr) !== true) return
    isInterrupted = true
    child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => {
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}
